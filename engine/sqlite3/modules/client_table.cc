#include "engine/sqlite3/modules/client_table.h"

#include <utility>

#include "engine/api/connection_state.h"
#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/modules/client_cursor.h"
#include "engine/sqlite3/modules/client_question.h"

namespace tern::abi {

ClientTable::ClientTable(sqlite3* db, std::shared_ptr<ClientModule> module, sqlite3_vtab* table,
                         Construction&& made)
    : VirtualTable(std::string(made.table), std::move(made.columns), made.without_rowid),
      db_(db),
      module_(std::move(module)),
      table_(table),
      tree_(std::move(made.tree)),
      risk_(made.risk),
      keeps_constraints_(made.keeps_constraints) {}

ClientTable::~ClientTable() {
  if (table_) methods().xDisconnect(table_);
}

bool ClientTable::is_direct_only() const {
  if (risk_ == TableRisk::Normal) return !db_->engine().functions().trusts_schema;
  return risk_ == TableRisk::High;
}

Error ClientTable::error(int code) const {
  return error_of_method(code, table_ ? std::exchange(table_->zErrMsg, nullptr) : nullptr);
}

Status ClientTable::check_is_there() const {
  return table_ ? ok() : fail(ErrorCode::Locked, "database table is locked");
}

Result<vtab::IndexPlan> ClientTable::best_index(const vtab::PlanQuestion& asked) const {
  TRY(check_is_there());
  // Each statement is to ask anew, even if it is written as one before.
  db_->engine().statement_cache().clear();
  ClientQuestion question(*this, asked);
  const int code = question.ask();
  if (code == SQLITE_CONSTRAINT) return vtab::IndexPlan{.uses = {}, .is_possible = false};
  if (code != SQLITE_OK) {
    // Preparing fails as with any other mistake, whatever the module's code is.
    return fail(ErrorCode::Error, std::string(error(code).message()));
  }
  if (!question.makes_sense()) {
    return fail(ErrorCode::Error, name() + ".xBestIndex malfunction");
  }
  return question.answer();
}

std::unique_ptr<vtab::Cursor> ClientTable::open() const {
  return std::make_unique<ClientCursor>(*this);
}

}  // namespace tern::abi
