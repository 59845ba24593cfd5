#pragma once

#include <vector>

#include "engine/exec/operator.h"

namespace tern::exec {

/// For each row of `outer` the rows of `inner`, which is opened anew for it. Left: where there are
/// none, the row of `inner_slot` is a row of NULLs.
class NestedLoopJoin final : public Operator {
 public:
  enum class Kind : uint8_t { Inner, Left };
  NestedLoopJoin(std::unique_ptr<Operator> outer, std::unique_ptr<Operator> inner, Kind kind,
                 expr::RowSlot inner_slot)
      : outer_(std::move(outer)), inner_(std::move(inner)), kind_(kind), inner_slot_(inner_slot) {}
  void start() override {
    outer_->start();
    inner_->start();
  }
  Status open(expr::Frame& frame) override {
    inside_ = false;
    return outer_->open(frame);
  }
  Result<bool> next(expr::Frame& frame) override;
  /// Batches are of rows of `inner`, for one row of `outer`, which stands in the frame.
  bool has_batches() const override { return kind_ == Kind::Inner && inner_->has_batches(); }
  Result<RowBatch*> next_batch(expr::Frame& frame) override;
  void close() override {
    outer_->close();
    inner_->close();
  }
  void describe(Description& out) const override;

 private:
  std::unique_ptr<Operator> outer_;
  std::unique_ptr<Operator> inner_;
  Kind kind_;
  expr::RowSlot inner_slot_;
  bool inside_ = false;
  bool matched_ = false;
};

}  // namespace tern::exec
