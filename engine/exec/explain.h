#pragma once

#include <vector>

#include "engine/exec/program.h"
#include "engine/plan/plan.h"

namespace tern::exec {

/// Appends EXPLAIN QUERY PLAN's lines for `plan`, in the reference's words; subqueries in its
/// expressions stand where the expression is evaluated.
/// Source: SQLite documentation, "EXPLAIN QUERY PLAN".
void add_plan_lines(const plan::QueryPlan& plan, std::vector<Program::PlanLine>& out);

}  // namespace tern::exec
