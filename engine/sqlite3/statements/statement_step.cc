#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/statements/statement.h"

namespace tern::abi {
namespace {

using Phase = sqlite3_stmt::Phase;

void leave_row(sqlite3_stmt& statement) {
  statement.row = nullptr;
  statement.row_size = 0;
}

void log_failed_run(const sqlite3_stmt& statement, const Error& error) {
  const std::string_view message = error.message();
  sqlite3_log(static_cast<int>(error.code()), "statement aborts: [%s] %.*s",
              statement.statement->sql().c_str(), static_cast<int>(message.size()), message.data());
}

/// What step() answers where a run has failed. A lock that another connection holds leaves the
/// statement in the midst of its run, for the next step to try again.
[[gnu::noinline]] int fail_run(sqlite3_stmt& statement, const Error& error) {
  sqlite3* const db = statement.db;
  log_failed_run(statement, error);
  const int shown = set_result(db, error);
  statement.result = db->code;
  statement.failure = db->message;
  const bool is_busy = error.is(ErrorCode::Busy);
  statement.phase = is_busy ? Phase::Running : Phase::Halted;
  if (!statement.is_legacy || is_busy) return shown;
  return set_result(db, SQLITE_ERROR);
}

/// A statement of sqlite3_prepare() is not made anew. Errors: Schema if it would have to be.
Status check_legacy(sqlite3_stmt& statement) {
  api::ConnectionState& engine = statement.db->engine();
  const auto newest = TRY(engine.newest_catalog());
  const auto& schemas = newest->schemas();
  const std::vector<uint32_t>& known = statement.schema_cookies;
  bool is_current = statement.environment_version == engine.environment_version() &&
                    known.size() <= schemas.size();
  for (size_t at = 0; is_current && at < known.size(); ++at) {
    is_current = schemas[at]->cookie == known[at];
  }
  return is_current ? Status() : fail(ErrorCode::Schema);
}

[[gnu::noinline]] void send_parameters(sqlite3_stmt& statement) {
  statement.wants_sending = false;
  for (size_t at = 0; at < statement.parameter_count; ++at) {
    sqlite3_stmt::Bound& bound = statement.bound[at];
    if (!bound.is_unsent && !bound.is_outside) continue;
    statement.statement->set_parameter(at, bound.value);
    bound.is_unsent = false;
    statement.wants_sending |= bound.is_outside;
  }
}

Status begin_run(sqlite3_stmt& statement) {
  if (statement.is_legacy) TRY(check_legacy(statement));
  if (statement.wants_sending) send_parameters(statement);
  api::ConnectionState& engine = statement.db->engine();
  statement.stored_encoding = engine.function_view().text_encoding();
  statement.environment_version = engine.environment_version();
  statement.phase = Phase::Running;
  return {};
}

/// A step of the engine has failed; another try may not. `begins`: it was the first of the run.
[[gnu::noinline]] void try_again(sqlite3_stmt& statement, bool begins, Result<bool>& more) {
  while (!more && is_worth_another_try(statement.db, more.error()) && begins) {
    more = statement.statement->step();
  }
}

Result<bool> run_on(sqlite3_stmt& statement) {
  const bool begins = statement.phase == Phase::Ready;
  if (begins) TRY(begin_run(statement));
  ++statement.step_count;
  const Stepping stepping(statement.db->callbacks, &statement);
  Result<bool> more = statement.statement->step();
  if (!more) [[unlikely]]
    try_again(statement, begins, more);
  return more;
}

int give_row(sqlite3_stmt& statement) {
  const std::span<const ValueView> row = statement.statement->row();
  statement.row = row.data();
  statement.row_size = static_cast<int>(row.size());
  ++statement.row_number;
  statement.result = SQLITE_OK;
  (void)set_success(statement.db, SQLITE_ROW);
  return SQLITE_ROW;
}

/// The run is over: it came to its end, or failed.
int halt(sqlite3_stmt& statement, const Result<bool>& outcome) {
  leave_row(statement);
  if (statement.db->callbacks.keeps_for_runs()) run_ended(&statement);
  if (!outcome) [[unlikely]]
    return fail_run(statement, outcome.error());
  statement.phase = Phase::Halted;
  statement.result = SQLITE_OK;
  (void)set_success(statement.db, SQLITE_DONE);
  return SQLITE_DONE;
}

}  // namespace

int step(sqlite3_stmt& statement) {
  if (statement.phase == Phase::Halted) (void)reset(statement);
  return guarded(statement.db, [&] {
    const Result<bool> more = run_on(statement);
    return more && *more ? give_row(statement) : halt(statement, more);
  });
}

int reset(sqlite3_stmt& statement) {
  sqlite3* const db = statement.db;
  leave_row(statement);
  if (statement.phase == Phase::Ready) return SQLITE_OK;
  {
    const Stepping stepping(db->callbacks, &statement);  // what it gives up may call the program
    statement.statement->reset();
  }
  if (db->callbacks.keeps_for_runs()) run_ended(&statement);
  statement.phase = Phase::Ready;
  const int result = std::exchange(statement.result, SQLITE_OK);
  return result == SQLITE_OK ? set_success(db) : set_result(db, result, statement.failure);
}

void log_unusable(const sqlite3_stmt* statement) {
  sqlite3_log(SQLITE_MISUSE, "API called with %s prepared statement",
              statement ? "finalized" : "NULL");
}

sqlite3_stmt* statement_of(sqlite3* db, std::string_view sql) {
  sqlite3_stmt* at = db->statements;
  while (at && at->statement->sql().data() != sql.data()) at = at->next;
  return at;
}

}  // namespace tern::abi

int sqlite3_step(sqlite3_stmt* statement) {
  if (!tern::abi::is_usable(statement)) return tern::abi::misuse("sqlite3_step");
  const tern::abi::Hold hold(statement->db->mutex);
  return tern::abi::step(*statement);
}

int sqlite3_reset(sqlite3_stmt* statement) {
  if (!statement) return SQLITE_OK;
  if (!tern::abi::is_usable(statement)) return tern::abi::misuse("sqlite3_reset");
  const tern::abi::Hold hold(statement->db->mutex);
  return tern::abi::reset(*statement);
}
