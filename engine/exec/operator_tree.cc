#include "engine/exec/operator_tree.h"

#include <algorithm>
#include <set>

#include "engine/exec/description.h"
#include "engine/exec/operator.h"
#include "engine/exec/subquery_expr.h"

namespace tern::exec {

namespace {

class Walk {
 public:
  std::vector<TreeLine> take() { return std::move(lines_); }

  void node(const Explainable& node, int32_t parent, ExpressionText& names) {
    Description description(names);
    node.describe(description);
    const int32_t id = add(parent, std::move(description.operation), std::move(description.detail));
    lines_.back().estimate = node.estimate();
    if (description.measured) lines_.back().measured = *description.measured;
    // A trigger may come to fire itself.
    if (std::ranges::find(path_, &node) != path_.end()) {
      lines_.back().detail += " (as above)";
      return;
    }
    path_.push_back(&node);
    const std::unique_ptr<ExpressionText> own = description.take_names();
    for (const Explainable* input : description.inputs) this->node(*input, id, own ? *own : names);
    for (const expr::Expr* expr : description.expressions)
      expression(*expr, id, own ? *own : names);
    path_.pop_back();
  }

 private:
  int32_t add(int32_t parent, std::string operation, std::string detail) {
    TreeLine& line = lines_.emplace_back();
    line.id = static_cast<int32_t>(lines_.size());
    line.parent = parent;
    line.operation = std::move(operation);
    line.detail = std::move(detail);
    return line.id;
  }

  /// The subqueries in `root`.
  void expression(const expr::Expr& root, int32_t parent, ExpressionText& names) {
    expr::walk(root, [&](const expr::Expr& node) {
      if (const auto* scalar = node.as_if<ScalarSubquery>()) {
        subquery(scalar->subquery(), "Scalar Subquery", parent, names);
      } else if (const auto* exists = node.as_if<ExistsSubquery>()) {
        subquery(exists->subquery(), "Exists Subquery", parent, names);
      } else if (node.kind() == expr::Kind::InQuery) {
        subquery(static_cast<const InSubquery&>(node).subquery(), "List Subquery", parent, names);
      }
      return true;
    });
  }

  void subquery(const SubqueryPlan& subquery, const char* operation, int32_t parent,
                ExpressionText& names) {
    if (!subqueries_.insert(&subquery).second) return;
    std::string detail = std::to_string(subquery.plan().number);
    if (subquery.is_correlated()) detail += ", for each outer row";
    const int32_t id = add(parent, operation, std::move(detail));
    names.add(subquery.query());
    // Operators as those that it runs by, which are made when it is first evaluated.
    const std::unique_ptr<RowStream> stream = subquery.build();
    node(*stream, id, names);
    if (subquery.keyed()) key_set(subquery, id, names);
  }

  /// The other way to answer EXISTS.
  void key_set(const SubqueryPlan& subquery, int32_t parent, ExpressionText& names) {
    const int32_t id = add(parent, "Key Set", "if many ask");
    names.add(*subquery.keyed()->query);
    const std::unique_ptr<RowStream> rows = subquery.build_key_rows();
    node(*rows, id, names);
  }

  std::vector<TreeLine> lines_;
  std::vector<const Explainable*> path_;
  std::set<const SubqueryPlan*> subqueries_;
};

}  // namespace

std::vector<TreeLine> operator_tree(const Explainable& root) {
  Walk walk;
  ExpressionText names;
  walk.node(root, 0, names);
  return walk.take();
}

}  // namespace tern::exec
