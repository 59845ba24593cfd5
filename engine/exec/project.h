#pragma once

#include <vector>

#include "engine/bind/query.h"
#include "engine/exec/operator.h"

namespace tern::exec {

/// Rows of the outputs of a SELECT, hidden ones for ORDER BY included.
class Project final : public RowStream {
 public:
  Project(std::unique_ptr<Operator> input, const bind::Core& core)
      : input_(std::move(input)), outputs_(core.outputs), values_(core.outputs.size()) {}
  Status open(expr::Frame& frame) override {
    input_->start();
    return input_->open(frame);
  }
  Result<bool> next(expr::Frame& frame) override;
  void close() override { input_->close(); }

 private:
  std::unique_ptr<Operator> input_;
  const std::vector<bind::OutputColumn>& outputs_;
  std::vector<record::ValueView> values_;
};

/// The rows of VALUES.
class ValuesRows final : public RowStream {
 public:
  explicit ValuesRows(const bind::Core& core) : rows_(core.values), values_(core.visible) {}
  Status open(expr::Frame&) override {
    at_ = 0;
    return ok();
  }
  Result<bool> next(expr::Frame& frame) override;
  void close() override {}

 private:
  const std::vector<std::vector<expr::ExprPtr>>& rows_;
  std::vector<record::ValueView> values_;
  size_t at_ = 0;
};

}  // namespace tern::exec
