#include "engine/plan/row_order.h"

#include <algorithm>

#include "engine/expr/leaf.h"
#include "engine/plan/index_match.h"

namespace tern::plan {

namespace {

constexpr size_t kTermsMax = 63;

/// What operators computed (window functions) may differ from row to row.
bool reads_register(const expr::Expr& root) {
  bool out = false;
  expr::walk(root, [&](const expr::Expr& node) {
    return !(out = out || node.kind() == expr::Kind::Register);
  });
  return out;
}

/// Walks a nest of candidates from the outside and ticks off the terms of the wanted order.
class OrderCheck {
 public:
  OrderCheck(const SearchSpace& space, const std::vector<WantedTerm>& wanted, OrderUse use)
      : space_(space), wanted_(wanted), use_(use), all_((uint64_t{1} << wanted.size()) - 1) {}

  OrderFit run(std::span<const Candidate* const> path) {
    for (size_t i = 0; i < path.size() && keeps_apart_ && met_ != all_; ++i) {
      const Candidate& candidate = *path[i];
      if (i > 0) ready_ |= path[i - 1]->self();
      mark_constants(candidate);
      if (candidate.kind == AccessKind::Virtual) {
        // Its module has been asked for all terms at once. That equal rows stand together for
        // DISTINCT is not relied upon. Without an order the question stays open, so that the sort
        // is not priced.
        if (candidate.is_ordered && use_ != OrderUse::Distinct) met_ = all_;
        break;
      }
      if (!candidate.is_single) {
        if (!has_order(candidate)) return {0, 0};
        walk_key(candidate, i);
      }
      if (keeps_apart_) mark_dependent(candidate);
    }
    return {result(), reversed_};
  }

 private:
  static uint64_t bit(size_t term) { return uint64_t{1} << term; }
  bool is_met(size_t term) const { return (met_ & bit(term)) != 0; }
  bool is_any_order() const { return use_ == OrderUse::GroupBy || use_ == OrderUse::Distinct; }
  const bind::Source& bound(const Candidate& candidate) const {
    return *space_.core.sources[candidate.source];
  }

  int result() const {
    const int count = static_cast<int>(wanted_.size());
    if (met_ == all_) return count;
    if (keeps_apart_) return OrderFit::kOpen;
    int leading = 0;
    while (leading < count && is_met(static_cast<size_t>(leading))) ++leading;
    return leading;
  }

  /// Columns that are held equal for each row of what stands outside order nothing.
  void mark_constants(const Candidate& candidate) {
    for (size_t i = 0; i < wanted_.size(); ++i) {
      if (is_met(i)) continue;
      const expr::Expr& expr = bare(*wanted_[i].expr);
      const bool is_own = is_column_of(bound(candidate), expr) || is_rowid(bound(candidate), expr);
      if (is_own && is_held(candidate, expr, wanted_[i])) met_ |= bit(i);
    }
  }

  static bool is_column_of(const bind::Source& source, const expr::Expr& expr) {
    const auto* column = expr.as_if<expr::Column>();
    const auto* generated = expr.as_if<expr::GeneratedColumn>();
    return (column && column->slot() == source.slot) ||
           (generated && generated->slot() == source.slot);
  }

  /// '7' and 7 may both equal what they are compared with, and stand apart in an order all the
  /// same.
  static bool is_converted(const expr::Expr& expr, record::Affinity compared_as) {
    if (record::is_numeric(compared_as)) return !record::is_numeric(expr.affinity());
    return compared_as == record::Affinity::Text && expr.affinity() != record::Affinity::Text;
  }

  bool is_held(const Candidate& candidate, const expr::Expr& expr, const WantedTerm& term) const {
    for (const Constraint& constraint : space_.constraints) {
      if (constraint.source != candidate.source || !is_equality(constraint.op)) continue;
      if (constraint.term->on != Term::kWhere || (constraint.needs & ~ready_) != 0) continue;
      if (!expr::same(*constraint.key, expr)) continue;
      if (constraint.op == Op::In) continue;
      if (constraint.op != Op::IsNull && is_converted(expr, constraint.rule.affinity)) continue;
      const bool has_collation = constraint.op != Op::IsNull && expr.kind() != expr::Kind::Rowid;
      if (!has_collation || constraint.rule.collation == term.collation) return true;
    }
    return false;
  }

  static bool has_order(const Candidate& candidate) {
    if (candidate.is_hash || candidate.kind == AccessKind::IndexUnion) return false;
    return !candidate.index || !candidate.index->is_unordered;
  }

  /// Goes through the columns of the key in their order.
  void walk_key(const Candidate& candidate, size_t place) {
    const catalog::Index* index = candidate.index;
    const size_t declared = index ? declared_columns(bound(candidate), *index) : 0;
    const size_t columns = index ? key_columns(bound(candidate), *index) : 1;
    const size_t equal_end = candidate.skipped + candidate.equal.size();
    if (index) {
      const bool is_unique = index->unique || is_table_itself(bound(candidate), *index);
      keeps_apart_ = is_unique && candidate.skipped == 0;
    }
    std::optional<bool> backwards;
    bool has_rowid = false;
    for (size_t at = 0; at < columns; ++at) {
      if (at >= candidate.skipped && at < equal_end) {
        const Op op = candidate.equal[at - candidate.skipped]->op;
        if (op == Op::IsNull || op == Op::Is) keeps_apart_ = false;
        if (op != Op::In) continue;
      }
      if (keeps_apart_ && index && at >= equal_end && may_be_null(candidate, at)) {
        keeps_apart_ = false;
      }
      const std::optional<size_t> term = find_term(candidate, at);
      if (!term || !agrees(candidate, at, *term, place, backwards)) {
        if (at == 0 || at < declared) keeps_apart_ = false;
        break;
      }
      has_rowid = has_rowid || is_rowid_column(candidate, at);
      met_ |= bit(*term);
    }
    if (has_rowid) keeps_apart_ = true;
  }

  bool may_be_null(const Candidate& candidate, size_t at) const {
    if (candidate.index->terms[at].column == catalog::IndexTerm::kExpression) return true;
    return !is_not_null(bound(candidate), *candidate.index, at);
  }

  bool is_rowid_column(const Candidate& candidate, size_t at) const {
    if (!candidate.index) return bound(candidate).table && !bound(candidate).virtual_table;
    const int32_t column = candidate.index->terms[at].column;
    return column == catalog::IndexTerm::kRowid ||
           (column >= 0 && bound(candidate).table->rowid_alias == static_cast<uint16_t>(column));
  }

  bool is_column(const Candidate& candidate, size_t at, const expr::Expr& expr) const {
    if (candidate.index) return is_key_column(bound(candidate), *candidate.index, at, expr);
    return bound(candidate).table && !bound(candidate).virtual_table &&
           is_rowid(bound(candidate), expr);
  }

  /// The wanted term that key column `at` stands for: the next one, or with GROUP BY any.
  std::optional<size_t> find_term(const Candidate& candidate, size_t at) const {
    for (size_t i = 0; i < wanted_.size(); ++i) {
      if (is_met(i)) continue;
      const bool is_it = is_column(candidate, at, bare(*wanted_[i].expr)) &&
                         (is_rowid_column(candidate, at) ||
                          candidate.index->terms[at].collation == wanted_[i].collation);
      if (is_it) return i;
      if (!is_any_order()) return std::nullopt;
    }
    return std::nullopt;
  }

  /// Does the direction of the key column fit with those of the columns before it?
  bool agrees(const Candidate& candidate, size_t at, size_t term, size_t place,
              std::optional<bool>& backwards) {
    if (use_ == OrderUse::GroupBy || use_ == OrderUse::Distinct) return true;
    const WantedTerm& wanted = wanted_[term];
    const bool is_rowid_key = is_rowid_column(candidate, at);
    if (!is_rowid_key && wanted.nulls_last != wanted.descending) return false;
    const bool descends = candidate.index && candidate.index->terms[at].descending;
    const bool needs_reverse = descends != wanted.descending;
    if (backwards && *backwards != needs_reverse) return false;
    if (!backwards && needs_reverse) reversed_ |= uint64_t{1} << place;
    backwards = needs_reverse;
    return true;
  }

  /// Each row of what is ordered so far is there once: what follows from these rows is in order.
  void mark_dependent(const Candidate& candidate) {
    apart_ |= candidate.self();
    for (size_t i = 0; i < wanted_.size(); ++i) {
      if (is_met(i)) continue;
      const expr::Expr& expr = *wanted_[i].expr;
      if (reads_register(expr)) continue;
      const SourceMask reads = space_.mask_of_slots(expr);
      if (reads == 0 && !expr::is_constant(expr)) continue;
      if ((reads & ~apart_) == 0 && expr::is_deterministic(expr)) met_ |= bit(i);
    }
  }

  const SearchSpace& space_;
  const std::vector<WantedTerm>& wanted_;
  OrderUse use_;
  uint64_t all_;
  uint64_t met_ = 0;
  uint64_t reversed_ = 0;
  SourceMask ready_ = 0;
  SourceMask apart_ = 0;
  bool keeps_apart_ = true;  // no two rows so far are equal in the terms met
};

}  // namespace

OrderFit order_fit(const SearchSpace& space, const std::vector<WantedTerm>& wanted, OrderUse use,
                   std::span<const Candidate* const> path) {
  if (wanted.size() > kTermsMax) return {0, 0};
  return OrderCheck(space, wanted, use).run(path);
}

}  // namespace tern::plan
