#pragma once

#include <span>

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
  /// One that a virtual table has made of its own column's function (vtab::Overload, whose
  /// `constraint` is given).
  FunctionCall(FrameLayout& layout, std::shared_ptr<const functions::ScalarFunction> function,
               uint8_t constraint, std::vector<ExprPtr> arguments);
  Result<record::ValueView> eval(Frame& frame) const override;
  bool is_own_deterministic() const override {
    return function_.determinism != functions::Determinism::Never;
  }
  bool is_same_node(const Expr& other) const override;
  ExprPtr clone(Cloner& cloner) const override;
  const functions::ScalarFunction& function() const { return function_; }
  CallSlot call() const { return call_; }
  uint8_t constraint() const { return constraint_; }  // 0: it is none

 private:
  Result<record::ValueView> call_with(Frame& frame, std::span<record::ValueView> values) const;
  template <size_t kRoom>
  Result<record::ValueView> call_with_few(Frame& frame) const;

  std::shared_ptr<const functions::ScalarFunction> kept_;  // null: `function_` outlives this
  const functions::ScalarFunction& function_;
  const record::Collation& call_collation_;
  CallSlot call_;
  uint8_t constraint_ = 0;
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
