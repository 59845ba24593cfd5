#include <algorithm>

#include "engine/record/record.h"
#include "engine/txn/row_listener.h"
#include "engine/write/writer_state.h"

namespace tern::write {

namespace {

size_t stored_columns(const StoredRow& row) {
  record::RecordReader reader;
  reader.reset(row.payload);
  const Result<uint32_t> count = reader.column_count();
  return count ? *count : SIZE_MAX;
}

template <class Before, class After>
txn::RowChange change_of(const catalog::Table& table, uint32_t depth, txn::OpKind kind,
                         const Before* before, const After* after) {
  txn::RowChange out;
  out.kind = kind;
  out.table = &table;
  out.depth = depth;
  if (before) {
    out.old_rowid = before->rowid;
    out.before = before->values;
    out.before_stored = stored_columns(*before);
  }
  if (after) {
    out.new_rowid = after->rowid;
    out.after = after->values;
  }
  return out;
}

}  // namespace

void TableWriter::State::tell_before(txn::OpKind kind, const StoredRow* before,
                                     const Candidate* after) {
  const std::span<txn::RowListener* const> listeners = row_listeners();
  const txn::RowChange change = change_of(table_, transaction_.action_depth, kind, before, after);
  for (txn::RowListener* listener : listeners) listener->row_changes(change);
}

void TableWriter::State::tell_after(txn::OpKind kind, const StoredRow* before,
                                    const Candidate* after) {
  const std::span<txn::RowListener* const> listeners = row_listeners();
  const txn::RowChange change = change_of(table_, transaction_.action_depth, kind, before, after);
  for (txn::RowListener* listener : listeners) listener->row_changed(change);
}

bool TableWriter::State::is_every_row_wanted() const {
  return std::ranges::any_of(row_listeners(),
                             [](const auto* listener) { return listener->wants_every_row(); });
}

}  // namespace tern::write
