#pragma once

#include <span>

#include "engine/expr/comparison.h"
#include "engine/expr/expr.h"

namespace tern::plan {

/// x [NOT] IN (SELECT ...), as engine/exec makes it: child 0 is x. What access paths need to know
/// of it.
class InQueryExpr : public expr::Expr {
 public:
  static constexpr expr::Kind kKind = expr::Kind::InQuery;
  virtual bool is_negated() const = 0;
  /// How x compares with the query's column. Requires: x is a scalar.
  virtual const expr::CompareRule& rule() const = 0;
  /// The query's values for the rows that stand, in no order. Lifetime: until the next evaluation.
  virtual Result<std::span<const record::Value>> values(expr::Frame& frame) const = 0;

 protected:
  InQueryExpr() : Expr(kKind) {}
};

}  // namespace tern::plan
