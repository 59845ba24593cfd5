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
  CallSlot call() const { return call_; }

 private:
  const functions::ScalarFunction& function_;
  const record::Collation& call_collation_;
  CallSlot call_;
};

/// An expression that has one value in a run and costs something: evaluated when it is first asked
/// for, then remembered. `WHERE day > date('now', '-7 days')`.
class Once final : public Expr {
 public:
  static constexpr Kind kKind = Kind::Other;
  Once(FrameLayout& layout, ExprPtr expr);
  Result<record::ValueView> eval(Frame& frame) const override;
  bool is_same_node(const Expr& other) const override;
  ExprPtr clone(Cloner& cloner) const override;

 private:
  StateSlot state_;
};

}  // namespace tern::expr
