#include "engine/expr/conditional.h"

namespace tern::expr {

using record::ValueView;

// Children: [operand], when, then, when, then, ..., [otherwise].
Case::Case(FrameLayout& layout, ExprPtr operand, std::vector<Builder::CaseBranch> branches,
           ExprPtr otherwise)
    : Expr(kKind),
      has_operand_(operand != nullptr),
      has_otherwise_(otherwise != nullptr),
      left_scratch_(layout.add_scratch()),
      right_scratch_(layout.add_scratch()) {
  if (operand) {
    for (const auto& branch : branches) {
      rules_.push_back(CompareRule::of(*operand, *branch.when, layout.binary()));
    }
    adopt(std::move(operand));
  }
  for (auto& branch : branches) {
    adopt(std::move(branch.when));
    adopt(std::move(branch.then));
  }
  if (otherwise) adopt(std::move(otherwise));
}

Result<bool> Case::matches(Frame& frame, ValueView operand, size_t branch) const {
  const Expr& when = child((has_operand_ ? 1 : 0) + 2 * branch);
  if (!has_operand_) return TRY(when.truth(frame)) == Truth::True;
  const ValueView value = TRY(when.eval(frame));
  const CompareRule& rule = rules_[branch];
  const ValueView left =
      record::apply_comparison_affinity(operand, rule.affinity, frame.scratch(left_scratch_));
  const ValueView right =
      record::apply_comparison_affinity(value, rule.affinity, frame.scratch(right_scratch_));
  return compare_converted(CompareOp::Equal, left, right, *rule.collation) == Truth::True;
}

Result<ValueView> Case::eval(Frame& frame) const {
  ValueView operand;
  if (has_operand_) operand = TRY(child(0).eval(frame));
  const size_t first = has_operand_ ? 1 : 0;
  const size_t branches = (child_count() - first) / 2;
  for (size_t i = 0; i < branches; ++i) {
    const bool is_match = TRY(matches(frame, operand, i));
    if (is_match) return child(first + 2 * i + 1).eval(frame);
  }
  return has_otherwise_ ? child(child_count() - 1).eval(frame) : ValueView::null();
}

bool Case::is_same_node(const Expr& other) const {
  const auto& other_case = other.as<Case>();
  return has_operand_ == other_case.has_operand_ && has_otherwise_ == other_case.has_otherwise_ &&
         rules_ == other_case.rules_;
}

ExprPtr Case::clone(Cloner& cloner) const {
  std::vector<ExprPtr> copies;
  for (size_t i = 0; i < child_count(); ++i) {
    copies.push_back(cloner(child(i)));
    if (!copies.back()) return nullptr;
  }
  size_t at = 0;
  ExprPtr operand = has_operand_ ? std::move(copies[at++]) : nullptr;
  std::vector<Builder::CaseBranch> branches;
  for (; at + 2 <= copies.size(); at += 2) {
    branches.push_back({std::move(copies[at]), std::move(copies[at + 1])});
  }
  ExprPtr otherwise = has_otherwise_ ? std::move(copies[at]) : nullptr;
  return std::make_unique<Case>(cloner.layout(), std::move(operand), std::move(branches),
                                std::move(otherwise));
}

Coalesce::Coalesce(std::vector<ExprPtr> arguments) : Expr(kKind) {
  for (ExprPtr& argument : arguments) adopt(std::move(argument));
}
Result<ValueView> Coalesce::eval(Frame& frame) const {
  for (size_t i = 0; i < child_count(); ++i) {
    const ValueView value = TRY(child(i).eval(frame));
    if (!value.is_null()) return value;
  }
  return ValueView::null();
}
bool Coalesce::is_same_node(const Expr& other) const {
  return dynamic_cast<const Coalesce*>(&other) != nullptr;
}
ExprPtr Coalesce::clone(Cloner& cloner) const {
  std::vector<ExprPtr> arguments;
  for (size_t i = 0; i < child_count(); ++i) {
    arguments.push_back(cloner(child(i)));
    if (!arguments.back()) return nullptr;
  }
  return std::make_unique<Coalesce>(std::move(arguments));
}

Result<ExprPtr> Builder::case_when(ExprPtr operand, std::vector<CaseBranch> branches,
                                   ExprPtr otherwise) {
  const auto is_row = [](const ExprPtr& part) { return part && part->width() != 1; };
  bool has_row = is_row(operand) || is_row(otherwise);
  for (const CaseBranch& branch : branches) {
    has_row = has_row || is_row(branch.when) || is_row(branch.then);
  }
  if (has_row) return fail(ErrorCode::Error, "row value misused");
  return std::make_unique<Case>(layout_, std::move(operand), std::move(branches),
                                std::move(otherwise));
}

}  // namespace tern::expr
