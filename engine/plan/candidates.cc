#include "engine/plan/candidates.h"

#include <algorithm>

#include "engine/expr/leaf.h"
#include "engine/plan/estimate.h"
#include "engine/plan/index_match.h"
#include "engine/plan/index_search.h"
#include "engine/plan/rewrite.h"
#include "engine/plan/union_candidates.h"
#include "engine/plan/virtual_answers.h"

namespace tern::plan {

namespace {

using catalog::log_of;
using catalog::log_sum;

constexpr LogEstimate kScanCost = 16;          // three entries: of a row met in a scan
constexpr LogEstimate kHashSetup = 28;         // of making a hash table, for each row
constexpr LogEstimate kHashSubqueryGain = 25;  // it pays more where no index could be made
constexpr LogEstimate kHashRows = 43;          // 20 rows for each key
constexpr LogEstimate kEqualLookups = 19;

/// Makes the candidates of one source.
class SourceCandidates {
 public:
  SourceCandidates(const SearchSpace& space, const Purpose* purpose, size_t source,
                   const Constraints& constraints, const Terms& terms, SourceMask needs,
                   const CandidateSink& found)
      : space_(space),
        purpose_(purpose),
        source_(source),
        bound_(*space.core.sources[source]),
        constraints_(constraints),
        terms_(terms),
        view_(space, source, constraints, terms),
        needs_(needs),
        found_(found) {}

  void find() {
    if (!bound_.table) return subquery();
    if (bound_.virtual_table) return virtual_table();
    if (purpose_) hash_tables(bound_.table->row_estimate, false);
    if (bound_.indexed_by.empty()) rowid();
    for (const catalog::Index* index : bound_.table->all_indexes()) {
      const bool is_table = is_table_itself(bound_, *index);
      if (!bound_.indexed_by.empty()) {
        if (!catalog::same_name(index->name, bound_.indexed_by)) continue;
      } else if (bound_.not_indexed && !is_table) {
        continue;
      }
      if (is_available(space_, source_, *index)) by_index(*index, is_table);
    }
  }

 private:
  Candidate fresh() const {
    Candidate out;
    out.source = source_;
    out.needs = needs_;
    return out;
  }

  void subquery() {
    Candidate out = fresh();
    out.kind = bound_.recursion ? AccessKind::Recursion : AccessKind::Subquery;
    out.is_subquery = true;
    out.rows = space_.subquery_rows[source_];
    out.run = plus(out.rows, kScanCost);
    const LogEstimate rows = out.rows;
    apply_filters(view_, rows, out);
    if (!bound_.recursion && purpose_) hash_tables(rows, true);
    found_(std::move(out));
  }

  /// The module is asked with all values known, with what each of the other sources gives (as the
  /// reference goes through them), with those alone that read no other source, and at last about
  /// the branches of disjunctions.
  void virtual_table() {
    SourceMask all = 0;
    std::vector<SourceMask> others;
    for (const Term& term : terms_) {
      if ((term.reads & mask_of(source_)) == 0) continue;
      all |= term.reads & ~mask_of(source_);
      others.push_back(term.reads & ~mask_of(source_) & ~needs_);
    }
    for (const Constraint& constraint : constraints_) {
      if (constraint.source == source_) others.push_back(constraint.needs & ~needs_);
    }
    std::ranges::sort(others);
    const auto repeated = std::ranges::unique(others);
    others.erase(repeated.begin(), repeated.end());
    std::erase(others, all & ~needs_);
    std::erase(others, SourceMask{0});
    virtual_table(needs_ | all);
    for (const SourceMask other : others) virtual_table(needs_ | other);
    if ((all & ~needs_) != 0) virtual_table(needs_);
    space_.virtual_answers->ask_branches(source_, needs_ | all);
  }

  /// An IN whose values are tried one by one spoils order and end of the rows, so the module is
  /// also asked what it would do without.
  void virtual_table(SourceMask placed) {
    using Without = VirtualAnswers::Without;
    const VirtualAnswer* answer = space_.virtual_answers->ask(source_, placed, Without::Nothing);
    if (!answer) return;
    const bool repeats = answer->repeats;
    if (repeats && answer->takes_counts) {
      answer = space_.virtual_answers->ask(source_, placed, Without::Counts);
    }
    if (answer) by_answer(*answer);
    if (!repeats) return;
    answer = space_.virtual_answers->ask(source_, placed, Without::CountsAndLists);
    if (answer) by_answer(*answer);
  }

  void by_answer(const VirtualAnswer& answer) {
    const vtab::IndexPlan& plan = answer.plan;
    if (!plan.is_possible) return;
    Candidate out = fresh();
    out.kind = AccessKind::Virtual;
    out.answer = &answer;
    out.needs |= answer.needs;
    out.is_single = plan.is_single;
    out.is_ordered = plan.is_ordered;
    out.order_rank = plan.is_ordered ? 1 : 0;
    out.run = log_of_real(plan.cost);
    out.rows = log_of_real(plan.rows);
    found_(std::move(out));
  }

  static LogEstimate log_of_real(double number) {
    constexpr double kMost = 1e18;
    return catalog::log_estimate(static_cast<uint64_t>(std::clamp(number, 1.0, kMost)));
  }

  /// An equality with what stands before can be looked up in a table that is made first.
  void hash_tables(LogEstimate rows, bool is_subquery) {
    if (!is_on(space_.context, Rewrite::HashJoin)) return;
    if (!bound_.indexed_by.empty() || bound_.not_indexed) return;
    if (bound_.table && bound_.table->without_rowid) return;
    if (bound_.query && !bound_.query->outer_slots.empty()) return;
    for (const Constraint* own : view_.constraints) {
      const Constraint& constraint = *own;
      if (constraint.op != Op::Equal && constraint.op != Op::Is) continue;
      const bool is_column = constraint.key->kind() == expr::Kind::Column ||
                             constraint.key->kind() == expr::Kind::Generated ||
                             (space_.measures && constraint.key->kind() == expr::Kind::Rowid);
      if (!is_column || constraint.is_transitive) continue;
      if (!constraint.term->expr->as_if<expr::Comparison>()) continue;
      Candidate out = fresh();
      out.kind = is_subquery ? AccessKind::Subquery : AccessKind::TableScan;
      out.is_hash = true;
      out.is_subquery = is_subquery;
      out.needs |= constraint.needs;
      out.equal.push_back(&constraint);
      const int setup = log_of(rows) + rows + (is_subquery ? -kHashSubqueryGain : kHashSetup);
      out.setup = static_cast<LogEstimate>(std::max(setup, 0));
      out.rows = kHashRows;
      out.run = log_sum(log_of(rows), out.rows);
      if (needs_no_row(constraint)) continue;
      found_(std::move(out));
    }
  }

  /// Against a constant there is nothing to look up twice.
  bool needs_no_row(const Constraint& constraint) const {
    return constraint.needs == 0 && expr::is_constant(*constraint.value);
  }

  void rowid() {
    if (bound_.table->without_rowid) return;
    const LogEstimate rows = bound_.table->row_estimate;
    Candidate scan = fresh();
    scan.is_rowid = true;
    scan.is_covering = true;
    scan.order_rank = helps_order(nullptr) ? 1 : 0;
    scan.rows = rows;
    scan.run = plus(rows, kScanCost);
    const Candidate start = scan;
    apply_filters(view_, rows, scan);
    found_(std::move(scan));
    search(nullptr, start);
  }

  void by_index(const catalog::Index& index, bool is_table) {
    const LogEstimate rows = index.estimates.front();
    Candidate scan = fresh();
    scan.kind = AccessKind::IndexScan;
    scan.index = &index;
    scan.is_covering =
        is_table || (is_on(space_.context, Rewrite::CoveringIndex) && covers(bound_, index));
    const bool helps = helps_order(&index);
    scan.order_rank = helps ? rank_of(index) : 0;
    scan.rows = rows;
    const Candidate start = scan;
    if (is_worth_scanning(index, scan, helps)) {
      scan.run = plus(rows, entry_share(bound_, &index));
      if (!scan.is_covering) scan.run = log_sum(scan.run, lookups(index, rows));
      apply_filters(view_, rows, scan);
      found_(std::move(scan));
    }
    search(&index, start);
  }

  bool is_worth_scanning(const catalog::Index& index, const Candidate& scan, bool helps) const {
    if (helps || bound_.table->without_rowid || index.where || !bound_.indexed_by.empty()) {
      return true;
    }
    // Rows to change are met in the order of the table.
    return scan.is_covering && !index.is_unordered && !bound_.is_target &&
           index.entry_width < bound_.table->row_width;
  }

  /// Cost of going from entries to rows; conditions on the entry alone spare some.
  LogEstimate lookups(const catalog::Index& index, LogEstimate rows) const {
    int out = rows + kScanCost;
    for (const Term& term : terms_) {
      if ((term.reads & ~mask_of(source_)) != 0 || !computes(bound_, index, *term.expr)) break;
      --out;
      const auto* compare = term.expr->as_if<expr::Comparison>();
      if (compare &&
          (compare->op() == expr::CompareOp::Equal || compare->op() == expr::CompareOp::Is)) {
        out -= kEqualLookups;
      }
    }
    return static_cast<LogEstimate>(out);
  }

  void search(const catalog::Index* index, const Candidate& start) {
    IndexSearch search(space_, source_, index, view_, found_);
    search.run(start);
    if (search.wants_statistics()) {
      bound_.table->wants_statistics.store(true, std::memory_order_relaxed);
    }
  }

  /// A column of the index (null: the rowid) is asked for in the wanted order.
  bool helps_order(const catalog::Index* index) const {
    if (!purpose_ || (index && index->is_unordered)) return false;
    for (const WantedTerm& wanted : purpose_->order) {
      const expr::Expr& expr = bare(*wanted.expr);
      if (is_rowid(bound_, expr)) return true;
      if (!index) continue;
      for (size_t i = 0; i < declared_columns(bound_, *index); ++i) {
        if (is_key_column(bound_, *index, i, expr)) return true;
      }
    }
    return false;
  }

  uint32_t rank_of(const catalog::Index& index) const {
    uint32_t rank = 2;
    for (const catalog::Index* other : bound_.table->all_indexes()) {
      if (other == &index) break;
      ++rank;
    }
    return rank;
  }

  const SearchSpace& space_;
  const Purpose* purpose_;  // null: a branch of a disjunction
  size_t source_;
  const bind::Source& bound_;
  const Constraints& constraints_;
  const Terms& terms_;
  SourceView view_;
  SourceMask needs_;
  const CandidateSink& found_;
};

/// Where there is a RIGHT or FULL JOIN all sources stay in the order written.
bool is_kept_in_place(const SearchSpace& space, size_t source) {
  if (space.right != 0) return true;
  return space.is_outer(source) ||
         (source > 0 && space.core.sources[source]->join == sql::JoinKind::Cross);
}

/// The key of `index` is equal to constants in all declared columns.
std::optional<Candidate> unique_candidate(const SearchSpace& space, const catalog::Index& index) {
  const bind::Source& source = *space.core.sources.front();
  const bool is_table = is_table_itself(source, index);
  if ((!index.unique && !is_table) || index.where) return std::nullopt;
  constexpr size_t kColumnsMax = 3;
  const size_t columns = declared_columns(source, index);
  if (columns > kColumnsMax) return std::nullopt;
  Candidate out;
  out.kind = AccessKind::IndexScan;
  out.index = &index;
  out.is_covering = is_table || covers(source, index);
  out.is_single = true;
  const bool takes_is = is_unique_not_null(source, index);
  for (size_t at = 0; at < columns; ++at) {
    const auto found = std::ranges::find_if(space.constraints, [&](const Constraint& constraint) {
      const bool is_right_op = constraint.op == Op::Equal || (takes_is && constraint.op == Op::Is);
      return is_right_op && counts_for(space, *constraint.term, 0) &&
             matches(space, constraint, index, at);
    });
    if (found == space.constraints.end()) return std::nullopt;
    out.equal.push_back(&*found);
  }
  return out;
}

}  // namespace

void find_candidates(const SearchSpace& space, const Purpose& purpose, CandidateList& out) {
  SourceMask before = 0;
  SourceMask needs = 0;
  for (size_t i = 0; i < space.core.sources.size(); ++i) {
    // What stands before an outer or CROSS join stays before it.
    needs = is_kept_in_place(space, i) ? needs | before : SourceMask{0};
    const bool is_right = space.is_right(i);
    const CandidateSink add = [&out, is_right](Candidate&& candidate) {
      // Of a RIGHT or FULL JOIN all rows are read, whatever the left side has.
      if (is_right && (candidate.is_search() || candidate.is_hash)) return;
      out.add(std::move(candidate));
    };
    SourceCandidates(space, &purpose, i, space.constraints, space.terms, needs, add).find();
    const bind::Source& source = *space.core.sources[i];
    const bool is_stored = source.table && !source.virtual_table;
    if (is_stored && !is_right) find_union_candidates(space, i, needs, out);
    before |= mask_of(i);
  }
}

void find_branch_candidates(const SearchSpace& space, size_t source, const Constraints& constraints,
                            const Terms& terms, CandidateList& out) {
  const CandidateSink add = [&out](Candidate&& candidate) {
    if (candidate.is_search()) out.add(std::move(candidate));
  };
  SourceCandidates(space, nullptr, source, constraints, terms, 0, add).find();
}

std::optional<Candidate> single_row_candidate(const SearchSpace& space) {
  if (space.core.sources.size() != 1) return std::nullopt;
  const bind::Source& source = *space.core.sources.front();
  if (!source.table || source.virtual_table) return std::nullopt;
  if (!source.indexed_by.empty() || source.not_indexed) return std::nullopt;
  if (!source.table->without_rowid) {
    for (const Constraint& constraint : space.constraints) {
      if (constraint.op != Op::Equal && constraint.op != Op::Is) continue;
      if (!is_rowid(source, *constraint.key) || !suits_rowid(constraint.rule)) continue;
      Candidate out;
      out.kind = AccessKind::RowidLookup;
      out.is_rowid = true;
      out.is_covering = true;
      out.is_single = true;
      out.equal.push_back(&constraint);
      return out;
    }
  }
  for (const catalog::Index* index : source.table->all_indexes()) {
    if (auto found = unique_candidate(space, *index)) return found;
  }
  return std::nullopt;
}

}  // namespace tern::plan
