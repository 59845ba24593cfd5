#include "engine/exec/explain.h"

#include <algorithm>

#include "engine/exec/subquery_expr.h"
#include "engine/plan/planner.h"
#include "engine/plan/rewrite.h"

namespace tern::exec {

namespace {

class Lines {
 public:
  explicit Lines(std::vector<Program::PlanLine>& out) : out_(out) {}

  void query(const plan::QueryPlan& plan, int32_t parent) {
    if (plan.query->recursive_from) {
      recursion(plan, parent);
    } else if (plan.cores.size() > 1) {
      compound(plan, parent);
    } else {
      core(plan.cores.front(), parent);
    }
    if (plan.needs_sort && !plan.query->recursive_from) {
      const bool is_partly_sorted = plan.sorted_terms > 0;
      add(parent, is_partly_sorted ? "USE TEMP B-TREE FOR RIGHT PART OF ORDER BY"
                                   : "USE TEMP B-TREE FOR ORDER BY");
    }
  }

 private:
  int32_t add(int32_t parent, std::string text) {
    const int32_t id = out_.empty() ? 1 : out_.back().id + 1;
    out_.push_back({id, parent, std::move(text)});
    return id;
  }

  static std::string operation(sql::CompoundOp op) {
    switch (op) {
      case sql::CompoundOp::Union:
        return "UNION USING TEMP B-TREE";
      case sql::CompoundOp::Intersect:
        return "INTERSECT USING TEMP B-TREE";
      case sql::CompoundOp::Except:
        return "EXCEPT USING TEMP B-TREE";
      case sql::CompoundOp::UnionAll:
        break;
    }
    return "UNION ALL";
  }

  void compound(const plan::QueryPlan& plan, int32_t parent) {
    const int32_t top = add(parent, "COMPOUND QUERY");
    for (size_t i = 0; i < plan.cores.size(); ++i) {
      std::string text = i == 0 ? "LEFT-MOST SUBQUERY" : operation(plan.query->ops[i - 1]);
      core(plan.cores[i], add(top, std::move(text)));
    }
  }

  void recursion(const plan::QueryPlan& plan, int32_t parent) {
    const size_t from = *plan.query->recursive_from;
    const int32_t setup = add(parent, "SETUP");
    for (size_t i = 0; i < from; ++i) core(plan.cores[i], setup);
    const int32_t step = add(parent, "RECURSIVE STEP");
    for (size_t i = from; i < plan.cores.size(); ++i) core(plan.cores[i], step);
  }

  void core(const plan::CorePlan& plan, int32_t parent) {
    const bind::Core& core = *plan.core;
    if (!core.values.empty()) return values(core, parent);
    if (plan.count_only) return count(plan, parent);
    subqueries(plan, parent);
    for (const expr::Expr* term : plan.constant_filters) expression(*term, parent);
    if (plan.accesses.empty()) add(parent, "SCAN CONSTANT ROW");
    for (const plan::Access& access : plan.accesses) this->access(access, parent);
    if (!core.group_by.empty() && plan.groups == plan::Arrival::Any) {
      add(parent, "USE TEMP B-TREE FOR GROUP BY");
    }
    for (const expr::ExprPtr& term : core.group_by) expression(*term, parent);
    aggregates(plan, parent);
    if (core.having) expression(*core.having, parent);
    for (const bind::OutputColumn& output : core.outputs) expression(*output.expr, parent);
    for (const plan::WindowStage& stage : plan.windows) {
      if (stage.needs_sort) add(parent, "USE TEMP B-TREE FOR ORDER BY");
    }
    if (core.distinct && plan.distinct == plan::Arrival::Any) {
      add(parent, "USE TEMP B-TREE FOR DISTINCT");
    }
  }

  void values(const bind::Core& core, int32_t parent) {
    const size_t rows = core.values.size();
    add(parent,
        rows == 1 ? "SCAN CONSTANT ROW" : "SCAN " + std::to_string(rows) + " CONSTANT ROWS");
    for (const auto& row : core.values) {
      for (const expr::ExprPtr& value : row) expression(*value, parent);
    }
  }

  void count(const plan::CorePlan& plan, int32_t parent) {
    std::string text = "SCAN " + plan::display_name(*plan.accesses.front().source);
    if (plan.count_index) {
      text += " USING COVERING INDEX ";
      text += plan.count_index->name;
    }
    add(parent, std::move(text));
  }

  void subqueries(const plan::CorePlan& plan, int32_t parent) {
    for (const plan::Access& access : plan.accesses) {
      if (!access.subquery) continue;
      const bind::CommonTable* table = access.source->common_table.get();
      if (access.source->shares_rows() || (table && plan::is_kept_as_written(*access.source))) {
        const bool is_first = std::ranges::find(told_, table) == told_.end();
        told_.push_back(table);
        if (is_first) query(*access.subquery, add(parent, "MATERIALIZE " + table->name));
        continue;
      }
      const bool is_kept = access.materialize || !access.hash_keys.empty();
      query(*access.subquery, add(parent, (is_kept ? "MATERIALIZE " : "CO-ROUTINE ") +
                                              plan::display_name(*access.source)));
    }
  }

  void access(const plan::Access& access, int32_t parent) {
    if (access.kind == plan::AccessKind::IndexUnion) {
      const int32_t top = add(parent, "MULTI-INDEX OR");
      int number = 0;
      for (const plan::Access& branch : access.branches) {
        this->access(branch, add(top, "INDEX " + std::to_string(++number)));
      }
    } else {
      add(parent, plan::describe(access));
    }
    for (const plan::KeyPart& part : access.equal) {
      if (part.value) expression(*part.value, parent);
      if (part.in) expression(*part.in, parent);
    }
    if (access.low && access.low->value) expression(*access.low->value, parent);
    if (access.high) expression(*access.high->value, parent);
    for (const auto* terms :
         {&access.guards, &access.build_filters, &access.filters, &access.late_filters}) {
      for (const expr::Expr* term : *terms) expression(*term, parent);
    }
  }

  void aggregates(const plan::CorePlan& plan, int32_t parent) {
    for (const bind::Aggregate& aggregate : plan.core->aggregates) {
      if (aggregate.distinct && plan.distinct_arguments == plan::Arrival::Any) {
        std::string text = "USE TEMP B-TREE FOR ";
        text += aggregate.function->name;
        add(parent, text + "(DISTINCT)");
      }
      for (const expr::ExprPtr& argument : aggregate.arguments) expression(*argument, parent);
      if (aggregate.filter) expression(*aggregate.filter, parent);
    }
  }

  /// The subqueries in `root`.
  void expression(const expr::Expr& root, int32_t parent) {
    expr::walk(root, [&](const expr::Expr& node) {
      if (const auto* scalar = node.as_if<ScalarSubquery>()) {
        subquery(scalar->subquery(), "SCALAR SUBQUERY ", parent);
      } else if (const auto* exists = node.as_if<ExistsSubquery>()) {
        subquery(exists->subquery(), "SCALAR SUBQUERY ", parent);
      } else if (node.kind() == expr::Kind::InQuery) {
        subquery(static_cast<const InSubquery&>(node).subquery(), "LIST SUBQUERY ", parent);
      }
      return true;
    });
  }

  void subquery(const SubqueryPlan& subquery, const char* kind, int32_t parent) {
    std::string text = subquery.is_correlated() ? "CORRELATED " : "";
    text += kind;
    text += std::to_string(subquery.query().number);
    query(subquery.plan(), add(parent, std::move(text)));
  }

  std::vector<Program::PlanLine>& out_;
  std::vector<const bind::CommonTable*> told_;  // common tables whose rows are told of already
};

}  // namespace

void add_plan_lines(const plan::QueryPlan& plan, std::vector<Program::PlanLine>& out) {
  Lines(out).query(plan, 0);
}

}  // namespace tern::exec
