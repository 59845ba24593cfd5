#pragma once

#include "engine/bind/query.h"
#include "engine/exec/operator.h"

namespace tern::exec {

/// A subquery's rows as rows of a slot, as they come.
class SubqueryScan final : public Operator {
 public:
  SubqueryScan(std::unique_ptr<RowStream> stream, expr::RowSlot slot)
      : stream_(std::move(stream)), slot_(slot) {}
  Status open(expr::Frame& frame) override { return stream_->open(frame); }
  Result<bool> next(expr::Frame& frame) override {
    const bool found = TRY(stream_->next(frame));
    if (found) frame.row(slot_).set_values(stream_->row());
    return found;
  }
  void close() override { stream_->close(); }

 private:
  std::unique_ptr<RowStream> stream_;
  expr::RowSlot slot_;
};

}  // namespace tern::exec
