#include "engine/expr/logic.h"

#include "engine/expr/builder.h"

namespace tern::expr {

using record::ValueView;

And::And(ExprPtr left, ExprPtr right) : Expr(kKind) {
  adopt(std::move(left));
  adopt(std::move(right));
}
Result<ValueView> And::eval(Frame& frame) const { return to_value(TRY(truth(frame))); }
Result<Truth> And::truth(Frame& frame) const {
  const Truth left = TRY(child(0).truth(frame));
  if (left == Truth::False) return left;
  const Truth right = TRY(child(1).truth(frame));
  return right == Truth::False || left == Truth::True ? right : left;
}
ExprPtr And::clone(Cloner& cloner) const {
  ExprPtr left = cloner(child(0));
  ExprPtr right = cloner(child(1));
  return left && right ? std::make_unique<And>(std::move(left), std::move(right)) : nullptr;
}

Or::Or(ExprPtr left, ExprPtr right) : Expr(kKind) {
  adopt(std::move(left));
  adopt(std::move(right));
}
Result<ValueView> Or::eval(Frame& frame) const { return to_value(TRY(truth(frame))); }
Result<Truth> Or::truth(Frame& frame) const {
  const Truth left = TRY(child(0).truth(frame));
  if (left == Truth::True) return left;
  const Truth right = TRY(child(1).truth(frame));
  return right == Truth::True || left == Truth::False ? right : left;
}
ExprPtr Or::clone(Cloner& cloner) const {
  ExprPtr left = cloner(child(0));
  ExprPtr right = cloner(child(1));
  return left && right ? std::make_unique<Or>(std::move(left), std::move(right)) : nullptr;
}

Not::Not(ExprPtr operand) : Expr(kKind) { adopt(std::move(operand)); }
Result<ValueView> Not::eval(Frame& frame) const { return to_value(TRY(truth(frame))); }
Result<Truth> Not::truth(Frame& frame) const { return negate(TRY(child(0).truth(frame))); }
ExprPtr Not::clone(Cloner& cloner) const {
  ExprPtr operand = cloner(child(0));
  return operand ? std::make_unique<Not>(std::move(operand)) : nullptr;
}

IsNull::IsNull(bool negated, ExprPtr operand) : Expr(kKind), negated_(negated) {
  adopt(std::move(operand));
}
Result<ValueView> IsNull::eval(Frame& frame) const { return to_value(TRY(truth(frame))); }
Result<Truth> IsNull::truth(Frame& frame) const {
  const ValueView value = TRY(child(0).eval(frame));
  return truth_of(value.is_null() != negated_);
}
bool IsNull::is_same_node(const Expr& other) const {
  return negated_ == other.as<IsNull>().negated_;
}
ExprPtr IsNull::clone(Cloner& cloner) const {
  ExprPtr operand = cloner(child(0));
  return operand ? std::make_unique<IsNull>(negated_, std::move(operand)) : nullptr;
}

IsTruth::IsTruth(bool negated, bool expected, ExprPtr operand)
    : Expr(kKind), negated_(negated), expected_(expected) {
  adopt(std::move(operand));
}
Result<ValueView> IsTruth::eval(Frame& frame) const { return to_value(TRY(truth(frame))); }
Result<Truth> IsTruth::truth(Frame& frame) const {
  const Truth truth = TRY(child(0).truth(frame));
  return truth_of((truth == truth_of(expected_)) != negated_);
}
bool IsTruth::is_same_node(const Expr& other) const {
  const auto& truth = other.as<IsTruth>();
  return negated_ == truth.negated_ && expected_ == truth.expected_;
}
ExprPtr IsTruth::clone(Cloner& cloner) const {
  ExprPtr operand = cloner(child(0));
  return operand ? std::make_unique<IsTruth>(negated_, expected_, std::move(operand)) : nullptr;
}

namespace {

Status require_scalar(const Expr& operand) {
  if (operand.width() != 1) return fail(ErrorCode::Error, "row value misused");
  return ok();
}

}  // namespace

Result<ExprPtr> Builder::logical_and(ExprPtr left, ExprPtr right) {
  TRY(require_scalar(*left));
  TRY(require_scalar(*right));
  return std::make_unique<And>(std::move(left), std::move(right));
}
Result<ExprPtr> Builder::logical_or(ExprPtr left, ExprPtr right) {
  TRY(require_scalar(*left));
  TRY(require_scalar(*right));
  return std::make_unique<Or>(std::move(left), std::move(right));
}
Result<ExprPtr> Builder::logical_not(ExprPtr operand) {
  TRY(require_scalar(*operand));
  return std::make_unique<Not>(std::move(operand));
}
Result<ExprPtr> Builder::is_null(bool negated, ExprPtr operand) {
  TRY(require_scalar(*operand));
  return std::make_unique<IsNull>(negated, std::move(operand));
}
Result<ExprPtr> Builder::is_truth(bool negated, bool expected, ExprPtr operand) {
  TRY(require_scalar(*operand));
  return std::make_unique<IsTruth>(negated, expected, std::move(operand));
}

}  // namespace tern::expr
