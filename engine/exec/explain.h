#pragma once

#include <string>
#include <vector>

#include "engine/exec/program.h"
#include "engine/plan/plan.h"

namespace tern::exec {

/// Appends EXPLAIN QUERY PLAN's lines for `plan`, below a line `heading` unless that is empty.
void add_plan_lines(const plan::QueryPlan& plan, const std::string& heading,
                    std::vector<Program::PlanLine>& out);
/// Appends `lines` with their ids moved behind those of `out`.
void append_plan_lines(std::vector<Program::PlanLine> lines, std::vector<Program::PlanLine>& out);

}  // namespace tern::exec
