#include "engine/sqlite3/modules/client_table.h"

#include <algorithm>
#include <cstring>

#include "engine/api/connection_state.h"
#include "engine/sql/parser.h"
#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/modules/client_cursor.h"
#include "engine/sqlite3/modules/client_question.h"
#include "engine/sqlite3/statements/statement.h"

namespace tern::abi {

bool ClientPlan::is_same(const ClientPlan& other) const {
  if (number != other.number || owns_text != other.owns_text) return false;
  if (!owns_text || !text || !other.text) return text == other.text;
  // It need not be text: modules put other things there, too.
  const sqlite3_uint64 size = sqlite3_msize(text);
  return size == sqlite3_msize(other.text) && std::memcmp(text, other.text, size) == 0;
}

ClientTable::ClientTable(sqlite3* db, std::shared_ptr<ClientModule> module, sqlite3_vtab* table,
                         Construction&& made)
    : VirtualTable(std::string(made.table), std::move(made.columns), made.without_rowid),
      db_(db),
      module_(std::move(module)),
      table_(table),
      risk_(made.risk),
      keeps_constraints_(made.keeps_constraints) {}

ClientTable::~ClientTable() {
  if (module_->eponymous == this) module_->eponymous = nullptr;
  // One that cannot be destroyed is still there, though the engine has dropped it by now.
  if (table_ && is_being_dropped() && methods().xDestroy(table_) == SQLITE_OK) table_ = nullptr;
  disconnect();
}

void ClientTable::disconnect() const {
  if (table_) methods().xDisconnect(std::exchange(table_, nullptr));
}

/// The engine does not say why a table goes, but the statement that runs does.
bool ClientTable::is_being_dropped() const {
  if (db_->state == sqlite3::State::Closed || !methods().xDestroy) return false;
  const sqlite3_stmt* running = db_->callbacks.stepping;
  if (!running || !running->statement) return false;
  const auto parsed = sql::parse_statement(running->statement->sql());
  if (!parsed || !parsed->statement) return false;
  const auto* drop = parsed->statement->as_if<sql::DropStatement>();
  return drop && drop->drop == sql::DropKind::Table &&
         catalog::same_name(drop->name.name.text, name());
}

bool ClientTable::is_direct_only() const {
  if (risk_ == TableRisk::Normal) return !db_->engine().functions().trusts_schema;
  return risk_ == TableRisk::High;
}

Error ClientTable::error(int code) const {
  return error_of_method(code, table_ ? std::exchange(table_->zErrMsg, nullptr) : nullptr);
}

Status ClientTable::check_is_there() const {
  if (is_retired_ && cursors_ == 0) disconnect();
  return table_ && !is_retired_ ? ok() : fail(ErrorCode::Error, "no such table: " + name());
}

int32_t ClientTable::keep(std::unique_ptr<ClientPlan> plan) const {
  const auto known =
      std::ranges::find_if(plans_, [&](const auto& one) { return one->is_same(*plan); });
  const auto place = static_cast<int32_t>(known - plans_.begin());
  if (known == plans_.end()) plans_.push_back(std::move(plan));
  return place;
}

Result<vtab::IndexPlan> ClientTable::best_index(const vtab::PlanQuestion& asked) const {
  TRY(check_is_there());
  ClientQuestion question(*this, asked.constraints);
  const int code = question.ask();
  vtab::IndexPlan out;
  if (code == SQLITE_CONSTRAINT) {
    out.is_possible = false;
    return out;
  }
  if (code != SQLITE_OK) {
    // Preparing fails as with any other mistake, whatever the module's code is.
    return fail(ErrorCode::Error, std::string(error(code).message()));
  }
  if (!question.makes_sense()) {
    return fail(ErrorCode::Error, name() + ".xBestIndex malfunction");
  }
  out = question.answer();
  out.number = keep(question.take_plan());
  return out;
}

std::unique_ptr<vtab::Cursor> ClientTable::open() const {
  return std::make_unique<ClientCursor>(*this);
}

}  // namespace tern::abi
