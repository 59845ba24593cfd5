#include "engine/plan/rewrite.h"

namespace tern::plan {

namespace {

/// A window, or an aggregate whose result depends on the order of its rows makes it visible.
bool shows_order(const bind::Core& core) {
  if (!core.windows.empty()) return true;
  for (const bind::Aggregate& aggregate : core.aggregates) {
    const std::string_view name = aggregate.function->name;
    if (name != "count" && name != "min" && name != "max") return true;
  }
  return false;
}

}  // namespace

void drop_order(bind::Query& query, bind::Core& core) {
  if (query.keeps_order) return;
  const bool is_ordered_again = query.cores.size() == 1 && !query.order_by.empty();
  if (!is_ordered_again && core.sources.size() < 2) return;
  if (shows_order(core)) return;
  for (const auto& source : core.sources) {
    if (!source->query || source->query->limit || source->query->recursive_from) continue;
    if (source->query->order_by.empty() || source->shares_rows()) continue;
    source->query->order_by.clear();
    source->has_own_rows = true;
  }
}

}  // namespace tern::plan
