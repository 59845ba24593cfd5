#pragma once

#include <optional>
#include <vector>

#include "engine/exec/operator.h"
#include "engine/exec/vector_expr.h"
#include "engine/expr/expr.h"

namespace tern::exec {

/// The rows of `input` for which all terms are true.
class Filter final : public Operator {
 public:
  Filter(std::unique_ptr<Operator> input, std::vector<const expr::Expr*> terms);
  void start() override { input_->start(); }
  Status open(expr::Frame& frame) override;
  Result<bool> next(expr::Frame& frame) override;
  bool has_batches() const override { return has_batches_; }
  Result<RowBatch*> next_batch(expr::Frame& frame) override;
  void close() override { input_->close(); }

 private:
  Status filter(expr::Frame& frame, RowBatch& batch);
  void filter_by_row(expr::Frame& frame, RowBatch& batch);

  std::unique_ptr<Operator> input_;
  std::vector<const expr::Expr*> terms_;
  bool has_batches_;
  std::vector<std::unique_ptr<VectorExpr>> vectors_;  // of the terms, from the first batch on
  std::vector<uint32_t> rows_;                        // of the batch, as they came
  std::optional<Error> failure_;                      // of the row behind the last batch
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
  Result<RowBatch*> next_batch(expr::Frame& frame) override;
  void close() override { input_->close(); }

 private:
  std::unique_ptr<Operator> input_;
  std::vector<const expr::Expr*> terms_;
  bool is_open_ = false;
};

/// Are all terms true for the rows that stand?
Result<bool> all_true(const std::vector<const expr::Expr*>& terms, expr::Frame& frame);

}  // namespace tern::exec
