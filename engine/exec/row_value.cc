#include "engine/exec/row_value.h"

#include <typeinfo>

namespace tern::exec {

RowValue::RowValue(const expr::Expr& expr) : expr_(&expr) {
  if (const auto* parameter = expr.as_if<expr::Parameter>()) {
    kind_ = Kind::Parameter;
    number_ = parameter->number();
  } else if (const auto* column = expr.as_if<expr::Column>()) {
    slot_ = column->slot();
    number_ = column->index();
    // Those of Real affinity and those of a trigger's OLD and NEW have classes of their own.
    const bool is_real = column->affinity() == record::Affinity::Real && column->keeps_affinity();
    const bool is_plain = typeid(*column) == typeid(expr::Column);
    if (is_real || is_plain) kind_ = is_real ? Kind::RealColumn : Kind::Column;
  }
}

}  // namespace tern::exec
