#include "engine/exec/subquery_expr.h"

#include <algorithm>
#include <cmath>

#include "engine/exec/key_table.h"
#include "engine/exec/operator_memory.h"
#include "engine/exec/result_memo.h"
#include "engine/exec/stream_builder.h"
#include "engine/record/sort_key.h"

namespace tern::exec {

namespace {

void add_slots(const bind::Query& query, expr::SlotList& out) {
  for (const expr::RowSlot slot : query.outer_slots) out.push_back(slot);
}

/// The operators of a subquery in one frame, and the row that it gave.
struct StreamState : expr::NodeState {
  StreamState(const SubqueryPlan& subquery, size_t width) : stream(subquery.build()), row(width) {
    if (subquery.arguments()) memo.emplace(*subquery.arguments(), width);
    keys = subquery.build_keys();
  }
  void restart() override {
    stream->close();
    is_known = false;
    if (memo) memo->clear();
    if (keys) keys->clear();
  }
  std::unique_ptr<RowStream> stream;
  std::vector<record::Value> row;
  bool is_known = false;
  std::optional<ResultMemo> memo;
  std::unique_ptr<KeySet> keys;  // EXISTS; null: none
};

StreamState& stream_state(expr::Frame& frame, const SubqueryPlan& subquery, expr::StateSlot slot,
                          size_t width) {
  std::unique_ptr<expr::NodeState>& state = frame.state(slot);
  if (!state) state = std::make_unique<StreamState>(subquery, width);
  return static_cast<StreamState&>(*state);
}

/// What the subquery gives for the rows that stand. `compute` puts it into state.row.
template <class Compute>
Result<std::span<const record::Value>> result_of(StreamState& state, bool is_correlated,
                                                 expr::Frame& frame, Compute&& compute) {
  if (state.is_known && !is_correlated) return std::span<const record::Value>(state.row);
  if (state.memo) {
    const std::span<const record::Value> known = TRY(state.memo->find(frame));
    if (!known.empty()) return known;
  }
  TRY(compute());
  state.is_known = true;
  if (state.memo) state.memo->remember(state.row);
  return std::span<const record::Value>(state.row);
}

/// Where a copy of an expression keeps its state.
expr::StateSlot state_of_copy(const SubqueryPlan& subquery, expr::Cloner& cloner) {
  return subquery.is_correlated() ? cloner.layout().add_state() : subquery.state();
}

}  // namespace

// Of a compound it is the last SELECT's column that comparisons go by.
const expr::Expr& SubqueryPlan::compared(size_t i) const {
  return query_->cores.back().compared(i);
}

SubqueryPlan::SubqueryPlan(std::unique_ptr<bind::Query> query,
                           std::unique_ptr<plan::QueryPlan> plan, const StreamBuilder& builder,
                           expr::StateSlot state, bool may_remember)
    : query_(std::move(query)), plan_(std::move(plan)), builder_(builder), state_(state) {
  if (may_remember && is_correlated()) arguments_ = arguments_of(*query_);
}

void SubqueryPlan::set_keyed(plan::KeyedExists keyed, std::unique_ptr<plan::QueryPlan> plan) {
  keyed_ = std::move(keyed);
  keyed_plan_ = std::move(plan);
}

std::unique_ptr<KeySet> SubqueryPlan::build_keys() const {
  if (!keyed_) return nullptr;
  constexpr catalog::LogEstimate kKeyCost = 30;
  constexpr double kPatienceMin = 64;
  constexpr double kPatienceMax = 1e12;
  const auto keys = static_cast<catalog::LogEstimate>(keyed_plan_->rows + kKeyCost);
  const int ratio = catalog::log_sum(keyed_plan_->cost, keys) - plan_->cost;
  const double patience = std::clamp(std::exp2(ratio / 10.0), kPatienceMin, kPatienceMax);
  return std::make_unique<KeySet>(build_key_rows(), keyed_->keys, static_cast<size_t>(patience));
}

std::unique_ptr<RowStream> SubqueryPlan::build_key_rows() const {
  return builder_.build(*keyed_plan_);
}

std::unique_ptr<RowStream> SubqueryPlan::build() const {
  std::unique_ptr<RowStream> out = builder_.build(*plan_);
  if (is_unread_) out->set_unread();
  return out;
}

ScalarSubquery::ScalarSubquery(SharedSubquery subquery)
    : Expr(kKind), subquery_(std::move(subquery)), state_(subquery_->state()) {
  if (width() == 1) set_affinity(subquery_->compared(0).affinity());
}

Result<std::span<const record::Value>> ScalarSubquery::first_row(expr::Frame& frame) const {
  StreamState& state = stream_state(frame, *subquery_, state_, width());
  return result_of(state, subquery_->is_correlated(), frame, [&]() -> Status {
    TRY(state.stream->open(frame));
    const bool found = TRY(state.stream->next(frame));
    for (uint32_t i = 0; i < width(); ++i) {
      state.row[i].assign(found ? state.stream->row()[i] : record::ValueView::null());
    }
    return ok();
  });
}

Result<record::ValueView> ScalarSubquery::eval(expr::Frame& frame) const {
  return TRY(first_row(frame)).front().view();
}

Status ScalarSubquery::eval_row(expr::Frame& frame, std::span<record::ValueView> out) const {
  const std::span<const record::Value> row = TRY(first_row(frame));
  for (size_t i = 0; i < out.size(); ++i) out[i] = row[i].view();
  return ok();
}

void ScalarSubquery::add_own_slots(expr::SlotList& out) const {
  add_slots(subquery_->query(), out);
}

Result<record::ValueView> ExistsSubquery::eval(expr::Frame& frame) const {
  StreamState& state = stream_state(frame, *subquery_, state_, 1);
  if (state.keys && state.keys->is_due()) {
    if (!state.keys->is_made()) state.stream->close();  // both use the same rows
    const bool is_made = TRY(state.keys->make(frame));
    if (is_made) return record::ValueView::boolean(TRY(state.keys->contains(frame)));
  }
  const auto look = [&]() -> Status {
    TRY(state.stream->open(frame));
    const bool found = TRY(state.stream->next(frame));
    state.row.front().assign(record::ValueView::boolean(found));
    return ok();
  };
  return TRY(result_of(state, subquery_->is_correlated(), frame, look)).front().view();
}

void ExistsSubquery::add_own_slots(expr::SlotList& out) const {
  add_slots(subquery_->query(), out);
}

bool ScalarSubquery::is_same_node(const expr::Expr& other) const {
  return subquery_ == other.as<ScalarSubquery>().subquery_;
}

expr::ExprPtr ScalarSubquery::clone(expr::Cloner& cloner) const {
  auto out = std::make_unique<ScalarSubquery>(subquery_);
  out->state_ = state_of_copy(*subquery_, cloner);
  return out;
}

bool ExistsSubquery::is_same_node(const expr::Expr& other) const {
  return subquery_ == other.as<ExistsSubquery>().subquery_;
}

expr::ExprPtr ExistsSubquery::clone(expr::Cloner& cloner) const {
  auto out = std::make_unique<ExistsSubquery>(subquery_);
  out->state_ = state_of_copy(*subquery_, cloner);
  return out;
}

bool InSubquery::is_same_node(const expr::Expr& other) const {
  const auto& query = static_cast<const InSubquery&>(other);
  return negated_ == query.negated_ && subquery_ == query.subquery_ && rules_ == query.rules_;
}

expr::ExprPtr InSubquery::clone(expr::Cloner& cloner) const {
  expr::ExprPtr operand = cloner(child(0));
  if (!operand) return nullptr;
  auto out = std::make_unique<InSubquery>(negated_, std::move(operand), subquery_, cloner.layout());
  out->state_ = state_of_copy(*subquery_, cloner);
  return out;
}

struct InSubquery::State final : expr::NodeState {
  explicit State(const SubqueryPlan& subquery) : stream(subquery.build()) {
    if (subquery.arguments()) arguments.emplace(*subquery.arguments());
  }
  void restart() override {
    stream->close();
    is_filled = false;
  }
  std::unique_ptr<RowStream> stream;
  std::optional<ArgumentKey> arguments;  // as they are; null: they do not tell
  std::string filled_for;                // and as they were
  std::vector<record::Value> values;     // row after row, where somebody needs them
  bool keeps_values = false;
  bool is_empty = true;
  KeyTable keys;  // of rows without NULL
  bool has_null = false;
  bool is_filled = false;
  std::string key;
  std::string scratch;
  std::vector<record::ValueView> operand;
};

InSubquery::InSubquery(bool negated, expr::ExprPtr operand, SharedSubquery subquery,
                       expr::FrameLayout& layout)
    : negated_(negated), subquery_(std::move(subquery)), state_(subquery_->state()) {
  for (size_t i = 0; i < subquery_->query().width(); ++i) {
    const expr::Expr& left = operand->row_column(i);
    const record::Collation* own = left.collation().collation;
    row_collations_.push_back(own ? own : &layout.binary());
    const expr::Expr& right = subquery_->compared(i);
    const record::Affinity other = right.affinity();
    are_reals_.push_back(
        (left.affinity() == record::Affinity::Real && other <= record::Affinity::None) ||
        (other == record::Affinity::Real && left.affinity() <= record::Affinity::None));
    rules_.push_back(expr::CompareRule::of(left, right, record::binary_collation()));
  }
  adopt(std::move(operand));
  set_collation({});
}

InSubquery::State& InSubquery::state(expr::Frame& frame) const {
  std::unique_ptr<expr::NodeState>& slot = frame.state(state_);
  if (!slot) slot = std::make_unique<State>(*subquery_);
  return static_cast<State&>(*slot);
}

/// `value` as it is stored in the set, or looked for.
record::ValueView InSubquery::converted(record::ValueView value, size_t column,
                                        std::string& scratch) const {
  if (are_reals_[column]) return record::apply_affinity(value, record::Affinity::Real, scratch);
  return record::apply_comparison_affinity(value, rules_[column].affinity, scratch);
}

Status InSubquery::fill(expr::Frame& frame, State& state) const {
  if (state.is_filled && !subquery_->is_correlated()) return ok();
  if (state.arguments) {
    TRY(state.arguments->make(frame));
    const bool is_same = state.arguments->bytes() == state.filled_for;
    if (state.is_filled && state.arguments->is_whole() && is_same) return ok();
  }
  state.is_filled = false;
  state.values.clear();
  state.keys.clear();
  state.has_null = false;
  state.is_empty = true;
  state.keeps_values |= rules_.size() > 1;
  TRY(state.stream->open(frame));
  while (TRY(state.stream->next(frame))) {
    const std::span<const record::ValueView> row = state.stream->row().first(rules_.size());
    bool has_null = false;
    state.key.clear();
    for (size_t i = 0; i < rules_.size(); ++i) {
      has_null |= row[i].is_null();
      const record::ValueView stored = converted(row[i], i, state.scratch);
      if (state.keeps_values) state.values.emplace_back(are_reals_[i] ? stored : row[i]);
      record::append_sort_key(state.key, stored, {rules_[i].collation});
    }
    state.has_null |= has_null;
    state.is_empty = false;
    if (!has_null) state.keys.insert(state.key);
    if (state.keys.size_bytes() > kOperatorMemoryMax) return fail(ErrorCode::NoMem);
  }
  state.stream->close();
  state.is_filled = !state.arguments || state.arguments->is_whole();
  if (state.arguments) state.filled_for = state.arguments->bytes();
  return ok();
}

Result<std::span<const record::Value>> InSubquery::values(expr::Frame& frame) const {
  State& state = this->state(frame);
  if (!std::exchange(state.keeps_values, true)) state.is_filled = false;
  TRY(fill(frame, state));
  return std::span<const record::Value>(state.values);
}

Result<expr::Truth> InSubquery::search_rows(const State& state,
                                            std::span<const record::ValueView> row) const {
  // Row values with NULLs: unknown if some row could be equal. As in the reference the left side
  // alone says by which collation, and is not converted if it has a NULL itself.
  const bool has_null =
      std::ranges::any_of(row, [](record::ValueView value) { return value.is_null(); });
  std::string left_scratch;
  std::string right_scratch;
  for (size_t at = 0; at < state.values.size(); at += rules_.size()) {
    bool may_be_equal = true;
    for (size_t i = 0; i < rules_.size() && may_be_equal; ++i) {
      const record::ValueView left = has_null ? row[i] : converted(row[i], i, left_scratch);
      const record::ValueView right = converted(state.values[at + i], i, right_scratch);
      if (left.is_null() || right.is_null()) continue;
      may_be_equal = record::compare_values(left, right, *row_collations_[i]) == 0;
    }
    if (may_be_equal) return expr::Truth::Null;
  }
  return expr::Truth::False;
}

Result<expr::Truth> InSubquery::contains(expr::Frame& frame) const {
  State& state = this->state(frame);
  TRY(fill(frame, state));
  if (state.is_empty) return expr::Truth::False;
  state.operand.resize(rules_.size());
  if (rules_.size() == 1) {
    state.operand[0] = TRY(child(0).eval(frame));
  } else {
    TRY(child(0).eval_row(frame, state.operand));
  }
  bool has_null = false;
  state.key.clear();
  for (size_t i = 0; i < rules_.size(); ++i) {
    const record::ValueView wanted = converted(state.operand[i], i, state.scratch);
    has_null |= wanted.is_null();
    record::append_sort_key(state.key, wanted, {rules_[i].collation});
  }
  if (!has_null && state.keys.find(state.key) != KeyTable::kNone) return expr::Truth::True;
  if (!has_null && !state.has_null) return expr::Truth::False;
  if (rules_.size() == 1) return expr::Truth::Null;
  return search_rows(state, state.operand);
}

Result<expr::Truth> InSubquery::truth(expr::Frame& frame) const {
  const expr::Truth found = TRY(contains(frame));
  return negated_ ? expr::negate(found) : found;
}

Result<record::ValueView> InSubquery::eval(expr::Frame& frame) const {
  return expr::to_value(TRY(truth(frame)));
}

void InSubquery::add_own_slots(expr::SlotList& out) const { add_slots(subquery_->query(), out); }

}  // namespace tern::exec
