#pragma once

#include <memory>
#include <span>
#include <vector>

#include "engine/exec/row_batch.h"
#include "engine/expr/expr.h"
#include "engine/functions/function.h"

namespace tern::exec {

/// An expression evaluated for all rows of a batch, one operation after the other rather than one
/// row after the other, so that what an operation costs besides its work is paid once a batch.
/// Source: P. Boncz, M. Zukowski, N. Nes, "MonetDB/X100: Hyper-Pipelining Query Execution".
class VectorExpr {
 public:
  /// Not where the order of evaluation could be seen, or could change tables: random(), functions
  /// of users, subqueries.
  static bool suits(const expr::Expr& expr);
  /// Of batches with a part for each of `slots`. Requires: suits(expr). Lifetime: `expr` outlives
  /// it.
  static std::unique_ptr<VectorExpr> of(const expr::Expr& expr,
                                        std::span<const expr::RowSlot> slots);

  virtual ~VectorExpr() = default;
  VectorExpr(const VectorExpr&) = delete;
  VectorExpr& operator=(const VectorExpr&) = delete;

  /// Evaluates it for `rows`, entries of `batch`. An error is that of one of the rows, not always
  /// of the first that has one.
  virtual Status eval(expr::Frame& frame, const RowBatch& batch,
                      std::span<const uint32_t> rows) = 0;
  /// The value for an entry that was among the rows. Lifetime: until the next eval(), as the
  /// batch.
  const record::ValueView& value(uint32_t entry) const { return column_[entry]; }
  /// The values of all entries. Lifetime: as value().
  functions::ArgumentColumn column() const { return column_; }

 protected:
  VectorExpr() = default;
  /// The values stand at `base`, `stride` apart, by entry.
  void set_values(const record::ValueView* base, size_t stride) { column_ = {base, stride}; }

 private:
  functions::ArgumentColumn column_;
};

}  // namespace tern::exec
