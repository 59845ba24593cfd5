#include "engine/plan/row_order.h"

#include "engine/expr/leaf.h"

namespace tern::plan {

namespace {

/// What one step of an access's own order sorts by.
struct Step {
  bool is_rowid = false;
  uint32_t column = 0;  // in the stored row
  const expr::Expr* expr = nullptr;
  const record::Collation* collation = nullptr;  // null: has none that could matter
  bool descending = false;
  bool is_constant = false;  // held equal by the key
};

/// What operators computed (window functions) may differ from row to row.
bool reads_register(const expr::Expr& root) {
  bool out = false;
  expr::walk(root, [&](const expr::Expr& node) {
    out |= node.kind() == expr::Kind::Register;
    return !out;
  });
  return out;
}

const expr::Expr& bare(const expr::Expr& expr) {
  return expr.kind() == expr::Kind::Collate ? bare(expr.child(0)) : expr;
}

std::vector<Step> steps_of(const Access& access) {
  std::vector<Step> out;
  if (access.kind == AccessKind::TableScan || access.kind == AccessKind::RowidLookup) {
    Step step;
    step.is_rowid = true;
    step.is_constant = access.kind == AccessKind::RowidLookup && !access.equal.front().in;
    out.push_back(step);
    return out;
  }
  const catalog::Table& table = *access.source->table;
  const bool is_table = access.index == table.primary_index.get();
  const size_t count = is_table ? table.primary_key.size() : access.index->terms.size();
  for (size_t i = 0; i < count; ++i) {
    const catalog::IndexTerm& term = access.index->terms[i];
    Step step;
    step.descending = term.descending;
    step.is_constant = i < access.equal.size() && !access.equal[i].in;
    if (term.column == catalog::IndexTerm::kRowid ||
        (term.column >= 0 && table.rowid_alias == static_cast<uint16_t>(term.column))) {
      step.is_rowid = true;
    } else if (term.column >= 0) {
      step.column = bind::stored_index(table, static_cast<uint16_t>(term.column));
      step.collation = term.collation;
    } else {
      step.collation = term.collation;
      for (const bind::IndexExpressions& expressions : access.source->index_expressions) {
        if (expressions.index == access.index) step.expr = expressions.terms[i].get();
      }
    }
    out.push_back(step);
  }
  return out;
}

bool is_of(const Step& step, const expr::Expr& wanted, expr::RowSlot slot) {
  const expr::Expr& inner = bare(wanted);
  if (step.is_rowid) {
    const auto* rowid = inner.as_if<expr::Rowid>();
    return rowid && rowid->slot() == slot;
  }
  if (step.expr) return expr::same(*step.expr, inner);
  const auto* column = inner.as_if<expr::Column>();
  return column && column->slot() == slot && column->index() == step.column;
}

bool is_single_row(const Access& access) {
  if (access.kind == AccessKind::RowidLookup) return !access.equal.front().in;
  if (access.kind != AccessKind::IndexScan || access.equal.empty()) return false;
  const catalog::Table& table = *access.source->table;
  const bool is_table = access.index == table.primary_index.get();
  const size_t unique = is_table ? table.primary_key.size() : access.index->declared_terms;
  if (!is_table && !access.index->unique) return false;
  if (access.equal.size() < unique) return false;
  for (const KeyPart& part : access.equal) {
    if (part.in || part.null_matches) return false;
  }
  return true;
}

}  // namespace

bool comes_in_order(const std::vector<const Access*>& accesses,
                    const std::vector<WantedTerm>& wanted, bool& reverse) {
  reverse = false;
  std::vector<expr::RowSlot> fixed;  // slots whose row follows from what is ordered already
  size_t done = 0;
  const auto skip_fixed = [&] {
    while (done < wanted.size()) {
      for (const expr::RowSlot slot : expr::slots_of(*wanted[done].expr)) {
        if (std::find(fixed.begin(), fixed.end(), slot) != fixed.end()) continue;
        for (const Access* access : accesses) {
          if (access->source->slot == slot) return;  // not an outer row: it varies
        }
      }
      if (!expr::is_deterministic(*wanted[done].expr)) return;
      if (reads_register(*wanted[done].expr)) return;
      ++done;
    }
  };
  bool is_first = true;
  for (const Access* access : accesses) {
    skip_fixed();
    if (done == wanted.size()) return true;
    const bool is_reversible = is_first;
    is_first = false;
    if (is_single_row(*access)) {
      fixed.push_back(access->source->slot);
      continue;
    }
    if (!access->source->table || access->source->virtual_table) return false;
    if (!access->hash_keys.empty() || !is_reversible) return false;
    bool has_direction = false;
    bool is_unique = false;
    for (const Step& step : steps_of(*access)) {
      // What the key holds constant may stand anywhere in the wanted order.
      while (done < wanted.size() && step.is_constant &&
             is_of(step, *wanted[done].expr, access->source->slot)) {
        ++done;
      }
      if (step.is_constant) continue;
      skip_fixed();
      if (done == wanted.size()) return true;
      const WantedTerm& term = wanted[done];
      if (!is_of(step, *term.expr, access->source->slot)) return false;
      if (step.collation && step.collation != term.collation) return false;
      if (!step.is_rowid && term.nulls_last != term.descending) return false;
      const bool backwards = step.descending != term.descending;
      if (has_direction && backwards != reverse) return false;
      reverse = backwards;
      has_direction = true;
      ++done;
      if (step.is_rowid) is_unique = true;
    }
    if (!is_unique) return done == wanted.size();
    fixed.push_back(access->source->slot);
  }
  skip_fixed();
  return done == wanted.size();
}

}  // namespace tern::plan
