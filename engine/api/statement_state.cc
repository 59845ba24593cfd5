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

/// A step: what is counted meanwhile is the statement's.
class CountedStep {
 public:
  CountedStep(ConnectionState& connection, StatementState& statement)
      : connection_(connection),
        statement_(statement),
        outer_(std::exchange(connection.stepping, &statement)) {
    ++connection_.step_depth;
    std::swap(connection_.run_control().work(), statement_.work_);
  }
  ~CountedStep() {
    std::swap(connection_.run_control().work(), statement_.work_);
    connection_.stepping = outer_;
    --connection_.step_depth;
  }
  CountedStep(const CountedStep&) = delete;
  CountedStep& operator=(const CountedStep&) = delete;

 private:
  ConnectionState& connection_;
  StatementState& statement_;
  StatementState* const outer_;
};

namespace {

/// Stands around a step inside another statement's: of an SQL function or a hook that uses the
/// connection. What the outer statement gathers is none of the inner one's.
class OuterSetAside {
 public:
  explicit OuterSetAside(txn::Transaction& transaction) : transaction_(transaction) { exchange(); }
  ~OuterSetAside() { exchange(); }
  OuterSetAside(const OuterSetAside&) = delete;
  OuterSetAside& operator=(const OuterSetAside&) = delete;

 private:
  void exchange() {
    std::swap(transaction_.immediate_violations, violations_);
    std::swap(transaction_.action_depth, action_depth_);
    transaction_.sequences.swap(sequences_);
  }

  txn::Transaction& transaction_;
  int64_t violations_ = 0;
  uint32_t action_depth_ = 0;
  std::vector<std::unique_ptr<txn::Sequence>> sequences_;
};

}  // namespace

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

[[gnu::always_inline]] inline Result<bool> StatementState::advance() {
  const CountedStep counted(connection_, *this);
  if (!running_) return start();
  return is_listing_ ? next_listed_row() : next_program_row();
}

Result<bool> StatementState::step() {
  if (is_empty()) return false;
  const SharedTurn turn(connection_);
  const bool is_traced = static_cast<bool>(connection_.hooks().trace);
  if (is_traced && !running_) tell_begin();
  Result<bool> stepped = connection_.step_depth == 0 ? advance() : advance_inside();
  if (is_traced) tell_step(stepped);
  if (stepped && !*stepped) TRY(connection_.tell_wal_hook());
  return stepped;
}

/// A step inside another statement's.
Result<bool> StatementState::advance_inside() {
  const OuterSetAside outer(connection_.transaction());
  return advance();
}

void StatementState::tell_begin() {
  trace_begin_ = std::chrono::steady_clock::now();
  tell({.kind = TraceEvent::Kind::Begin});
}

void StatementState::tell_step(const Result<bool>& stepped) {
  if (stepped && *stepped) {
    tell({.kind = TraceEvent::Kind::Row});
  } else {
    tell_end(stepped.has_value());
  }
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
  static_cast<void>(finish());
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
    TRY(finish());
    return false;
  }
  const std::vector<record::Value>& values = listed_rows_[listed_at_++];
  listed_row_.assign(values.begin(), values.end());
  row_ = listed_row_;
  return true;
}

// Every run begins and ends with what is inline from here on: calls would take longer than it
// does.

Result<bool> StatementState::start_program() {
  writes_ = program_->writes();
  connection_.statement_started(writes_);
  running_ = true;

  bool makes_sense = true;
  Status begun = begin_program(makes_sense);
  if (!begun) [[unlikely]] {
    // What the new schema makes senseless is as if it had never been prepared.
    if (writes_ && makes_sense) connection_.transaction().changes_of_statement = 0;
    return finish(std::move(begun).error());
  }
  return next_program_row();
}

/// `makes_sense`: turned off if the program is compiled again, and does not.
[[gnu::always_inline]] inline Status StatementState::begin_program(bool& makes_sense) {
  TRY(make_ready(makes_sense));
  // In autocommit mode a failed statement rolls its whole transaction back: no savepoint needed.
  if (writes_ && program_->needs_savepoint() && !connection_.is_alone_in_autocommit()) {
    TRY(open_savepoint());
  }
  if (!parameters_.empty()) program_->parameters().swap(parameters_);
  if (profile_) profile_->restart();
  TRY(program_->start());
  return check_not_rolled_back();
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
[[gnu::always_inline]] inline Status StatementState::make_ready(bool& makes_sense) {
  for (int tries = 0; tries < kSchemaRetriesMax; ++tries) {
    const bool knows_databases = list_version_ == connection_.database_list_version();
    if (!knows_databases) used_.clear();
    TRY(open_databases());
    const bool knows_schemas = !needs_schemas_ ||
                               connection_.is_seen_to_be_current(catalog_.get()) ||
                               TRY(connection_.is_current(catalog_.get()));
    const bool knows_environment = environment_version_ == connection_.environment_version();
    if (knows_databases && knows_environment && knows_schemas) return settle_late_entries();
    Status compiled = compile_program();
    makes_sense = compiled.has_value();
    TRY(std::move(compiled));
  }
  return fail(ErrorCode::Schema);
}

[[gnu::always_inline]] inline Status StatementState::open_databases() {
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
[[gnu::always_inline]] inline Status StatementState::settle_late_entries() {
  bool may_any = false;
  if (writes_) {
    const bool is_seen = connection_.has_commit_observer() || connection_.sharing.is_on;
    may_any = program_->may_leave_late_entries() && !is_seen;
    const bool has_savepoint = program_->needs_savepoint() && !connection_.is_alone_in_autocommit();
    if (has_savepoint) TRY(connection_.settle_late_entries());
  }
  for (const Used& used : used_) {
    btree::LateEntries& late = used.database->trees().late();
    const bool may_wait = may_any && used.writes && !used.database->limits_size;
    if (late.has_any() && !may_wait) TRY(late.settle_all());
    late.set_open(may_wait);
  }
  return {};
}

Result<bool> StatementState::next_program_row() {
  if (!is_undisturbed() || connection_.run_control().is_interrupted()) [[unlikely]]
    return next_row_in_trouble();
  Result<bool> more = program_->next();
  const bool is_well = more && is_undisturbed() && !connection_.collations().has_failed();
  if (!is_well) [[unlikely]]
    return take_row_in_trouble(std::move(more), true);
  if (!*more) return end_of_rows();
  row_ = program_->row();
  return true;
}

Result<bool> StatementState::end_of_rows() {
  TRY(finish());
  return false;
}

/// The same where something was rolled back, or the run is to be interrupted.
Result<bool> StatementState::next_row_in_trouble() {
  Status stands = check_not_rolled_back();
  // What writes has done so when it has given a row.
  if (!stands && !writes_) return finish(std::move(stands).error());
  if (connection_.run_control().is_interrupted()) return finish(Error(ErrorCode::Interrupt));
  return take_row_in_trouble(program_->next(), stands.has_value());
}

/// What the program said, unless something has happened meanwhile. `stood`: before it, nothing had
/// been rolled back that the run stands on.
Result<bool> StatementState::take_row_in_trouble(Result<bool> more, bool stood) {
  if (!more) return finish(std::move(more).error());
  Status stands = stood ? check_not_rolled_back() : ok();
  if (!stands) return finish(std::move(stands).error());
  if (connection_.collations().has_failed()) {
    return finish(connection_.comparing_failure().error());
  }
  if (!*more) return end_of_rows();
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

/// Ends the run, which went well as far as it went; gives back what the caller of step() gets.
Status StatementState::finish() {
  running_ = false;
  row_ = {};
  if (is_listing_) {
    is_listing_ = false;
    listed_rows_.clear();
    return ok();
  }
  leave_program();
  if (has_savepoint_) [[unlikely]]
    return conclude(ok(), sql::Conflict::Abort);
  return connection_.statement_finished(writes_);
}

/// The same of a program's run that has failed.
std::unexpected<Error> StatementState::finish(Error failure) {
  running_ = false;
  row_ = {};
  const sql::Conflict action = action_after(failure);
  leave_program();
  return std::unexpected(conclude(std::unexpected(std::move(failure)), action).error());
}

[[gnu::always_inline]] inline void StatementState::leave_program() {
  for (const Used& used : used_) used.database->trees().late().set_open(false);
  program_->finish();
  if (!program_->parameters().empty()) program_->parameters().swap(parameters_);
}

Status StatementState::conclude(Status outcome, sql::Conflict action) {
  if (std::exchange(has_savepoint_, false)) {
    outcome = connection_.close_savepoint(savepoint_, std::move(outcome), action);
  }
  if (!outcome && connection_.has_lost_entries()) action = sql::Conflict::Rollback;
  return connection_.statement_finished(writes_, std::move(outcome), action);
}

}  // namespace tern::api
