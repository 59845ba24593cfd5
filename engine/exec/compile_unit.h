#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "engine/bind/binder.h"
#include "engine/exec/operator.h"
#include "engine/exec/program.h"

namespace tern::plan {
struct CorePlan;
struct QueryPlan;
}  // namespace tern::plan

namespace tern::exec {

class ExpressionText;  // expression_text.h

/// One program under compilation: the slots of its frame, and the way from bound queries to
/// operators. The program keeps the unit as long as it runs: operators and expressions point into
/// it.
class CompileUnit {
 public:
  CompileUnit(const CompileContext& context, std::string_view sql);
  ~CompileUnit();
  CompileUnit(const CompileUnit&) = delete;
  CompileUnit& operator=(const CompileUnit&) = delete;

  const CompileContext& context() const { return context_; }
  expr::FrameLayout& layout() { return layout_; }
  /// The statement changes nothing, and is not part of one that does.
  void set_only_reads() { only_reads_ = !context_.trigger; }
  /// For binding expressions of this statement, subqueries allowed.
  bind::Context bind_context();
  /// Inside a trigger: puts OLD and NEW into their slots. Once a run, when the rows are known.
  void place_trigger_rows(expr::Frame& frame) const;

  /// A SELECT (of INSERT ... SELECT, of a trigger's body) as a stream of rows.
  Result<std::unique_ptr<RowStream>> stream(std::unique_ptr<bind::Query> query);
  /// What Binder::bind_target gave, as an operator over the target's rows: next() positions the
  /// target's slot (stored layout) on a row to change. Changes must not be made while it is open:
  /// collect the keys (and what else is needed) first.
  Result<std::unique_ptr<Operator>> target_rows(std::unique_ptr<bind::Query> query);
  /// How the rows of the last target_rows() are found.
  const plan::CorePlan& target_plan() const;

  /// Adds the names by which expressions of this program read rows; those in subqueries are theirs.
  void add_names(ExpressionText& out) const;
  /// Lines for EXPLAIN QUERY PLAN of what was compiled so far.
  std::vector<Program::PlanLine> plan_lines() const;

 private:
  class Subqueries;
  struct OuterRows;
  struct Plans;
  Result<std::unique_ptr<plan::QueryPlan>> make_plan(bind::Query& query);

  CompileContext context_;
  std::string_view sql_;
  bool only_reads_ = false;
  expr::FrameLayout layout_;
  std::unique_ptr<Plans> plans_;
  std::unique_ptr<OuterRows> outer_rows_;  // null: not inside a trigger
};

}  // namespace tern::exec
