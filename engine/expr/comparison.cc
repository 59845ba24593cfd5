#include "engine/expr/comparison.h"

#include <algorithm>

#include "engine/expr/leaf.h"
#include "engine/expr/row_tests.h"
#include "engine/record/record.h"

namespace tern::expr {

using record::Affinity;
using record::ValueView;

namespace {

Truth decide(CompareOp op, int order) {
  switch (op) {
    case CompareOp::Equal:
    case CompareOp::Is:
      return truth_of(order == 0);
    case CompareOp::NotEqual:
    case CompareOp::IsNot:
      return truth_of(order != 0);
    case CompareOp::Less:
      return truth_of(order < 0);
    case CompareOp::LessEqual:
      return truth_of(order <= 0);
    case CompareOp::Greater:
      return truth_of(order > 0);
    case CompareOp::GreaterEqual:
      return truth_of(order >= 0);
  }
  return Truth::Null;
}

int order_of(int64_t a, int64_t b) { return a < b ? -1 : a > b ? 1 : 0; }

int order_of(ValueView left, ValueView right, const record::Collation& collation) {
  if (left.is_integer() && right.is_integer()) {
    return order_of(left.as_integer(), right.as_integer());
  }
  return record::compare_values(left, right, collation);
}

Truth compare(CompareOp op, const CompareRule& rule, ValueView left, ValueView right,
              std::string& left_scratch, std::string& right_scratch) {
  const Affinity affinity = rule.affinity_for(left, right);
  return compare_converted(op, record::apply_comparison_affinity(left, affinity, left_scratch),
                           record::apply_comparison_affinity(right, affinity, right_scratch),
                           *rule.collation);
}

/// `x op integer`, x a plain column: the filter of most scans.
class ColumnIntegerComparison final : public Comparison {
 public:
  ColumnIntegerComparison(FrameLayout& layout, CompareOp op, CompareRule rule, ExprPtr column,
                          ExprPtr literal)
      : Comparison(layout, op, rule, std::move(column), std::move(literal)),
        slot_(left().as<Column>().slot()),
        index_(left().as<Column>().index()),
        integer_(right().as<Literal>().value().as_integer()) {}

  Result<Truth> truth(Frame& frame) const override {
    const Result<ValueView> value = frame.row(slot_).column(index_);
    if (!value) [[unlikely]]
      return std::unexpected(value.error());
    if (value->is_integer()) [[likely]]
      return decide(op_, order_of(value->as_integer(), integer_));
    return compare(op_, rule_, *value, ValueView::integer(integer_), frame.scratch(left_scratch_),
                   frame.scratch(right_scratch_));
  }

 private:
  RowSlot slot_;
  uint32_t index_;
  int64_t integer_;
};

ExprPtr new_comparison(FrameLayout& layout, CompareOp op, const CompareRule& rule, ExprPtr left,
                       ExprPtr right) {
  const auto* literal = right->as_if<Literal>();
  const bool is_plain_column = left->kind() == Kind::Column && left->affinity() != Affinity::Real;
  if (is_plain_column && literal && literal->value().is_integer() &&
      rule.affinity != Affinity::Text) {
    return std::make_unique<ColumnIntegerComparison>(layout, op, rule, std::move(left),
                                                     std::move(right));
  }
  return std::make_unique<Comparison>(layout, op, rule, std::move(left), std::move(right));
}

/// Is all that `expr` gives of the affinity that it brings into comparisons?
bool keeps_affinity(const Expr& expr) {
  if (const auto* column = expr.as_if<Column>()) return column->keeps_affinity();
  if (expr.kind() == Kind::Collate) return keeps_affinity(expr.child(0));
  return expr.kind() == Kind::Rowid || expr.kind() == Kind::Generated || expr.kind() == Kind::Cast;
}

/// A literal beside a column takes the comparison's affinity when it is built, not for each row.
ExprPtr converted_literal(ExprPtr operand, const Expr& other, const CompareRule& rule) {
  const auto* literal = operand->as_if<Literal>();
  if (!literal || literal->collation().is_explicit || !keeps_affinity(other)) return operand;
  std::string scratch;
  const ValueView value =
      record::apply_comparison_affinity(literal->value(), rule.affinity, scratch);
  if (value.type() == literal->value().type()) return operand;
  auto converted = std::make_unique<Literal>(value);
  converted->set_offset(operand->offset());
  return converted;
}

}  // namespace

Truth compare_converted(CompareOp op, ValueView left, ValueView right,
                        const record::Collation& collation) {
  if (left.is_null() || right.is_null()) {
    if (!takes_null(op)) return Truth::Null;
    const bool both = left.is_null() && right.is_null();
    return truth_of(both == (op == CompareOp::Is));
  }
  return decide(op, order_of(left, right, collation));
}

CompareOp mirrored(CompareOp op) {
  switch (op) {
    case CompareOp::Less:
      return CompareOp::Greater;
    case CompareOp::LessEqual:
      return CompareOp::GreaterEqual;
    case CompareOp::Greater:
      return CompareOp::Less;
    case CompareOp::GreaterEqual:
      return CompareOp::LessEqual;
    default:
      return op;
  }
}

Comparison::Comparison(FrameLayout& layout, CompareOp op, CompareRule rule, ExprPtr left,
                       ExprPtr right)
    : Expr(kKind),
      op_(op),
      rule_(rule),
      left_scratch_(layout.add_scratch()),
      right_scratch_(layout.add_scratch()) {
  adopt(std::move(left));
  adopt(std::move(right));
}
Result<ValueView> Comparison::eval(Frame& frame) const { return to_value(TRY(truth(frame))); }
Result<Truth> Comparison::truth(Frame& frame) const {
  const ValueView l = TRY(left().eval(frame));
  const ValueView r = TRY(right().eval(frame));
  return compare(op_, rule_, l, r, frame.scratch(left_scratch_), frame.scratch(right_scratch_));
}
bool Comparison::is_same_node(const Expr& other) const {
  const auto& comparison = other.as<Comparison>();
  return op_ == comparison.op_ && rule_ == comparison.rule_;
}
ExprPtr Comparison::clone(Cloner& cloner) const {
  ExprPtr l = cloner(left());
  ExprPtr r = cloner(right());
  if (!l || !r) return nullptr;
  return new_comparison(cloner.layout(), op_, rule_, std::move(l), std::move(r));
}

RowComparison::RowComparison(FrameLayout& layout, CompareOp op, std::vector<CompareRule> rules,
                             ExprPtr left, ExprPtr right)
    : Expr(kKind),
      op_(op),
      rules_(std::move(rules)),
      left_scratch_(layout.add_scratch()),
      right_scratch_(layout.add_scratch()) {
  adopt(std::move(left));
  adopt(std::move(right));
}
Result<ValueView> RowComparison::eval(Frame& frame) const { return to_value(TRY(truth(frame))); }
Result<Truth> RowComparison::truth(Frame& frame) const {
  RowBuffer left(rules_.size());
  RowBuffer right(rules_.size());
  TRY(child(0).eval_row(frame, left.values()));
  TRY(child(1).eval_row(frame, right.values()));
  return compare_rows(op_, rules_, left.values(), right.values(), frame.scratch(left_scratch_),
                      frame.scratch(right_scratch_));
}
bool RowComparison::is_same_node(const Expr& other) const {
  const auto* comparison = dynamic_cast<const RowComparison*>(&other);
  return comparison && op_ == comparison->op_ && rules_ == comparison->rules_;
}
ExprPtr RowComparison::clone(Cloner& cloner) const {
  ExprPtr l = cloner(child(0));
  ExprPtr r = cloner(child(1));
  if (!l || !r) return nullptr;
  return std::make_unique<RowComparison>(cloner.layout(), op_, rules_, std::move(l), std::move(r));
}

Between::Between(FrameLayout& layout, bool negated, ExprPtr operand, ExprPtr low, ExprPtr high)
    : Expr(kKind),
      negated_(negated),
      low_rule_(CompareRule::of(*operand, *low, layout.binary())),
      high_rule_(CompareRule::of(*operand, *high, layout.binary())),
      operand_scratch_(layout.add_scratch()),
      bound_scratch_(layout.add_scratch()) {
  low = converted_literal(std::move(low), *operand, low_rule_);
  high = converted_literal(std::move(high), *operand, high_rule_);
  adopt(std::move(operand));
  adopt(std::move(low));
  adopt(std::move(high));
}
Result<ValueView> Between::eval(Frame& frame) const { return to_value(TRY(truth(frame))); }
Result<Truth> Between::truth(Frame& frame) const {
  const ValueView value = TRY(child(0).eval(frame));
  const ValueView low = TRY(child(1).eval(frame));
  const Truth above = compare(CompareOp::GreaterEqual, low_rule_, value, low,
                              frame.scratch(operand_scratch_), frame.scratch(bound_scratch_));
  if (above == Truth::False) return truth_of(negated_);
  const ValueView high = TRY(child(2).eval(frame));
  const Truth below = compare(CompareOp::LessEqual, high_rule_, value, high,
                              frame.scratch(operand_scratch_), frame.scratch(bound_scratch_));
  if (below == Truth::False) return truth_of(negated_);
  if (above == Truth::Null || below == Truth::Null) return Truth::Null;
  return truth_of(!negated_);
}
bool Between::is_same_node(const Expr& other) const {
  const auto& between = other.as<Between>();
  return negated_ == between.negated_ && low_rule_ == between.low_rule_ &&
         high_rule_ == between.high_rule_;
}
ExprPtr Between::clone(Cloner& cloner) const {
  ExprPtr operand = cloner(child(0));
  ExprPtr low = cloner(child(1));
  ExprPtr high = cloner(child(2));
  if (!operand || !low || !high) return nullptr;
  return std::make_unique<Between>(cloner.layout(), negated_, std::move(operand), std::move(low),
                                   std::move(high));
}

Result<ExprPtr> Builder::compare(CompareOp op, ExprPtr left, ExprPtr right) {
  if (left->width() != 1 || right->width() != 1) {
    return compare_rows(op, std::move(left), std::move(right));
  }
  if (takes_null(op)) {
    const auto* literal = right->as_if<Literal>();
    if (literal && literal->value().is_null()) {
      return is_null(op == CompareOp::IsNot, std::move(left));
    }
  }
  const CompareRule rule = CompareRule::of(*left, *right, layout_.binary());
  ExprPtr l = converted_literal(std::move(left), *right, rule);
  ExprPtr r = converted_literal(std::move(right), *l, rule);
  return new_comparison(layout_, op, rule, std::move(l), std::move(r));
}

ExprPtr Builder::copy_of(const Expr& expr) {
  class Copier final : public Cloner {
   public:
    using Cloner::Cloner;
    ExprPtr replace(const Expr&) override { return nullptr; }
  };
  Copier copier(layout_);
  return copier(expr);
}

Result<ExprPtr> Builder::compare_rows(CompareOp op, ExprPtr left, ExprPtr right) {
  if (left->width() != right->width()) return fail(ErrorCode::Error, "row value misused");
  std::vector<CompareRule> rules = row_rules(*left, *right, layout_.binary());
  return std::make_unique<RowComparison>(layout_, op, std::move(rules), std::move(left),
                                         std::move(right));
}

Result<ExprPtr> Builder::between(bool negated, ExprPtr operand, ExprPtr low, ExprPtr high) {
  if (operand->width() == 1 && low->width() == 1 && high->width() == 1) {
    return std::make_unique<Between>(layout_, negated, std::move(operand), std::move(low),
                                     std::move(high));
  }
  if (low->width() != operand->width() || high->width() != operand->width()) {
    return fail(ErrorCode::Error, "row value misused");
  }
  return std::make_unique<RowBetween>(layout_, negated, std::move(operand), std::move(low),
                                      std::move(high));
}

}  // namespace tern::expr
