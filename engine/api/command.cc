#include "engine/api/command.h"

#include <algorithm>
#include <iterator>

#include "engine/api/attach.h"
#include "engine/api/ddl.h"
#include "engine/api/ddl_parts.h"
#include "engine/api/ddl_target.h"
#include "engine/api/pragma.h"
#include "engine/api/shared_turn.h"
#include "engine/api/vacuum.h"

namespace tern::api {
namespace {

TransactionMode mode_of(sql::BeginMode mode) {
  switch (mode) {
    case sql::BeginMode::Immediate:
      return TransactionMode::Immediate;
    case sql::BeginMode::Exclusive:
      return TransactionMode::Exclusive;
    case sql::BeginMode::Deferred:
    case sql::BeginMode::Concurrent:
      break;
  }
  return TransactionMode::Deferred;
}

Status begin(ConnectionState& connection, const sql::BeginStatement& statement) {
  if (statement.mode == sql::BeginMode::Concurrent) {
    return not_supported("BEGIN CONCURRENT");
  }
  return connection.begin(mode_of(statement.mode));
}

/// What ends a transaction or a savepoint where there is none ends the say of PRAGMA
/// defer_foreign_keys, as in the reference.
Status ended(ConnectionState& connection, Status outcome) {
  if (!outcome && connection.autocommit()) connection.transaction().defer_foreign_keys = false;
  return outcome;
}

Status rollback(ConnectionState& connection, const sql::RollbackStatement& statement) {
  if (statement.savepoint) return connection.rollback_to_savepoint(statement.savepoint.text);
  return connection.rollback();
}

Status run_ddl_in(ConnectionState& connection, const std::vector<txn::Database*>& databases,
                  const sql::Statement& statement, std::string_view sql,
                  const bind::Access& access) {
  // Of ANALYZE and REINDEX the reference locks single tables.
  for (txn::Database* database : databases) {
    TRY(SharedLocks(connection).lock_schema(*database));
    TRY(execute_ddl(connection, *database, statement, sql, access));
  }
  return {};
}

/// What a transaction had of its databases before a statement, which is all that is left to it
/// where the statement was refused, or found nothing to do: nobody else has to wait for the end
/// then.
class LocksBefore {
 public:
  explicit LocksBefore(ConnectionState& connection) {
    for (const auto& database : connection.databases()) {
      const storage::Pager& pager = database->pager();
      if (!pager.is_writing()) locks_.push_back({database.get(), pager.is_reading()});
    }
  }

  /// To be called before what failed is undone: what the reference has begun to write it has
  /// locked.
  void note_changes() {
    std::erase_if(locks_, [](const Lock& lock) {
      const storage::Pager& pager = lock.database->pager();
      return pager.is_writing() && pager.has_changes();
    });
  }

  /// `reads_too`: it has read nothing either where it has changed nothing.
  void return_to(bool reads_too) {
    for (const Lock& lock : locks_) {
      if (lock.database->pager().is_writing()) lock.database->pager().stop_writing();
      if (reads_too && !lock.was_reading) lock.database->end_transaction();
    }
  }

 private:
  struct Lock {
    txn::Database* database;
    bool was_reading;
  };
  std::vector<Lock> locks_;
};

/// Does the reference find what is wrong before it runs the statement? ALTER looks at rows, and at
/// what depends on the table, when it runs.
bool is_found_at_once(const sql::Statement& statement, const Error& error) {
  static constexpr std::string_view kNeverAdded[] = {"Cannot add a PRIMARY KEY column",
                                                     "Cannot add a UNIQUE column",
                                                     "Cannot add a column to a view"};
  const std::string_view why = error.message();
  const bool is_of_rows = why.starts_with("Cannot add ") &&
                          std::ranges::find(kNeverAdded, why) == std::end(kNeverAdded);
  const bool is_found_late =
      why.starts_with("error in ") || is_of_rows || why.ends_with("constraint failed");
  const bool is_alter = statement.kind == sql::StatementKind::AlterTable;
  return error.is(ErrorCode::Error) && !(is_alter && is_found_late);
}

/// What IF [NOT] EXISTS finds, which is a statement that reads. Where it leaves nothing to do
/// nobody is kept from writing.
Result<bool> finds_work(ConnectionState& connection, txn::Database& database,
                        const sql::ParsedStatement& statement, std::string_view sql) {
  bool& defers = connection.transaction().defer_foreign_keys;
  const bool did = defers;
  connection.statement_started(false);
  Status read = database.pager().begin_read();
  Result<bool> out = true;
  if (read) out = has_ddl_work(connection, database, *statement.statement, sql);
  TRY(connection.statement_finished(false, std::move(read), sql::Conflict::Abort));
  if (!out || *out) defers = did;  // a statement that writes follows
  return out;
}

/// REINDEX writes only the databases where it finds indexes to rebuild.
Status keep_those_with_indexes(std::vector<txn::Database*>& databases,
                               const sql::ReindexStatement& statement) {
  std::vector<txn::Database*> kept;
  for (txn::Database* const database : databases) {
    const auto& schema = database->known_schema();
    const bool has_any = !schema || !TRY(indexes_to_rebuild(*schema, statement.name)).empty();
    if (has_any) kept.push_back(database);
  }
  databases = std::move(kept);
  return ok();
}

bool changes_schema(sql::StatementKind kind) {
  return kind != sql::StatementKind::Analyze && kind != sql::StatementKind::Reindex;
}

/// Runs DDL inside a write transaction with a savepoint of its own.
Status run_ddl(ConnectionState& connection, const sql::ParsedStatement& statement,
               std::string_view sql, const bind::Access& access) {
  LocksBefore locks(connection);
  const auto catalog = TRY(connection.newest_catalog());
  auto databases = TRY(databases_to_change(connection, *catalog, *statement.statement));
  if (const auto* rebuilt = statement.statement->as_if<sql::ReindexStatement>()) {
    TRY(keep_those_with_indexes(databases, *rebuilt));
    if (databases.empty()) return ok();
  }
  if (is_conditional(*statement.statement)) {
    const bool has_work = TRY(finds_work(connection, *databases.front(), statement, sql));
    if (!has_work) return ok();
  }
  for (txn::Database* database : databases) TRY(connection.ensure_writing(*database));
  connection.statement_started(true);
  sql::Conflict action = sql::Conflict::Abort;
  const auto savepoint = connection.open_savepoint();
  Status outcome = savepoint ? run_ddl_in(connection, databases, *statement.statement, sql, access)
                             : Status(std::unexpected(savepoint.error()));
  locks.note_changes();
  const bool has_run = outcome || !is_found_at_once(*statement.statement, outcome.error());
  if (savepoint) outcome = connection.close_savepoint(*savepoint, std::move(outcome), action);
  if (outcome) {
    if (changes_schema(statement.statement->kind)) connection.schema_was_changed();
  } else {
    has_run ? connection.undo_schemas() : connection.forget_schemas();
  }
  if (!connection.autocommit() || !has_run) locks.return_to(!outcome);
  bool& defers = connection.transaction().defer_foreign_keys;
  const bool did = defers && connection.autocommit() && !has_run;
  Status finished = connection.statement_finished(true, std::move(outcome), action);
  if (did) defers = true;
  return finished;
}

}  // namespace

bool is_command(sql::StatementKind kind) {
  switch (kind) {
    case sql::StatementKind::Select:
    case sql::StatementKind::Insert:
    case sql::StatementKind::Update:
    case sql::StatementKind::Delete:
      return false;
    default:
      return true;
  }
}

bool is_ddl(sql::StatementKind kind) {
  switch (kind) {
    case sql::StatementKind::CreateTable:
    case sql::StatementKind::CreateVirtualTable:
    case sql::StatementKind::CreateIndex:
    case sql::StatementKind::CreateView:
    case sql::StatementKind::CreateTrigger:
    case sql::StatementKind::Drop:
    case sql::StatementKind::AlterTable:
    case sql::StatementKind::Analyze:
    case sql::StatementKind::Reindex:
      return true;
    default:
      return false;
  }
}

bool is_readonly_command(const sql::Statement& statement) {
  if (const auto* begin = statement.as_if<sql::BeginStatement>()) {
    return mode_of(begin->mode) == TransactionMode::Deferred;
  }
  if (const auto* pragma = statement.as_if<sql::PragmaStatement>()) {
    return is_readonly_pragma(*pragma);
  }
  return statement.kind != sql::StatementKind::Vacuum && !is_ddl(statement.kind);
}

std::vector<std::string> command_columns(const sql::Statement& statement) {
  const auto* pragma = statement.as_if<sql::PragmaStatement>();
  return pragma ? pragma_columns(*pragma) : std::vector<std::string>();
}

Result<CommandRows> run_command(ConnectionState& connection, const sql::ParsedStatement& parsed,
                                std::string_view sql, std::span<const record::Value> parameters,
                                const bind::Access& access) {
  const sql::Statement& statement = *parsed.statement;
  if (statement.kind != sql::StatementKind::Rollback) TRY(connection.settle_late_entries());
  switch (statement.kind) {
    case sql::StatementKind::Begin:
      TRY(begin(connection, statement.as<sql::BeginStatement>()));
      return CommandRows();
    case sql::StatementKind::Commit:
      TRY(ended(connection, connection.commit()));
      return CommandRows();
    case sql::StatementKind::Rollback:
      TRY(ended(connection, rollback(connection, statement.as<sql::RollbackStatement>())));
      return CommandRows();
    case sql::StatementKind::Savepoint:
      TRY(connection.savepoint(statement.as<sql::SavepointStatement>().name.text));
      return CommandRows();
    case sql::StatementKind::Release:
      TRY(ended(connection,
                connection.release_savepoint(statement.as<sql::ReleaseStatement>().name.text)));
      return CommandRows();
    case sql::StatementKind::Pragma:
      return run_pragma(connection, statement.as<sql::PragmaStatement>());
    case sql::StatementKind::CreateTable:
    case sql::StatementKind::CreateVirtualTable:
    case sql::StatementKind::CreateIndex:
    case sql::StatementKind::CreateView:
    case sql::StatementKind::CreateTrigger:
    case sql::StatementKind::Drop:
    case sql::StatementKind::AlterTable:
    case sql::StatementKind::Analyze:
    case sql::StatementKind::Reindex:
      TRY(run_ddl(connection, parsed, sql, access));
      return CommandRows();
    case sql::StatementKind::Attach:
      TRY(attach(connection, statement.as<sql::AttachStatement>(), sql, parameters, access));
      return CommandRows();
    case sql::StatementKind::Detach:
      TRY(detach(connection, statement.as<sql::DetachStatement>(), sql, parameters, access));
      return CommandRows();
    case sql::StatementKind::Vacuum:
      TRY(run_vacuum(connection, statement.as<sql::VacuumStatement>(), sql, parameters));
      return CommandRows();
    case sql::StatementKind::Select:
    case sql::StatementKind::Insert:
    case sql::StatementKind::Update:
    case sql::StatementKind::Delete:
      break;
  }
  return fail(ErrorCode::Internal, "a compiled statement came as a command");
}

}  // namespace tern::api
