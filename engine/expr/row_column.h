#pragma once

#include "engine/expr/row_tests.h"

namespace tern::expr {

/// One column of a row value.
class RowColumn final : public Expr {
 public:
  static constexpr Kind kKind = Kind::Other;
  RowColumn(ExprPtr row, uint32_t column) : Expr(kKind), column_(column) { adopt(std::move(row)); }

  Result<record::ValueView> eval(Frame& frame) const override {
    RowBuffer row(child(0).width());
    TRY(child(0).eval_row(frame, row.values()));
    return row.values()[column_];
  }
  bool is_same_node(const Expr& other) const override {
    const auto* same = dynamic_cast<const RowColumn*>(&other);
    return same && same->column_ == column_;
  }
  ExprPtr clone(Cloner& cloner) const override {
    ExprPtr row = cloner(child(0));
    if (!row) return nullptr;
    return std::make_unique<RowColumn>(std::move(row), column_);
  }

 private:
  uint32_t column_;
};

}  // namespace tern::expr
