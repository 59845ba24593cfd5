#pragma once

#include <optional>
#include <vector>

#include "engine/exec/batch_filter.h"
#include "engine/exec/operator.h"
#include "engine/expr/expr.h"

namespace tern::exec {

/// The rows of `input` for which all terms are true.
class Filter final : public Operator {
 public:
  Filter(std::unique_ptr<Operator> input, std::vector<const expr::Expr*> terms)
      : input_(std::move(input)), terms_(std::move(terms)) {}
  void start() override { input_->start(); }
  Status open(expr::Frame& frame) override;
  Result<bool> next(expr::Frame& frame) override;
  bool has_batches() const override;
  Result<RowBatch*> next_batch(expr::Frame& frame) override;
  void close() override { input_->close(); }
  void describe(Description& out) const override;

 private:
  std::unique_ptr<Operator> input_;
  std::vector<const expr::Expr*> terms_;
  std::optional<BatchFilter> batch_filter_;  // from the first batch on
};

/// All rows of `input`, or none if a term that reads no row of it is not true.
class Gate final : public Operator {
 public:
  Gate(std::unique_ptr<Operator> input, std::vector<const expr::Expr*> terms)
      : input_(std::move(input)), terms_(std::move(terms)) {}
  void start() override { input_->start(); }
  Status open(expr::Frame& frame) override;
  Result<bool> next(expr::Frame& frame) override;
  bool has_batches() const override { return input_->has_batches(); }
  void set_bound(expr::RowSlot slot, uint32_t index, const TopBound& bound) override {
    input_->set_bound(slot, index, bound);
  }
  Result<RowBatch*> next_batch(expr::Frame& frame) override;
  void close() override { input_->close(); }
  void describe(Description& out) const override;

 private:
  std::unique_ptr<Operator> input_;
  std::vector<const expr::Expr*> terms_;
  bool is_open_ = false;
};

/// Are all terms true for the rows that stand?
Result<bool> all_true(const std::vector<const expr::Expr*>& terms, expr::Frame& frame);

}  // namespace tern::exec
