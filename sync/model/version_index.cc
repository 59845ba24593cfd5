#include "sync/model/version_index.h"

#include "engine/txn/changeset.h"
#include "sync/model/row_change.h"

namespace tern::sync::model {
namespace {

std::string slot_of(std::string_view table, std::string_view key) {
  std::string out = folded_name(table);
  out.push_back('\0');
  out.append(key);
  return out;
}

}  // namespace

void VersionIndex::reset(Revision horizon) {
  rows_.clear();
  horizon_ = horizon;
}

RowHistory& VersionIndex::row(std::string_view table, std::string_view key) {
  return rows_[slot_of(table, key)];
}

const RowHistory* VersionIndex::find(std::string_view table, std::string_view key) const {
  const auto it = rows_.find(slot_of(table, key));
  return it == rows_.end() ? nullptr : &it->second;
}

Status VersionIndex::record(Bytes changeset, const Stamp& stamp) {
  txn::ChangesetReader reader = TRY(txn::ChangesetReader::open(changeset));
  txn::OpView op;
  while (TRY(reader.next(op))) {
    if (op.kind == txn::OpKind::Ddl) continue;
    const bool removes =
        op.kind == txn::OpKind::Delete ||
        (op.kind == txn::OpKind::Update && key_bytes(op, true) != key_bytes(op, false));
    if (removes) {
      RowHistory& gone = row(op.table->name, key_bytes(op, true));
      gone.deleted = true;
      gone.newest = gone.whole = stamp;
      gone.columns.clear();
    }
    if (op.kind == txn::OpKind::Delete) continue;
    RowHistory& now = row(op.table->name, key_bytes(op, false));
    now.newest = stamp;
    now.deleted = false;
    if (op.kind == txn::OpKind::Insert || removes) {
      now.whole = stamp;
      now.columns.clear();
      continue;
    }
    for (size_t i = 0; i < op.after.size(); ++i) {
      if (record::identical(op.before[i], op.after[i])) continue;
      now.columns[folded_name(op.table->columns[i].name)] = stamp;
    }
  }
  return ok();
}

}  // namespace tern::sync::model
