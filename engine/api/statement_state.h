#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/api/command.h"
#include "engine/api/command_access.h"
#include "engine/api/connection_state.h"
#include "engine/exec/body_listener.h"
#include "engine/exec/profile.h"
#include "engine/exec/program.h"
#include "engine/sql/parser.h"

namespace tern::api {

struct ExplainForm;  // explain.h
class CountedStep;   // statement_state.cc

/// What a Statement is made of.
///
/// States: idle -> running (step gave a row) -> idle (step gave the end or an error, or reset). A
/// program that was compiled against another schema is compiled again when a run starts. Threads:
/// as the connection.
class StatementState {
 public:
  static Result<std::unique_ptr<StatementState>> prepare(ConnectionState& connection,
                                                         std::string_view sql, size_t* tail,
                                                         bool finds_virtual_tables = true);
  /// Finalizes: it may be kept for when its text is prepared again (statement_cache.h).
  static void retire(std::unique_ptr<StatementState> statement);
  ~StatementState();

  /// Both are programs that were compiled against the same schemas.
  bool has_catalog_of(const StatementState& other) const { return catalog_ == other.catalog_; }

  Result<bool> step();
  void reset();

  Status bind(int parameter, ValueView value);
  /// As bind(), of parameter `at` + 1, which there is, while the statement does not run.
  void set_parameter(size_t at, ValueView value) { parameters_[at].assign(value); }
  void clear_bindings();
  /// Of parameter `at` + 1, which there is.
  ValueView parameter(size_t at) const {
    const bool is_with_program = at >= parameters_.size();  // while that runs
    return (is_with_program ? program_->parameters() : parameters_)[at].view();
  }
  const sql::ParameterNames& parameter_names() const { return parsed_.parameter_names; }

  const std::vector<exec::ResultColumnInfo>& columns() const {
    return program_ && !is_explain() ? program_->columns() : columns_;
  }
  std::span<const ValueView> row() const { return row_; }
  bool is_empty() const { return !parsed_.statement; }
  sql::ExplainMode explain_mode() const { return parsed_.explain; }
  bool is_readonly() const;
  const std::string& sql() const { return sql_; }
  bool is_running() const { return running_; }
  /// Has a rollback taken what its run stands on?
  bool is_rolled_back() const;
  void application_failed() { has_application_failed_ = true; }
  /// Since it was prepared: how often it was run, and compiled again for it.
  uint64_t run_count() const { return run_count_; }
  uint64_t recompile_count() const { return compile_count_ > 1 ? compile_count_ - 1 : 0; }
  /// What its runs have cost since then.
  const functions::Work& work() const { return work_; }

 private:
  friend class ConnectionState;
  friend class CountedStep;
  explicit StatementState(ConnectionState& connection);
  /// A database that the program reads or writes.
  class PartTeller;
  struct Used {
    txn::Database* database;
    bool writes;
  };
  static std::unique_ptr<StatementState> reuse(ConnectionState& connection, std::string_view sql);
  bool is_reusable() const;
  void finalize();
  bool is_current() const;
  Status compile();
  Status compile_command();
  Status ask_about_command();
  Status check_command();
  Status compile_program();
  Status compile_with(catalog::DatabaseUse& use);
  Result<std::shared_ptr<const catalog::Catalog>> catalog_to_compile_with();
  Status compile_anew(Status failed);
  void find_used_databases();
  Status open_databases();
  Status make_ready(bool& makes_sense);
  Result<bool> advance();
  Result<bool> advance_inside();
  void tell_step(const Result<bool>& stepped);
  void tell_begin();
  void tell(TraceEvent event) const;
  void tell_end(bool is_ok);
  Result<bool> start();
  Result<bool> start_program();
  Status begin_program(bool& makes_sense);
  Status open_savepoint();
  Status settle_late_entries();
  Result<bool> start_command();
  Result<bool> start_explain();
  Result<bool> start_analyze();
  Result<bool> list(CommandRows rows);
  Result<bool> next_listed_row();
  ExplainForm explain_form() const;
  bool is_explain() const { return parsed_.explain != sql::ExplainMode::None; }
  Result<bool> next_program_row();
  Result<bool> next_row_in_trouble();
  Result<bool> take_row_in_trouble(Result<bool> more, bool stood);
  Result<bool> end_of_rows();
  /// Nothing was rolled back since the run began.
  bool is_undisturbed() const {
    return rollback_generation_ == connection_.rollback_generation() &&
           schema_undo_generation_ == connection_.schema_undo_generation();
  }
  /// Errors: as ConnectionState::check_not_rolled_back(), while this statement is stepped.
  Status check_not_rolled_back() const {
    return is_undisturbed() ? ok() : connection_.check_not_rolled_back();
  }
  bool is_of_storage(const Error& error) const;
  sql::Conflict action_after(const Error& failure) const;
  Status finish();
  std::unexpected<Error> finish(Error failure);
  void leave_program();
  Status conclude(Status outcome, sql::Conflict action);

  ConnectionState& connection_;
  std::string sql_;
  sql::ParsedStatement parsed_;
  std::shared_ptr<const catalog::Catalog> catalog_;  // that program_ was compiled against
  std::unique_ptr<catalog::DatabaseUse> use_;        // by program_, which it outlives
  uint64_t clear_count_ = 0;                         // of the cache, when it was compiled
  uint64_t environment_version_ = 0;                 // of the connection, at the same time
  uint64_t pages_ = 0;                               // of the databases when it was planned
  bool needs_schemas_ = true;                        // catalog_ is the connection's
  uint64_t list_version_ = 0;                        // of the databases that used_ points at
  InlineVector<Used, 2> used_;                       // the same, as the connection has them
  std::unique_ptr<exec::Profile> profile_;           // EXPLAIN ANALYZE: where program_ counts
  std::unique_ptr<exec::Program> program_;           // null: a command
  CommandAccess access_;                             // of a command
  std::vector<record::Value> parameters_;
  std::vector<exec::ResultColumnInfo> columns_;  // of a command or an EXPLAIN

  /// Of the run, where somebody watches.
  std::optional<std::chrono::steady_clock::time_point> trace_begin_;
  size_t place_ = 0;  // among the connection's statements
  uint64_t run_count_ = 0;
  functions::Work work_;  // while it is stepped, what the one around it has
  uint64_t compile_count_ = 0;
  bool is_finalized_ = false;  // it waits in the cache
  bool running_ = false;
  bool writes_ = false;
  bool has_savepoint_ = false;
  bool has_application_failed_ = false;
  ConnectionState::Savepoint savepoint_;
  uint64_t rollback_generation_ = 0;     // of the connection, when the run began
  uint64_t schema_undo_generation_ = 0;  // the same
  std::span<const ValueView> row_;

  // The rows of a command or an EXPLAIN, which are all known before the first is given.
  bool is_listing_ = false;
  CommandRows listed_rows_;
  size_t listed_at_ = 0;
  std::vector<ValueView> listed_row_;

  std::unique_ptr<exec::BodyListener> part_teller_;
  bool finds_virtual_tables_ = true;
};

}  // namespace tern::api
