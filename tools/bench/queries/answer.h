#pragma once

#include <cstdint>
#include <vector>

#include "tools/bench/queries/subject.h"
#include "tools/bench/queries/suite.h"

namespace tern::bench {

/// What a query answered: every row as a hash of all its values but the reals, and these beside it,
/// because sums of reals depend on the order in which a plan adds them up.
class Answer {
 public:
  void add_row(SubjectStatement& statement);
  size_t row_count() const { return rows_.size(); }

  /// Requires: both have all their rows; Any sorts them.
  friend bool same_answer(Answer& a, Answer& b, RowOrder order);

 private:
  struct Row {
    uint64_t hash;
    size_t first_real;  // in reals_
    size_t real_count;
  };
  std::span<const double> reals(const Row& row) const {
    return std::span(reals_).subspan(row.first_real, row.real_count);
  }
  void sort();

  std::vector<Row> rows_;
  std::vector<double> reals_;
};

/// Reals may differ by a billionth of their size.
bool same_answer(Answer& a, Answer& b, RowOrder order);

}  // namespace tern::bench
