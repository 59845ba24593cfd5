// The hook that hears of a row before it changes, and what it may ask.

#include "engine/sqlite3/callbacks/preupdate.h"

#include <algorithm>

#include "engine/api/connection_state.h"
#include "engine/sqlite3/connections/connection.h"

namespace tern::abi {

namespace {

/// A new row is told as its record has it: there, what a column of reals can hold as an integer of
/// six bytes is one.
record::ValueView as_recorded(record::ValueView value, record::Affinity affinity) {
  constexpr double kLeast = -140737488355328.0;
  constexpr double kBeyond = 140737488355328.0;
  if (affinity != record::Affinity::Real || !value.is_real()) return value;
  const double real = value.as_real();
  if (real < kLeast || real >= kBeyond) return value;
  const auto integer = static_cast<int64_t>(real);
  return static_cast<double>(integer) == real ? record::ValueView::integer(integer) : value;
}

}  // namespace

/// A blob handle deletes what it writes over, as the reference tells it.
int PreupdateListener::operation() const {
  if (db_->copies.written_blob_column >= 0) return SQLITE_DELETE;
  if (change_->kind == txn::OpKind::Insert) return SQLITE_INSERT;
  return change_->kind == txn::OpKind::Update ? SQLITE_UPDATE : SQLITE_DELETE;
}

/// As the reference, it counts the columns that are stored: those that are computed when they are
/// read are left out. What was added behind the `stored` that the record has is NULL, whatever
/// its default.
void PreupdateListener::refer(std::vector<sqlite3_value>& values,
                              std::span<const record::ValueView> row, size_t stored) const {
  if (values.size() < row.size()) values.resize(row.size());
  const std::vector<catalog::Column>& columns = change_->table->columns;
  const TextEncoding encoding = db_->engine().function_view().text_encoding();
  const bool is_record = change_->kind == txn::OpKind::Insert;
  size_t at = 0;
  for (size_t i = 0; i < row.size(); ++i) {
    if (columns[i].is_virtual()) continue;
    const record::ValueView value = at < stored ? row[i] : record::ValueView::null();
    values[at].refer(is_record ? as_recorded(value, columns[i].affinity) : value, encoding);
    values[at++].db = db_;
  }
}

void PreupdateListener::row_changes(const txn::RowChange& change) {
  const auto hook = db_->callbacks.preupdate;
  if (!hook) return;
  const txn::RowChange* const outer = std::exchange(change_, &change);
  stored_count_ = static_cast<size_t>(std::ranges::count_if(
      change.table->columns, [](const catalog::Column& column) { return !column.is_virtual(); }));
  refer(before_, change.before, change.table->without_rowid ? SIZE_MAX : change.before_stored);
  refer(after_, change.after, SIZE_MAX);
  // Where there is no rowid of one sort, the other stands for it, as in the reference.
  const int64_t old_rowid =
      change.kind == txn::OpKind::Insert ? change.new_rowid : change.old_rowid;
  const int64_t new_rowid =
      change.kind == txn::OpKind::Delete ? change.old_rowid : change.new_rowid;
  const std::string database(shown_schema(*db_, change.table->schema->database));
  hook.function(hook.data, db_, operation(), database.c_str(), change.table->name.c_str(),
                old_rowid, new_rowid);
  change_ = outer;
}

int PreupdateListener::column_count() const {
  return change_ ? static_cast<int>(change_->table->columns.size()) : 0;
}

int PreupdateListener::give(std::vector<sqlite3_value>& values, int column,
                            sqlite3_value** out) const {
  const auto at = static_cast<size_t>(column);
  if (column < 0 || at >= stored_count_) return set_result(db_, SQLITE_RANGE);
  *out = &values[at];
  return set_result(db_, SQLITE_OK);
}

int PreupdateListener::give_old(int column, sqlite3_value** out) {
  if (!change_ || operation() == SQLITE_INSERT) {
    return set_result(db_, misuse("sqlite3_preupdate_old"));
  }
  return give(before_, column, out);
}

int PreupdateListener::give_new(int column, sqlite3_value** out) {
  if (!change_ || operation() == SQLITE_DELETE) {
    return set_result(db_, misuse("sqlite3_preupdate_new"));
  }
  return give(after_, column, out);
}

namespace {

PreupdateListener& listener_of(sqlite3* db) {
  std::unique_ptr<PreupdateListener>& listener = db->callbacks.preupdate_listener;
  if (!listener) listener = std::make_unique<PreupdateListener>(db);
  return *listener;
}

void listen_to_rows(sqlite3* db, bool listens) {
  PreupdateListener& listener = listener_of(db);
  std::vector<txn::RowListener*>& listeners = db->engine().transaction().row_listeners;
  std::erase(listeners, &listener);
  if (listens) listeners.push_back(&listener);
}

}  // namespace
}  // namespace tern::abi

namespace abi = tern::abi;

// The header declares these only for those who ask for them.
extern "C" {

void* sqlite3_preupdate_hook(sqlite3* db,
                             void (*hook)(void*, sqlite3*, int, const char*, const char*,
                                          sqlite3_int64, sqlite3_int64),
                             void* data) {
  if (!abi::is_usable(db)) return nullptr;
  const abi::Hold hold(db->mutex);
  void* const before = db->callbacks.preupdate.data;
  (void)abi::guarded(db, [&] {
    abi::listen_to_rows(db, hook != nullptr);
    db->callbacks.preupdate = {hook, data};
    return SQLITE_OK;
  });
  return before;
}

int sqlite3_preupdate_old(sqlite3* db, int column, sqlite3_value** out) {
  return abi::guarded(db, [&] { return abi::listener_of(db).give_old(column, out); });
}

int sqlite3_preupdate_new(sqlite3* db, int column, sqlite3_value** out) {
  return abi::guarded(db, [&] { return abi::listener_of(db).give_new(column, out); });
}

int sqlite3_preupdate_count(sqlite3* db) {
  const auto& listener = db->callbacks.preupdate_listener;
  return listener ? listener->column_count() : 0;
}

int sqlite3_preupdate_depth(sqlite3* db) {
  const auto& listener = db->callbacks.preupdate_listener;
  return listener ? listener->depth() : 0;
}

int sqlite3_preupdate_blobwrite(sqlite3* db) { return db->copies.written_blob_column; }

}  // extern "C"
