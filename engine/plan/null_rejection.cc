// What a condition says about NULLs.

#include "engine/expr/leaf.h"
#include "engine/expr/logic.h"
#include "engine/plan/in_query.h"
#include "engine/plan/terms.h"

namespace tern::plan {

namespace {

/// Is `expr` NULL, since an operand is of which `is_null` says so?
template <class IsNull>
bool becomes_null(const expr::Expr& expr, IsNull&& is_null) {
  if (is_null(expr)) return true;
  switch (expr.kind()) {
    case expr::Kind::Collate:
    case expr::Kind::Unary:
    case expr::Kind::Cast:
      return becomes_null(expr.child(0), is_null);
    case expr::Kind::Arithmetic:
    case expr::Kind::Concat:
      return becomes_null(expr.child(0), is_null) || becomes_null(expr.child(1), is_null);
    default:
      return false;
  }
}

bool is_of_row(const expr::Expr& expr, expr::RowSlot slot) {
  if (const auto* column = expr.as_if<expr::Column>()) return column->slot() == slot;
  if (const auto* column = expr.as_if<expr::GeneratedColumn>()) return column->slot() == slot;
  const auto* rowid = expr.as_if<expr::Rowid>();
  return rowid && rowid->slot() == slot;
}

/// Is `term` never true where something is NULL? `is_null` tells of an operand that it is NULL
/// then.
template <class IsNull>
bool rejects(const expr::Expr& term, IsNull&& is_null) {
  if (const auto* compare = term.as_if<expr::Comparison>()) {
    if (expr::takes_null(compare->op())) return false;
    return is_null(compare->left()) || is_null(compare->right());
  }
  if (const auto* between = term.as_if<expr::Between>()) {
    return !between->is_negated() &&
           (is_null(between->child(0)) || is_null(between->child(1)) || is_null(between->child(2)));
  }
  if (const auto* in = term.as_if<expr::InList>()) {
    return in->rules().size() == 1 && is_null(in->child(0));
  }
  if (const auto* query = term.as_if<InQueryExpr>()) {
    return !query->is_negated() && query->child(0).width() == 1 && is_null(query->child(0));
  }
  if (const auto* null = term.as_if<expr::IsNull>()) {
    return null->is_negated() && is_null(null->child(0));
  }
  if (const auto* like = term.as_if<expr::Like>()) {
    // A blob is unlike anything, NULL included: SQLite is built so (LIKE_DOESNT_MATCH_BLOBS).
    if (like->is_negated()) return false;
    return is_null(like->child(0)) || is_null(like->child(1));
  }
  if (term.kind() == expr::Kind::And) {
    return rejects(term.child(0), is_null) || rejects(term.child(1), is_null);
  }
  if (term.kind() == expr::Kind::Or) {
    return rejects(term.child(0), is_null) && rejects(term.child(1), is_null);
  }
  return is_null(term);
}

}  // namespace

bool rejects_nulls(const expr::Expr& term, expr::RowSlot slot) {
  const auto is_null = [slot](const expr::Expr& expr) { return is_of_row(expr, slot); };
  return rejects(term, [&](const expr::Expr& expr) { return becomes_null(expr, is_null); });
}

bool implies_not_null(const expr::Expr& term, const expr::Expr& operand) {
  const auto is_null = [&operand](const expr::Expr& expr) { return expr::same(expr, operand); };
  return rejects(term, [&](const expr::Expr& expr) { return becomes_null(expr, is_null); });
}

}  // namespace tern::plan
