#include "engine/api/statement_state.h"

#include <algorithm>
#include <utility>

#include "engine/api/ddl.h"
#include "engine/api/explain.h"
#include "engine/api/shared_turn.h"
#include "engine/base/numeric_text.h"
#include "engine/sql/walk.h"

namespace tern::api {
namespace {

constexpr int kSchemaRetriesMax = 50;

/// Does a statement need to know what is in the databases?
class SchemaUse final : public sql::Walker {
 public:
  static bool is_in(const sql::Statement& statement) {
    if (statement.kind != sql::StatementKind::Select) return true;
    SchemaUse search;
    search.walk(statement);
    return search.is_found_;
  }

 protected:
  void visit(const sql::TableSource&) override { is_found_ = true; }
  void visit(const sql::Expr& expr) override { is_found_ |= expr.kind == sql::ExprKind::InTable; }

 private:
  bool is_found_ = false;
};

bool is_of_transactions(sql::StatementKind kind) {
  switch (kind) {
    case sql::StatementKind::Begin:
    case sql::StatementKind::Commit:
    case sql::StatementKind::Rollback:
    case sql::StatementKind::Savepoint:
    case sql::StatementKind::Release:
      return true;
    default:
      return false;
  }
}

}  // namespace

/// A step, perhaps inside another statement's: of an SQL function or a hook that uses the
/// connection. What the outer statement counts and gathers is none of the inner one's.
class NestedRun {
 public:
  NestedRun(ConnectionState& connection, StatementState& statement)
      : connection_(connection),
        is_nested_(connection.step_depth++ > 0),
        statement_(statement),
        outer_(std::exchange(connection.stepping, &statement)) {
    std::swap(connection_.run_control().work(), statement_.work_);
    if (is_nested_) exchange();
  }
  ~NestedRun() {
    if (is_nested_) exchange();
    std::swap(connection_.run_control().work(), statement_.work_);
    connection_.stepping = outer_;
    --connection_.step_depth;
  }
  NestedRun(const NestedRun&) = delete;
  NestedRun& operator=(const NestedRun&) = delete;

 private:
  void exchange() {
    txn::Transaction& transaction = connection_.transaction();
    std::swap(transaction.immediate_violations, violations_);
    std::swap(transaction.action_depth, action_depth_);
    transaction.sequences.swap(sequences_);
  }

  ConnectionState& connection_;
  const bool is_nested_;
  StatementState& statement_;
  StatementState* const outer_;
  int64_t violations_ = 0;
  uint32_t action_depth_ = 0;
  std::vector<std::unique_ptr<txn::Sequence>> sequences_;
};

/// Tells whoever traces the connection what triggers do for the statement.
class StatementState::PartTeller final : public exec::BodyListener {
 public:
  explicit PartTeller(const StatementState& statement) : statement_(statement) {}

  void trigger_begins(const catalog::Trigger& trigger) override {
    if (is_traced()) tell("TRIGGER " + trigger.name);
  }
  void step_begins(std::string_view sql) override {
    if (!is_traced()) return;
    std::string line(sql);
    std::ranges::replace_if(line, is_space, ' ');
    tell(line);
  }

 private:
  bool is_traced() const { return static_cast<bool>(statement_.connection_.hooks().trace); }
  void tell(std::string_view part) const {
    statement_.tell({.kind = TraceEvent::Kind::Part, .part = part});
  }

  const StatementState& statement_;
};

StatementState::StatementState(ConnectionState& connection)
    : connection_(connection), part_teller_(std::make_unique<PartTeller>(*this)) {}

Result<std::unique_ptr<StatementState>> StatementState::prepare(ConnectionState& connection,
                                                                std::string_view sql, size_t* tail,
                                                                bool finds_virtual_tables) {
  const SharedTurn turn(connection);
  TRY(SharedLocks(connection).check_schemas());
  auto known = finds_virtual_tables ? reuse(connection, sql) : nullptr;
  if (known) {
    if (tail) *tail = sql.size();
    return known;
  }
  std::unique_ptr<StatementState> state(new StatementState(connection));
  state->finds_virtual_tables_ = finds_virtual_tables;
  connection.statement_began(*state);
  state->parsed_ = TRY(sql::parse_statement(sql, connection.limits));
  if (tail) *tail = state->parsed_.consumed;
  state->sql_ = sql.substr(0, state->parsed_.consumed);
  state->parameters_.resize(state->parsed_.parameter_names.size());
  if (!state->is_empty()) TRY(state->compile());
  return state;
}

/// What was finalized, if it is what compiling would give now; null: it is not there.
std::unique_ptr<StatementState> StatementState::reuse(ConnectionState& connection,
                                                      std::string_view sql) {
  if (connection.sees_main_only() || connection.access()) return nullptr;
  std::unique_ptr<StatementState> out = connection.statement_cache().take(sql);
  if (!out || !out->is_current()) return nullptr;
  out->is_finalized_ = false;
  out->run_count_ = 0;
  out->compile_count_ = 1;
  out->work_ = {};
  connection.statement_began(*out);
  return out;
}

/// Whether the schemas are the same, and the databases about as large.
bool StatementState::is_current() const {
  const auto catalog = connection_.catalog();
  const uint64_t pages = connection_.known_page_count();
  return catalog && *catalog == catalog_ && pages <= pages_ + pages_ / 4 &&
         pages_ <= pages + pages / 4;
}

StatementState::~StatementState() {
  reset();
  program_.reset();
  if (!is_finalized_) connection_.statement_ended(*this);
}

void StatementState::retire(std::unique_ptr<StatementState> statement) {
  statement->reset();
  if (!statement->is_reusable()) return;
  statement->finalize();
  statement->connection_.statement_cache().keep(std::move(statement));
}

bool StatementState::is_reusable() const {
  return program_ && !is_explain() && finds_virtual_tables_ && !connection_.sees_main_only() &&
         !connection_.access() && clear_count_ == connection_.statement_cache().clear_count();
}

void StatementState::finalize() {
  for (record::Value& value : parameters_) value = record::Value();  // their memory goes, too
  connection_.statement_ended(*this);
  is_finalized_ = true;
}

bool StatementState::is_readonly() const {
  if (is_empty()) return true;
  if (program_) return !program_->writes();
  return is_readonly_command(*parsed_.statement);
}

/// Compiles against the schemas as they are known, which the first step checks: no lock is taken.
Status StatementState::compile() {
  if (is_command(parsed_.statement->kind)) return compile_command();
  Status compiled = compile_program();
  if (compiled || compiled.error().is(ErrorCode::Auth) || !needs_schemas_) return compiled;
  return compile_anew(std::move(compiled));
}

/// As the schemas may be old that say what is wrong, it counts once they have been read anew.
Status StatementState::check_command() {
  if (!is_ddl(parsed_.statement->kind) || access_.does_nothing()) return {};
  Status checked = check_ddl(connection_, *parsed_.statement, sql_);
  if (checked || !checked.error().is(ErrorCode::Error)) return checked;
  const auto before = TRY(connection_.catalog());
  const auto newest = TRY(connection_.newest_catalog());
  return newest == before ? checked : check_ddl(connection_, *parsed_.statement, sql_);
}

Status StatementState::compile_command() {
  TRY(ask_about_command());
  TRY(check_command());
  if (is_explain()) {
    columns_ = explain_columns(explain_form());
    return {};
  }
  if (access_.does_nothing()) return {};
  for (std::string& name : command_columns(*parsed_.statement)) {
    columns_.emplace_back().name = std::move(name);
  }
  return {};
}

/// What it said holds until there is another authorizer, or another schema.
Status StatementState::ask_about_command() {
  if (!connection_.access()) return {};
  access_ = TRY(CommandAccess::ask(connection_, *parsed_.statement, sql_));
  environment_version_ = connection_.environment_version();
  catalog_ = TRY(connection_.catalog());
  return {};
}

/// What was not found may be there by now: schemas of databases that nobody reads may be old. Where
/// that cannot be told, as the file is locked, that is the error (the reference says what was not
/// found): a program then tries again.
Status StatementState::compile_anew(Status failed) {
  const auto before = TRY(connection_.catalog());
  const auto newest = TRY(connection_.newest_catalog());
  return newest == before ? failed : compile_program();
}

Status StatementState::compile_program() {
  (void)connection_.comparing_failure();
  // As of now: what clears the cache meanwhile is something that this statement depends on.
  const uint64_t clear_count = connection_.statement_cache().clear_count();
  auto use = std::make_unique<catalog::DatabaseUse>();
  Status compiled = compile_with(*use);
  if (!compiled && use->wants_temporary) {
    (void)TRY(connection_.temporary());
    use = std::make_unique<catalog::DatabaseUse>();
    compiled = compile_with(*use);
  }
  TRY(std::move(compiled));
  TRY(connection_.comparing_failure());
  ++compile_count_;
  use_ = std::move(use);
  if (is_explain()) columns_ = explain_columns(explain_form());
  find_used_databases();
  pages_ = connection_.known_page_count();
  clear_count_ = clear_count;
  environment_version_ = connection_.environment_version();
  return {};
}

/// The schemas as they are known. Where they cannot be read, a query that names nothing of them
/// gets an empty one: it runs on a file that is locked, or no database.
Result<std::shared_ptr<const catalog::Catalog>> StatementState::catalog_to_compile_with() {
  auto known = connection_.catalog();
  needs_schemas_ = known.has_value() || SchemaUse::is_in(*parsed_.statement);
  if (needs_schemas_) return known;
  auto nothing = std::make_shared<catalog::Schema>();
  nothing->traits.collations = &connection_.collations();
  return std::make_shared<const catalog::Catalog>(
      std::vector<std::shared_ptr<const catalog::Schema>>{std::move(nothing)});
}

Status StatementState::compile_with(catalog::DatabaseUse& use) {
  auto catalog = TRY(catalog_to_compile_with());
  std::optional<catalog::Looking> looking;
  if (needs_schemas_) looking.emplace(catalog->schemas());
  std::unique_ptr<exec::Profile> profile;
  if (parsed_.explain == sql::ExplainMode::Analyze) {
    profile = std::make_unique<exec::Profile>(connection_.function_view().clock(),
                                              connection_.transaction());
  }
  program_ = TRY(exec::compile(
      parsed_, sql_,
      {.transaction = connection_.transaction(),
       .catalog = catalog,
       .functions = connection_.functions(),
       .connection = connection_.function_view(),
       .virtual_tables = finds_virtual_tables_ ? &connection_.virtual_tables() : nullptr,
       .rewrites_off = connection_.rewrites_off,
       .switches = connection_.switches,
       .profile = profile.get(),
       .use = &use,
       .access = connection_.access(),
       .listener = part_teller_.get()}));
  profile_ = std::move(profile);  // the former one's program has gone
  catalog_ = std::move(catalog);
  return {};
}

void StatementState::find_used_databases() {
  used_.clear();
  list_version_ = connection_.database_list_version();
  for (const catalog::DatabaseUse::One& one : use_->databases()) {
    for (const auto& database : connection_.databases()) {
      if (database->known_schema().get() != one.schema) continue;
      used_.push_back({database.get(), one.writes});
    }
  }
  ASSERT(used_.size() == use_->databases().size());
}

Status StatementState::bind(int parameter, ValueView value) {
  if (running_) return fail(ErrorCode::Misuse, "bind on a statement that is running");
  if (parameter < 1 || static_cast<size_t>(parameter) > parameters_.size()) {
    return fail(ErrorCode::Range);
  }
  parameters_[static_cast<size_t>(parameter) - 1].assign(value);
  return {};
}

void StatementState::clear_bindings() {
  for (record::Value& value : parameters_) value.assign(ValueView::null());
}

Result<bool> StatementState::step() {
  if (is_empty()) return false;
  const SharedTurn turn(connection_);
  Result<bool> stepped = connection_.hooks().trace ? step_traced() : step_on();
  if (stepped && !*stepped) TRY(connection_.tell_wal_hook());
  return stepped;
}

Result<bool> StatementState::step_on() {
  const NestedRun nested(connection_, *this);
  if (!running_) return start();
  return is_listing_ ? next_listed_row() : next_program_row();
}

Result<bool> StatementState::step_traced() {
  if (!running_) {
    trace_begin_ = std::chrono::steady_clock::now();
    tell({.kind = TraceEvent::Kind::Begin});
  }
  Result<bool> stepped = step_on();
  if (stepped && *stepped) {
    tell({.kind = TraceEvent::Kind::Row});
  } else {
    tell_end(stepped.has_value());
  }
  return stepped;
}

void StatementState::tell(TraceEvent event) const {
  event.sql = sql();
  connection_.hooks().tell(event);
}

void StatementState::tell_end(bool is_ok) {
  if (!trace_begin_) return;
  tell({.kind = TraceEvent::Kind::End,
        .elapsed = std::chrono::steady_clock::now() - *trace_begin_,
        .is_ok = is_ok});
  trace_begin_.reset();
}

void StatementState::reset() {
  if (!running_) return;
  const SharedTurn turn(connection_);
  static_cast<void>(finish({}));
  tell_end(true);
}

Result<bool> StatementState::start() {
  ++run_count_;
  rollback_generation_ = connection_.rollback_generation();
  schema_undo_generation_ = connection_.schema_undo_generation();
  has_application_failed_ = false;
  // Of a run that failed for another reason.
  if (connection_.collations().has_failed()) (void)connection_.comparing_failure();
  if (parsed_.explain == sql::ExplainMode::Analyze) return start_analyze();
  if (is_explain()) return start_explain();
  if (program_) return start_program();
  return start_command();
}

Result<bool> StatementState::start_command() {
  if (!is_of_transactions(parsed_.statement->kind)) connection_.statement_cache().clear();
  if (connection_.access()) {
    const bool was_asked = environment_version_ == connection_.environment_version() &&
                           catalog_ == TRY(connection_.catalog());
    if (!was_asked) TRY(ask_about_command());
  }
  if (access_.does_nothing()) return list({});
  Result<CommandRows> rows = run_command(connection_, parsed_, sql_, parameters_, access_.again());
  if (connection_.autocommit()) SharedLocks(connection_).concluded();
  if (!rows) {
    connection_.roll_back_if_lost();
    return std::unexpected(std::move(rows).error());
  }
  TRY(connection_.comparing_failure());
  return list(*std::move(rows));
}

Result<bool> StatementState::start_explain() {
  if (!program_) return list(explain_command(parsed_.statement->span.in(sql_), explain_form()));
  TRY(compile());
  // As the reference: it begins as the statement that it explains.
  if (program_->writes()) connection_.transaction().changes_of_statement = 0;
  return list(explain_program(*program_, explain_form()));
}

ExplainForm StatementState::explain_form() const {
  return {.mode = parsed_.explain, .as_opcodes = connection_.other_switches.explains_as_opcodes};
}

/// Runs the program to its end; what it gives is not wanted.
Result<bool> StatementState::start_analyze() {
  for (bool has_more = TRY(start_program()); has_more;) has_more = TRY(next_program_row());
  return list(explain_program(*program_, explain_form()));
}

/// From now on the statement gives these rows.
Result<bool> StatementState::list(CommandRows rows) {
  listed_rows_ = std::move(rows);
  listed_at_ = 0;
  running_ = true;
  is_listing_ = true;
  return next_listed_row();
}

Result<bool> StatementState::next_listed_row() {
  if (listed_at_ == listed_rows_.size()) {
    TRY(finish({}));
    return false;
  }
  const std::vector<record::Value>& values = listed_rows_[listed_at_++];
  listed_row_.assign(values.begin(), values.end());
  row_ = listed_row_;
  return true;
}

Result<bool> StatementState::start_program() {
  writes_ = program_->writes();
  connection_.statement_started(writes_);
  running_ = true;

  bool makes_sense = true;
  Status ready = make_ready(makes_sense);
  // In autocommit mode a failed statement rolls its whole transaction back: no savepoint needed.
  if (ready && program_->needs_savepoint() && !connection_.is_alone_in_autocommit()) {
    ready = open_savepoint();
  }
  if (ready) {
    program_->parameters().swap(parameters_);
    if (profile_) profile_->restart();
    ready = program_->start();
    if (ready) ready = check_not_rolled_back();
  }
  if (!ready) {
    // What the new schema makes senseless is as if it had never been prepared.
    if (writes_ && makes_sense) connection_.transaction().changes_of_statement = 0;
    return std::unexpected(finish(std::move(ready)).error());
  }
  return next_program_row();
}

Status StatementState::open_savepoint() {
  savepoint_ = TRY(connection_.open_savepoint());
  has_savepoint_ = true;
  return ok();
}

/// What reads no table stands on nothing. Commands that run code of the application write.
bool StatementState::is_rolled_back() const {
  if (program_ && !writes_) {
    return !used_.empty() && schema_undo_generation_ != connection_.schema_undo_generation();
  }
  return rollback_generation_ != connection_.rollback_generation();
}

/// Opens what the program needs; compiles it again where a schema is not the one that it knows.
/// `makes_sense`: turned off if it does not compile.
Status StatementState::make_ready(bool& makes_sense) {
  for (int tries = 0; tries < kSchemaRetriesMax; ++tries) {
    const bool knows_databases = list_version_ == connection_.database_list_version();
    if (!knows_databases) used_.clear();
    TRY(open_databases());
    const bool knows_schemas = !needs_schemas_ || TRY(connection_.is_current(catalog_.get()));
    const bool knows_environment = environment_version_ == connection_.environment_version();
    if (knows_databases && knows_environment && knows_schemas) return settle_late_entries();
    Status compiled = compile_program();
    makes_sense = compiled.has_value();
    TRY(std::move(compiled));
  }
  return fail(ErrorCode::Schema);
}

Status StatementState::open_databases() {
  for (const Used& used : used_) {
    TRY(used.writes ? connection_.ensure_writing(*used.database)
                    : used.database->pager().begin_read());
  }
  if (!connection_.sharing.is_on) return {};
  SharedLocks locks(connection_);
  locks.look_at_uncommitted();
  return locks.lock(use_->tables());
}

/// The entries of INSERTs wait while nothing but such INSERTs runs. Where the user limits the
/// database's size, the INSERT that exceeds it is to be told so. Where a commit is replayed
/// elsewhere, row by row, its pages are to become the same there. Others of a shared cache may read
/// what is uncommitted.
Status StatementState::settle_late_entries() {
  if (used_.empty() && !writes_) return ok();
  const bool has_savepoint = program_->needs_savepoint() && !connection_.is_alone_in_autocommit();
  const bool is_seen = connection_.has_commit_observer() || connection_.sharing.is_on;
  const bool may_any = program_->may_leave_late_entries() && !is_seen;
  if (has_savepoint) TRY(connection_.settle_late_entries());
  for (const Used& used : used_) {
    btree::LateEntries& late = used.database->trees().late();
    const bool may_wait = may_any && used.writes && !used.database->limits_size;
    if (late.has_any() && !may_wait) TRY(late.settle_all());
    late.set_open(may_wait);
  }
  return {};
}

Result<bool> StatementState::next_program_row() {
  // What writes has done so when it has given a row.
  Status stands = check_not_rolled_back();
  if (!stands && !writes_) return std::unexpected(finish(std::move(stands)).error());
  if (connection_.run_control().is_interrupted()) {
    return std::unexpected(finish(fail(ErrorCode::Interrupt)).error());
  }
  Result<bool> more = program_->next();
  if (more && stands) {
    Status still = check_not_rolled_back();
    if (!still) more = std::unexpected(std::move(still).error());
  }
  if (more && connection_.collations().has_failed()) {
    more = std::unexpected(connection_.comparing_failure().error());
  }
  if (!more) return std::unexpected(finish(std::unexpected(std::move(more).error())).error());
  if (!*more) {
    TRY(finish({}));
    return false;
  }
  row_ = program_->row();
  return true;
}

/// Errors that may come in the midst of a row's change. Without a savepoint the whole transaction
/// goes. Source: SQLite documentation, "Response To Errors Within A Transaction".
bool StatementState::is_of_storage(const Error& error) const {
  switch (primary(error.code())) {
    case ErrorCode::Full:
    case ErrorCode::IoErr:
    case ErrorCode::NoMem:
      return true;
    case ErrorCode::CantOpen:
    case ErrorCode::Corrupt:
      return !has_application_failed_;
    default:
      return false;
  }
}

/// What a failed run does to the transaction.
sql::Conflict StatementState::action_after(const Error& failure) const {
  // An interrupted change ends its whole transaction. Source: SQLite, sqlite3_interrupt.
  const bool is_cut = writes_ && failure.is(ErrorCode::Interrupt);
  const bool is_half_done = writes_ && !has_savepoint_ && is_of_storage(failure);
  return is_cut || is_half_done ? sql::Conflict::Rollback : program_->failure_action();
}

/// Ends the run with `outcome`; gives back what the caller of step() gets.
Status StatementState::finish(Status outcome) {
  running_ = false;
  row_ = {};
  if (std::exchange(is_listing_, false)) {
    listed_rows_.clear();
    return outcome;
  }
  for (const Used& used : used_) used.database->trees().late().set_open(false);
  sql::Conflict action = outcome ? sql::Conflict::Abort : action_after(outcome.error());
  program_->finish();
  if (!program_->parameters().empty()) program_->parameters().swap(parameters_);
  if (std::exchange(has_savepoint_, false)) {
    outcome = connection_.close_savepoint(savepoint_, std::move(outcome), action);
  }
  if (!outcome && connection_.has_lost_entries()) action = sql::Conflict::Rollback;
  return connection_.statement_finished(writes_, std::move(outcome), action);
}

}  // namespace tern::api
