#include "sync/model/version_index.h"

#include <utility>

#include "engine/txn/changeset.h"
#include "sync/model/row_change.h"

namespace tern::sync::model {
std::string row_slot(std::string_view table, std::string_view key) {
  std::string out = folded_name(table);
  out.push_back('\0');
  out.append(key);
  return out;
}

void RowHistory::add_older(const RowHistory& older) {
  whole = older.whole;
  for (const auto& [column, stamp] : older.columns) columns.try_emplace(column, stamp);
  is_part = false;
}

void VersionIndex::reset(Revision horizon) { put_upon(horizon, nullptr); }

void VersionIndex::put_upon(Revision horizon, Older older) {
  rows_.clear();
  horizon_ = horizon;
  older_ = std::move(older);
}

RowHistory& VersionIndex::row(std::string_view table, std::string_view key) {
  const auto [at, is_new] = rows_.try_emplace(row_slot(table, key));
  if (is_new) at->second.is_part = has_older();
  return at->second;
}

Result<const RowHistory*> VersionIndex::find(std::string_view table, std::string_view key) const {
  const std::string slot = row_slot(table, key);
  const auto at = rows_.find(slot);
  const bool is_whole = at != rows_.end() && !at->second.is_part;
  if (is_whole) return &at->second;
  std::optional<RowHistory> older;
  if (older_) older = TRY(older_(slot));
  if (at == rows_.end()) {
    if (!older) return nullptr;
    return &rows_.emplace(slot, *std::move(older)).first->second;
  }
  at->second.add_older(older.value_or(RowHistory{}));
  return &at->second;
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
      gone.is_part = false;
      gone.columns.clear();
    }
    if (op.kind == txn::OpKind::Delete) continue;
    RowHistory& now = row(op.table->name, key_bytes(op, false));
    now.newest = stamp;
    now.deleted = false;
    if (op.kind == txn::OpKind::Insert || removes) {
      now.whole = stamp;
      now.is_part = false;
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
