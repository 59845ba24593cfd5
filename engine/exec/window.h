#pragma once

#include <memory>
#include <vector>

#include "engine/exec/operator.h"
#include "engine/exec/window_call.h"
#include "engine/exec/window_frame.h"
#include "engine/exec/window_rows.h"

namespace tern::exec {

/// Computes window functions whose windows have the same partitions and order: emits the rows of
/// its input in that order, with the functions' results in their registers. Rows are kept only as
/// long as a frame needs them; those that are sorted in memory, all.
/// Source: SQLite documentation, "Window Functions".
class Window final : public Operator {
 public:
  Window(std::unique_ptr<Operator> input, const bind::Core& core, const plan::WindowStage& stage,
         WorkMemory memory);
  void start() override { rows_.start(); }
  Status open(expr::Frame& frame) override;
  Result<bool> next(expr::Frame& frame) override;
  void close() override { rows_.close(); }
  void describe(Description& out) const override;

 private:
  struct Part {
    FrameBounds bounds;
    std::vector<std::unique_ptr<WindowEvaluator>> calls;
  };
  Result<bool> start_partition(expr::Frame& frame);
  uint64_t needed_from() const;

  const plan::WindowStage& stage_;
  WindowRows rows_;
  std::vector<Part> parts_;  // one per window
  uint64_t current_ = 0;
  bool in_partition_ = false;
};

}  // namespace tern::exec
