#include "engine/expr/row_tests.h"

namespace tern::expr {

using record::ValueView;

std::vector<CompareRule> row_rules(const Expr& left, const Expr& right,
                                   const record::Collation& binary) {
  std::vector<CompareRule> out;
  for (size_t i = 0; i < left.width(); ++i) {
    out.push_back(CompareRule::of(left.row_column(i), right.row_column(i), binary));
  }
  return out;
}

Truth compare_rows(CompareOp op, std::span<const CompareRule> rules,
                   std::span<const ValueView> left, std::span<const ValueView> right,
                   std::string& left_scratch, std::string& right_scratch) {
  const bool is_equality = op == CompareOp::Equal || op == CompareOp::NotEqual;
  Truth equal = Truth::True;
  for (size_t i = 0; i < rules.size(); ++i) {
    const record::Affinity affinity = rules[i].affinity_for(left[i], right[i]);
    const ValueView l = record::apply_comparison_affinity(left[i], affinity, left_scratch);
    const ValueView r = record::apply_comparison_affinity(right[i], affinity, right_scratch);
    const auto column = [&](CompareOp by) {
      return compare_converted(by, l, r, *rules[i].collation);
    };
    if (takes_null(op)) {
      if (column(CompareOp::IsNot) == Truth::True) return truth_of(op == CompareOp::IsNot);
      continue;
    }
    const Truth same = column(CompareOp::Equal);
    if (same == Truth::True) continue;
    if (!is_equality) return same == Truth::Null ? same : column(op);
    // One difference decides, even behind a NULL.
    if (same == Truth::False) return truth_of(op == CompareOp::NotEqual);
    equal = Truth::Null;
  }
  if (equal == Truth::Null) return equal;
  const bool holds_for_equal = op == CompareOp::Equal || op == CompareOp::Is ||
                               op == CompareOp::LessEqual || op == CompareOp::GreaterEqual;
  return truth_of(holds_for_equal);
}

RowBetween::RowBetween(FrameLayout& layout, bool negated, ExprPtr row, ExprPtr low, ExprPtr high)
    : Expr(kKind),
      negated_(negated),
      low_rules_(row_rules(*row, *low, layout.binary())),
      high_rules_(row_rules(*row, *high, layout.binary())),
      left_scratch_(layout.add_scratch()),
      right_scratch_(layout.add_scratch()) {
  adopt(std::move(row));
  adopt(std::move(low));
  adopt(std::move(high));
}

Result<ValueView> RowBetween::eval(Frame& frame) const { return to_value(TRY(truth(frame))); }

Result<Truth> RowBetween::truth(Frame& frame) const {
  RowBuffer row(low_rules_.size());
  RowBuffer bound(low_rules_.size());
  TRY(child(0).eval_row(frame, row.values()));
  TRY(child(1).eval_row(frame, bound.values()));
  std::string& left = frame.scratch(left_scratch_);
  std::string& right = frame.scratch(right_scratch_);
  const Truth above =
      compare_rows(CompareOp::GreaterEqual, low_rules_, row.values(), bound.values(), left, right);
  if (above == Truth::False) return truth_of(negated_);
  TRY(child(2).eval_row(frame, bound.values()));
  const Truth below =
      compare_rows(CompareOp::LessEqual, high_rules_, row.values(), bound.values(), left, right);
  if (below == Truth::False) return truth_of(negated_);
  if (above == Truth::Null || below == Truth::Null) return Truth::Null;
  return truth_of(!negated_);
}

bool RowBetween::is_same_node(const Expr& other) const {
  const auto* between = dynamic_cast<const RowBetween*>(&other);
  return between && negated_ == between->negated_ && low_rules_ == between->low_rules_ &&
         high_rules_ == between->high_rules_;
}

ExprPtr RowBetween::clone(Cloner& cloner) const {
  ExprPtr row = cloner(child(0));
  ExprPtr low = cloner(child(1));
  ExprPtr high = cloner(child(2));
  if (!row || !low || !high) return nullptr;
  return std::make_unique<RowBetween>(cloner.layout(), negated_, std::move(row), std::move(low),
                                      std::move(high));
}

RowInList::RowInList(FrameLayout& layout, bool negated, ExprPtr row, std::vector<ExprPtr> items)
    : Expr(kKind),
      negated_(negated),
      left_scratch_(layout.add_scratch()),
      right_scratch_(layout.add_scratch()) {
  for (const ExprPtr& item : items) rules_.push_back(row_rules(*row, *item, layout.binary()));
  adopt(std::move(row));
  for (ExprPtr& item : items) adopt(std::move(item));
}

Result<ValueView> RowInList::eval(Frame& frame) const { return to_value(TRY(truth(frame))); }

Result<Truth> RowInList::truth(Frame& frame) const {
  const size_t width = child(0).width();
  RowBuffer row(width);
  RowBuffer item(width);
  TRY(child(0).eval_row(frame, row.values()));
  bool saw_null = false;
  for (size_t i = 0; i < rules_.size(); ++i) {
    TRY(child(i + 1).eval_row(frame, item.values()));
    const Truth equal = compare_rows(CompareOp::Equal, rules_[i], row.values(), item.values(),
                                     frame.scratch(left_scratch_), frame.scratch(right_scratch_));
    if (equal == Truth::True) return truth_of(!negated_);
    saw_null |= equal == Truth::Null;
  }
  return saw_null ? Truth::Null : truth_of(negated_);
}

bool RowInList::is_same_node(const Expr& other) const {
  const auto* list = dynamic_cast<const RowInList*>(&other);
  return list && negated_ == list->negated_ && rules_ == list->rules_;
}

ExprPtr RowInList::clone(Cloner& cloner) const {
  ExprPtr row = cloner(child(0));
  std::vector<ExprPtr> items;
  for (size_t i = 0; row && i < rules_.size(); ++i) {
    items.push_back(cloner(child(i + 1)));
    if (!items.back()) return nullptr;
  }
  if (!row) return nullptr;
  return std::make_unique<RowInList>(cloner.layout(), negated_, std::move(row), std::move(items));
}

}  // namespace tern::expr
