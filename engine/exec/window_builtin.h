#pragma once

#include "engine/exec/window_call.h"

namespace tern::exec {

/// A function that exists only with OVER (functions/window.cc), and the view that it asks.
class BuiltinEvaluator final : public WindowEvaluator, private functions::WindowView {
 public:
  BuiltinEvaluator(const bind::WindowCall& call, const WindowShape::CallColumns& columns);
  void start(uint64_t first_row) override { begin_ = first_row; }
  Status evaluate(const WindowPlace& place) override;
  uint64_t needed_from(const FrameBounds& bounds) const override;

 private:
  uint64_t current() const override { return place_->bounds.current() - begin_; }
  uint64_t peers_begin() const override { return place_->bounds.peers().begin - begin_; }
  uint64_t peers_end() const override { return place_->bounds.peers().end - begin_; }
  uint64_t groups_before() const override { return place_->bounds.groups_before(); }
  Result<uint64_t> size() override;
  Result<bool> has(uint64_t row) override;
  size_t argument_count() const override { return columns_.arguments.size(); }
  record::ValueView argument(uint64_t row, size_t which) const override;
  std::optional<uint64_t> frame_row(uint64_t n) const override;
  std::optional<uint64_t> last_frame_row() const override;

  const bind::WindowCall& call_;
  const WindowShape::CallColumns& columns_;
  std::optional<uint64_t> rows_back_;  // Offset: how far back it may look, if that is known
  uint64_t begin_ = 0;                 // of the partition
  const WindowPlace* place_ = nullptr;
};

}  // namespace tern::exec
