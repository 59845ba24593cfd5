#pragma once

#include "engine/exec/operator.h"
#include "engine/exec/row_store.h"

namespace tern::exec {

/// The rows of `input`, read once for each execution of the query and replayed for each outer row.
class MemoryScan final : public Operator {
 public:
  MemoryScan(std::unique_ptr<Operator> input, const bind::Source& source, WorkMemory memory)
      : input_(std::move(input)), source_(source), rows_(source, memory) {}
  void start() override {
    is_filled_ = false;
    input_->start();
  }
  Status open(expr::Frame& frame) override;
  Result<bool> next(expr::Frame& frame) override;
  void close() override;
  void describe(Description& out) const override;

 private:
  std::unique_ptr<Operator> input_;
  const bind::Source& source_;
  RowStore rows_;
  bool is_filled_ = false;
  size_t at_ = 0;
};

}  // namespace tern::exec
