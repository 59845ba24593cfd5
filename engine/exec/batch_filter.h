#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/exec/row_batch.h"
#include "engine/exec/vector_expr.h"

namespace tern::exec {

/// Conditions on the rows of a scan or a join, decided for a batch at a time. What is seen of them
/// is as if they were evaluated row by row: the rows before one that fails come out first.
class BatchFilter {
 public:
  /// Takes from the front of `terms` those that can be decided so. Lifetime: they outlive it.
  /// `slots`: as of the batches' parts.
  BatchFilter(std::vector<const expr::Expr*>& terms, std::span<const expr::RowSlot> slots);

  const std::vector<const expr::Expr*>& terms() const { return terms_; }
  bool is_empty() const { return terms_.empty(); }
  /// Does a term read column `index` of the row of `slot`?
  bool reads(expr::RowSlot slot, uint32_t index) const;
  /// Leaves the rows of `batch` for which all terms are true, up to one that fails.
  void apply(expr::Frame& frame, RowBatch& batch);
  /// What the row behind those that the last apply() left ended in.
  const std::optional<Error>& failure() const { return failure_; }
  void reset() { failure_.reset(); }

 private:
  Status try_all(expr::Frame& frame, RowBatch& batch);
  void apply_by_row(expr::Frame& frame, RowBatch& batch);

  std::vector<const expr::Expr*> terms_;
  std::vector<std::unique_ptr<VectorExpr>> vectors_;  // of the terms
  std::vector<uint32_t> rows_;                        // of the batch, as they came
  std::optional<Error> failure_;
};

}  // namespace tern::exec
