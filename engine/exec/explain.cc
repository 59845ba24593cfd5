#include "engine/exec/explain.h"

#include "engine/plan/planner.h"

namespace tern::exec {

namespace {

class Lines {
 public:
  explicit Lines(std::vector<Program::PlanLine>& out) : out_(out) {}

  int32_t add(int32_t parent, std::string text) {
    const int32_t id = out_.empty() ? 1 : out_.back().id + 1;
    out_.push_back({id, parent, std::move(text)});
    return id;
  }

  void query(const plan::QueryPlan& plan, int32_t parent) {
    if (plan.cores.size() > 1) {
      compound(plan, parent);
    } else {
      core(plan.cores.front(), parent);
    }
    if (plan.needs_sort) add(parent, "USE TEMP B-TREE FOR ORDER BY");
  }

 private:
  void compound(const plan::QueryPlan& plan, int32_t parent) {
    const int32_t top = add(parent, "COMPOUND QUERY");
    for (size_t i = 0; i < plan.cores.size(); ++i) {
      std::string text = "LEFT-MOST SUBQUERY";
      if (i > 0) {
        switch (plan.query->ops[i - 1]) {
          case sql::CompoundOp::Union:
            text = "UNION USING TEMP B-TREE";
            break;
          case sql::CompoundOp::UnionAll:
            text = "UNION ALL";
            break;
          case sql::CompoundOp::Intersect:
            text = "INTERSECT USING TEMP B-TREE";
            break;
          case sql::CompoundOp::Except:
            text = "EXCEPT USING TEMP B-TREE";
            break;
        }
      }
      core(plan.cores[i], add(top, std::move(text)));
    }
  }

  void core(const plan::CorePlan& plan, int32_t parent) {
    if (!plan.core->values.empty()) {
      add(parent, "SCAN " + std::to_string(plan.core->values.size()) + " CONSTANT ROWS");
    } else if (plan.accesses.empty()) {
      add(parent, "SCAN CONSTANT ROW");
    }
    for (const plan::Access& access : plan.accesses) {
      if (access.subquery) {
        const char* how =
            access.materialize || !access.hash_keys.empty() ? "MATERIALIZE " : "CO-ROUTINE ";
        const std::string name = access.source->name.empty() ? "(subquery)" : access.source->name;
        query(*access.subquery, add(parent, how + name));
      }
    }
    for (const plan::Access& access : plan.accesses) add(parent, plan::describe(access));
    if (!plan.core->group_by.empty()) add(parent, "USE TEMP B-TREE FOR GROUP BY");
    for (const plan::WindowStage& stage : plan.windows) {
      if (stage.needs_sort) add(parent, "USE TEMP B-TREE FOR ORDER BY");
    }
    if (plan.core->distinct) add(parent, "USE TEMP B-TREE FOR DISTINCT");
  }

  std::vector<Program::PlanLine>& out_;
};

}  // namespace

void add_plan_lines(const plan::QueryPlan& plan, const std::string& heading,
                    std::vector<Program::PlanLine>& out) {
  Lines lines(out);
  lines.query(plan, heading.empty() ? 0 : lines.add(0, heading));
}

void append_plan_lines(std::vector<Program::PlanLine> lines, std::vector<Program::PlanLine>& out) {
  const int32_t shift = out.empty() ? 0 : out.back().id;
  for (Program::PlanLine& line : lines) {
    line.id += shift;
    if (line.parent != 0) line.parent += shift;
    out.push_back(std::move(line));
  }
}

}  // namespace tern::exec
