#pragma once

#include <bitset>
#include <map>
#include <memory>
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
  struct Known {
    const catalog::TableSample* sample = nullptr;  // null: rows are all that is known
    size_t seen = 0;
    double rows = -1;  // negative: nothing is known
    std::vector<Tried> tried;
    mutable double share_of_all = -1;  // negative: not needed so far
  };

  explicit Measures(const SearchSpace& space) : space_(space) {}
  void look_at(size_t source);
  void try_terms(size_t source);
  double share(size_t source, const std::vector<const Term*>& terms) const;
  double share_of_all(size_t source) const;
  const Tried* find(size_t source, const Term* term) const;
  double repeats(size_t source, const catalog::Index& index, size_t columns) const;
  double distinct(size_t source, const expr::Expr& key) const;
  double distinct_seen(size_t source, uint32_t column) const;
  double visited(const Candidate& candidate, std::vector<const Term*>& consumed) const;
  double other_filters(const Candidate& candidate) const;
  void price_hash(Candidate& candidate) const;
  void price_scan(Candidate& candidate) const;
  void set_rows(Candidate& candidate, double rows) const;

  const SearchSpace& space_;
  std::vector<Known> known_;  // by source
};

}  // namespace tern::plan
