// What methods of a table are called for its changes, its transactions and its end.

#include <utility>

#include "engine/api/connection_state.h"
#include "engine/base/inline_vector.h"
#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/modules/client_table.h"

namespace tern::abi {
namespace {

Status code_alone(int code) {
  if (code == SQLITE_OK) return ok();
  return fail(static_cast<ErrorCode>(code), sqlite3_errstr(code));
}

int conflict_mode(sql::Conflict conflict) {
  switch (conflict) {
    case sql::Conflict::Rollback:
      return SQLITE_ROLLBACK;
    case sql::Conflict::Ignore:
      return SQLITE_IGNORE;
    case sql::Conflict::Fail:
      return SQLITE_FAIL;
    case sql::Conflict::Replace:
      return SQLITE_REPLACE;
    case sql::Conflict::Abort:
    case sql::Conflict::Unspecified:
      break;
  }
  return SQLITE_ABORT;
}

/// What xUpdate is given: the old key; and unless the row goes, the new key and all columns.
class UpdateArguments {
 public:
  /// `values`: of an earlier change, or none.
  UpdateArguments(sqlite3* db, std::vector<sqlite3_value>&& values)
      : db_(db),
        encoding_(db->engine().function_view().text_encoding()),
        values_(std::move(values)) {}
  void add(record::ValueView value) {
    if (count_ == values_.size()) values_.emplace_back();
    sqlite3_value& out = values_[count_++];
    out.refer(value, encoding_);
    out.db = db_;
    if (value.is_null()) out.passed = db_->pointers.find(value);
  }
  void mark_unchanged(size_t place) { values_[place].is_unchanged = true; }
  int count() const { return static_cast<int>(count_); }
  sqlite3_value** pointers() {
    pointers_.resize(count_);
    for (size_t i = 0; i < count_; ++i) pointers_[i] = &values_[i];
    return pointers_.data();
  }
  std::vector<sqlite3_value> take_values() {
    for (sqlite3_value& value : values_) value.forget();
    return std::move(values_);
  }

 private:
  sqlite3* db_;
  TextEncoding encoding_;
  size_t count_ = 0;
  std::vector<sqlite3_value> values_;
  InlineVector<sqlite3_value*, 16> pointers_;
};

using SavepointMethod = int (*)(sqlite3_vtab*, int);

/// Modules of the first version have no such methods, whatever stands in their place.
Status tell_savepoint(const sqlite3_module& methods, SavepointMethod sqlite3_module::* method,
                      sqlite3_vtab* table, int32_t number) {
  if (methods.iVersion < 2 || !(methods.*method) || !table) return ok();
  return code_alone((methods.*method)(table, number));
}

}  // namespace

Result<int64_t> ClientTable::write(const vtab::RowWrite& row) {
  constexpr size_t kNewKey = 1;
  constexpr size_t kFirstColumn = 2;
  TRY(check_is_there());
  UpdateArguments arguments(db_, std::exchange(spare_arguments_, {}));
  arguments.add(row.old_key);
  if (row.kind != vtab::RowWrite::Kind::Delete) {
    arguments.add(row.new_key);
    for (const record::ValueView value : row.values) arguments.add(value);
  }
  for (size_t i = 0; i < row.unchanged.size(); ++i) {
    if (!row.unchanged[i]) continue;
    arguments.mark_unchanged(kFirstColumn + i);
    const bool is_key = description().without_rowid && description().primary_key.front() == i;
    if (is_key) arguments.mark_unchanged(kNewKey);
  }
  int& mode = db_->modules.conflict_mode;
  const int outer_mode = std::exchange(mode, conflict_mode(row.on_conflict));
  sqlite3_int64 rowid = 0;
  const int code = methods().xUpdate(table_, arguments.count(), arguments.pointers(), &rowid);
  mode = outer_mode;
  spare_arguments_ = arguments.take_values();
  if (code != SQLITE_OK) return std::unexpected(error(code));
  return rowid;
}

Status ClientTable::begin() {
  TRY(check_is_there());
  const int code = methods().xBegin(table_);
  return code == SQLITE_OK ? ok() : std::unexpected(error(code));
}

Status ClientTable::sync() {
  if (!table_ || !methods().xSync) return ok();
  const int code = methods().xSync(table_);
  return code == SQLITE_OK ? ok() : std::unexpected(error(code));
}

void ClientTable::commit() {
  if (table_ && methods().xCommit) methods().xCommit(table_);
}

void ClientTable::rollback() {
  if (table_ && methods().xRollback) methods().xRollback(table_);
}

Status ClientTable::savepoint(int32_t number) {
  return tell_savepoint(methods(), &sqlite3_module::xSavepoint, table_, number);
}

Status ClientTable::release(int32_t number) {
  return tell_savepoint(methods(), &sqlite3_module::xRelease, table_, number);
}

Status ClientTable::rollback_to(int32_t number) {
  return tell_savepoint(methods(), &sqlite3_module::xRollbackTo, table_, number);
}

Status ClientTable::rename(const std::string& name) {
  if (!methods().xRename) return ok();
  const int code = methods().xRename(table_, name.c_str());
  return code == SQLITE_OK ? ok() : std::unexpected(error(code));
}

Status ClientTable::destroy() {
  if (cursors_ > 0) return fail(ErrorCode::Locked, "database table is locked");
  const auto method = methods().xDestroy ? methods().xDestroy : methods().xDisconnect;
  TRY(code_alone(method(table_)));
  table_ = nullptr;
  return ok();
}

}  // namespace tern::abi
