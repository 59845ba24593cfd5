#include "engine/exec/subquery_arguments.h"

#include <algorithm>

#include "engine/exec/subquery_expr.h"
#include "engine/expr/leaf.h"

namespace tern::exec {

namespace {

class ArgumentFinder {
 public:
  explicit ArgumentFinder(const bind::Query& query) : outer_slots_(query.outer_slots) {
    this->query(query);
  }

  std::optional<SubqueryArguments> take() {
    if (!is_function_of_them_) return std::nullopt;
    // Registers that it sets itself are no arguments: which ones these are is known in the end.
    for (const expr::Expr* read : registers_) {
      const auto slot = read->as<expr::Register>().slot();
      if (std::ranges::find(own_registers_, slot) == own_registers_.end()) add(*read);
    }
    return std::move(arguments_);
  }

 private:
  void query(const bind::Query& query) {
    for (const bind::Core& core : query.cores) this->core(core);
    expression(query.limit);
    expression(query.offset);
  }

  void core(const bind::Core& core) {
    for (const auto& source : core.sources) {
      if (source->virtual_table) is_function_of_them_ = false;
      if (source->query) query(*source->query);
      expressions(source->on);
      expressions(source->arguments);
    }
    expressions(core.where);
    expressions(core.group_by);
    for (const bind::Aggregate& aggregate : core.aggregates) {
      function(*aggregate.function);
      own_registers_.push_back(aggregate.result);
      expressions(aggregate.arguments);
      for (const bind::OrderedExpr& term : aggregate.order_by) expression(term.expr);
      expression(aggregate.filter);
    }
    expression(core.having);
    for (const bind::Window& window : core.windows) this->window(window);
    for (const bind::OutputColumn& output : core.outputs) expression(output.expr);
    for (const auto& row : core.values) expressions(row);
  }

  void window(const bind::Window& window) {
    for (const bind::OrderedExpr& term : window.partition_by) expression(term.expr);
    for (const bind::OrderedExpr& term : window.order_by) expression(term.expr);
    expression(window.frame.start_distance);
    expression(window.frame.end_distance);
    for (const bind::WindowCall& call : window.calls) {
      function(call.function());
      own_registers_.push_back(call.result);
      expressions(call.arguments);
      expression(call.filter);
    }
  }

  void function(const functions::FunctionSignature& function) {
    is_function_of_them_ &= function.determinism != functions::Determinism::Never;
  }

  void expressions(const std::vector<expr::ExprPtr>& list) {
    for (const expr::ExprPtr& expr : list) expression(expr);
  }

  void expression(const expr::ExprPtr& root) {
    if (!root) return;
    expr::walk(*root, [this](const expr::Expr& node) {
      this->node(node);
      return is_function_of_them_;
    });
  }

  void node(const expr::Expr& node) {
    is_function_of_them_ &= node.is_own_deterministic();
    switch (node.kind()) {
      case expr::Kind::Column:
      case expr::Kind::Generated:  // what it reads does not tell a row of NULLs from others
      case expr::Kind::Rowid:
        if (reads_outer(node)) add(node);
        break;
      case expr::Kind::Register:
        registers_.push_back(&node);
        break;
      case expr::Kind::Subquery:
        query(node.as<ScalarSubquery>().subquery().query());
        break;
      case expr::Kind::Exists:
        query(node.as<ExistsSubquery>().subquery().query());
        break;
      case expr::Kind::InQuery:
        query(static_cast<const InSubquery&>(node).subquery().query());
        break;
      default:
        is_function_of_them_ &= !node.reads_own_state() && !reads_outer(node);
        break;
    }
  }

  bool reads_outer(const expr::Expr& node) const {
    expr::SlotList slots;
    node.add_own_slots(slots);
    return std::ranges::any_of(slots, [this](expr::RowSlot slot) {
      return std::ranges::find(outer_slots_, slot) != outer_slots_.end();
    });
  }

  void add(const expr::Expr& argument) {
    const bool is_known = std::ranges::any_of(
        arguments_, [&](const expr::Expr* known) { return expr::same(*known, argument); });
    if (!is_known) arguments_.push_back(&argument);
  }

  const std::vector<expr::RowSlot>& outer_slots_;
  SubqueryArguments arguments_;
  std::vector<const expr::Expr*> registers_;
  std::vector<expr::RegisterSlot> own_registers_;
  bool is_function_of_them_ = true;
};

}  // namespace

std::optional<SubqueryArguments> arguments_of(const bind::Query& query) {
  return ArgumentFinder(query).take();
}

}  // namespace tern::exec
