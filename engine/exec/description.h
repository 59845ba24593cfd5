#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/exec/explainable.h"
#include "engine/exec/expression_text.h"

namespace tern::exec {

struct Measures;

/// What a node of an operator tree says about itself. Lifetime: what it points at is the tree's.
class Description {
 public:
  /// `names`: those of the nodes around it.
  explicit Description(const ExpressionText& names) : names_(&names) {}

  std::string operation;                   // "Index Scan"
  std::string detail;                      // "t USING INDEX ta (a = 5)"
  std::vector<const Explainable*> inputs;  // the rows of which it works on
  std::vector<const expr::Expr*>
      expressions;                     // that it evaluates: their subqueries are nodes below
  const Measures* measured = nullptr;  // null: nothing was measured

  /// Adds `input`, which may be null.
  template <class Node>
  void add_input(const std::unique_ptr<Node>& input) {
    if (input) inputs.push_back(input.get());
  }
  /// The text of `expr`, which the node evaluates.
  std::string text(const expr::Expr& expr);
  /// Terms that must all be true.
  std::string conditions(std::span<const expr::Expr* const> terms);
  /// A call of an aggregate or window function; `filter` may be null.
  std::string call(const functions::FunctionSignature& function,
                   std::span<const expr::ExprPtr> arguments, bool is_distinct,
                   const expr::Expr* filter);
  /// "PARTITION BY t.a ORDER BY t.b".
  std::string window(const bind::Window& window);
  /// "BY t.a DESC"; empty for a query without ORDER BY.
  std::string order(const bind::Query& query);
  const ExpressionText& names() const { return *names_; }
  /// Adds to the detail, after `separator` if there is something before it.
  void append(std::string_view text, std::string_view separator = " ");

  /// A program has slots of its own: the names that it and all below it read.
  ExpressionText& make_names();
  std::unique_ptr<ExpressionText> take_names() { return std::move(own_names_); }

 private:
  const ExpressionText* names_;
  std::unique_ptr<ExpressionText> own_names_;
};

}  // namespace tern::exec
