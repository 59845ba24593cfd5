#include "engine/exec/window_call.h"

#include "engine/exec/window_aggregate.h"
#include "engine/exec/window_builtin.h"

namespace tern::exec {

namespace {

bool is_fixed_at_start(const bind::WindowFrame& frame) {
  return frame.start == sql::FrameBoundKind::UnboundedPreceding;
}

}  // namespace

std::unique_ptr<WindowEvaluator> make_window_evaluator(const bind::Window& window,
                                                       const bind::WindowCall& call,
                                                       const WindowShape::CallColumns& columns,
                                                       bool owns_register) {
  if (call.window) return std::make_unique<BuiltinEvaluator>(call, columns);
  const bool excludes = window.frame.exclude != sql::FrameExclude::Unspecified;
  const bool grows = is_fixed_at_start(window.frame);
  if (!excludes && !grows && call.aggregate->decides_bare_columns) {
    return std::make_unique<SlidingExtreme>(call, columns);
  }
  if (excludes || (!grows && !call.aggregate->has_inverse)) {
    return std::make_unique<ScanningAggregate>(call, columns);
  }
  return std::make_unique<SlidingAggregate>(call, columns, owns_register);
}

}  // namespace tern::exec
