#pragma once

#include <memory>

#include "engine/bind/query.h"
#include "engine/exec/window_frame.h"
#include "engine/exec/window_rows.h"

namespace tern::exec {

/// Where a window operator stands, as the functions of one window see it.
struct WindowPlace {
  expr::Frame& frame;
  WindowRows& rows;
  const FrameBounds& bounds;
};

/// Computes one window function, row after row of a partition.
class WindowEvaluator {
 public:
  virtual ~WindowEvaluator() = default;
  WindowEvaluator() = default;
  WindowEvaluator(const WindowEvaluator&) = delete;
  WindowEvaluator& operator=(const WindowEvaluator&) = delete;

  /// A partition begins.
  virtual void start(uint64_t first_row) = 0;
  /// Puts the value for the current row into the call's register.
  virtual Status evaluate(const WindowPlace& place) = 0;
  /// Rows before this number are not read again. After evaluate().
  virtual uint64_t needed_from(const FrameBounds& bounds) const = 0;
};

/// `columns`: of the call. `owns_register`: nobody else writes the call's register between two rows
/// (an operator above that keeps rows would). Lifetime: both outlive the evaluator.
std::unique_ptr<WindowEvaluator> make_window_evaluator(const bind::Window& window,
                                                       const bind::WindowCall& call,
                                                       const WindowShape::CallColumns& columns,
                                                       bool owns_register);

}  // namespace tern::exec
