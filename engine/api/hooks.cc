#include "engine/api/hooks.h"

namespace tern::api {

namespace {

RowOperation operation_of(txn::OpKind kind) {
  if (kind == txn::OpKind::Insert) return RowOperation::Insert;
  return kind == txn::OpKind::Update ? RowOperation::Update : RowOperation::Delete;
}

template <class Call>
void call_quietly(Call call) {
  try {
    call();
  } catch (...) {
  }
}

}  // namespace

void Hooks::row_changes(const txn::RowChange& change) {
  if (!preupdate) return;
  const RowChange told{.operation = operation_of(change.kind),
                       .database = change.table->schema->database,
                       .table = change.table->name,
                       .has_rowid = !change.table->without_rowid,
                       .old_rowid = change.old_rowid,
                       .new_rowid = change.new_rowid,
                       .before = change.before,
                       .after = change.after,
                       .depth = change.depth};
  call_quietly([&] { preupdate(told); });
}

void Hooks::row_changed(const txn::RowChange& change) {
  if (!update || change.table->without_rowid) return;
  const int64_t rowid = change.kind == txn::OpKind::Delete ? change.old_rowid : change.new_rowid;
  call_quietly([&] {
    update(operation_of(change.kind), change.table->schema->database, change.table->name, rowid);
  });
}

bool Hooks::refuses_commit() const {
  if (!commit) return false;
  try {
    return commit();
  } catch (...) {
    return true;
  }
}

void Hooks::rolled_back() const {
  if (rollback) call_quietly([&] { rollback(); });
}

void Hooks::tell(const TraceEvent& event) const {
  if (trace) call_quietly([&] { trace(event); });
}

uint32_t Hooks::pages_to_give(std::string_view database, uint32_t pages, uint32_t free,
                              uint32_t page_size) const {
  uint32_t out = free;
  call_quietly([&] { out = autovacuum(database, pages, free, page_size); });
  return out;
}

Status Hooks::committed_to_log(std::string_view database, uint32_t frame_count) const {
  Status out;
  // A copy: it may set another in its place.
  const auto hook = wal;
  if (hook) call_quietly([&] { out = hook(database, frame_count); });
  return out;
}

}  // namespace tern::api
