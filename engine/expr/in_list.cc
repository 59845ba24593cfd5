#include <algorithm>

#include "engine/expr/row_tests.h"
#include "engine/record/record.h"

namespace tern::expr {

using record::Affinity;
using record::ValueView;

namespace {

/// The values of a constant list, sorted, made at the first evaluation of a run.
class ValueSet final : public NodeState {
 public:
  explicit ValueSet(const CompareRule& rule) : rule_(rule) {}
  void restart() override { is_filled_ = false; }
  bool is_filled() const { return is_filled_; }

  void clear() {
    integers_.clear();
    others_.clear();
    has_null_ = false;
  }
  void add(ValueView item) {
    std::string scratch;
    const ValueView value = record::apply_comparison_affinity(item, rule_.affinity, scratch);
    if (value.is_null()) {
      has_null_ = true;
    } else if (value.is_integer()) {
      integers_.push_back(value.as_integer());
    } else {
      others_.emplace_back(value);
    }
  }
  void fill_done() {
    std::ranges::sort(integers_);
    std::ranges::sort(others_, [this](const auto& a, const auto& b) { return less(a, b); });
    is_filled_ = true;
  }

  bool has_null() const { return has_null_; }
  bool contains(ValueView value) const {
    if (value.is_integer() && std::ranges::binary_search(integers_, value.as_integer())) {
      return true;
    }
    if (!others_.empty()) {
      const auto at = std::lower_bound(others_.begin(), others_.end(), value,
                                       [this](ValueView a, ValueView b) { return less(a, b); });
      if (at != others_.end() && !less(value, at->view())) return true;
    }
    if (!value.is_real() || integers_.empty()) return false;
    return std::ranges::any_of(integers_, [&](int64_t integer) {
      return record::compare_values(value, ValueView::integer(integer), *rule_.collation) == 0;
    });
  }

 private:
  bool less(ValueView a, ValueView b) const {
    return record::compare_values(a, b, *rule_.collation) < 0;
  }

  CompareRule rule_;
  std::vector<int64_t> integers_;
  std::vector<record::Value> others_;
  bool has_null_ = false;
  bool is_filled_ = false;
};

}  // namespace

std::vector<CompareRule> in_rules(const Expr& operand) {
  std::vector<CompareRule> out;
  for (size_t i = 0; i < operand.width(); ++i) {
    const Expr& column = operand.row_column(i);
    out.push_back({record::comparison_affinity(column.affinity(), Affinity::None),
                   &comparison_collation(column, column, record::binary_collation())});
  }
  return out;
}

InList::InList(FrameLayout& layout, bool negated, std::vector<CompareRule> rules, ExprPtr operand,
               std::vector<ExprPtr> items)
    : Expr(kKind),
      negated_(negated),
      is_constant_list_(true),
      rules_(std::move(rules)),
      left_scratch_(layout.add_scratch()),
      right_scratch_(layout.add_scratch()),
      state_(layout.add_state()) {
  adopt(std::move(operand));
  for (ExprPtr& item : items) {
    is_constant_list_ = is_constant_list_ && is_constant(*item);
    adopt(std::move(item));
  }
}

Result<ValueView> InList::eval(Frame& frame) const { return to_value(TRY(truth(frame))); }

Result<Truth> InList::truth(Frame& frame) const {
  if (!is_constant_list_) return try_all(frame);
  const ValueView value = TRY(child(0).eval(frame));
  return look_up(frame, value);
}

Result<Truth> InList::look_up(Frame& frame, ValueView value) const {
  if (value.is_null()) return Truth::Null;
  std::unique_ptr<NodeState>& state = frame.state(state_);
  if (!state) state = std::make_unique<ValueSet>(rules_[0]);
  auto& set = static_cast<ValueSet&>(*state);
  if (!set.is_filled()) {
    set.clear();
    for (size_t i = 0; i < item_count(); ++i) set.add(TRY(item(i).eval(frame)));
    set.fill_done();
  }
  const ValueView converted =
      record::apply_comparison_affinity(value, rules_[0].affinity, frame.scratch(left_scratch_));
  if (set.contains(converted)) return truth_of(!negated_);
  return set.has_null() ? Truth::Null : truth_of(negated_);
}

Result<Truth> InList::try_all(Frame& frame) const {
  const ValueView value = TRY(child(0).eval(frame));
  if (value.is_null()) return Truth::Null;
  const ValueView left =
      record::apply_comparison_affinity(value, rules_[0].affinity, frame.scratch(left_scratch_));
  bool saw_null = false;
  for (size_t i = 0; i < item_count(); ++i) {
    const ValueView right = TRY(item(i).eval(frame));
    const ValueView converted =
        record::apply_comparison_affinity(right, rules_[0].affinity, frame.scratch(right_scratch_));
    const Truth equal = compare_converted(CompareOp::Equal, left, converted, *rules_[0].collation);
    if (equal == Truth::True) return truth_of(!negated_);
    saw_null = saw_null || equal == Truth::Null;
  }
  return saw_null ? Truth::Null : truth_of(negated_);
}

bool InList::is_same_node(const Expr& other) const {
  const auto& list = other.as<InList>();
  return negated_ == list.negated_ && rules_ == list.rules_;
}

ExprPtr InList::clone(Cloner& cloner) const {
  ExprPtr operand = cloner(child(0));
  if (!operand) return nullptr;
  std::vector<ExprPtr> items;
  for (size_t i = 0; i < item_count(); ++i) {
    items.push_back(cloner(item(i)));
    if (!items.back()) return nullptr;
  }
  return std::make_unique<InList>(cloner.layout(), negated_, rules_, std::move(operand),
                                  std::move(items));
}

Result<ExprPtr> Builder::in_list(bool negated, ExprPtr operand, std::vector<ExprPtr> items) {
  if (items.empty()) return literal(ValueView::boolean(negated));
  for (const ExprPtr& item : items) {
    if (operand->width() != item->width()) return fail(ErrorCode::Error, "row value misused");
  }
  if (operand->width() != 1) {
    return std::make_unique<RowInList>(layout_, negated, std::move(operand), std::move(items));
  }
  if (items.size() == 1 && is_constant(*items[0])) {
    ExprPtr item = TRY(unary(UnaryOp::Plus, std::move(items[0])));
    return compare(negated ? CompareOp::NotEqual : CompareOp::Equal, std::move(operand),
                   std::move(item));
  }
  std::vector<CompareRule> rules = in_rules(*operand);
  return std::make_unique<InList>(layout_, negated, std::move(rules), std::move(operand),
                                  std::move(items));
}

}  // namespace tern::expr
