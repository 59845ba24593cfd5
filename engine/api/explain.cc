#include "engine/api/explain.h"

#include <algorithm>
#include <cmath>

#include "engine/exec/operator_tree.h"

namespace tern::api {

namespace {

using record::Value;

/// As a plain number, 1 at least.
Value number_of(catalog::LogEstimate estimate) {
  const double number = std::exp2(std::max<int>(estimate, 0) / 10.0);
  return Value::integer(static_cast<int64_t>(std::llround(number)));
}

CommandRows query_plan(const exec::Program& program) {
  CommandRows rows;
  for (const exec::Program::PlanLine& line : program.explain()) {
    rows.push_back({Value::integer(line.id), Value::integer(line.parent), Value::integer(0),
                    Value::text(line.text)});
  }
  return rows;
}

std::vector<Value> opcode_row(const exec::TreeLine& line) {
  const auto& estimate = line.estimate;
  return {Value::integer(line.id - 1),
          Value::text(line.operation),
          Value::integer(line.parent),
          estimate ? number_of(estimate->rows) : Value::integer(0),
          estimate && estimate->cost ? number_of(*estimate->cost) : Value::integer(0),
          Value::text(line.detail),
          Value::integer(0),
          Value()};
}

std::vector<Value> tree_row(const exec::TreeLine& line, ExplainForm form) {
  if (form.has_opcodes()) return opcode_row(line);
  std::vector<Value> row(explain_columns(form).size());
  row[0] = Value::integer(line.id);
  row[1] = Value::integer(line.parent);
  row[2] = Value::text(line.operation);
  row[3] = Value::text(line.detail);
  if (line.estimate) row[4] = number_of(line.estimate->rows);
  if (line.estimate && line.estimate->cost) row[5] = number_of(*line.estimate->cost);
  if (line.measured) {
    constexpr double kNanosecondsPerMicrosecond = 1000;
    row[6] = Value::integer(static_cast<int64_t>(line.measured->rows));
    row[7] = Value::integer(static_cast<int64_t>(line.measured->loops));
    row[8] = Value::real(static_cast<double>(line.measured->time_ns) / kNanosecondsPerMicrosecond);
    row[9] = Value::integer(static_cast<int64_t>(line.measured->pages));
  }
  return row;
}

}  // namespace

std::vector<exec::ResultColumnInfo> explain_columns(ExplainForm form) {
  std::vector<const char*> names = {"id", "parent", "operator", "detail", "est_rows", "est_cost"};
  if (form.has_opcodes()) names = {"addr", "opcode", "p1", "p2", "p3", "p4", "p5", "comment"};
  if (form.mode == sql::ExplainMode::QueryPlan) names = {"id", "parent", "notused", "detail"};
  if (form.mode == sql::ExplainMode::Analyze) {
    names.insert(names.end(), {"rows", "loops", "time_us", "pages"});
  }
  std::vector<exec::ResultColumnInfo> out;
  for (const char* name : names) out.emplace_back().name = name;
  return out;
}

CommandRows explain_program(const exec::Program& program, ExplainForm form) {
  if (form.mode == sql::ExplainMode::QueryPlan) return query_plan(program);
  CommandRows rows;
  for (const exec::TreeLine& line : exec::operator_tree(program)) {
    rows.push_back(tree_row(line, form));
  }
  return rows;
}

CommandRows explain_command(std::string_view text, ExplainForm form) {
  if (form.mode == sql::ExplainMode::QueryPlan) return {};
  exec::TreeLine line;
  line.id = 1;
  line.operation = "Command";
  line.detail = text;
  CommandRows rows;
  rows.push_back(tree_row(line, form));
  return rows;
}

}  // namespace tern::api
