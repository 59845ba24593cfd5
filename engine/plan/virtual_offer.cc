#include "engine/plan/virtual_offer.h"

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>

#include "engine/expr/call.h"
#include "engine/expr/leaf.h"
#include "engine/expr/like.h"
#include "engine/expr/logic.h"
#include "engine/plan/index_match.h"

namespace tern::plan {

namespace {

using vtab::ConstraintOp;

ConstraintOp operator_of(Op op) {
  switch (op) {
    case Op::Is:
      return ConstraintOp::Is;
    case Op::IsNull:
      return ConstraintOp::IsNull;
    case Op::NotNull:
      return ConstraintOp::IsNotNull;
    case Op::Lower:
      return ConstraintOp::Greater;
    case Op::LowerOrEqual:
      return ConstraintOp::GreaterEqual;
    case Op::Upper:
      return ConstraintOp::Less;
    case Op::UpperOrEqual:
      return ConstraintOp::LessEqual;
    case Op::Equal:
    case Op::In:
      break;
  }
  return ConstraintOp::Equal;
}

ConstraintOp operator_of(expr::CompareOp op) {
  switch (op) {
    case expr::CompareOp::Less:
      return ConstraintOp::Less;
    case expr::CompareOp::LessEqual:
      return ConstraintOp::LessEqual;
    case expr::CompareOp::Greater:
      return ConstraintOp::Greater;
    case expr::CompareOp::GreaterEqual:
      return ConstraintOp::GreaterEqual;
    case expr::CompareOp::NotEqual:
      return ConstraintOp::NotEqual;
    case expr::CompareOp::Is:
      return ConstraintOp::Is;
    case expr::CompareOp::IsNot:
      return ConstraintOp::IsNot;
    case expr::CompareOp::Equal:
      break;
  }
  return ConstraintOp::Equal;
}

/// match(pattern, column) and the like, which operators stand for.
std::optional<ConstraintOp> pattern_operator(std::string_view function) {
  struct Named {
    std::string_view name;
    ConstraintOp op;
  };
  constexpr std::array<Named, 4> kAll{{{"match", ConstraintOp::Match},
                                       {"like", ConstraintOp::Like},
                                       {"glob", ConstraintOp::Glob},
                                       {"regexp", ConstraintOp::Regexp}}};
  const auto found = std::ranges::find(kAll, function, &Named::name);
  return found == kAll.end() ? std::nullopt : std::optional(found->op);
}

/// How many constraints a term is taken apart into.
size_t share_of(const Constraint& constraint) {
  if (constraint.has_pair || constraint.is_second) return 0;
  if (constraint.is_whole) return 1;
  const expr::Expr& term = *constraint.term->expr;
  if (term.kind() == expr::Kind::Between) return 2;
  const auto* rows = term.as_if<expr::RowComparison>();
  return rows && is_equality(constraint.op) ? rows->child(0).child_count() : 0;
}

std::optional<record::ValueView> literal_value(const expr::Expr* expr) {
  const auto* literal = expr ? expr->as_if<expr::Literal>() : nullptr;
  return literal ? std::optional(literal->value()) : std::nullopt;
}

class OfferMaker {
 public:
  OfferMaker(const SearchSpace& space, size_t source, VirtualOffer& out)
      : space_(space), source_(source), bound_(*space.core.sources[source]), out_(out) {}

  void make(const Terms& terms, const Constraints& constraints) {
    for (const Constraint& constraint : constraints) add(constraint);
    for (const Term& term : terms) {
      if (counts_for(space_, term, source_)) add_unindexed(term);
    }
    put_in_order(terms);
  }

  void add_counts() {
    add_count(space_.limit, ConstraintOp::Limit);
    add_count(space_.offset, ConstraintOp::Offset);
  }

 private:
  void put_in_order(const Terms& terms) {
    struct Place {
      bool is_made;
      std::ptrdiff_t term;
      size_t found;
      auto operator<=>(const Place&) const = default;
    };
    std::vector<Place> places;
    for (size_t i = 0; i < out_.origins.size(); ++i) {
      const std::ptrdiff_t term = out_.origins[i].term - &terms[0];
      places.push_back({is_made_[i], is_made_[i] ? -term : term, i});
    }
    std::ranges::sort(places);
    VirtualOffer ordered;
    for (const Place& place : places) {
      ordered.constraints.push_back(out_.constraints[place.found]);
      ordered.origins.push_back(out_.origins[place.found]);
    }
    out_ = std::move(ordered);
  }

  /// Does the term say it only after a change?
  static bool is_made(const Constraint& constraint) {
    if (constraint.has_pair || constraint.is_second || constraint.op == Op::NotNull) return true;
    const expr::Expr& term = *constraint.term->expr;
    if (term.kind() == expr::Kind::Between || term.kind() == expr::Kind::Or) return true;
    if (term.kind() == expr::Kind::RowComparison) return is_equality(constraint.op);
    const auto* compare = term.as_if<expr::Comparison>();
    return compare && constraint.key == &bare(compare->right()) && is_column(compare->left());
  }

  static bool is_column(const expr::Expr& expr) {
    const expr::Kind kind = bare(expr).kind();
    return kind == expr::Kind::Column || kind == expr::Kind::Generated || kind == expr::Kind::Rowid;
  }

  void add(const Constraint& constraint) {
    if (constraint.source != source_ || !counts_for(space_, *constraint.term, source_)) return;
    if (constraint.is_transitive) return;
    const std::optional<int32_t> column = virtual_column(bound_, *constraint.key);
    if (!column) return;
    const expr::Expr* value = constraint.value;
    bool is_list = constraint.op == Op::In;
    if (const expr::Expr* only = is_list ? only_item(*value) : nullptr) {
      value = only;
      is_list = false;
    }
    vtab::Constraint& made = out_.constraints.emplace_back();
    made.column = *column;
    made.op = operator_of(constraint.op);
    made.is_list = is_list;
    made.collation = collation_of(constraint, *column);
    made.value = literal_value(value);
    is_made_.push_back(is_made(constraint));
    VirtualOffer::Origin& origin = out_.origins.emplace_back();
    origin.term = constraint.term;
    origin.needs = constraint.needs;
    origin.share = share_of(constraint);
    origin.part.is_null = !value;
    // A single value is given as it is; those of a list are what the list would look up.
    if (is_list) {
      origin.part.affinity = constraint.rule.affinity;
      origin.part.in = value;
    } else {
      origin.part.value = value;
    }
  }

  /// x IN (5) is x = 5.
  static const expr::Expr* only_item(const expr::Expr& list) {
    const auto* in = list.as_if<expr::InList>();
    const bool is_one = in && in->item_count() == 1 && expr::is_constant(in->item(0));
    return is_one ? &in->item(0) : nullptr;
  }

  std::string_view collation_of(const Constraint& constraint, int32_t column) const {
    if (constraint.op == Op::NotNull) return "BINARY";
    const record::Collation* collation = constraint.rule.collation;
    if (!collation && column >= 0) {
      collation = bound_.table->columns[static_cast<size_t>(column)].collation;
    }
    return collation ? collation->name() : "BINARY";
  }

  /// Conditions that no index answers, but a module may.
  void add_unindexed(const Term& term) {
    const expr::Expr& expr = *term.expr;
    if (const auto* compare = expr.as_if<expr::Comparison>()) {
      add_comparison(term, *compare);
    } else if (const auto* like = expr.as_if<expr::Like>()) {
      const bool is_like = like->like() == expr::LikeKind::Like;
      if (like->is_negated() || like->has_escape()) return;
      add_pattern(term, like->child(0), like->child(1),
                  is_like ? ConstraintOp::Like : ConstraintOp::Glob);
    } else if (const auto* call = expr.as_if<expr::FunctionCall>()) {
      if (call->child_count() == 2) add_call(term, *call);
    }
  }

  /// Those that are no Constraint: an index does not answer <>, nor does it look up what random()
  /// gives.
  void add_comparison(const Term& term, const expr::Comparison& compare) {
    const ConstraintOp op = operator_of(compare.op());
    const ConstraintOp mirrored = operator_of(expr::mirrored(compare.op()));
    const std::string_view collation = compare.rule().collation->name();
    const auto is_new = [op](const expr::Expr& value) {
      return op == ConstraintOp::NotEqual || op == ConstraintOp::IsNot ||
             !expr::is_deterministic(value);
    };
    const expr::Expr& left = compare.left();
    const expr::Expr& right = compare.right();
    if (is_new(right)) add_operator(term, bare(left), right, op, collation);
    if (is_new(left)) add_operator(term, bare(right), left, mirrored, collation);
  }

  void add_call(const Term& term, const expr::FunctionCall& call) {
    const std::optional<ConstraintOp> op = pattern_operator(call.function().name);
    if (op && add_pattern(term, call.child(1), call.child(0), *op)) return;
    if (call.constraint() == 0) return;
    if (!add_pattern(term, call.child(0), call.child(1), ConstraintOp::Function)) return;
    out_.constraints.back().function = call.constraint();
  }

  bool add_pattern(const Term& term, const expr::Expr& key, const expr::Expr& value,
                   ConstraintOp op) {
    return add_operator(term, key, value, op, "BINARY");
  }

  /// false: it says nothing of a column of the source.
  bool add_operator(const Term& term, const expr::Expr& key, const expr::Expr& value,
                    ConstraintOp op, std::string_view collation) {
    const std::optional<int32_t> column = virtual_column(bound_, key);
    const SourceMask needs = space_.mask_of_slots(value);
    if (!column || (needs & mask_of(source_)) != 0) return false;
    vtab::Constraint& made = out_.constraints.emplace_back();
    made.column = *column;
    made.op = op;
    made.collation = collation;
    made.value = literal_value(&value);
    is_made_.push_back(true);
    VirtualOffer::Origin& origin = out_.origins.emplace_back();
    origin.term = &term;
    origin.needs = needs;
    origin.part.value = &value;
    return true;
  }

  void add_count(const expr::Expr* count, ConstraintOp op) {
    if (!count) return;
    vtab::Constraint& made = out_.constraints.emplace_back();
    made.op = op;
    made.collation = "BINARY";
    const std::optional<record::ValueView> value = literal_value(count);
    if (value && value->is_integer() && value->as_integer() >= 0) made.value = value;
    VirtualOffer::Origin& origin = out_.origins.emplace_back();
    origin.part.value = count;
    origin.part.affinity = record::Affinity::Integer;
  }

  const SearchSpace& space_;
  const size_t source_;
  const bind::Source& bound_;
  VirtualOffer& out_;
  std::vector<bool> is_made_;  // by constraint
};

}  // namespace

VirtualOffer VirtualOffer::of(const SearchSpace& space, size_t source) {
  VirtualOffer out;
  OfferMaker maker(space, source, out);
  maker.make(space.terms, space.constraints);
  maker.add_counts();
  return out;
}

VirtualOffer VirtualOffer::of_branch(const SearchSpace& space, size_t source,
                                     const Branch& branch) {
  VirtualOffer out;
  OfferMaker(space, source, out).make(branch.terms, branch.constraints);
  return out;
}

std::optional<int32_t> virtual_column(const bind::Source& source, const expr::Expr& expr) {
  const auto* column = expr.as_if<expr::Column>();
  if (column && column->slot() == source.slot) return static_cast<int32_t>(column->index());
  if (is_rowid(source, expr)) return vtab::Constraint::kRowid;
  return std::nullopt;
}

bool is_told_all(const SearchSpace& space) {
  const VirtualOffer offer = VirtualOffer::of(space, 0);
  return std::ranges::all_of(space.terms, [&offer](const Term& term) {
    if (term.expr->kind() == expr::Kind::Between) return false;
    size_t told = 0;
    size_t share = 0;
    for (size_t i = 0; i < offer.origins.size(); ++i) {
      if (offer.origins[i].term != &term) continue;
      if (offer.constraints[i].op > ConstraintOp::LessEqual) return false;
      share = offer.origins[i].share;
      ++told;
    }
    return share > 0 && told == share;
  });
}

}  // namespace tern::plan
