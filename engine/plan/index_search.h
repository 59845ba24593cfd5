#pragma once

#include "engine/plan/candidate.h"

namespace tern::plan {

/// Finds the ways to use one index of one source: all combinations of constraints on its leading
/// columns, each with its cost.
class IndexSearch {
 public:
  /// `index` null: the rowid. `found` takes each candidate. Lifetime: all of it outlives the
  /// search.
  IndexSearch(const SearchSpace& space, size_t source, const catalog::Index* index,
              const SourceView& view, const CandidateSink& found);
  /// `start`: the full scan of the index. Requires: its `rows` are those of the whole index.
  void run(const Candidate& start);
  /// The planner looked at keys that are not unique: it would like to know how selective they are.
  bool wants_statistics() const { return wants_statistics_; }

 private:
  void extend(const Candidate& candidate, LogEstimate repeats);
  void extend_by(const Candidate& candidate, const Constraint& constraint, LogEstimate repeats);
  void add_equal(Candidate& candidate, const Constraint& constraint, LogEstimate repeats) const;
  void add_limit(Candidate& candidate, const Constraint& constraint) const;
  void skip_column(const Candidate& candidate, LogEstimate repeats);
  void finish(Candidate candidate, LogEstimate repeats);
  bool fits(const Constraint& constraint, const Candidate& candidate) const;
  std::optional<LogEstimate> in_count(const Constraint& constraint, const Candidate& candidate,
                                      LogEstimate repeats) const;
  size_t limit_columns(const Constraint& constraint, size_t at) const;
  LogEstimate rows_with(size_t columns) const;

  const SearchSpace& space_;
  const bind::Source& bound_;
  const catalog::Index* index_;
  const SourceView& view_;
  const CandidateSink& found_;
  size_t columns_;   // that a key may have
  size_t declared_;  // of these
  LogEstimate depth_;
  bool wants_statistics_ = false;
};

/// Lowers the rows of `candidate` by what its filters throw away. `table_rows`: before any.
void apply_filters(const SourceView& view, LogEstimate table_rows, Candidate& candidate);
/// Cost of an entry beside that of a row: index entries are narrower.
LogEstimate entry_share(const bind::Source& source, const catalog::Index* index);

}  // namespace tern::plan
