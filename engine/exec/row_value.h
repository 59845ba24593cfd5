#pragma once

#include "engine/expr/leaf.h"

namespace tern::exec {

/// An expression that is evaluated row after row. Most are columns and parameters, which take less
/// time to read than to call: which of them it is, is told when the statement is compiled.
/// Lifetime: the expression outlives it.
class RowValue {
 public:
  explicit RowValue(const expr::Expr& expr);

  /// As expr::Expr::eval().
  [[gnu::always_inline]] Status read(expr::Frame& frame, record::ValueView& out) const {
    switch (kind_) {
      case Kind::Column:
        out = TRY(frame.row(slot_).column(number_));
        return ok();
      case Kind::RealColumn:
        out = TRY(frame.row(slot_).column(number_));
        if (out.is_integer()) out = record::ValueView::real(static_cast<double>(out.as_integer()));
        return ok();
      case Kind::Parameter:
        out = frame.parameter(number_);
        return ok();
      case Kind::Other:
        break;
    }
    out = TRY(expr_->eval(frame));
    return ok();
  }

 private:
  enum class Kind : uint8_t { Column, RealColumn, Parameter, Other };

  const expr::Expr* expr_;
  expr::RowSlot slot_;   // of a column
  uint32_t number_ = 0;  // of a column in its row, or a parameter
  Kind kind_ = Kind::Other;
};

}  // namespace tern::exec
