#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "engine/exec/assignments.h"
#include "engine/exec/compile_unit.h"
#include "engine/write/table_writer.h"

namespace tern::exec {

/// The ON CONFLICT clauses of one INSERT, in the order written.
class UpsertClauses {
 public:
  /// Finds the constraints that the clauses are about.
  /// Errors: ON CONFLICT clause does not match any PRIMARY KEY or UNIQUE constraint; of the binder.
  static Result<std::unique_ptr<UpsertClauses>> bind(CompileUnit& unit,
                                                     const sql::InsertStatement& statement,
                                                     const catalog::Table& table);
  /// Then binds what the clauses do: after the BEFORE triggers, whose errors come first.
  /// `gives_key`: rows come with their rowid or primary key, without which none runs into another
  /// by it. Errors: of the binder.
  Status bind_updates(CompileUnit& unit, const sql::InsertStatement& statement, bool gives_key);

  enum class Action : uint8_t { Insert, Skip, Update };
  /// What is to be done with a row. Update: the row in the way is loaded in `writer`, and
  /// assignments() holds what it becomes.
  Result<Action> decide(write::TableWriter& writer, std::optional<int64_t> rowid,
                        std::span<const record::ValueView> values, sql::Conflict on_conflict,
                        expr::Frame& frame);
  /// Calls `visit` with the columns that each DO UPDATE sets.
  Status each_update(const std::function<Status(std::span<const bool>)>& visit) const;
  /// Does `test` hold of the columns that some DO UPDATE sets which rows may come to?
  bool any_update(const std::function<bool(std::span<const bool>)>& test) const;
  /// Does a clause say what to do about rivals in `index` (null: by the rowid)?
  bool decides_on(const catalog::Index* index) const;
  /// Is the first clause about the rowid, too?
  bool begins_with_rowid() const { return clause_of(nullptr) == &clauses_.front(); }
  /// Adds the expressions that it evaluates.
  void describe(Description& out) const;
  Assignments& assignments() { return *deciding_->set; }

 private:
  struct Clause {
    bool any = false;                       // no target: every unique constraint
    const catalog::Index* index = nullptr;  // null and not any: the primary key of the table
    bool do_nothing = false;
    std::optional<Assignments> set;
    expr::ExprPtr where;
  };
  /// The first that says what to do about rivals in `index` (null: by the rowid); null: none.
  const Clause* clause_of(const catalog::Index* index) const;
  bool is_reached(const Clause& clause, bool gives_key) const;
  explicit UpsertClauses(const catalog::Table& table) : table_(table) {}
  class TargetSearch;
  Status bind_update(CompileUnit& unit, const sql::Upsert& upsert, const sql::DmlTarget& target,
                     Clause& clause);
  Result<bool> find_rival(const Clause& clause, write::TableWriter& writer) const;

  const catalog::Table& table_;
  expr::RowSlot current_;
  expr::RowSlot excluded_;
  std::vector<Clause> clauses_;
  Clause* deciding_ = nullptr;
};

}  // namespace tern::exec
