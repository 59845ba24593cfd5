#include "engine/plan/index_search.h"

#include <algorithm>

#include "engine/expr/leaf.h"
#include "engine/plan/estimate.h"
#include "engine/plan/in_query.h"
#include "engine/plan/index_match.h"
#include "engine/plan/rewrite.h"

namespace tern::plan {

namespace {

using catalog::log_estimate;
using catalog::log_of;
using catalog::log_sum;

constexpr LogEstimate kLookupCost = 16;       // three entries: of going from an entry to its row
constexpr LogEstimate kInQueryGuess = 46;     // values of an IN (SELECT ...)
constexpr LogEstimate kNullBonus = 10;        // IS NULL finds twice what an equality finds
constexpr LogEstimate kLimitShare = 20;       // one limit of a range leaves a quarter
constexpr LogEstimate kBothLimitsShare = 20;  // and both together a quarter of that again
constexpr LogEstimate kRangeRowsMin = 10;
constexpr LogEstimate kSkipRepeatsMin = 42;  // 18 rows with each value of a skipped column
constexpr LogEstimate kSkipPenalty = 5;
constexpr LogEstimate kEqualReduction = 20;
constexpr LogEstimate kSmallIntegerReduction = 10;  // 0, 1 and -1 are common values
constexpr LogEstimate kInBias = 10;

bool is_small_integer(const expr::Expr& value) {
  const auto* literal = value.as_if<expr::Literal>();
  if (!literal || !literal->value().is_integer()) return false;
  const int64_t integer = literal->value().as_integer();
  return integer >= -1 && integer <= 1;
}

}  // namespace

LogEstimate entry_share(const bind::Source& source, const catalog::Index* index) {
  constexpr LogEstimate kRow = 16;
  if (!index) return kRow;
  const int row_width = source.table ? std::max<int>(source.table->row_width, 1) : 200;
  return static_cast<LogEstimate>(1 + 15 * index->entry_width / row_width);
}

void apply_filters(const SourceView& view, LogEstimate table_rows, Candidate& candidate) {
  int reduction = 0;
  const SourceMask known = candidate.needs | candidate.self();
  for (const Term* term : view.terms) {
    if ((term->reads & ~known) != 0 || candidate.uses(*term)) continue;
    --candidate.rows;
    const auto* compare = term->expr->as_if<expr::Comparison>();
    if (!compare) continue;
    if (compare->op() != expr::CompareOp::Equal && compare->op() != expr::CompareOp::Is) continue;
    const bool is_small = is_small_integer(compare->right());
    reduction = std::max<int>(reduction, is_small ? kSmallIntegerReduction : kEqualReduction);
  }
  candidate.rows = std::min(candidate.rows, plus(table_rows, -reduction));
}

IndexSearch::IndexSearch(const SearchSpace& space, size_t source, const catalog::Index* index,
                         const SourceView& view, const CandidateSink& found)
    : space_(space),
      bound_(*space.core.sources[source]),
      index_(index),
      view_(view),
      found_(found),
      columns_(index ? key_columns(bound_, *index) : 1),
      declared_(index ? declared_columns(bound_, *index) : 1),
      depth_(log_of(rows_with(0))) {}

LogEstimate IndexSearch::rows_with(size_t columns) const {
  if (!index_) return columns == 0 ? bound_.table->row_estimate : LogEstimate{0};
  const auto& estimates = index_->estimates;
  return columns < estimates.size() ? estimates[columns] : LogEstimate{0};
}

void IndexSearch::run(const Candidate& start) {
  Candidate base = start;
  base.rows = rows_with(0);
  base.setup = 0;
  extend(base, 0);
}

bool IndexSearch::fits(const Constraint& constraint, const Candidate& candidate) const {
  if (constraint.is_second) return false;
  if (!index_) {
    if (!is_rowid(bound_, *constraint.key) || !constraint.value) return false;
    if (constraint.op == Op::Is && constraint.value->kind() == expr::Kind::Literal) {
      return !constraint.value->as<expr::Literal>().value().is_null() &&
             suits_rowid(constraint.rule);
    }
    return suits_rowid(constraint.rule);
  }
  const size_t at = candidate.skipped + candidate.equal.size();
  if (!matches(space_, constraint, *index_, at)) return false;
  if (!constraint.value && is_not_null(bound_, *index_, at)) return false;
  return is_equality(constraint.op) || !index_->is_unordered;
}

void IndexSearch::extend(const Candidate& candidate, LogEstimate repeats) {
  const size_t at = candidate.skipped + candidate.equal.size();
  if (at >= columns_) return;
  for (const Constraint* constraint : view_.constraints) {
    if (!fits(*constraint, candidate)) continue;
    if (candidate.low && !is_upper(constraint->op)) continue;
    extend_by(candidate, *constraint, repeats);
  }
  if (!candidate.low) skip_column(candidate, repeats);
}

void IndexSearch::extend_by(const Candidate& candidate, const Constraint& constraint,
                            LogEstimate repeats) {
  const size_t at = candidate.skipped + candidate.equal.size();
  const bool decides_unique =
      (!index_ || index_->unique || is_table_itself(bound_, *index_)) && at + 1 == declared_;
  if (!decides_unique) wants_statistics_ = true;
  Candidate out = candidate;
  out.needs = (candidate.needs | constraint.needs) & ~out.self();
  LogEstimate in_rows = 0;
  if (constraint.op == Op::In) {
    const std::optional<LogEstimate> count = in_count(constraint, candidate, repeats);
    if (!count) return;
    in_rows = *count;
  }
  if (is_equality(constraint.op)) {
    add_equal(out, constraint, repeats);
  } else {
    add_limit(out, constraint);
  }
  const LogEstimate found = out.rows;  // one value of each IN
  const LogEstimate all_repeats = plus(repeats, in_rows);
  finish(out, all_repeats);
  // A limit counts when the search is done with: the next column is not in order under it.
  if (out.has_range()) {
    out.rows = candidate.rows;
  } else {
    out.rows = found;
  }
  if (!out.high && out.skipped + out.equal.size() < columns_) extend(out, all_repeats);
}

std::optional<LogEstimate> IndexSearch::in_count(const Constraint& constraint,
                                                 const Candidate& candidate,
                                                 LogEstimate repeats) const {
  LogEstimate count = kInQueryGuess;
  if (const auto* list = constraint.value->as_if<expr::InList>()) {
    count = log_estimate(list->item_count());
  }
  if (index_ && index_->has_statistics && depth_ >= 10) {
    // A few rows looked through are cheaper than many values looked up.
    const int rows = rows_with(candidate.skipped + candidate.equal.size());
    const int gain = rows + log_of(count) + kInBias - (count + depth_);
    if (gain < 0 && repeats >= 2) return std::nullopt;
  }
  return count;
}

void IndexSearch::add_equal(Candidate& candidate, const Constraint& constraint,
                            LogEstimate repeats) const {
  const size_t at = candidate.skipped + candidate.equal.size();
  candidate.equal.push_back(&constraint);
  candidate.rows = plus(candidate.rows, rows_with(at + 1) - rows_with(at));
  if (constraint.op == Op::IsNull) candidate.rows = plus(candidate.rows, kNullBonus);
  if (constraint.op != Op::Equal && constraint.op != Op::Is) return;
  if (!index_) {
    candidate.is_single = candidate.is_single || repeats == 0;
    return;
  }
  if (index_->terms[at].column == catalog::IndexTerm::kRowid) {
    candidate.is_single = candidate.is_single || repeats == 0;
  } else if (repeats == 0 && at + 1 == declared_) {
    const bool is_alone = declared_ == 1 && index_->unique && constraint.op == Op::Equal;
    if (is_unique_not_null(bound_, *index_) || is_alone) candidate.is_single = true;
  }
}

size_t IndexSearch::limit_columns(const Constraint& constraint, size_t at) const {
  size_t count = 1;
  for (; count <= constraint.more.size() && index_ && at + count < columns_; ++count) {
    const catalog::IndexTerm& term = index_->terms[at + count];
    if (term.descending != index_->terms[at].descending) break;
    Constraint further = constraint;
    further.key = constraint.more[count - 1].key;
    further.rule = constraint.more[count - 1].rule;
    if (!matches(space_, further, *index_, at + count)) break;
  }
  return count;
}

void IndexSearch::add_limit(Candidate& candidate, const Constraint& constraint) const {
  const size_t at = candidate.skipped + candidate.equal.size();
  if (is_lower(constraint.op)) {
    candidate.low = &constraint;
    candidate.low_columns = limit_columns(constraint, at);
    if (constraint.has_pair) candidate.high = constraint.pair();
  } else {
    candidate.high = &constraint;
    candidate.high_columns = limit_columns(constraint, at);
  }
  const int limits = (candidate.low ? 1 : 0) + (candidate.high ? 1 : 0);
  const int shares = limits - (candidate.low && candidate.low->op == Op::NotNull ? 1 : 0);
  int rows = candidate.rows - kLimitShare * shares - (limits == 2 ? kBothLimitsShare : 0);
  rows = std::max<int>(rows, kRangeRowsMin);
  candidate.rows = static_cast<LogEstimate>(std::min(rows, candidate.rows - limits));
}

void IndexSearch::finish(Candidate candidate, LogEstimate repeats) {
  const LogEstimate visited = plus(candidate.rows, entry_share(bound_, index_));
  candidate.run = log_sum(depth_, visited);
  if (index_ && !candidate.is_covering) {
    candidate.run = log_sum(candidate.run, plus(candidate.rows, kLookupCost));
  }
  candidate.run = plus(candidate.run, repeats);
  candidate.rows = plus(candidate.rows, repeats);
  candidate.kind = AccessKind::IndexScan;
  if (!index_) {
    candidate.kind = candidate.equal.empty() ? AccessKind::TableScan : AccessKind::RowidLookup;
  }
  apply_filters(view_, rows_with(0), candidate);
  found_(std::move(candidate));
}

/// The first column is not narrowed down, but it has few values: the index is searched once for
/// each of them.
void IndexSearch::skip_column(const Candidate& candidate, LogEstimate repeats) {
  const size_t at = candidate.skipped;
  if (!is_on(space_.context, Rewrite::SkipScan)) return;
  if (!index_ || !candidate.equal.empty() || candidate.has_range() || at + 1 >= declared_) return;
  if (index_->no_skip_scan || !index_->has_statistics) return;
  if (rows_with(at + 1) < kSkipRepeatsMin) return;
  Candidate out = candidate;
  ++out.skipped;
  const LogEstimate values = plus(rows_with(at), -rows_with(at + 1));
  out.rows = plus(out.rows, -values);
  extend(out, plus(plus(values, kSkipPenalty), repeats));
}

}  // namespace tern::plan
