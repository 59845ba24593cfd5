#include "engine/session/writer.h"

#include <algorithm>

#include "engine/base/assert.h"
#include "engine/base/varint.h"
#include "engine/session/format.h"

namespace tern::session {

void Writer::table(const Table& table) {
  out_.push_back(form_ == Form::Patchset ? format::kPatchsetTable : format::kChangesetTable);
  append_varint(out_, table.column_count());
  append(out_, std::as_bytes(std::span(table.key)));
  append(out_, as_bytes(table.name));
  out_.push_back(std::byte{0});
}

void Writer::row(std::span<const Bytes> fields) {
  for (const Bytes field : fields) append(out_, field);
}

void Writer::change(const ChangeView& change) {
  out_.push_back(static_cast<std::byte>(change.op));
  out_.push_back(std::byte{change.indirect});
  if (change.op == Op::Insert) return row(change.after);
  if (form_ == Form::Changeset) {
    row(change.before);
    if (change.op == Op::Update) row(change.after);
    return;
  }
  for (size_t i = 0; i < change.before.size(); ++i) {
    if (change.table->is_key(i)) {
      append(out_, change.before[i]);
    } else if (change.op == Op::Update) {
      append(out_, change.after[i]);
    }
  }
}

void Writer::difference(const Table& table, bool indirect, const std::vector<Bytes>* before,
                        const std::vector<Bytes>* after) {
  if (before && after) return update(table, indirect, *before, *after);
  if (!before && !after) return;
  const std::vector<Bytes> none(table.column_count(), kUndefined);
  change({.op = after ? Op::Insert : Op::Delete,
          .indirect = indirect,
          .table = &table,
          .before = before ? *before : none,
          .after = after ? *after : none});
}

void Writer::update(const Table& table, bool indirect, const std::vector<Bytes>& before,
                    const std::vector<Bytes>& after) {
  ASSERT(before.size() == table.column_count() && after.size() == table.column_count());
  std::vector<Bytes> old_fields(before.size(), kUndefined);
  std::vector<Bytes> new_fields(before.size(), kUndefined);
  bool is_same = true;
  for (size_t i = 0; i < before.size(); ++i) {
    const bool changed = !same_field(before[i], after[i]);
    is_same = is_same && !changed;
    if (changed || table.is_key(i)) old_fields[i] = before[i];
    if (changed) new_fields[i] = after[i];
    // A key that is equal under its collation, and yet another: a patchset has it as it became.
    if (changed && form_ == Form::Patchset && table.is_key(i)) old_fields[i] = after[i];
  }
  if (is_same) return;
  change({.op = Op::Update,
          .indirect = indirect,
          .table = &table,
          .before = old_fields,
          .after = new_fields});
}

}  // namespace tern::session
