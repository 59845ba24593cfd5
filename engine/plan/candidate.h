#pragma once

#include <functional>
#include <vector>

#include "engine/plan/terms.h"

namespace tern::plan {

struct VirtualAnswer;  // virtual_answers.h

/// One way to find rows of one source, with what it costs: the search puts one per source in a row.
struct Candidate {
  size_t source = 0;
  SourceMask needs = 0;  // sources that must stand before
  AccessKind kind = AccessKind::TableScan;
  const catalog::Index* index = nullptr;
  bool is_rowid = false;  // by rowid, or in its order
  size_t skipped = 0;
  InlineVector<const Constraint*, 4> equal;  // of the columns behind those skipped
  const Constraint* low = nullptr;
  const Constraint* high = nullptr;
  size_t low_columns = 1;  // row values: how many columns the limit reaches over
  size_t high_columns = 1;
  bool is_covering = false;
  bool is_single = false;                 // one row at most
  bool is_ordered = false;                // rows of a virtual table come as they are wanted
  bool is_hash = false;                   // looked up in a hash table that is made first
  bool is_subquery = false;               // scans a subquery
  size_t union_term = SIZE_MAX;           // IndexUnion: which term's branches
  uint32_t order_rank = 0;                // not 0: its order may be of use; of which index
  const VirtualAnswer* answer = nullptr;  // Virtual: how its module would read it

  LogEstimate setup = 0;  // once
  LogEstimate run = 0;    // for each outer row
  LogEstimate rows = 0;   // found for each outer row, filters applied

  SourceMask self() const { return mask_of(source); }
  bool has_range() const { return low || high; }
  bool is_search() const { return !equal.empty() || has_range() || skipped > 0; }
  /// Whether `term` is decided by the key, wholly or in part.
  bool uses(const Term& term) const;
  size_t use_count() const;  // constraints in the key
};

using CandidateSink = std::function<void(Candidate&&)>;

/// The candidates of a Core, one source's behind the other's. One that another beats in every
/// respect is dropped.
class CandidateList {
 public:
  /// `measures`: by which they are priced; null: they have their prices.
  explicit CandidateList(const Measures* measures = nullptr) : measures_(measures) {}
  /// Requires: those of each source are added one after the other.
  void add(Candidate&& candidate);
  const std::vector<Candidate>& all() const { return all_; }

 private:
  void adjust(Candidate& candidate) const;
  const Measures* measures_;
  std::vector<Candidate> all_;
  size_t begin_ = 0;  // of those of the last source
};

}  // namespace tern::plan
