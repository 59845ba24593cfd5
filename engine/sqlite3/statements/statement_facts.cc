#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/statements/statement.h"

namespace tern::abi {
namespace {

/// What has been counted since the program last cleared the counter.
int counted(uint64_t total, uint64_t& cleared, bool clears) {
  const uint64_t since = total - std::min(total, cleared);
  if (clears) cleared = total;
  return static_cast<int>(since);
}

/// About what the statement takes. Units: bytes.
int memory_of(const sqlite3_stmt& statement) {
  const size_t bytes = sizeof statement + sizeof *statement.statement +
                       statement.statement->sql().capacity() +
                       statement.bound.capacity() * sizeof(sqlite3_stmt::Bound) +
                       statement.columns.capacity() * sizeof(sqlite3_stmt::Column);
  return static_cast<int>(bytes);
}

}  // namespace
}  // namespace tern::abi

int sqlite3_stmt_readonly(sqlite3_stmt* statement) {
  return !statement || !statement->statement || statement->statement->is_readonly() ? 1 : 0;
}

int sqlite3_stmt_isexplain(sqlite3_stmt* statement) {
  if (!statement || !statement->statement) return 0;
  switch (statement->statement->explain_mode()) {
    case tern::sql::ExplainMode::None:
      return 0;
    case tern::sql::ExplainMode::QueryPlan:
      return 2;
    default:
      return 1;
  }
}

int sqlite3_stmt_busy(sqlite3_stmt* statement) {
  return statement && statement->phase == sqlite3_stmt::Phase::Running ? 1 : 0;
}

int sqlite3_stmt_status(sqlite3_stmt* statement, int what, int clears) {
  if (!tern::abi::is_usable(statement)) return 0;
  const tern::abi::Hold hold(statement->db->mutex);
  const tern::api::StatementState& state = *statement->statement;
  switch (what) {
    case SQLITE_STMTSTATUS_RUN:
      return tern::abi::counted(state.run_count(), statement->counted_runs, clears != 0);
    case SQLITE_STMTSTATUS_REPREPARE:
      return tern::abi::counted(state.recompile_count(), statement->counted_recompiles,
                                clears != 0);
    case SQLITE_STMTSTATUS_VM_STEP:
      return tern::abi::counted(statement->step_count, statement->counted_steps, clears != 0);
    case SQLITE_STMTSTATUS_MEMUSED:
      return tern::abi::memory_of(*statement);
    case SQLITE_STMTSTATUS_FULLSCAN_STEP:
      return tern::abi::counted(state.work().scan_steps, statement->cleared_work.scan_steps,
                                clears != 0);
    case SQLITE_STMTSTATUS_SORT:
      return tern::abi::counted(state.work().sorts, statement->cleared_work.sorts, clears != 0);
    case SQLITE_STMTSTATUS_AUTOINDEX:
      return tern::abi::counted(state.work().hashed_rows, statement->cleared_work.hashed_rows,
                                clears != 0);
    default:  // the engine does not count it
      return 0;
  }
}

int sqlite3_expired(sqlite3_stmt* statement) {
  if (!statement || !statement->db) return 1;
  const tern::abi::Hold hold(statement->db->mutex);
  return statement->environment_version != statement->db->engine().environment_version() ? 1 : 0;
}

sqlite3* sqlite3_db_handle(sqlite3_stmt* statement) { return statement ? statement->db : nullptr; }
