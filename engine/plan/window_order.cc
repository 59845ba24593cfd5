#include "engine/plan/window_order.h"

#include <algorithm>

namespace tern::plan {

namespace {

bool are_same(const WantedTerm& a, const WantedTerm& b) {
  if (a.collation != b.collation || a.descending != b.descending || a.nulls_last != b.nulls_last) {
    return false;
  }
  return a.expr == b.expr || (expr::same(*a.expr, *b.expr) && expr::is_deterministic(*a.expr));
}

void add(const std::vector<bind::OrderedExpr>& terms, std::vector<WantedTerm>& out) {
  for (const bind::OrderedExpr& term : terms) {
    out.push_back({term.expr.get(), term.collation, term.descending, term.nulls_last});
  }
}

bool are_same(const std::vector<bind::OrderedExpr>& a, const std::vector<bind::OrderedExpr>& b) {
  std::vector<WantedTerm> x;
  std::vector<WantedTerm> y;
  add(a, x);
  add(b, y);
  return x.size() == y.size() && is_prefix(x, y);
}

}  // namespace

std::vector<WantedTerm> wanted_by_window(const bind::Window& window) {
  std::vector<WantedTerm> out;
  add(window.partition_by, out);
  add(window.order_by, out);
  return out;
}

bool is_prefix(const std::vector<WantedTerm>& wanted, const std::vector<WantedTerm>& given) {
  if (wanted.size() > given.size()) return false;
  return std::ranges::equal(
      wanted, std::span(given).first(wanted.size()),
      [](const WantedTerm& a, const WantedTerm& b) { return are_same(a, b); });
}

std::vector<WindowStage> window_stages(const bind::Core& core, std::vector<WantedTerm>& given) {
  std::vector<WindowStage> out;
  std::vector<const bind::Window*> computed;
  for (size_t i = core.windows.size(); i > 0; --i) {
    const bind::Window& window = core.windows[i - 1];
    const bool joins = !out.empty() &&
                       are_same(out.back().windows.front()->partition_by, window.partition_by) &&
                       are_same(out.back().windows.front()->order_by, window.order_by);
    if (!joins) {
      WindowStage& stage = out.emplace_back();
      stage.computed_before = computed;
      std::vector<WantedTerm> wanted = wanted_by_window(window);
      stage.needs_sort = !is_prefix(wanted, given);
      if (stage.needs_sort) given = std::move(wanted);
    }
    out.back().windows.push_back(&window);
    computed.push_back(&window);
  }
  if (!out.empty()) out.back().is_last = true;
  return out;
}

}  // namespace tern::plan
