#include <ranges>

#include "engine/base/varint.h"
#include "engine/txn/changeset.h"
#include "engine/txn/changeset_format.h"

namespace tern::txn {

// Values are copied as bytes, in their encoding; only their order in an operation changes.
Result<ByteVector> invert(Bytes changeset) {
  struct Operation {
    OpKind kind;
    ChangesetReader::Parts parts;
    int64_t old_rowid, new_rowid;
  };
  ChangesetReader reader = TRY(ChangesetReader::open(changeset));
  std::vector<Operation> operations;
  OpView op;
  while (TRY(reader.next(op))) {
    if (op.kind == OpKind::Ddl) {
      return fail(ErrorCode::Error, "a changeset with schema changes has no inverse");
    }
    operations.push_back({op.kind, reader.parts_, op.old_rowid, op.new_rowid});
  }

  ByteVector out(std::begin(format::kMagic), std::end(format::kMagic));
  for (const auto& table : reader.tables_) append(out, format::encode_table(*table));
  const auto rowid = [&out](bool present, int64_t value) {
    if (present) append_varint(out, static_cast<uint64_t>(value));
  };
  for (const Operation& undone : operations | std::views::reverse) {
    const bool has_rowid = !reader.tables_[undone.parts.table]->without_rowid;
    out.push_back(undone.kind == OpKind::Insert   ? format::kDelete
                  : undone.kind == OpKind::Delete ? format::kInsert
                                                  : format::kUpdate);
    append_varint(out, undone.parts.table);
    append_varint(out, undone.parts.flags);
    append(out, undone.parts.after);
    append(out, undone.parts.before);
    rowid(has_rowid && undone.kind != OpKind::Delete, undone.new_rowid);
    rowid(has_rowid && undone.kind != OpKind::Insert, undone.old_rowid);
  }
  return out;
}

}  // namespace tern::txn
