#pragma once

#include "engine/expr/expr.h"
#include "engine/functions/function.h"

namespace tern::expr {

/// A scalar function and its arguments.
class FunctionCall final : public Expr {
 public:
  static constexpr Kind kKind = Kind::Call;
  /// Lifetime: `function` outlives the expression.
  FunctionCall(FrameLayout& layout, const functions::ScalarFunction& function,
               std::vector<ExprPtr> arguments);
  Result<record::ValueView> eval(Frame& frame) const override;
  bool is_own_deterministic() const override {
    return function_.determinism != functions::Determinism::Never;
  }
  bool is_same_node(const Expr& other) const override;
  ExprPtr clone(Cloner& cloner) const override;
  const functions::ScalarFunction& function() const { return function_; }

 private:
  const functions::ScalarFunction& function_;
  const record::Collation& call_collation_;
  CallSlot call_;
};

}  // namespace tern::expr
