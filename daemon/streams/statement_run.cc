#include "daemon/streams/statement_run.h"

#include <algorithm>

#include "daemon/operation/pacing.h"
#include "daemon/streams/network_rules.h"
#include "engine/base/utf8.h"

namespace tern::daemon::streams {
namespace {

using Verb = StatementText::Verb;

bool is_begin(Verb verb) {
  return verb == Verb::Begin || verb == Verb::BeginWriting || verb == Verb::BeginReadonly;
}

/// A parameter's name as statements write it, whatever sign it has there.
const hrana::NamedArgument* find_argument(const hrana::Statement& statement,
                                          std::string_view name) {
  const hrana::NamedArgument* by_bare_name = nullptr;
  const hrana::NamedArgument* by_other_sign = nullptr;
  const auto is_sign = [](char c) { return c == ':' || c == '@' || c == '$' || c == '?'; };
  for (const hrana::NamedArgument& argument : statement.named_arguments) {
    if (argument.name == name) return &argument;
    if (argument.name == name.substr(1)) by_bare_name = &argument;
    const bool has_sign = !argument.name.empty() && is_sign(argument.name.front());
    if (has_sign && argument.name.substr(1) == name.substr(1)) by_other_sign = &argument;
  }
  return by_bare_name ? by_bare_name : by_other_sign;
}

/// What is run in the place of `sql`.
std::string_view meaning_of(const StatementText& text, std::string_view sql, const Caller& caller) {
  if (asks_for_files(text)) return kDatabaseNames;
  // Who may only read takes no write lock, and READONLY is none of SQLite's words.
  const bool is_plain_begin =
      text.verb == Verb::BeginReadonly || (text.verb == Verb::BeginWriting && !caller.may_write);
  return is_plain_begin ? "BEGIN" : sql;
}

std::unexpected<ErrorObject> arguments_invalid(std::string message) {
  return refuse("ARGS_INVALID", std::move(message));
}

}  // namespace

Outcome<void> StatementRun::check_transaction(StreamUse& use) const {
  if (!use.was_rolled_back()) return {};
  if (is_begin(text_.verb)) {
    use.rollback_is_known();
    return {};
  }
  use.rollback_was_told();
  if (text_.verb == Verb::Commit || text_.verb == Verb::Rollback) use.rollback_is_known();
  return refuse("TRANSACTION_TIMEOUT",
                "The transaction was rolled back because it took too long while others waited, or "
                "was idle too long");
}

bool StatementRun::is_readonly() const {
  if (text_.verb == Verb::Attach || text_.verb == Verb::Detach) return true;  // of the connection
  return statement_->is_readonly() && !writes_without_saying(text_);
}

Outcome<void> StatementRun::check_permission(StreamUse& use) const {
  if (is_readonly()) return {};
  if (!use.caller().may_write) {
    return refuse("SQLITE_AUTH", "not authorized: access is read-only");
  }
  if (use.is_readonly_transaction() && !is_begin(text_.verb)) {
    return std::unexpected(error_object(Error(ErrorCode::ReadOnly)));
  }
  return {};
}

Outcome<void> StatementRun::compile(StreamUse& use, std::string_view sql, size_t& tail) {
  text_ = read_statement_text(sql);
  TRY(check_transaction(use));
  if (auto refused = refusal_of(text_)) return std::unexpected(*std::move(refused));
  if (text_.verb == Verb::Attach) TRY(find_attached(use));
  const std::string_view meant = text_.is_explain ? sql : meaning_of(text_, sql, use.caller());
  auto prepared = use.link().connection().prepare(meant, &tail);
  if (!prepared) return std::unexpected(error_object(prepared.error(), true));
  if (meant.data() != sql.data()) tail = text_.end;
  statement_.emplace(*std::move(prepared));
  return {};
}

/// Names of databases only: what is no database's name is no file either.
Outcome<void> StatementRun::find_attached(StreamUse& use) {
  const std::string name(text_.file);
  const Caller& caller = use.caller();
  if (!caller.may_attach || !caller.may_attach(name)) {
    return refuse("SQLITE_AUTH", "not authorized: this token may not attach the database " + name);
  }
  auto found = use.state().databases.find(name);
  if (!found && found.error().is(ErrorCode::NotFound)) {
    return refuse("SQLITE_CANTOPEN", "there is no database " + name + " on this server");
  }
  if (!found) return std::unexpected(error_object(found.error()));
  attached_ = *std::move(found);
  return {};
}

/// ATTACH and VACUUM are more than the engine's statements of these names.
bool StatementRun::is_run_by_link() const {
  if (is_explain()) return false;
  if (text_.verb == Verb::Attach) return true;
  const auto is_main = [](std::string_view schema) {
    return std::ranges::equal(schema, std::string_view("main"), {}, fold_case);
  };
  return text_.verb == Verb::Vacuum && (text_.schema.empty() || is_main(text_.schema));
}

Result<bool> StatementRun::run_by_link(Link& link) {
  if (text_.verb == Verb::Attach) {
    TRY(link.attach(std::move(attached_), text_.schema));
  } else {
    TRY(link.vacuum());
  }
  return false;
}

Outcome<void> StatementRun::prepare(StreamUse& use, std::string_view sql) {
  size_t tail = 0;
  TRY(compile(use, sql, tail));
  if (statement_->is_empty()) return refuse("SQL_NO_STATEMENT", "The text holds no statement");
  if (tail < sql.size() && has_statement(sql.substr(tail))) {
    return refuse("SQL_MANY_STATEMENTS", "The text holds more than one statement");
  }
  return check_permission(use);
}

Outcome<bool> StatementRun::prepare_first(StreamUse& use, std::string_view sql, size_t& tail) {
  if (!has_statement(sql)) return false;
  TRY(compile(use, sql, tail));
  if (statement_->is_empty()) return false;
  TRY(check_permission(use));
  return true;
}

Outcome<void> StatementRun::bind(const hrana::Statement& statement) {
  const auto& positional = statement.arguments;
  if (!positional.empty() && !statement.named_arguments.empty()) {
    return refuse("ARGS_BOTH_POSITIONAL_AND_NAMED", "Give positional or named arguments, not both");
  }
  if (!statement.named_arguments.empty()) return bind_by_name(statement);
  const int count = statement_->parameter_count();
  if (positional.size() != static_cast<size_t>(count)) {
    return arguments_invalid("The statement has " + std::to_string(count) +
                             " parameters, but got " + std::to_string(positional.size()) +
                             " arguments");
  }
  for (int i = 0; i < count; ++i) {
    const Status bound = statement_->bind(i + 1, positional[static_cast<size_t>(i)]);
    if (!bound) return std::unexpected(error_object(bound.error()));
  }
  return {};
}

Outcome<void> StatementRun::bind_by_name(const hrana::Statement& statement) {
  const int count = statement_->parameter_count();
  std::vector<bool> is_used(statement.named_arguments.size());
  for (int i = 1; i <= count; ++i) {
    const std::string_view name = statement_->parameter_name(i);
    const auto* argument = name.empty() ? nullptr : find_argument(statement, name);
    if (!argument) {
      return arguments_invalid("No value for parameter " +
                               (name.empty() ? std::to_string(i) : std::string(name)));
    }
    is_used[static_cast<size_t>(argument - statement.named_arguments.data())] = true;
    const Status bound = statement_->bind(i, argument->value);
    if (!bound) return std::unexpected(error_object(bound.error()));
  }
  for (size_t i = 0; i < is_used.size(); ++i) {
    if (is_used[i]) continue;
    return arguments_invalid("The statement has no parameter " +
                             std::string(statement.named_arguments[i].name));
  }
  return {};
}

Outcome<void> StatementRun::start(StreamUse& use) {
  is_started_ = true;
  if (changes_settings(text_)) use.link().setting_was_changed(text_.pragma);
  Link& link = use.link();
  // For its turn, and for the disk where it commits.
  const bool waits =
      text_.verb == Verb::Commit ? link.is_writing() : !is_readonly() && !link.turn().is_held();
  if (waits) expect_wait();
  if (!is_readonly()) TRY(use.take_turn());
  use.state().statements.fetch_add(1, std::memory_order_relaxed);
  began_ = Clock::now();
  const auto statement_max = use.statement_max();
  link.guard().deadline =
      statement_max.count() > 0 ? began_ + statement_max : Clock::time_point::max();
  memory_.open(use.state().statement_memory, use.stream().home().name(),
               use.state().limits.statement_memory_max);
  total_changes_before_ = link.counters().total_changes;
  return {};
}

Outcome<bool> StatementRun::step(StreamUse& use) {
  const bool is_first = !is_started_;
  if (is_first) TRY(start(use));
  // The progress handler is not asked by those that visit few rows.
  RunGuard& guard = use.link().guard();
  const bool must_stop = guard.reason() != RunGuard::Reason::None;
  Result<bool> has_row =
      must_stop ? Result<bool>(fail(ErrorCode::Interrupt)) : step_counted(use.link());
  if (!has_row) {
    statement_->reset();
    ErrorObject error = failure(use, has_row.error());
    use.after_statement();
    return std::unexpected(std::move(error));
  }
  if (*has_row) {
    ++row_count_;
  } else {
    finish(use);
  }
  return *has_row;
}

Result<bool> StatementRun::step_counted(Link& link) {
  RunGuard& guard = link.guard();
  memory_.resume();
  guard.memory = &memory_;
  Result<bool> has_row = is_run_by_link() ? run_by_link(link) : statement_->step();
  guard.memory = nullptr;
  memory_.pause();
  return has_row;
}

void StatementRun::finish(StreamUse& use) {
  Link& link = use.link();
  const Link::Counters after = link.counters();
  const bool is_dml = !is_explain() && (text_.verb == Verb::Insert || text_.verb == Verb::Change);
  counts_.affected_rows = is_dml ? static_cast<uint64_t>(after.changes) : 0;
  if (is_dml && text_.verb == Verb::Insert) counts_.last_insert_rowid = after.last_insert_rowid;
  counts_.rows_read = std::max(row_count_, link.scan_steps());
  counts_.rows_written = static_cast<uint64_t>(after.total_changes - total_changes_before_);
  counts_.duration_us = static_cast<uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began_).count());
  use.state().rows.fetch_add(row_count_, std::memory_order_relaxed);
  if (text_.verb == Verb::BeginReadonly && link.in_transaction()) use.begin_readonly_transaction();
  if (text_.verb == Verb::Detach) link.let_go_of_detached();
  use.after_statement();
}

/// An interrupt says who it was.
ErrorObject StatementRun::failure(StreamUse& use, const Error& error) const {
  if (primary(error.code()) == ErrorCode::ReadOnly && use.link().has_attached()) {
    return error_object(Error(
        error.code(),
        std::string(error.message()) + ": databases that are attached here can only be read"));
  }
  if (!error.is(ErrorCode::Interrupt)) return error_object(error);
  if (memory_.excess() != StatementMemory::Excess::None) return out_of_memory(use);
  switch (use.link().guard().reason()) {
    case RunGuard::Reason::GiveUp:
      static_cast<void>(use.was_rolled_back());  // it is now
      use.rollback_was_told();
      return {"The transaction took too long while others waited to write, and was rolled back",
              "TRANSACTION_TIMEOUT"};
    case RunGuard::Reason::Deadline:
      return {"interrupted: the statement ran longer than " +
                  std::to_string(use.statement_max().count()) + " ms, which is the limit",
              "SQLITE_INTERRUPT"};
    default:
      return error_object(error);
  }
}

ErrorObject StatementRun::out_of_memory(StreamUse& use) const {
  const ServiceLimits& limits = use.state().limits;
  if (memory_.excess() == StatementMemory::Excess::OfStatement)
    return {"out of memory: a statement may take " + std::to_string(limits.statement_memory_max) +
                " bytes",
            "SQLITE_NOMEM"};
  return {
      "out of memory: the statements of the database, or of all, take up what they may together "
      "(" +
          std::to_string(limits.statements_memory_max) +
          " bytes, half of it for a database); try again in a moment",
      "SQLITE_NOMEM"};
}

void write_columns(const Statement& statement, hrana::AnswerWriter& writer) {
  for (int i = 0; i < statement.column_count(); ++i) {
    writer.column(statement.column_name(i), statement.column_declared_type(i));
  }
}

void write_row(const Statement& statement, hrana::AnswerWriter& writer) {
  const int count = statement.column_count();
  for (int i = 0; i < count; ++i) writer.value(statement.column(i));
}

}  // namespace tern::daemon::streams
