#include "engine/plan/planner.h"

#include <algorithm>

#include "engine/expr/leaf.h"
#include "engine/plan/core_planner.h"

namespace tern::plan {

namespace {

using catalog::LogEstimate;

constexpr LogEstimate kRowsMax = 320;  // four thousand millions

/// Rows of `left op right`.
LogEstimate combined(sql::CompoundOp op, LogEstimate left, LogEstimate right) {
  switch (op) {
    case sql::CompoundOp::Union:
    case sql::CompoundOp::UnionAll:
      return catalog::log_sum(left, right);
    case sql::CompoundOp::Intersect:
      return std::min(left, right);
    case sql::CompoundOp::Except:
      break;
  }
  return left;
}

LogEstimate limited(const bind::Query& query, LogEstimate rows) {
  const auto* literal = query.limit ? query.limit->as_if<expr::Literal>() : nullptr;
  if (!literal || !literal->value().is_integer() || literal->value().as_integer() < 0) return rows;
  const auto limit = static_cast<uint64_t>(literal->value().as_integer());
  return std::min(rows, catalog::log_estimate(limit));
}

}  // namespace

Result<std::unique_ptr<QueryPlan>> plan_query(const bind::Query& query, PlanContext& context) {
  auto out = std::make_unique<QueryPlan>();
  out->query = &query;
  const bool is_simple = query.cores.size() == 1;
  size_t ordered_terms = 0;
  for (const bind::Core& core : query.cores) {
    PlannedCore planned = TRY(plan_core(core, is_simple ? &query : nullptr, context));
    ordered_terms = planned.ordered_terms;
    out->offset_is_met = planned.offset_is_met;
    out->rows = out->cores.empty()
                    ? planned.rows
                    : combined(query.ops[out->cores.size() - 1], out->rows, planned.rows);
    out->cost = catalog::log_sum(out->cost, planned.cost);
    out->cores.push_back(std::move(planned.plan));
  }
  out->rows = query.recursive_from ? kRowsMax : std::max<LogEstimate>(out->rows, 0);
  out->rows = limited(query, out->rows);
  out->needs_sort =
      !query.order_by.empty() && (!is_simple || ordered_terms < query.order_by.size());
  out->sorted_terms = out->needs_sort ? ordered_terms : 0;
  return out;
}

}  // namespace tern::plan
