#include "sync/primary/sql_connection.h"

#include <utility>

#include "engine/api/connection_state.h"
#include "sync/primary/hosted_database.h"
#include "sync/primary/sql_connection_state.h"

namespace tern::sync::primary {

SqlConnection::State::State(Ledger& of, Connection opened, std::function<void()> after_commit,
                            std::function<void(Connection*)> closed)
    : ledger(of),
      connection(std::move(opened)),
      recorder(ledger, connection),
      closed_(std::move(closed)) {
  recorder.set_after_commit(std::move(after_commit));
  connection.set_wal_autocheckpoint(0);  // not inside of commits: HostedDatabase::upkeep()
  connection.state().set_commit_observer(&recorder);
}

SqlConnection::State::~State() {
  if (connection.in_transaction()) (void)connection.state().rollback();
  connection.state().set_commit_observer(nullptr);
  closed_(&connection);
}

SqlConnection::SqlConnection(std::unique_ptr<State> state) : state_(std::move(state)) {}
SqlConnection::~SqlConnection() = default;
Connection& SqlConnection::connection() { return state_->connection; }
uint64_t SqlConnection::last_revision() const { return state_->recorder.revision().raw; }

Result<std::unique_ptr<SqlConnection>> HostedDatabase::connect() {
  Connection opened =
      TRY(Connection::open(path(), {.create = false, .busy_timeout_ms = kBusyTimeoutMs}));
  auto state = std::make_unique<SqlConnection::State>(
      *ledger_, std::move(opened), [this] { ask_for_upkeep(); },
      [this](Connection* connection) { note_closed(connection); });
  const std::lock_guard guard(connections_mutex_);
  connections_.insert(&state->connection);
  return std::unique_ptr<SqlConnection>(new SqlConnection(std::move(state)));
}

}  // namespace tern::sync::primary
