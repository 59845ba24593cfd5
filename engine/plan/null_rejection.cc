// What a condition says about NULLs.

#include "engine/expr/leaf.h"
#include "engine/expr/logic.h"
#include "engine/plan/in_query.h"
#include "engine/plan/terms.h"

namespace tern::plan {

namespace {

/// Is `expr` NULL whenever the row in `slot` is all NULLs?
bool is_null_with(const expr::Expr& expr, expr::RowSlot slot) {
  switch (expr.kind()) {
    case expr::Kind::Column:
      return expr.as<expr::Column>().slot() == slot;
    case expr::Kind::Rowid:
      return expr.as<expr::Rowid>().slot() == slot;
    case expr::Kind::Collate:
    case expr::Kind::Unary:
    case expr::Kind::Cast:
      return is_null_with(expr.child(0), slot);
    case expr::Kind::Arithmetic:
    case expr::Kind::Concat:
      return is_null_with(expr.child(0), slot) || is_null_with(expr.child(1), slot);
    default:
      return false;
  }
}

bool is_null_with(const expr::Expr& expr, const expr::Expr& operand) {
  if (expr::same(expr, operand)) return true;
  switch (expr.kind()) {
    case expr::Kind::Collate:
    case expr::Kind::Unary:
    case expr::Kind::Cast:
      return is_null_with(expr.child(0), operand);
    case expr::Kind::Arithmetic:
    case expr::Kind::Concat:
      return is_null_with(expr.child(0), operand) || is_null_with(expr.child(1), operand);
    default:
      return false;
  }
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
  return rejects(term, [slot](const expr::Expr& expr) { return is_null_with(expr, slot); });
}

bool implies_not_null(const expr::Expr& term, const expr::Expr& operand) {
  return rejects(term, [&operand](const expr::Expr& expr) { return is_null_with(expr, operand); });
}

}  // namespace tern::plan
