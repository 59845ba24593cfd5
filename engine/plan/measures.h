#pragma once

#include <bitset>
#include <memory>
#include <utility>
#include <vector>

#include "engine/catalog/sampler.h"
#include "engine/plan/candidate.h"

namespace tern::plan {

/// Sizes of the sources of a join, or of rows to group, as a look at their pages tells them, and
/// what candidates cost by that. The default estimates are the reference's; where tables are large
/// and the order of a join decides about much, what rows there are is better known than guessed:
/// conditions on one source alone are tried on a sample of its rows.
///
/// Costs: what an entry of an index costs when a scan meets it is 1; measured on tables in memory.
class Measures {
 public:
  /// Null: the default estimates serve. Requires: terms and constraints of `space` are found.
  static std::unique_ptr<Measures> of(const SearchSpace& space);

  /// Sets rows and costs of `candidate`, where its source is known.
  void price(Candidate& candidate) const;
  /// Of putting `rows` rows that come in no order into the core's groups: into a hash table.
  LogEstimate group_cost(LogEstimate rows) const;

 private:
  static constexpr size_t kRowsMax = 256;
  using Hits = std::bitset<kRowsMax>;
  /// A condition on one source, and the rows of the sample that meet it.
  struct Tried {
    const Term* term = nullptr;
    Hits hits;
  };
  using TriedList = InlineVector<const Tried*, 4>;
  /// A condition that was not tried.
  struct Untried {
    const Term* term = nullptr;
    mutable double share = -1;  // of the rows, that meets it; negative: not needed so far
  };
  struct Known {
    const catalog::TableSample* sample = nullptr;  // null: rows are all that is known
    size_t seen = 0;
    double rows = -1;  // negative: nothing is known
    std::vector<Tried> tried;
    std::vector<Untried> untried;
    // What was needed so far:
    mutable double share_of_all = -1;
    mutable InlineVector<std::pair<const catalog::Index*, const catalog::IndexSample*>, 4> indexes;
    mutable InlineVector<std::pair<const expr::Expr*, double>, 4> distinct;  // by key
  };

  explicit Measures(const SearchSpace& space) : space_(space) {}
  void look_at(size_t source);
  void sort_terms(size_t source);
  double share(size_t source, const TriedList& tried) const;
  double share_of_all(size_t source) const;
  const Tried* find(size_t source, const Term* term) const;
  double repeats(size_t source, const catalog::Index& index, size_t columns) const;
  const catalog::IndexSample* sample_of(size_t source, const catalog::Index& index) const;
  double distinct(size_t source, const expr::Expr& key) const;
  double count_distinct(size_t source, const expr::Expr& key) const;
  double distinct_seen(size_t source, uint32_t column) const;
  double visited(const Candidate& candidate, TriedList& consumed) const;
  double other_filters(const Candidate& candidate) const;
  void price_hash(Candidate& candidate) const;
  void price_scan(Candidate& candidate) const;
  void set_rows(Candidate& candidate, double rows) const;

  const SearchSpace& space_;
  std::vector<Known> known_;  // by source
};

}  // namespace tern::plan
