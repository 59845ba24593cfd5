#include "engine/write/row_expressions.h"

#include "engine/bind/binder.h"
#include "engine/record/affinity.h"
#include "engine/write/row_codec.h"

namespace tern::write {

Result<expr::ExprPtr> RowExpressions::compile(const sql::Expr& expression, std::string_view place) {
  ASSERT(!frame_);  // the layout may not grow once a frame has been made of it
  const bind::Context context{.lookup = *table_.schema,
                              .layout = layout_,
                              .registry = *transaction_.functions,
                              .sql = table_.sql,
                              .place = place};
  bind::Binder binder(context, {bind::NamedRow{.name = table_.name,
                                               .table = &table_,
                                               .slot = row_,
                                               .layout = bind::RowLayout::Declared}});
  return binder.bind(expression);
}

expr::Frame& RowExpressions::frame() {
  if (!frame_) frame_.emplace(layout_, *transaction_.connection, no_parameters_);
  return *frame_;
}

void RowExpressions::restart() {
  if (frame_) frame_->restart();
}

Result<std::vector<expr::ExprPtr>> compile_defaults(RowExpressions& expressions,
                                                    const catalog::Table& table) {
  std::vector<expr::ExprPtr> out;
  for (const catalog::Column& column : table.columns) {
    out.push_back(column.default_value ? TRY(expressions.compile(*column.default_value, ""))
                                       : nullptr);
  }
  return out;
}

Status fill_codec(RowExpressions& expressions, const std::vector<expr::ExprPtr>& defaults,
                  const catalog::Table& table, RowCodec& codec) {
  std::string scratch;
  for (size_t i = 0; i < defaults.size(); ++i) {
    if (!defaults[i] || !expr::is_constant(*defaults[i])) continue;
    const record::ValueView value = TRY(expressions.eval(*defaults[i]));
    codec.set_default(static_cast<uint16_t>(i),
                      record::apply_affinity(value, table.columns[i].affinity, scratch));
  }
  return ok();
}

}  // namespace tern::write
