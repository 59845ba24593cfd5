#include "tern/tern.h"

#include "engine/api/column_metadata.h"
#include "engine/api/connection_state.h"
#include "engine/api/statement_state.h"

namespace tern {

// --- Connection ---------------------------------------------------------------------------------

Connection::Connection(std::unique_ptr<api::ConnectionState> state) : state_(std::move(state)) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

Result<Connection> Connection::open(std::string_view path, const OpenOptions& options) {
  return Connection(TRY(api::ConnectionState::open(path, options)));
}

Result<Connection> Connection::open(std::shared_ptr<storage::DatabaseFile> file,
                                    const OpenOptions& options) {
  return Connection(TRY(api::ConnectionState::open(std::move(file), options)));
}

Result<Statement> Connection::prepare(std::string_view sql, size_t* tail) {
  return Statement(TRY(api::StatementState::prepare(*state_, sql, tail)));
}

Status Connection::execute(std::string_view sql) {
  while (!sql.empty()) {
    size_t consumed = 0;
    Statement statement = TRY(prepare(sql, &consumed));
    while (TRY(statement.step())) {
    }
    sql.remove_prefix(consumed);
  }
  return {};
}

Result<Connection::Transaction> Connection::begin(TransactionMode mode) {
  TRY(state_->begin(mode));
  return Transaction(*this);
}

Connection::Transaction::Transaction(Transaction&& other) noexcept
    : connection_(std::exchange(other.connection_, nullptr)) {}

Connection::Transaction::~Transaction() {
  if (connection_ && connection_->in_transaction()) {
    static_cast<void>(connection_->state_->rollback());
  }
}

Status Connection::Transaction::commit() && {
  TRY(connection_->state_->commit());
  return std::exchange(connection_, nullptr)->state_->tell_wal_hook();
}

bool Connection::in_transaction() const { return !state_->autocommit(); }
int64_t Connection::changes() const { return state_->transaction().changes_of_statement; }
int64_t Connection::total_changes() const { return state_->transaction().total_changes; }
int64_t Connection::last_insert_rowid() const { return state_->transaction().last_insert_rowid; }
void Connection::set_busy_timeout(uint32_t timeout_ms) { state_->set_busy_timeout(timeout_ms); }
void Connection::set_busy_handler(std::function<bool(int)> handler) {
  if (!handler) return state_->set_busy_handler(nullptr);
  state_->set_busy_handler([asked = std::move(handler)](int attempt_count) {
    try {
      return asked(attempt_count);
    } catch (...) {
      return false;
    }
  });
}
void Connection::set_progress_handler(int64_t rows, std::function<bool()> handler) {
  if (!handler) return state_->run_control().set_progress_handler(0, nullptr);
  state_->run_control().set_progress_handler(rows, [asked = std::move(handler)] {
    try {
      return asked();
    } catch (...) {
      return true;
    }
  });
}
void Connection::set_preupdate_hook(std::function<void(const RowChange&)> hook) {
  state_->hooks().preupdate = std::move(hook);
  state_->hooks_changed();
}
void Connection::set_update_hook(
    std::function<void(RowOperation, std::string_view, std::string_view, int64_t)> hook) {
  state_->hooks().update = std::move(hook);
  state_->hooks_changed();
}
void Connection::set_commit_hook(std::function<bool()> hook) {
  state_->hooks().commit = std::move(hook);
}
void Connection::set_rollback_hook(std::function<void()> hook) {
  state_->hooks().rollback = std::move(hook);
}
void Connection::set_trace(std::function<void(const TraceEvent&)> hook) {
  state_->hooks().trace = std::move(hook);
}
void Connection::set_wal_hook(std::function<Status(std::string_view, uint32_t)> hook) {
  state_->set_wal_hook(std::move(hook));
}
void Connection::set_wal_autocheckpoint(uint32_t frames) { state_->set_wal_autocheckpoint(frames); }
void Connection::set_authorizer(Authorizer authorizer) {
  state_->set_authorizer(std::move(authorizer));
}
Result<ColumnMetadata> Connection::table_column_metadata(std::string_view database,
                                                         std::string_view table,
                                                         std::string_view column) {
  return api::column_metadata(*state_, database, table, column);
}
int64_t Connection::limit(Limit which, int64_t value) {
  state_->statement_cache().clear();
  const int64_t before = state_->limits.set(which, value);
  state_->transaction().action_depth_max =
      static_cast<uint32_t>(state_->limits[Limit::TriggerDepth]);
  return before;
}

void Connection::interrupt() { state_->run_control().set_interrupted(true); }

// --- Statement ----------------------------------------------------------------------------------

Statement::Statement(std::unique_ptr<api::StatementState> state) : state_(std::move(state)) {}
Statement::Statement(Statement&&) noexcept = default;
Statement& Statement::operator=(Statement&& other) noexcept {
  if (this == &other) return *this;
  if (state_) api::StatementState::retire(std::move(state_));
  state_ = std::move(other.state_);
  return *this;
}
Statement::~Statement() {
  if (state_) api::StatementState::retire(std::move(state_));
}

Status Statement::bind(int parameter, ValueView value) { return state_->bind(parameter, value); }

int Statement::parameter_count() const {
  return static_cast<int>(state_->parameter_names().size());
}

int Statement::parameter_index(std::string_view name) const {
  const sql::ParameterNames& names = state_->parameter_names();
  for (size_t i = 0; i < names.size(); ++i) {
    if (!names[i].empty() && names[i] == name) return static_cast<int>(i) + 1;
  }
  return 0;
}

std::string_view Statement::parameter_name(int number) const {
  ASSERT(number >= 1 && number <= parameter_count());
  return state_->parameter_names()[static_cast<size_t>(number) - 1];
}

void Statement::clear_bindings() { state_->clear_bindings(); }
Result<bool> Statement::step() { return state_->step(); }
void Statement::reset() { state_->reset(); }

int Statement::column_count() const { return static_cast<int>(state_->columns().size()); }

std::string_view Statement::column_name(int column) const {
  ASSERT(column >= 0 && column < column_count());
  return state_->columns()[static_cast<size_t>(column)].name;
}

std::string_view Statement::column_declared_type(int column) const {
  ASSERT(column >= 0 && column < column_count());
  return state_->columns()[static_cast<size_t>(column)].declared_type;
}

std::string_view Statement::column_database(int column) const {
  ASSERT(column >= 0 && column < column_count());
  return state_->columns()[static_cast<size_t>(column)].database;
}

std::string_view Statement::column_table(int column) const {
  ASSERT(column >= 0 && column < column_count());
  return state_->columns()[static_cast<size_t>(column)].table;
}

std::string_view Statement::column_origin(int column) const {
  ASSERT(column >= 0 && column < column_count());
  return state_->columns()[static_cast<size_t>(column)].column;
}

ValueView Statement::column(int column) const {
  const std::span<const ValueView> row = state_->row();
  ASSERT(column >= 0 && static_cast<size_t>(column) < row.size());
  return row[static_cast<size_t>(column)];
}

bool Statement::is_readonly() const { return state_->is_readonly(); }
int Statement::explain_kind() const {
  switch (state_->explain_mode()) {
    case sql::ExplainMode::None:
      break;
    case sql::ExplainMode::Explain:
    case sql::ExplainMode::Analyze:
      return 1;
    case sql::ExplainMode::QueryPlan:
      return 2;
  }
  return 0;
}
bool Statement::is_empty() const { return state_->is_empty(); }
std::string_view Statement::sql() const { return state_->sql(); }

}  // namespace tern
