#pragma once

#include <optional>

#include "engine/expr/like.h"
#include "engine/plan/plan.h"

namespace tern::plan {

/// The texts between which all that match the pattern lie: low <= x < high.
struct LikeRange {
  const expr::Expr* low = nullptr;  // owned by the context
  const expr::Expr* high = nullptr;
  const record::Collation* collation = nullptr;  // under which that holds
  bool is_whole = false;                         // and only those that match
};

/// Of a pattern that is a literal and does not begin with a wildcard.
/// Source: SQLite documentation, "The LIKE Optimization".
std::optional<LikeRange> like_range(const expr::Like& like, PlanContext& context);

}  // namespace tern::plan
