#pragma once

#include <vector>

#include "engine/bind/query.h"
#include "engine/exec/operator.h"
#include "engine/exec/row_batch.h"
#include "engine/exec/row_value.h"
#include "engine/exec/vector_expr.h"

namespace tern::exec {

/// Rows of the outputs of a SELECT, hidden ones for ORDER BY included. Where all of them are read
/// at once they are computed in batches; a batch in which an output fails is taken row by row, so
/// that the error is that of the first row that has one.
class Project final : public RowStream {
 public:
  Project(std::unique_ptr<Operator> input, const bind::Core& core);
  void set_read_at_once() override;
  void set_unread() override { is_unread_ = true; }
  void set_bound(uint32_t column, const TopBound& bound) override;
  Status open(expr::Frame& frame) override;
  Result<bool> next(expr::Frame& frame) override;
  void close() override { input_->close(); }
  void describe(Description& out) const override;

 private:
  Status compute(expr::Frame& frame);
  Status compute_batch(expr::Frame& frame);
  Result<bool> next_batch(expr::Frame& frame);
  Result<bool> next_of_batch(expr::Frame& frame);

  std::unique_ptr<Operator> input_;
  const bind::Core& core_;
  InlineVector<RowValue, 4> outputs_;
  InlineVector<record::ValueView, 4> values_;

  bool is_unread_ = false;
  bool takes_batches_ = false;
  std::vector<std::unique_ptr<VectorExpr>> vectors_;  // from the first batch on
  const RowBatch* batch_ = nullptr;
  bool is_computed_ = false;  // the whole batch
  size_t at_ = 0;             // in its rows
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
  void describe(Description& out) const override;

 private:
  const std::vector<std::vector<expr::ExprPtr>>& rows_;
  std::vector<record::ValueView> values_;
  size_t at_ = 0;
};

}  // namespace tern::exec
