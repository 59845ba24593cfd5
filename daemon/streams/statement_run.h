#pragma once

#include <optional>
#include <string_view>

#include "daemon/hrana/answer_writer.h"
#include "daemon/hrana/requests.h"
#include "daemon/streams/statement_text.h"
#include "daemon/streams/stream_use.h"

namespace tern::daemon::streams {

/// One statement of a stream, from its text to its last row. Each call gets the use of the stream
/// that it is part of: a cursor's goes on in another one than it began in.
/// Lifetime: must not outlive the stream's connection.
class StatementRun {
 public:
  /// Compiles the only statement of `sql`. Errors: also of what the rules of the network and of the
  /// transaction say.
  Outcome<void> prepare(StreamUse& use, std::string_view sql);
  /// The first one of `sql`; `tail` receives the offset behind it. False: there is none.
  Outcome<bool> prepare_first(StreamUse& use, std::string_view sql, size_t& tail);
  Outcome<void> bind(const hrana::Statement& statement);

  /// Requires: prepared. The first step takes the turn to write, where there is one to take.
  Outcome<bool> step(StreamUse& use);
  /// Of a run that has ended.
  hrana::StatementCounts counts() const { return counts_; }

  Statement& statement() { return *statement_; }
  bool is_explain() const { return statement_->explain_kind() > 0; }
  bool is_readonly() const;

 private:
  Outcome<void> check_transaction(StreamUse& use) const;
  Outcome<void> check_permission(StreamUse& use) const;
  Outcome<void> find_attached(StreamUse& use);
  bool is_run_by_link() const;
  Result<bool> run_by_link(Link& link);
  Outcome<void> compile(StreamUse& use, std::string_view sql, size_t& tail);
  Outcome<void> bind_by_name(const hrana::Statement& statement);
  Outcome<void> start(StreamUse& use);
  void finish(StreamUse& use);
  Result<bool> step_counted(Link& link);
  ErrorObject failure(StreamUse& use, const Error& error) const;
  ErrorObject out_of_memory(StreamUse& use) const;

  StatementText text_;
  StatementMemory memory_;  // before the statement, which gives its memory back first
  std::optional<Statement> statement_;
  std::shared_ptr<Database> attached_;  // of ATTACH; shared with the link, which keeps it
  bool is_started_ = false;
  Clock::time_point began_;
  int64_t total_changes_before_ = 0;
  uint64_t row_count_ = 0;
  hrana::StatementCounts counts_;
};

/// Writes the columns of a statement that was stepped, or prepared.
void write_columns(const Statement& statement, hrana::AnswerWriter& writer);
/// Writes the values of the row that it stands on.
void write_row(const Statement& statement, hrana::AnswerWriter& writer);

}  // namespace tern::daemon::streams
