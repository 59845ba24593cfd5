#include "engine/plan/index_match.h"

#include <algorithm>
#include <span>

#include "engine/expr/leaf.h"
#include "engine/expr/logic.h"

namespace tern::plan {

namespace {

const bind::IndexExpressions* expressions_of(const bind::Source& source,
                                             const catalog::Index& index) {
  for (const bind::IndexExpressions& expressions : source.index_expressions) {
    if (expressions.index == &index) return &expressions;
  }
  return nullptr;
}

record::Affinity affinity_of(const bind::Source& source, const catalog::Index& index, size_t at) {
  const catalog::IndexTerm& term = index.terms[at];
  if (term.column >= 0) {
    return source.table->columns[static_cast<size_t>(term.column)].affinity;
  }
  if (term.column == catalog::IndexTerm::kRowid) return record::Affinity::Integer;
  const bind::IndexExpressions* expressions = expressions_of(source, index);
  return expressions && expressions->terms[at] ? expressions->terms[at]->affinity()
                                               : record::Affinity::Blob;
}

/// Does the order and storage of a column of `affinity` answer a comparison under `rule`?
bool suits(record::Affinity affinity, const expr::CompareRule& rule) {
  if (rule.affinity <= record::Affinity::Blob) return true;
  if (rule.affinity == record::Affinity::Text) return affinity == record::Affinity::Text;
  return record::is_numeric(affinity);
}

bool has_column(std::span<const catalog::IndexTerm> terms, const catalog::Table& table,
                uint32_t stored) {
  for (const catalog::IndexTerm& term : terms) {
    if (term.column < 0) continue;
    if (table.stored_place(static_cast<uint16_t>(term.column)) == stored) return true;
  }
  return false;
}

/// Does `term` being true make `condition` true? Not more is seen than the reference sees, as far
/// as OR goes: in which order rows are changed would show it.
bool implies(const expr::Expr& term, const expr::Expr& condition) {
  if (expr::same(term, condition)) return true;
  if (condition.kind() == expr::Kind::Or) {
    return implies(term, condition.child(0)) || implies(term, condition.child(1));
  }
  const auto* null = condition.as_if<expr::IsNull>();
  return null && null->is_negated() && term.kind() != expr::Kind::Or &&
         implies_not_null(term, null->child(0));
}

}  // namespace

bool is_rowid(const bind::Source& source, const expr::Expr& expr) {
  const auto* rowid = expr.as_if<expr::Rowid>();
  return rowid && rowid->slot() == source.slot;
}

bool is_key_column(const bind::Source& source, const catalog::Index& index, size_t at,
                   const expr::Expr& expr) {
  const catalog::IndexTerm& term = index.terms[at];
  if (term.column == catalog::IndexTerm::kRowid) return is_rowid(source, expr);
  if (term.column >= 0) {
    const auto place = static_cast<uint16_t>(term.column);
    if (source.table->rowid_alias == place) return is_rowid(source, expr);
    if (const auto* generated = expr.as_if<expr::GeneratedColumn>()) {
      return generated->slot() == source.slot && generated->column() == place;
    }
    const auto* column = expr.as_if<expr::Column>();
    return column && column->slot() == source.slot &&
           column->index() == source.table->stored_place(place);
  }
  const bind::IndexExpressions* expressions = expressions_of(source, index);
  return expressions && expressions->terms[at] && expr::same(bare(*expressions->terms[at]), expr);
}

bool matches(const SearchSpace& space, const Constraint& constraint, const catalog::Index& index,
             size_t at) {
  const bind::Source& source = *space.core.sources[constraint.source];
  if (!is_key_column(source, index, at, *constraint.key)) return false;
  if (constraint.op == Op::IsNull) return true;
  // Rowids have no collation to disagree on.
  const catalog::IndexTerm& term = index.terms[at];
  const bool is_any = term.column == catalog::IndexTerm::kRowid;
  if (!is_any && constraint.rule.collation != term.collation) return false;
  return suits(affinity_of(source, index, at), constraint.rule);
}

bool suits_rowid(const expr::CompareRule& rule) { return suits(record::Affinity::Integer, rule); }

bool is_table_itself(const bind::Source& source, const catalog::Index& index) {
  return &index == source.table->primary_index.get();
}

size_t key_columns(const bind::Source& source, const catalog::Index& index) {
  return is_table_itself(source, index) ? source.table->primary_key.size() : index.terms.size();
}

size_t declared_columns(const bind::Source& source, const catalog::Index& index) {
  return is_table_itself(source, index) ? source.table->primary_key.size() : index.declared_terms;
}

bool is_not_null(const bind::Source& source, const catalog::Index& index, size_t at) {
  const int32_t column = index.terms[at].column;
  if (column < 0) return column == catalog::IndexTerm::kRowid;
  const auto place = static_cast<uint16_t>(column);
  if (source.table->columns[place].not_null || source.table->rowid_alias == place) return true;
  const auto& key = source.table->primary_key;
  return source.table->without_rowid && std::ranges::find(key, place) != key.end();
}

bool is_unique_not_null(const bind::Source& source, const catalog::Index& index) {
  if (is_table_itself(source, index)) return true;
  if (!index.unique) return false;
  for (size_t i = 0; i < index.declared_terms; ++i) {
    if (!is_not_null(source, index, i)) return false;
  }
  return true;
}

bool is_available(const SearchSpace& space, size_t source, const catalog::Index& index) {
  if (!index.where) return true;
  // Rows that a RIGHT or FULL JOIN does not find on one side change what it makes of the other.
  if (space.right >> source != 0) return false;
  const bind::IndexExpressions* expressions = expressions_of(*space.core.sources[source], index);
  if (!expressions) return false;
  return std::ranges::all_of(expressions->where, [&](const expr::ExprPtr& condition) {
    return std::ranges::any_of(space.terms, [&](const Term& term) {
      return counts_for(space, term, source) && implies(*term.expr, *condition);
    });
  });
}

namespace {

/// A generated column may need any of the others, as the reference sees it, and those that are not
/// stored are in no index for it.
bool reads_generated(const bind::Source& source) {
  if (source.used.computed) return true;
  if (!source.table->has_generated) return false;
  for (uint16_t i = 0; i < source.table->columns.size(); ++i) {
    const catalog::Column& column = source.table->columns[i];
    if (column.generated_stored && source.used.has(source.table->stored_place(i))) return true;
  }
  return false;
}

bool has_all_columns(const catalog::Index& index) {
  const catalog::Table& table = *index.table;
  for (uint16_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].is_virtual()) return false;
    if (!has_column(index.terms, table, table.stored_place(i))) return false;
  }
  return true;
}

}  // namespace

bool covers(const bind::Source& source, const catalog::Index& index) {
  if (reads_generated(source)) return has_all_columns(index);
  // Of a UNIQUE constraint the reference does not see that its entries end with the primary key.
  // The rows to change are read from the table anyhow, so they are met in the reference's order.
  // Nor does it count what it finds them by.
  const bool sees_all = !source.is_target || !source.table->without_rowid ||
                        index.origin != catalog::IndexOrigin::Unique;
  const std::span<const catalog::IndexTerm> terms =
      std::span(index.terms).first(sees_all ? index.terms.size() : index.declared_terms);
  const bind::UsedColumns& used = source.is_target ? source.read : source.used;
  for (uint32_t i = 0; i < used.width(); ++i) {
    if (used.has(i) && !has_column(terms, *source.table, i)) return false;
  }
  return true;
}

bool computes(const bind::Source& source, const catalog::Index& index, const expr::Expr& expr) {
  bool out = true;
  expr::walk(expr, [&](const expr::Expr& node) {
    if (const auto* column = node.as_if<expr::Column>()) {
      out = out && (column->slot() != source.slot ||
                    has_column(index.terms, *source.table, column->index()));
    }
    return out;
  });
  return out;
}

}  // namespace tern::plan
