#include "engine/exec/key_values.h"

#include <algorithm>

#include "engine/expr/comparison.h"
#include "engine/plan/in_query.h"

namespace tern::exec {

namespace {

void assign_converted(record::ValueView value, record::Affinity affinity, record::Value& out) {
  std::string scratch;
  out.assign(record::apply_comparison_affinity(value, affinity, scratch));
}

Status add_list(expr::Frame& frame, const expr::InList& list, record::Affinity affinity,
                std::vector<record::Value>& out) {
  for (size_t i = 0; i < list.item_count(); ++i) {
    const record::ValueView value = TRY(list.item(i).eval(frame));
    if (!value.is_null()) assign_converted(value, affinity, out.emplace_back());
  }
  return ok();
}

}  // namespace

Status key_value(expr::Frame& frame, const expr::Expr& expr, record::Affinity affinity,
                 record::Value& holder) {
  assign_converted(TRY(expr.eval(frame)), affinity, holder);
  return ok();
}

Result<std::vector<record::Value>> in_values(expr::Frame& frame, const expr::Expr& in,
                                             record::Affinity affinity,
                                             const record::KeyColumn& column) {
  std::vector<record::Value> out;
  if (const auto* list = in.as_if<expr::InList>()) {
    TRY(add_list(frame, *list, affinity, out));
  } else {
    const auto& query = static_cast<const plan::InQueryExpr&>(in);
    for (const record::Value& value : TRY(query.values(frame))) {
      if (!value.is_null()) assign_converted(value, affinity, out.emplace_back());
    }
  }
  const auto compare = [&column](const record::Value& a, const record::Value& b) {
    const int order = record::compare_values(a, b, *column.collation);
    return column.descending ? -order : order;
  };
  std::sort(out.begin(), out.end(),
            [&](const auto& a, const auto& b) { return compare(a, b) < 0; });
  out.erase(std::unique(out.begin(), out.end(),
                        [&](const auto& a, const auto& b) { return compare(a, b) == 0; }),
            out.end());
  return out;
}

}  // namespace tern::exec
