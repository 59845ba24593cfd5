#include "engine/plan/keyed_exists.h"

#include <algorithm>

#include "engine/expr/builder.h"
#include "engine/expr/comparison.h"
#include "engine/plan/core_expressions.h"
#include "engine/plan/rewrite.h"

namespace tern::plan {

namespace {

bool reads_any(const expr::Expr& expr, const std::vector<expr::RowSlot>& slots) {
  return std::ranges::any_of(expr::slots_of(expr), [&](expr::RowSlot slot) {
    return std::ranges::find(slots, slot) != slots.end();
  });
}

/// Only rows of tables, joined and filtered, of which it matters whether there is one.
bool is_plain(const bind::Query& query) {
  if (query.cores.size() != 1 || query.limit || query.offset) return false;
  const bind::Core& core = query.cores.front();
  if (core.is_aggregate || core.having || !core.windows.empty() || !core.values.empty()) {
    return false;
  }
  return !core.sources.empty() && std::ranges::all_of(core.sources, [&](const auto& source) {
    const bool is_inner = source == core.sources.front() || source->join == sql::JoinKind::Comma ||
                          source->join == sql::JoinKind::Inner;
    return is_inner && source->table && !source->virtual_table && source->indexed_by.empty() &&
           !source->not_indexed && source->on.empty();
  });
}

class Turning {
 public:
  Turning(const bind::Query& exists, PlanContext& context)
      : exists_(exists), core_(exists.cores.front()), builder_(context.layout, context.registry) {}

  std::optional<KeyedExists> run() {
    out_.query = std::make_unique<bind::Query>();
    bind::Core& core = out_.query->cores.emplace_back();
    core.binary = core_.binary;
    for (const expr::ExprPtr& term : core_.where) {
      const bool is_outer = reads_any(*term, exists_.outer_slots);
      if (is_outer ? !add_key(*term, core) : !add_term(*term, core)) return std::nullopt;
    }
    if (out_.keys.empty()) return std::nullopt;
    core.visible = core.outputs.size();
    for (const auto& source : core_.sources) core.sources.push_back(copy_of(*source));
    return std::move(out_);
  }

 private:
  /// What fails, or gives another value each time, stays where it is.
  bool add_term(const expr::Expr& term, bind::Core& core) {
    if (has_subquery(term) || !expr::is_deterministic(term)) return false;
    core.where.push_back(builder_.copy_of(term));
    return core.where.back() != nullptr;
  }

  bool add_key(const expr::Expr& term, bind::Core& core) {
    const auto* compare = term.as_if<expr::Comparison>();
    if (!compare || compare->op() != expr::CompareOp::Equal) return false;
    if (has_subquery(term) || !expr::is_deterministic(term)) return false;
    const bool is_left = reads_any(compare->left(), exists_.outer_slots);
    const expr::Expr& outer = is_left ? compare->left() : compare->right();
    const expr::Expr& inner = is_left ? compare->right() : compare->left();
    if (reads_any(inner, exists_.outer_slots) || expr::slots_of(inner).empty()) return false;
    // Evaluated for each outer row, whether there are inner rows or not.
    const bool is_safe = outer.kind() == expr::Kind::Column || outer.kind() == expr::Kind::Rowid;
    if (!is_safe) return false;
    bind::OutputColumn& output = core.outputs.emplace_back();
    output.expr = builder_.copy_of(inner);
    if (!output.expr) return false;
    out_.keys.push_back({.probe = &outer,
                         .build = output.expr.get(),
                         .affinity = compare->rule().affinity,
                         .collation = compare->rule().collation});
    return true;
  }

  static std::unique_ptr<bind::Source> copy_of(const bind::Source& source) {
    auto out = std::make_unique<bind::Source>();
    out->name = source.name;
    out->table = source.table;
    out->layout = source.layout;
    out->slot = source.slot;
    out->used = source.used;
    out->join = source.join;
    return out;
  }

  const bind::Query& exists_;
  const bind::Core& core_;
  expr::Builder builder_;
  KeyedExists out_;
};

}  // namespace

std::optional<KeyedExists> keyed_exists(const bind::Query& exists, PlanContext& context) {
  if (!is_on(context, Rewrite::KeyedExists) || exists.outer_slots.empty()) return std::nullopt;
  if (!is_plain(exists)) return std::nullopt;
  return Turning(exists, context).run();
}

}  // namespace tern::plan
