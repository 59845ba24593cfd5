#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/tern/dot/expert/table_uses.h"

namespace tern::shell {

/// An index that may help.
struct CandidateIndex {
  std::string name;
  std::string sql;         // CREATE INDEX, without a semicolon
  std::string statistics;  // as sqlite_stat1 has them; "": not looked at, or an empty table
};

/// How a statement would run.
struct ModelPlan {
  std::vector<std::string> lines;
  std::vector<const CandidateIndex*> indexes;  // those it uses, in the order of their first use
};

/// The schema of a database in memory, with indexes that it might have: what the planner makes of
/// them shows which are worth it.
class IndexModel {
 public:
  /// `db`: whose main database it is a model of. Lifetime: outlives this object.
  static Result<IndexModel> open(Connection& db);

  /// Makes the indexes that would serve `use`, where there is none that does.
  Status add_candidates(const TableUse& use);
  /// Tells the planner what `percent` (1 to 100) of the rows say of all indexes.
  Status add_statistics(int percent);
  /// Errors: the statement does not compile.
  Result<ModelPlan> plan(std::string_view sql);

  const std::vector<CandidateIndex>& candidates() const { return candidates_; }

 private:
  IndexModel(Connection& db, Connection model) : db_(&db), model_(std::move(model)) {}
  Status copy_schema();
  Status add_candidate(const TableShape& table, const std::vector<WantedColumn>& equal,
                       const std::vector<WantedColumn>& tail);
  Result<bool> has_index(const TableShape& table, const std::vector<WantedColumn>& equal,
                         const std::vector<WantedColumn>& tail);
  Result<std::string> free_name(const std::string& table, std::string_view columns);
  const CandidateIndex* candidate(std::string_view name) const;

  Connection* db_;
  Connection model_;
  std::vector<CandidateIndex> candidates_;
};

}  // namespace tern::shell
