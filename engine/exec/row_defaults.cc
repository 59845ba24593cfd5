#include "engine/exec/row_defaults.h"

#include "engine/bind/binder.h"

namespace tern::exec {

namespace {

/// Only constants may stand in ADD COLUMN's DEFAULT; what does not evaluate is NULL.
record::Value constant_of(const sql::Expr& tree, record::Affinity affinity, TextEncoding encoding,
                          const functions::Registry& registry,
                          functions::ConnectionView& connection) {
  catalog::Schema none;
  none.traits.text_encoding = encoding;
  expr::FrameLayout layout(encoding);
  bind::Binder binder({none, layout, registry, {}});
  Result<expr::ExprPtr> bound = binder.bind(tree);
  record::Value out;
  if (!bound || !expr::is_constant(**bound)) return out;
  const std::vector<record::Value> parameters;
  expr::Frame frame(layout, connection, parameters);
  const Result<record::ValueView> value = (*bound)->eval(frame);
  std::string scratch;
  if (value) out.assign(record::apply_affinity(*value, affinity, scratch));
  return out;
}

}  // namespace

std::vector<record::Value> row_defaults(const catalog::Table& table,
                                        const functions::Registry& registry,
                                        functions::ConnectionView& connection) {
  std::vector<record::Value> out;
  for (uint16_t i = 0; i < table.columns.size(); ++i) {
    const catalog::Column& column = table.columns[i];
    if (!column.default_value) continue;
    const uint32_t at = table.stored_place(i);
    if (out.size() <= at) out.resize(at + 1);
    out[at] = constant_of(*column.default_value, column.affinity, table.traits.text_encoding,
                          registry, connection);
  }
  return out;
}

}  // namespace tern::exec
