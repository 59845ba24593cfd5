#include "engine/plan/rewrite.h"

namespace tern::plan {

namespace {

void keep_own_rows(bind::Core& core) {
  for (const auto& source : core.sources) source->has_own_rows = true;
}

}  // namespace

void rewrite(bind::Query& query, PlanContext& context) {
  for (bind::Core& core : query.cores) {
    if (!is_on(context, Rewrite::ShareRows)) keep_own_rows(core);
    if (is_on(context, Rewrite::DropOrder)) drop_order(query, core);
    if (is_on(context, Rewrite::FlattenSubquery)) {
      while (flatten_subquery(query, core, context)) {
        if (is_on(context, Rewrite::DropOrder)) drop_order(query, core);
      }
    }
    if (is_on(context, Rewrite::HavingToWhere)) move_having(core, context);
    if (is_on(context, Rewrite::PushDown)) push_down(core, context);
    for (const auto& source : core.sources) {
      if (source->query) rewrite(*source->query, context);
    }
  }
}

}  // namespace tern::plan
