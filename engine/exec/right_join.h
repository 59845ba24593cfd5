#pragma once

#include <vector>

#include "engine/exec/join_table.h"

namespace tern::exec {

/// A RIGHT or FULL JOIN: for each row of `left` those of `right` that meet the conditions (FULL: a
/// row of NULLs if none does), and at the end the rows of `right` that met none, beside NULLs in
/// all of `left_slots`. The right side is read once, into memory.
class RightJoin final : public Operator {
 public:
  RightJoin(std::unique_ptr<Operator> left, std::unique_ptr<Operator> right,
            const plan::Access& access, expr::SlotList left_slots, WorkMemory memory)
      : left_(std::move(left)),
        right_(std::move(right)),
        access_(access),
        table_(access, true, memory),
        left_slots_(std::move(left_slots)) {}
  void start() override {
    is_built_ = false;
    left_->start();
    right_->start();
  }
  Status open(expr::Frame& frame) override;
  Result<bool> next(expr::Frame& frame) override;
  void close() override;
  void describe(Description& out) const override;

 private:
  Result<bool> next_partner(expr::Frame& frame);
  Result<bool> next_alone(expr::Frame& frame);

  std::unique_ptr<Operator> left_;
  std::unique_ptr<Operator> right_;
  const plan::Access& access_;
  JoinTable table_;
  expr::SlotList left_slots_;
  std::vector<bool> has_partner_;  // by row of the right side
  uint32_t at_ = JoinTable::kEnd;
  bool is_built_ = false;
  bool is_inside_ = false;  // a row of the left side stands
  bool is_alone_ = false;   // ... and has met no partner
  bool is_left_done_ = false;
};

}  // namespace tern::exec
