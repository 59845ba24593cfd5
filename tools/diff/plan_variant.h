#pragma once

#include <cstdint>
#include <vector>

namespace tern::diff {

/// Another way to the same answer: rules of Tern's planner turned off, or no index to use.
struct PlanVariant {
  int64_t rewrites = -1;  // the mask of PRAGMA tern_rewrites: the rules that are on
  bool is_bare = false;   // of the database without its indexes

  /// The one that case `number` is checked with.
  static PlanVariant of_case(uint64_t number);
  static std::vector<PlanVariant> all();
};

}  // namespace tern::diff
