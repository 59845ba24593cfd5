#pragma once

#include <vector>

#include "engine/plan/plan.h"

namespace tern::plan {

/// An order that rows are wanted in.
struct WantedTerm {
  const expr::Expr* expr = nullptr;
  const record::Collation* collation = &record::binary_collation();
  bool descending = false;
  bool nulls_last = false;
};

/// Do the rows of `accesses`, nested in this order, come as `wanted` says? Where the first access
/// only has to run backwards for it, `reverse` is set; else it is cleared.
bool comes_in_order(const std::vector<const Access*>& accesses,
                    const std::vector<WantedTerm>& wanted, bool& reverse);

}  // namespace tern::plan
