#include "engine/exec/key_values.h"

#include <algorithm>
#include <numeric>
#include <utility>

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
    assign_converted(TRY(list.item(i).eval(frame)), affinity, out.emplace_back());
  }
  return ok();
}

/// As a column of `affinity` would keep it.
void store(record::Affinity affinity, record::Value& value) {
  std::string scratch;
  const record::ValueView stored = record::apply_affinity(value.view(), affinity, scratch);
  if (stored.type() != value.view().type()) value.assign(stored);
}

/// All values, as they come.
Status add_all(expr::Frame& frame, const expr::Expr& in, record::Affinity affinity,
               std::vector<record::Value>& out) {
  if (const auto* list = in.as_if<expr::InList>()) return add_list(frame, *list, affinity, out);
  const auto& query = static_cast<const plan::InQueryExpr&>(in);
  for (const record::Value& value : TRY(query.values(frame))) {
    assign_converted(value, affinity, out.emplace_back());
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
  TRY(add_all(frame, in, affinity, out));
  std::erase_if(out, [](const record::Value& value) { return value.is_null(); });
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

Result<std::vector<record::Value>> in_values_with_null(expr::Frame& frame, const expr::Expr& in,
                                                       record::Affinity affinity,
                                                       const record::Collation& collation) {
  std::vector<record::Value> out;
  TRY(add_all(frame, in, record::Affinity::Blob, out));
  for (record::Value& value : out) store(affinity, value);
  // Of values that are equal in the collation the last one stays.
  std::vector<size_t> order(out.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::sort(order, [&](size_t a, size_t b) {
    const int compared = record::compare_values(out[a], out[b], collation);
    return compared != 0 ? compared < 0 : a > b;
  });
  const auto repeated = std::ranges::unique(order, [&](size_t a, size_t b) {
    return record::compare_values(out[a], out[b], collation) == 0;
  });
  order.erase(repeated.begin(), repeated.end());
  std::vector<record::Value> distinct;
  distinct.reserve(order.size());
  for (const size_t place : order) distinct.push_back(std::move(out[place]));
  return distinct;
}

}  // namespace tern::exec
