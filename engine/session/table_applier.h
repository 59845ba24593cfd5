#pragma once

#include <map>

#include "engine/session/apply.h"
#include "engine/session/statistics.h"
#include "engine/session/table_sql.h"

namespace tern::session {

/// What the handler says; Abort if there is none, or it throws.
Answer answer_to(const ApplyOptions& options, const ConflictView& conflict);

/// Notes the answers to conflicts for a rebaser: a table's header, then a change of the form of an
/// insert (what the remote side made of the row, as far as it says) or delete (what it removed),
/// "indirect" where the answer was Replace.
class DecisionLog {
 public:
  void start_table(const Table& table) { pending_ = &table; }
  void add(const ChangeView& change, Answer answer);
  ByteVector take() && { return std::move(out_); }

 private:
  const Table* pending_ = nullptr;  // its header has not been written yet
  ByteVector out_;
};

/// Applies changes of one table.
class TableApplier {
 public:
  /// Null: the database has no table that fits `table`.
  /// Lifetime: of all as this. `log`: null: nobody wants to know.
  static Result<std::unique_ptr<TableApplier>> open(Connection& connection, const Table& table,
                                                    Form form, const ApplyOptions& options,
                                                    DecisionLog* log);

  /// `bytes`: of the change, kept if it has to wait.
  Status apply(const ChangeView& change, Bytes bytes);
  /// Changes that constraints did not let pass, taken out. From `is_last_try` on no more will be.
  ByteVector take_waiting() { return std::exchange(waiting_, {}); }
  size_t waiting_size() const { return waiting_.size(); }
  void set_last_try() { may_wait_ = false; }

 private:
  enum class Match : uint8_t { WholeRow, KeyOnly };
  /// What becomes of a change that met a conflict.
  enum class Next : uint8_t { Done, Override };

  TableApplier(Connection& connection, StoredTable stored, Form form, const ApplyOptions& options,
               DecisionLog* log)
      : connection_(connection),
        stored_(std::move(stored)),
        is_of_statistics_(is_statistics(stored_.table.name)),
        form_(form),
        options_(options),
        log_(log) {}
  Result<Next> attempt(const ChangeView& change, Match match);
  Result<Next> conflict(ConflictKind kind, const ChangeView& change, bool seeks);
  Result<Next> answered(Answer answer, const ChangeView& change);
  Status replace(const ChangeView& change);

  Result<Status> run(Statement& statement);
  Result<Statement*> insertion();
  Result<Statement*> deletion(Match match);
  Result<Statement*> update(const ChangeView& change, Match match);
  Result<Status> run_insert(const ChangeView& change);
  Result<Status> run_delete(std::span<const Bytes> row, Match match);
  Result<Status> run_update(const ChangeView& change, Match match);
  void where_key(std::string& sql) const;
  Status bind(Statement& statement, int parameter, size_t column, Bytes field) const;
  Result<bool> is_statistics_row_there(const ChangeView& change);

  Connection& connection_;
  const StoredTable stored_;
  const bool is_of_statistics_;
  const Form form_;
  const ApplyOptions& options_;
  DecisionLog* log_;
  std::optional<RowFinder> finder_;
  std::optional<Statement> insertion_;
  std::map<Match, Statement> deletions_;
  std::map<std::pair<Match, std::vector<bool>>, Statement> updates_;  // by the columns they set
  Bytes current_;
  ByteVector waiting_;
  bool may_wait_ = true;
};

}  // namespace tern::session
