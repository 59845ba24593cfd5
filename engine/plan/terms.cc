#include "engine/plan/terms.h"

#include <algorithm>
#include <bit>

#include "engine/expr/leaf.h"
#include "engine/expr/logic.h"
#include "engine/expr/operators.h"
#include "engine/plan/in_query.h"
#include "engine/plan/like_range.h"
#include "engine/plan/rewrite.h"

namespace tern::plan {

namespace {

std::optional<Op> op_of(expr::CompareOp op) {
  switch (op) {
    case expr::CompareOp::Equal:
      return Op::Equal;
    case expr::CompareOp::Is:
      return Op::Is;
    case expr::CompareOp::Less:
      return Op::Upper;
    case expr::CompareOp::LessEqual:
      return Op::UpperOrEqual;
    case expr::CompareOp::Greater:
      return Op::Lower;
    case expr::CompareOp::GreaterEqual:
      return Op::LowerOrEqual;
    default:
      return std::nullopt;
  }
}

/// The source that `key` speaks of: the only one it reads.
std::optional<size_t> owner_of(const SearchSpace& space, const expr::Expr& key) {
  const SourceMask mask = space.mask_of_slots(key);
  if (!std::has_single_bit(mask) || !expr::is_deterministic(key)) return std::nullopt;
  return static_cast<size_t>(std::countr_zero(mask));
}

/// Makes the constraints of one term.
class TermReader {
 public:
  TermReader(const SearchSpace& space, const Term& term, Constraints& out)
      : space_(space), term_(term), out_(out) {}

  Status read() {
    const expr::Expr& expr = *term_.expr;
    if (const auto* compare = expr.as_if<expr::Comparison>()) {
      comparison(compare->left(), compare->right(), compare->op(), compare->rule(), true);
    } else if (const auto* rows = expr.as_if<expr::RowComparison>()) {
      row_comparison(*rows);
    } else if (const auto* between = expr.as_if<expr::Between>()) {
      if (!between->is_negated()) limits(*between);
    } else if (const auto* in = expr.as_if<expr::InList>()) {
      if (!in->is_negated() && in->rules().size() == 1) in_list(*in);
    } else if (const auto* query = expr.as_if<InQueryExpr>()) {
      if (!query->is_negated() && query->child(0).width() == 1) in_query(*query);
    } else if (const auto* null = expr.as_if<expr::IsNull>()) {
      null->is_negated() ? is_not_null(*null) : is_null(*null);
    } else if (const auto* like = expr.as_if<expr::Like>()) {
      TRY(prefix(*like));
    } else if (expr.kind() == expr::Kind::Or) {
      TRY(same_column(expr));
    }
    return ok();
  }

 private:
  Constraint* add(const expr::Expr& key, const expr::Expr* value, Op op,
                  const expr::CompareRule& rule) {
    const auto source = owner_of(space_, key);
    if (!source) return nullptr;
    SourceMask needs = 0;
    if (value) {
      if (!expr::is_deterministic(*value)) return nullptr;
      needs = space_.mask_of_slots(*value);
      if ((needs & mask_of(*source)) != 0) return nullptr;
    }
    Constraint& out = out_.emplace_back();
    out.term = &term_;
    out.source = *source;
    out.key = &bare(key);
    out.value = value;
    out.op = op;
    out.needs = needs;
    out.rule = rule;
    return &out;
  }

  void comparison(const expr::Expr& left, const expr::Expr& right, expr::CompareOp op,
                  const expr::CompareRule& rule, bool is_whole) {
    const auto one_side = [&](const expr::Expr& key, const expr::Expr& value, expr::CompareOp o) {
      const std::optional<Op> found = op_of(o);
      Constraint* made = found ? add(key, &value, *found, rule) : nullptr;
      if (made) made->is_whole = is_whole;
    };
    one_side(left, right, op);
    one_side(right, left, expr::mirrored(op));
  }

  void row_comparison(const expr::RowComparison& rows) {
    const expr::Expr& left = rows.child(0);
    const expr::Expr& right = rows.child(1);
    if (left.kind() != expr::Kind::RowValue || right.kind() != expr::Kind::RowValue) return;
    if (rows.op() == expr::CompareOp::Equal || rows.op() == expr::CompareOp::Is) {
      for (size_t i = 0; i < left.child_count(); ++i) {
        comparison(left.child(i), right.child(i), rows.op(), rows.rules()[i], false);
      }
      return;
    }
    row_limit(rows, left, right, rows.op());
    row_limit(rows, right, left, expr::mirrored(rows.op()));
  }

  /// (a, b) < (x, y): a limit in two columns, or in a alone; the term stays, too.
  void row_limit(const expr::RowComparison& rows, const expr::Expr& keys, const expr::Expr& values,
                 expr::CompareOp op) {
    const std::optional<Op> found = op_of(op);
    if (!found) return;
    const Op inclusive = is_lower(*found) ? Op::LowerOrEqual : Op::UpperOrEqual;
    Constraint* made = add(keys.child(0), &values.child(0), inclusive, rows.rules()[0]);
    if (!made) return;
    made->is_whole = false;
    for (size_t i = 1; i < keys.child_count(); ++i) {
      const SourceMask needs = space_.mask_of_slots(values.child(i));
      if (owner_of(space_, keys.child(i)) != made->source) break;
      if ((needs & mask_of(made->source)) != 0 || !expr::is_deterministic(values.child(i))) break;
      made->needs |= needs;
      made->more.push_back({&bare(keys.child(i)), &values.child(i), rows.rules()[i]});
    }
  }

  void limits(const expr::Between& between) {
    Constraint* const low =
        add(between.child(0), &between.child(1), Op::LowerOrEqual, between.low_rule());
    if (low) low->is_whole = false;
    Constraint* const high =
        add(between.child(0), &between.child(2), Op::UpperOrEqual, between.high_rule());
    if (high) high->is_whole = false;
  }

  void in_list(const expr::InList& in) {
    SourceMask needs = 0;
    for (size_t i = 0; i < in.item_count(); ++i) {
      if (!expr::is_deterministic(in.item(i))) return;
      needs |= space_.mask_of_slots(in.item(i));
    }
    Constraint* made = add(in.child(0), nullptr, Op::In, in.rules()[0]);
    if (!made) return;
    if ((needs & mask_of(made->source)) != 0) {
      out_.pop_back();
      return;
    }
    made->value = &in;
    made->needs = needs;
  }

  void in_query(const InQueryExpr& query) {
    expr::SlotList slots;
    query.add_own_slots(slots);
    SourceMask needs = 0;
    for (const expr::RowSlot slot : slots) {
      if (const auto source = space_.source_of(slot)) needs |= mask_of(*source);
    }
    Constraint* made = add(query.child(0), nullptr, Op::In, query.rule());
    if (!made) return;
    if ((needs & mask_of(made->source)) != 0) {
      out_.pop_back();
      return;
    }
    made->value = &query;
    made->needs = needs;
  }

  void is_null(const expr::IsNull& null) {
    expr::CompareRule rule;
    rule.collation = nullptr;  // any
    add(null.child(0), nullptr, Op::IsNull, rule);
  }

  void is_not_null(const expr::IsNull& null) {
    const auto* column = null.child(0).as_if<expr::Column>();
    if (!column) return;
    const record::Collation* const own = column->collation().collation;
    const expr::CompareRule rule{column->affinity(), own ? own : &space_.context.layout.binary()};
    add(*column, nullptr, Op::NotNull, rule);
  }

  Status prefix(const expr::Like& like) {
    if (!is_on(space_.context, Rewrite::LikeRange)) return ok();
    const std::optional<LikeRange> range = like_range(like, space_.context);
    if (!range) return ok();
    const expr::CompareRule rule{record::Affinity::Blob, range->collation};
    Constraint* const low = add(like.child(0), range->low, Op::LowerOrEqual, rule);
    if (!low) return ok();
    low->is_whole = range->is_whole;
    low->has_pair = true;
    Constraint* const high = add(like.child(0), range->high, Op::Upper, rule);
    high->is_whole = range->is_whole;
    high->is_second = true;
    return ok();
  }

  /// x = 1 OR x = 2 OR ...: x IN (1, 2, ...).
  Status same_column(const expr::Expr& expr) {
    if (!is_on(space_.context, Rewrite::IndexUnion)) return ok();
    const std::vector<const expr::Expr*> parts = branches(expr, expr::Kind::Or);
    const expr::Expr* key = nullptr;
    const expr::CompareRule* rule = nullptr;
    std::vector<const expr::Expr*> values;
    for (const expr::Expr* part : parts) {
      const auto* compare = part->as_if<expr::Comparison>();
      if (!compare || compare->op() != expr::CompareOp::Equal) return ok();
      const expr::Expr* left = &compare->left();
      const expr::Expr* right = &compare->right();
      if (!is_column(*left) || (key && !expr::same(bare(*left), *key))) std::swap(left, right);
      if (!is_column(*left) || (key && !expr::same(bare(*left), *key))) return ok();
      if (rule && !(*rule == compare->rule())) return ok();
      if (!expr::is_deterministic(*right)) return ok();
      key = &bare(*left);
      rule = &compare->rule();
      values.push_back(right);
    }
    return in_values(*key, values, *rule);
  }

  static bool is_column(const expr::Expr& expr) {
    const expr::Kind kind = bare(expr).kind();
    return kind == expr::Kind::Column || kind == expr::Kind::Generated || kind == expr::Kind::Rowid;
  }

  Status in_values(const expr::Expr& key, const std::vector<const expr::Expr*>& values,
                   const expr::CompareRule& rule) {
    expr::Builder builder(space_.context.layout, space_.context.registry);
    expr::ExprPtr operand = builder.copy_of(key);
    std::vector<expr::ExprPtr> items;
    for (const expr::Expr* value : values) {
      items.push_back(builder.copy_of(*value));
      if (!items.back()) return ok();
    }
    if (!operand) return ok();
    auto list = std::make_unique<expr::InList>(space_.context.layout, false, std::vector{rule},
                                               std::move(operand), std::move(items));
    const size_t before = out_.size();
    in_list(*list);
    if (out_.size() > before) space_.context.owned.push_back(std::move(list));
    return ok();
  }

  const SearchSpace& space_;
  const Term& term_;
  Constraints& out_;
};

/// Two columns that are equal in every row of the result, so that what holds of one holds of the
/// other.
struct Equivalence {
  const expr::Column* left;
  const expr::Column* right;
};

std::vector<Equivalence> find_equivalences(const SearchSpace& space) {
  std::vector<Equivalence> out;
  for (const Term& term : space.terms) {
    const auto* compare = term.expr->as_if<expr::Comparison>();
    if (!compare || compare->op() != expr::CompareOp::Equal || term.on != Term::kWhere) continue;
    const auto* left = compare->left().as_if<expr::Column>();
    const auto* right = compare->right().as_if<expr::Column>();
    if (!left || !right || left->affinity() != right->affinity()) continue;
    if (left->collation().collation != right->collation().collation) continue;
    if (!space.source_of(left->slot()) || !space.source_of(right->slot())) continue;
    out.push_back({left, right});
  }
  return out;
}

bool is_same_column(const expr::Column& a, const expr::Column& b) {
  return a.slot() == b.slot() && a.index() == b.index() && expr::same(a, b);
}

/// a = b AND b = 5: also a = 5.
class Transitive {
 public:
  explicit Transitive(SearchSpace& space) : space_(space), equal_(find_equivalences(space)) {}

  void run() {
    if (equal_.empty()) return;
    constexpr size_t kDerivedMax = 64;
    const size_t end = space_.constraints.size() + kDerivedMax;
    for (size_t i = 0; i < space_.constraints.size() && i < end; ++i) derive_from(i);
  }

 private:
  void derive_from(size_t at) {
    const Constraint from = space_.constraints[at];  // the list moves
    if (!from.value || from.op == Op::IsNull || from.has_pair || from.is_second) return;
    if (from.term->on != Term::kWhere || !from.more.empty()) return;
    const auto* column = from.key->as_if<expr::Column>();
    if (!column) return;
    for (const Equivalence& pair : equal_) {
      if (is_same_column(*column, *pair.left)) add(from, *pair.left, *pair.right);
      if (is_same_column(*column, *pair.right)) add(from, *pair.right, *pair.left);
    }
  }

  /// What `from` says of `own` about `other`, which equals it.
  void add(const Constraint& from, const expr::Column& own, const expr::Column& other) {
    const record::Collation* const collation = own.collation().collation;
    const record::Collation* const binary = &space_.context.layout.binary();
    if (from.rule.collation != (collation ? collation : binary)) return;
    Constraint made = from;
    made.source = *space_.source_of(other.slot());
    made.key = &other;
    made.is_whole = false;
    made.is_transitive = true;
    if (space_.is_outer(made.source) || (made.needs & mask_of(made.source)) != 0) return;
    if (!is_known(made)) space_.constraints.push_back(std::move(made));
  }

  bool is_known(const Constraint& candidate) const {
    return std::ranges::any_of(space_.constraints, [&candidate](const Constraint& other) {
      return other.term == candidate.term && other.op == candidate.op &&
             other.source == candidate.source && expr::same(*other.key, *candidate.key);
    });
  }

  SearchSpace& space_;
  const std::vector<Equivalence> equal_;
};

}  // namespace

SourceMask SearchSpace::mask_of_slots(const expr::Expr& expr) const {
  SourceMask out = 0;
  for (const expr::RowSlot slot : expr::slots_of(expr)) {
    if (const auto source = source_of(slot)) out |= mask_of(*source);
  }
  return out;
}

std::optional<size_t> SearchSpace::source_of(expr::RowSlot slot) const {
  for (size_t i = 0; i < core.sources.size(); ++i) {
    if (core.sources[i]->slot == slot) return i;
  }
  return std::nullopt;
}

Status find_constraints(SearchSpace& space) {
  for (const Term& term : space.terms) TRY(add_constraints(space, term, space.constraints));
  if (is_on(space.context, Rewrite::Transitive)) Transitive(space).run();
  return ok();
}

Status add_constraints(const SearchSpace& space, const Term& term, Constraints& out) {
  return TermReader(space, term, out).read();
}

SourceView::SourceView(const SearchSpace& space, size_t source,
                       const Constraints& constraints_of_all, const Terms& terms_of_all) {
  for (const Constraint& constraint : constraints_of_all) {
    if (constraint.source != source || !counts_for(space, *constraint.term, source)) continue;
    constraints.push_back(&constraint);
  }
  for (const Term& term : terms_of_all) {
    if ((term.reads & mask_of(source)) != 0) terms.push_back(&term);
  }
}

bool counts_for(const SearchSpace& space, const Term& term, size_t source) {
  return space.is_outer(source) ? term.on == source : term.on == Term::kWhere;
}

std::vector<const expr::Expr*> branches(const expr::Expr& expr, expr::Kind kind) {
  if (expr.kind() != kind) return {&expr};
  std::vector<const expr::Expr*> out = branches(expr.child(0), kind);
  for (const expr::Expr* right : branches(expr.child(1), kind)) out.push_back(right);
  return out;
}

const expr::Expr& bare(const expr::Expr& expr) {
  return expr.kind() == expr::Kind::Collate ? bare(expr.child(0)) : expr;
}

}  // namespace tern::plan
