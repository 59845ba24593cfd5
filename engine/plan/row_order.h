#pragma once

#include <span>
#include <vector>

#include "engine/plan/candidate.h"

namespace tern::plan {

/// An order that rows are wanted in.
struct WantedTerm {
  const expr::Expr* expr = nullptr;
  const record::Collation* collation = &record::binary_collation();
  bool descending = false;
  bool nulls_last = false;
};

enum class OrderUse : uint8_t {
  OrderBy,
  GroupBy,   // equal rows beside each other: terms in any order, in any direction
  Distinct,  // the same
  Extreme,   // min() or max(): the first row counts
};

/// How far the rows of some candidates, nested in their order, come as wanted.
struct OrderFit {
  static constexpr int kOpen = -1;
  /// So many leading terms; kOpen: what is nested further inside may still fulfil all.
  int terms = 0;
  uint64_t reversed = 0;  // candidates, by place, that have to run backwards for it
};

OrderFit order_fit(const SearchSpace& space, const std::vector<WantedTerm>& wanted, OrderUse use,
                   std::span<const Candidate* const> path);

}  // namespace tern::plan
