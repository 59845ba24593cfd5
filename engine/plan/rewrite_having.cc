#include <algorithm>

#include "engine/expr/builder.h"
#include "engine/expr/leaf.h"
#include "engine/plan/core_expressions.h"
#include "engine/plan/rewrite.h"
#include "engine/plan/terms.h"

namespace tern::plan {

namespace {

/// Reads columns that the groups are made by, and nothing else. Under another collation than
/// BINARY, what is one group may hold rows that differ.
bool reads_only_groups(const bind::Core& core, const expr::Expr& term) {
  if (!expr::is_deterministic(term) || has_subquery(term)) return false;
  bool out = true;
  bool reads_any = false;
  expr::walk(term, [&](const expr::Expr& node) {
    for (const expr::ExprPtr& group : core.group_by) {
      const record::Collation* collation = group->collation().collation;
      const bool is_binary = !collation || collation == core.binary;
      if (is_binary && expr::same(*group, node)) {
        reads_any = true;
        return false;
      }
    }
    expr::SlotList slots;
    node.add_own_slots(slots);
    out = out && slots.empty() && !node.reads_own_state();
    return out;
  });
  return out && reads_any;
}

}  // namespace

void move_having(bind::Core& core, PlanContext& context) {
  if (!core.having || core.group_by.empty()) return;
  expr::Builder builder(context.layout, context.registry);
  for (const expr::Expr* term : branches(*core.having, expr::Kind::And)) {
    if (!reads_only_groups(core, *term)) continue;
    // It stays in HAVING, too, where it costs little.
    if (expr::ExprPtr copy = builder.copy_of(*term)) core.where.push_back(std::move(copy));
  }
}

}  // namespace tern::plan
