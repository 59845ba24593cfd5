#include "engine/exec/window.h"

#include <algorithm>

#include "engine/exec/description.h"

namespace tern::exec {

Window::Window(std::unique_ptr<Operator> input, const bind::Core& core,
               const plan::WindowStage& stage, WorkMemory memory)
    : stage_(stage), rows_(std::move(input), WindowShape(core, stage), stage.needs_sort, memory) {
  WindowShape& shape = rows_.shape();
  for (size_t w = 0; w < stage.windows.size(); ++w) {
    const bind::Window& window = *stage.windows[w];
    Part part{FrameBounds(window, shape.range_column(w)), {}};
    for (size_t i = 0; i < window.calls.size(); ++i) {
      part.calls.push_back(
          make_window_evaluator(window, window.calls[i], shape.call(w, i), stage.is_last));
    }
    parts_.push_back(std::move(part));
  }
}

Status Window::open(expr::Frame& frame) {
  in_partition_ = false;
  return rows_.open(frame);
}

Result<bool> Window::start_partition(expr::Frame& frame) {
  const bool found = TRY(rows_.next_partition(frame));
  if (!found) return false;
  current_ = rows_.partition_begin();
  for (Part& part : parts_) {
    TRY(part.bounds.start(frame, rows_));
    for (auto& call : part.calls) call->start(current_);
  }
  return true;
}

uint64_t Window::needed_from() const {
  uint64_t out = current_;
  for (const Part& part : parts_) {
    out = std::min(out, part.bounds.needed_from());
    for (const auto& call : part.calls) out = std::min(out, call->needed_from(part.bounds));
  }
  return out;
}

Result<bool> Window::next(expr::Frame& frame) {
  if (in_partition_) in_partition_ = TRY(rows_.has(frame, current_));
  if (!in_partition_) in_partition_ = TRY(start_partition(frame));
  if (!in_partition_) return false;
  for (Part& part : parts_) {
    TRY(part.bounds.move_to(frame, rows_, current_));
    const WindowPlace place{frame, rows_, part.bounds};
    for (auto& call : part.calls) TRY(call->evaluate(place));
  }
  // Reading ahead has moved the slots.
  rows_.shape().load(rows_.row(current_), frame);
  rows_.drop_before(needed_from());
  ++current_;
  return true;
}

void Window::describe(Description& out) const {
  out.operation = "Window";
  for (const bind::Window* window : stage_.windows) {
    const std::string over = " OVER (" + out.window(*window) + ")";
    for (const bind::WindowCall& call : window->calls) {
      out.append(out.call(call.function(), call.arguments, false, call.filter.get()) + over, ", ");
    }
  }
  if (stage_.needs_sort) out.append("sorts its rows", ", ");
  out.inputs.push_back(&rows_.input());
}

}  // namespace tern::exec
