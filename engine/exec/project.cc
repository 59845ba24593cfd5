#include "engine/exec/project.h"

#include <algorithm>

#include "engine/exec/description.h"
#include "engine/expr/leaf.h"

namespace tern::exec {

Project::Project(std::unique_ptr<Operator> input, const bind::Core& core)
    : input_(std::move(input)), core_(core) {
  for (const auto& output : core_.outputs) outputs_.emplace_back(*output.expr);
  values_.resize(outputs_.size());
}

void Project::set_read_at_once() {
  takes_batches_ =
      input_->has_batches() && std::ranges::all_of(core_.outputs, [](const auto& output) {
        return VectorExpr::suits(*output.expr);
      });
}

/// Not where a row that would be left out could fail.
void Project::set_bound(uint32_t column, const TopBound& bound) {
  const bool cannot_fail = std::ranges::all_of(core_.outputs, [](const auto& output) {
    return output.expr->kind() == expr::Kind::Column || output.expr->kind() == expr::Kind::Rowid ||
           output.expr->kind() == expr::Kind::Literal;
  });
  const auto* key = core_.outputs[column].expr->as_if<expr::Column>();
  if (key && cannot_fail) input_->set_bound(key->slot(), key->index(), bound);
}

Status Project::open(expr::Frame& frame) {
  batch_ = nullptr;
  input_->start();
  return input_->open(frame);
}

Result<bool> Project::next(expr::Frame& frame) {
  Result<bool> found = takes_batches_ ? next_of_batch(frame) : input_->next(frame);
  if (!found || !*found || is_unread_) return found;
  if (!batch_ || !is_computed_) TRY(compute(frame));
  row_ = values_;
  return found;
}

[[gnu::always_inline]] inline Status Project::compute(expr::Frame& frame) {
  record::ValueView* value = values_.data();
  for (const RowValue& output : outputs_) TRY(output.read(frame, *value++));
  return ok();
}

Status Project::compute_batch(expr::Frame& frame) {
  for (const auto& vector : vectors_) TRY(vector->eval(frame, *batch_, batch_->rows));
  return ok();
}

Result<bool> Project::next_batch(expr::Frame& frame) {
  batch_ = TRY(input_->next_batch(frame));
  if (!batch_) return false;
  if (vectors_.empty()) {
    const std::vector<expr::RowSlot> slots = slots_of(batch_->parts);
    for (const auto& output : core_.outputs) {
      vectors_.push_back(VectorExpr::of(*output.expr, slots));
    }
  }
  is_computed_ = compute_batch(frame).has_value();
  at_ = 0;
  return true;
}

/// The next row's values, or the row in its slot.
Result<bool> Project::next_of_batch(expr::Frame& frame) {
  if (!batch_ || at_ == batch_->rows.size()) {
    const bool has_more = TRY(next_batch(frame));
    if (!has_more) return false;
  }
  const uint32_t entry = batch_->rows[at_++];
  if (is_computed_) {
    for (size_t i = 0; i < values_.size(); ++i) values_[i] = vectors_[i]->value(entry);
  } else {
    batch_->put_in_slots(frame, entry);
  }
  return true;
}

Result<bool> ValuesRows::next(expr::Frame& frame) {
  if (at_ == rows_.size()) return false;
  const std::vector<expr::ExprPtr>& row = rows_[at_++];
  for (size_t i = 0; i < values_.size(); ++i) values_[i] = TRY(row[i]->eval(frame));
  row_ = values_;
  return true;
}

void Project::describe(Description& out) const {
  out.operation = "Project";
  for (size_t i = 0; i < core_.outputs.size(); ++i) {
    const std::string text = out.text(*core_.outputs[i].expr);
    if (i < core_.visible) out.append(text, ", ");
  }
  out.add_input(input_);
}

void ValuesRows::describe(Description& out) const {
  out.operation = "Values";
  out.append(std::to_string(rows_.size()));
  out.append(rows_.size() == 1 ? "row" : "rows");
  for (const auto& row : rows_) {
    for (const expr::ExprPtr& value : row) out.expressions.push_back(value.get());
  }
}

}  // namespace tern::exec
