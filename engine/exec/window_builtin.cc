#include "engine/exec/window_builtin.h"

#include <algorithm>

#include "engine/expr/leaf.h"

namespace tern::exec {

namespace {

std::optional<uint64_t> rows_back(const bind::WindowCall& call) {
  if (call.arguments.size() < 2) return 1;
  const auto* literal = call.arguments[1]->as_if<expr::Literal>();
  if (!literal || !literal->value().is_integer()) return std::nullopt;
  const int64_t distance = literal->value().as_integer();
  if (distance == INT64_MIN) return std::nullopt;
  return static_cast<uint64_t>(std::abs(distance));
}

}  // namespace

BuiltinEvaluator::BuiltinEvaluator(const bind::WindowCall& call,
                                   const WindowShape::CallColumns& columns)
    : call_(call), columns_(columns) {
  if (call.window->reach == functions::WindowReach::Offset) rows_back_ = rows_back(call);
}

Status BuiltinEvaluator::evaluate(const WindowPlace& place) {
  place_ = &place;
  functions::Call& call = place.frame.call(call_.call);
  const record::ValueView value = TRY(call_.window->body(call, *this));
  place.frame.reg(call_.result).assign(value);
  return ok();
}

uint64_t BuiltinEvaluator::needed_from(const FrameBounds& bounds) const {
  switch (call_.window->reach) {
    case functions::WindowReach::Current:
      return bounds.current();
    case functions::WindowReach::Frame:
      return bounds.range().begin;
    case functions::WindowReach::FrameEnd:
      if (bounds.excludes()) return bounds.range().begin;
      return bounds.range().is_empty() ? bounds.current() : bounds.range().end - 1;
    case functions::WindowReach::Offset: {
      const uint64_t gone = bounds.current() - begin_;
      return rows_back_ ? bounds.current() - std::min(gone, *rows_back_) : begin_;
    }
    case functions::WindowReach::Partition:
      break;
  }
  return begin_;
}

Result<uint64_t> BuiltinEvaluator::size() {
  return TRY(place_->rows.partition_end(place_->frame)) - begin_;
}

Result<bool> BuiltinEvaluator::has(uint64_t row) {
  return place_->rows.has(place_->frame, begin_ + row);
}

record::ValueView BuiltinEvaluator::argument(uint64_t row, size_t which) const {
  return place_->rows.row(begin_ + row).values()[columns_.arguments[which]];
}

std::optional<uint64_t> BuiltinEvaluator::frame_row(uint64_t n) const {
  for (const RowRange& piece : place_->bounds.pieces()) {
    if (piece.is_empty()) continue;
    if (n < piece.end - piece.begin) return piece.begin + n - begin_;
    n -= piece.end - piece.begin;
  }
  return std::nullopt;
}

std::optional<uint64_t> BuiltinEvaluator::last_frame_row() const {
  std::optional<uint64_t> out;
  for (const RowRange& piece : place_->bounds.pieces()) {
    if (!piece.is_empty()) out = piece.end - 1 - begin_;
  }
  return out;
}

}  // namespace tern::exec
