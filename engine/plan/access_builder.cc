#include "engine/plan/access_builder.h"

#include <algorithm>

#include "engine/plan/candidates.h"
#include "engine/plan/core_expressions.h"
#include "engine/plan/index_search.h"
#include "engine/plan/union_candidates.h"
#include "engine/plan/virtual_answers.h"

namespace tern::plan {

namespace {

KeyPart key_part(const Constraint& constraint) {
  KeyPart out;
  out.affinity = constraint.rule.affinity;
  out.is_null = constraint.op == Op::IsNull;
  out.null_matches = constraint.op == Op::Is || out.is_null;
  (constraint.op == Op::In ? out.in : out.value) = constraint.value;
  return out;
}

KeyBound key_bound(const Constraint& constraint, size_t columns) {
  KeyBound out{.value = constraint.value,
               .inclusive = constraint.op == Op::LowerOrEqual || constraint.op == Op::UpperOrEqual,
               .affinity = constraint.rule.affinity};
  for (size_t i = 1; i < columns; ++i) {
    out.more.push_back({constraint.more[i - 1].value, constraint.more[i - 1].rule.affinity});
  }
  return out;
}

bool consumes(const Access& access, const expr::Expr* term) {
  return std::ranges::find(access.consumed, term) != access.consumed.end();
}

/// The key of an access, and which terms it decides alone.
void set_key(const Candidate& candidate, Access& access) {
  const auto consume = [&access](const Constraint& constraint) {
    if (constraint.is_whole) access.consumed.push_back(constraint.term->expr);
  };
  for (const Constraint* constraint : candidate.equal) {
    access.equal.push_back(key_part(*constraint));
    consume(*constraint);
  }
  if (candidate.low) {
    access.low = key_bound(*candidate.low, candidate.low_columns);
    consume(*candidate.low);
  }
  if (candidate.high) {
    access.high = key_bound(*candidate.high, candidate.high_columns);
    consume(*candidate.high);
  }
  // Both halves of a BETWEEN are the whole of it.
  if (candidate.low && candidate.high && candidate.low->term == candidate.high->term &&
      candidate.low->term->expr->kind() == expr::Kind::Between) {
    access.consumed.push_back(candidate.low->term->expr);
  }
}

class AccessBuilder {
 public:
  AccessBuilder(SearchSpace& space, const OuterJoins& joins, const JoinPlan& plan)
      : space_(space), joins_(joins), plan_(plan) {
    for (const Term& term : space.terms) open_.push_back(&term);
  }

  Result<std::vector<Access>> build() {
    std::vector<Access> out;
    out.reserve(plan_.path.size());
    for (size_t i = 0; i < plan_.path.size(); ++i) {
      const Candidate& candidate = plan_.path[i];
      Access& access = out.emplace_back();
      TRY(fill(candidate, access));
      const bool has_order = access.kind == AccessKind::TableScan ||
                             access.kind == AccessKind::IndexScan ||
                             access.kind == AccessKind::RowidLookup;
      access.reverse = has_order && (plan_.reversed >> i & 1) != 0;
      const sql::JoinKind kind = joins_.kind(candidate.source);
      access.is_left = kind == sql::JoinKind::Left || kind == sql::JoinKind::Full;
      access.is_right = joins_.is_right(candidate.source);
      placed_ |= candidate.self();
      attach_filters(candidate, access, i + 1 < plan_.path.size() && thins_out(plan_.path[i + 1]));
      access.joined = i == 0 ? access.estimate : joined(candidate, out[i - 1].joined);
    }
    return out;
  }

 private:
  /// Of the join of rows that stand with those that `candidate` finds.
  static Estimate joined(const Candidate& candidate, const Estimate& before) {
    const auto runs = static_cast<LogEstimate>(candidate.run + before.rows);
    return {.rows = static_cast<LogEstimate>(before.rows + candidate.rows),
            .cost = catalog::log_sum(catalog::log_sum(candidate.setup, runs), *before.cost)};
  }

  static Estimate estimate_of(const Candidate& candidate) {
    return {.rows = candidate.rows, .cost = catalog::log_sum(candidate.setup, candidate.run)};
  }

  Status fill(const Candidate& candidate, Access& out) {
    out.estimate = estimate_of(candidate);
    out.source = space_.core.sources[candidate.source].get();
    out.kind = candidate.kind;
    out.index = candidate.index;
    out.skipped = candidate.skipped;
    out.is_covering = candidate.is_covering;
    out.is_single = candidate.is_single;
    if (candidate.kind == AccessKind::IndexUnion) {
      TRY(set_branches(candidate, out));
    } else if (candidate.kind == AccessKind::Virtual) {
      set_arguments(*candidate.answer, out);
      if (space_.is_right(candidate.source)) set_hash_keys(candidate, out);
    } else if (candidate.is_hash || space_.is_right(candidate.source)) {
      set_hash_keys(candidate, out);
    } else {
      set_key(candidate, out);
    }
    return ok();
  }

  /// Each equality with rows that stand serves as a key.
  void set_hash_keys(const Candidate& candidate, Access& access) {
    for (const Constraint& constraint : space_.constraints) {
      if (constraint.source != candidate.source || (constraint.needs & ~placed_) != 0) continue;
      if (!counts_for(space_, *constraint.term, candidate.source)) continue;
      if (constraint.op != Op::Equal && constraint.op != Op::Is) continue;
      if (constraint.is_transitive || !constraint.is_whole) continue;
      if (!constraint.term->expr->as_if<expr::Comparison>()) continue;
      if (consumes(access, constraint.term->expr)) continue;
      if (constraint.needs == 0 && expr::is_constant(*constraint.value)) continue;
      access.hash_keys.push_back({constraint.value, constraint.key, constraint.rule.affinity,
                                  constraint.rule.collation, constraint.op == Op::Is});
      access.consumed.push_back(constraint.term->expr);
    }
  }

  /// What the module wants to know of the query, and which terms it decides alone.
  static void set_arguments(const VirtualAnswer& answer, Access& access) {
    access.virtual_plan = answer.plan;
    const std::vector<vtab::IndexPlan::Use>& uses = access.virtual_plan.uses;
    const std::vector<VirtualOffer::Origin>& origins = answer.offer->origins;
    const auto decided = [&](const Term* term) {
      size_t out = 0;
      for (size_t i = 0; i < uses.size(); ++i) {
        out += uses[i].argument != 0 && !uses[i].is_checked && origins[i].term == term ? 1 : 0;
      }
      return out;
    };
    for (size_t i = 0; i < uses.size(); ++i) {
      if (uses[i].argument == 0) continue;
      if (access.arguments.size() < uses[i].argument) access.arguments.resize(uses[i].argument);
      const VirtualOffer::Origin& origin = origins[i];
      access.arguments[uses[i].argument - 1] = origin.part;
      const bool may_decide = origin.term && origin.share > 0 && !uses[i].is_checked;
      if (!may_decide || consumes(access, origin.term->expr)) continue;
      if (decided(origin.term) >= origin.share) access.consumed.push_back(origin.term->expr);
    }
  }

  Status set_branches(const Candidate& candidate, Access& access) {
    const Term& term = space_.terms[candidate.union_term];
    std::vector<const Term*> rest;
    for (const Term& other : space_.terms) {
      const bool is_own = (other.reads & ~(placed_ | candidate.self())) == 0 && other.reads != 0;
      if (&other == &term || !is_own || !counts_for(space_, other, candidate.source)) continue;
      if (other.expr->kind() != expr::Kind::Or) rest.push_back(&other);
    }
    space_.branches.push_back(TRY(branches_of(space_, term, rest)));
    const size_t own_terms = rest.size();
    for (const Branch& branch : space_.branches.back()) {
      CandidateList candidates;
      find_branch_candidates(space_, candidate.source, branch.constraints, branch.terms,
                             candidates);
      const Candidate* best = nullptr;
      for (const Candidate& one : candidates.all()) {
        if ((one.needs & ~placed_) != 0) continue;
        if (!best || one.run < best->run) best = &one;
      }
      if (!best) return fail(ErrorCode::Internal, "a branch without an index");
      Access& found = access.branches.emplace_back();
      TRY(fill(*best, found));
      for (size_t i = 0; i + own_terms < branch.terms.size(); ++i) {
        const Term& one = branch.terms[i];
        // What reads rows to come is decided where the whole term is.
        const bool is_known = (one.reads & ~(placed_ | candidate.self())) == 0;
        if (!is_known || consumes(found, one.expr)) continue;
        const bool reads_it = (one.reads & candidate.self()) != 0;
        (reads_it ? found.filters : found.guards).push_back(one.expr);
      }
    }
    access.consumed.push_back(term.expr);
    return ok();
  }

  /// Each row before it meets one row at most.
  bool thins_out(const Candidate& candidate) const {
    const sql::JoinKind kind = joins_.kind(candidate.source);
    const bool is_inner = kind != sql::JoinKind::Left && kind != sql::JoinKind::Full;
    return is_inner && candidate.is_single && !space_.is_right(candidate.source);
  }

  /// Terms are looked at as soon as all rows that they read stand. Of large tables those that run a
  /// subquery for each row wait while the rows can only become fewer.
  void attach_filters(const Candidate& candidate, Access& access, bool may_wait) {
    const auto is_placed = [&](const Term* term) {
      if ((term->reads & ~placed_) != 0) return false;
      if (may_wait && space_.measures && is_dear(*term, access)) return false;
      const bool is_own = (term->reads & ~candidate.self()) == 0;
      const bool is_of_join = term->on == candidate.source;
      // A RIGHT JOIN's rows without a partner meet these terms, too.
      const bool is_of_right =
          access.is_right && (term->is_argument || (!access.is_left && is_own && !is_of_join));
      if ((access.is_left || access.is_right) && !is_of_join && !is_of_right) {
        access.late_filters.push_back(term->expr);
      } else if (!consumes(access, term->expr)) {
        const bool at_build = access.is_right
                                  ? is_of_right
                                  : !access.hash_keys.empty() && is_own && reads_no_outer(*term);
        (at_build ? access.build_filters : access.filters).push_back(term->expr);
      }
      return true;
    };
    const auto rest = std::remove_if(open_.begin(), open_.end(), is_placed);
    while (open_.end() != rest) open_.pop_back();
  }

  /// A condition of WHERE that the key does not decide, with a subquery that reads the joined rows.
  bool is_dear(const Term& term, const Access& access) const {
    if (term.on != Term::kWhere || term.is_late || consumes(access, term.expr)) return false;
    return std::ranges::any_of(space_.core.sources, [&](const auto& source) {
      return subquery_reads(*term.expr, source->slot);
    });
  }

  /// A hash table outlives the rows of an enclosing query.
  bool reads_no_outer(const Term& term) const {
    for (const expr::RowSlot slot : expr::slots_of(*term.expr)) {
      if (!space_.source_of(slot)) return false;
    }
    return true;
  }

  SearchSpace& space_;
  const OuterJoins& joins_;
  const JoinPlan& plan_;
  SourceMask placed_ = 0;
  InlineVector<const Term*, 16> open_;
};

}  // namespace

Result<std::vector<Access>> build_accesses(SearchSpace& space, const OuterJoins& joins,
                                           const JoinPlan& plan) {
  return AccessBuilder(space, joins, plan).build();
}

}  // namespace tern::plan
