#include "engine/write/row_expressions.h"

#include "engine/bind/binder.h"
#include "engine/record/affinity.h"
#include "engine/write/row_codec.h"

namespace tern::write {

namespace {

/// In the reference a DEFAULT's functions are looked for by name alone.
Error unusable(const Error& why) {
  for (const std::string_view words :
       {"no such function: ", "wrong number of arguments to function ",
        "misuse of aggregate: ", "misuse of aggregate function ", "misuse of window function "}) {
    if (!why.message().starts_with(words)) continue;
    std::string_view name = why.message().substr(words.size());
    if (name.ends_with("()")) name.remove_suffix(2);
    return Error(why.code(), "unknown function: " + std::string(name) + "()");
  }
  return Error(why.code(), std::string(why.message()));
}

}  // namespace

Result<expr::ExprPtr> RowExpressions::compile(const sql::Expr& expression, std::string_view place) {
  ASSERT(!frame_);  // the layout may not grow once a frame has been made of it
  const bind::Context context{.lookup = *table_.schema,
                              .layout = layout_,
                              .registry = *transaction_.functions,
                              .sql = table_.sql,
                              .place = place,
                              .restrictions = restrictions_};
  bind::Binder binder(context, {bind::NamedRow{.name = table_.name,
                                               .table = &table_,
                                               .slot = row_,
                                               .layout = bind::RowLayout::Declared}});
  Result<expr::ExprPtr> bound = binder.bind(expression);
  const bool is_known = bound.has_value() || restrictions_ != nullptr ||
                        !bound.error().message().starts_with("no such function: ");
  if (is_known) return bound;
  return std::unexpected(unusable(bound.error()));  // it was there once
}

void RowExpressions::make_frame() {
  frame_.emplace(layout_, *transaction_.connection, no_parameters_);
}

void RowExpressions::restart() {
  if (frame_) frame_->restart();
}

Result<std::vector<expr::ExprPtr>> compile_defaults(RowExpressions& expressions,
                                                    const catalog::Table& table) {
  std::vector<expr::ExprPtr> out;
  for (const catalog::Column& column : table.columns) {
    expr::ExprPtr& value = out.emplace_back();
    if (!column.default_value) continue;
    Result<expr::ExprPtr> compiled = expressions.compile(*column.default_value, "");
    if (compiled) {
      value = std::move(*compiled);
    } else if (compiled.error().is(ErrorCode::Error)) {
      value = std::make_unique<UnusableDefault>(unusable(compiled.error()));
    } else {
      return std::unexpected(std::move(compiled.error()));
    }
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
