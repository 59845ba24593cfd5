#include "engine/txn/row_listener.h"
#include "engine/write/writer_state.h"

namespace tern::write {

namespace {

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
  }
  if (after) {
    out.new_rowid = after->rowid;
    out.after = after->values;
  }
  return out;
}

}  // namespace

void TableWriter::State::row_changes(txn::OpKind kind, const StoredRow* before,
                                     const Candidate* after) {
  txn::RowListener* const listener = row_listener();
  if (!listener) return;
  listener->row_changes(change_of(table_, transaction_.action_depth, kind, before, after));
}

void TableWriter::State::row_changed(txn::OpKind kind, const StoredRow* before,
                                     const Candidate* after) {
  txn::RowListener* const listener = row_listener();
  if (!listener) return;
  listener->row_changed(change_of(table_, transaction_.action_depth, kind, before, after));
}

bool TableWriter::State::is_every_row_wanted() {
  return row_listener() && row_listener()->wants_every_row();
}

}  // namespace tern::write
