#include "engine/exec/window_aggregate.h"

#include <algorithm>

namespace tern::exec {

AggregateSlot::AggregateSlot(const functions::AggregateFunction& function)
    : function_(function),
      memory_(std::make_unique_for_overwrite<std::byte[]>(
          std::max<size_t>(function.state_size_bytes, 1))) {}

void AggregateSlot::destroy() {
  if (state_) state_->~AggregateState();
  state_ = nullptr;
}

void AggregateSlot::renew() {
  destroy();
  state_ = function_.construct(memory_.get(), function_.user_data.get());
}

functions::Arguments AggregateArguments::of(const KeyedRow& row) {
  if (values_.size() == 1) return {row.values() + columns_.arguments.front(), 1};
  for (size_t i = 0; i < values_.size(); ++i) values_[i] = row.values()[columns_.arguments[i]];
  return values_;
}

void SlidingAggregate::start(uint64_t first_row) {
  slot_.renew();
  inside_ = {first_row, first_row};
  is_first_ = true;
}

Status SlidingAggregate::add_until(const WindowPlace& place, uint64_t end) {
  for (; inside_.end < end; ++inside_.end) {
    const KeyedRow& row = place.rows.row(inside_.end);
    if (!arguments_.takes(row)) continue;
    TRY(slot_.state().step(place.frame.call(call_.call), arguments_.of(row)));
  }
  return ok();
}

Status SlidingAggregate::take_back_until(const WindowPlace& place, uint64_t begin) {
  for (; inside_.begin < begin; ++inside_.begin) {
    const KeyedRow& row = place.rows.row(inside_.begin);
    if (!arguments_.takes(row)) continue;
    TRY(slot_.state().inverse(place.frame.call(call_.call), arguments_.of(row)));
  }
  return ok();
}

Status SlidingAggregate::fill_by_units(const WindowPlace& place) {
  const RowRange range = place.bounds.range();
  for (uint64_t units = 0; inside_.end < range.end; ++units) {
    const uint64_t unit_end = TRY(place.bounds.unit_end(place.frame, place.rows, inside_.end));
    TRY(add_until(place, unit_end));
    if (units < place.bounds.units_inside() || inside_.end == range.end) continue;
    if (inside_.begin == range.begin) continue;
    const uint64_t oldest_end = TRY(place.bounds.unit_end(place.frame, place.rows, inside_.begin));
    TRY(take_back_until(place, oldest_end));
  }
  return ok();
}

Status SlidingAggregate::evaluate(const WindowPlace& place) {
  const RowRange range = place.bounds.range();
  if (owns_register_ && !is_first_ && inside_ == range) return ok();  // it still has the value
  if (is_first_ && place.bounds.fills_by_units()) TRY(fill_by_units(place));
  is_first_ = false;
  if (place.bounds.begins_fixed()) {
    TRY(add_until(place, range.end));
  } else if (place.bounds.adds_first()) {
    TRY(add_until(place, range.end));
    TRY(take_back_until(place, range.begin));
  } else {
    TRY(take_back_until(place, std::min(range.begin, inside_.end)));
    TRY(add_until(place, range.end));
    TRY(take_back_until(place, range.begin));
  }
  inside_.begin = range.begin;
  functions::Call& call = place.frame.call(call_.call);
  place.frame.reg(call_.result).assign(TRY(slot_.state().sliding_value(call)));
  return ok();
}

SlidingExtreme::SlidingExtreme(const bind::WindowCall& call,
                               const WindowShape::CallColumns& columns)
    : call_(call),
      arguments_(columns),
      column_(columns.arguments.front()),
      sign_(call.aggregate->name == "max" ? 1 : -1) {}

void SlidingExtreme::start(uint64_t first_row) {
  candidates_.clear();
  first_ = 0;
  seen_end_ = first_row;
}

void SlidingExtreme::add(const WindowPlace& place, uint64_t row) {
  if (!arguments_.takes(place.rows.row(row))) return;
  const record::ValueView candidate = value(place.rows, row);
  if (candidate.is_null()) return;
  const record::Collation& collation = place.frame.call(call_.call).collation();
  while (candidates_.size() > first_) {
    const record::ValueView last = value(place.rows, candidates_.back());
    if (record::compare_values(last, candidate, collation) * sign_ > 0) break;
    candidates_.pop_back();
  }
  candidates_.push_back(row);
}

Status SlidingExtreme::evaluate(const WindowPlace& place) {
  const RowRange range = place.bounds.range();
  seen_end_ = std::max(seen_end_, range.begin);
  while (first_ < candidates_.size() && candidates_[first_] < range.begin) ++first_;
  for (; seen_end_ < range.end; ++seen_end_) add(place, seen_end_);
  if (first_ * 2 > candidates_.size()) {
    candidates_.erase(candidates_.begin(), candidates_.begin() + static_cast<ptrdiff_t>(first_));
    first_ = 0;
  }
  const bool is_empty = first_ == candidates_.size();
  place.frame.reg(call_.result)
      .assign(is_empty ? record::ValueView::null() : value(place.rows, candidates_[first_]));
  return ok();
}

void ScanningAggregate::start(uint64_t first_row) {
  inside_ = {first_row, first_row};
  is_range_ = false;
}

Status ScanningAggregate::add(const WindowPlace& place, RowRange range) {
  for (uint64_t i = range.begin; i < range.end; ++i) {
    const KeyedRow& row = place.rows.row(i);
    if (!arguments_.takes(row)) continue;
    TRY(slot_.state().step(place.frame.call(call_.call), arguments_.of(row)));
  }
  return ok();
}

Status ScanningAggregate::evaluate(const WindowPlace& place) {
  RowRange first;
  size_t filled = 0;
  for (const RowRange& piece : place.bounds.pieces()) {
    if (!piece.is_empty() && filled++ == 0) first = piece;
  }
  const bool goes_on = is_range_ && filled == 1 && first.begin == inside_.begin &&
                       first.end >= inside_.end && !inside_.is_empty();
  if (goes_on) {
    TRY(add(place, {inside_.end, first.end}));
  } else {
    slot_.renew();
    for (const RowRange& piece : place.bounds.pieces()) TRY(add(place, piece));
  }
  inside_ = first;
  is_range_ = filled <= 1;
  functions::Call& call = place.frame.call(call_.call);
  place.frame.reg(call_.result).assign(TRY(slot_.state().sliding_value(call)));
  return ok();
}

uint64_t ScanningAggregate::needed_from(const FrameBounds& bounds) const {
  const bool is_prefix = bounds.pieces().size() == 1 && bounds.begins_fixed() && is_range_;
  return is_prefix ? inside_.end : bounds.range().begin;
}

}  // namespace tern::exec
