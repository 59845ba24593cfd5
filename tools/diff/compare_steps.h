#pragma once

#include <memory>

#include "tools/diff/compare.h"
#include "tools/diff/side.h"

namespace tern::diff {

/// Who answers the same questions.
struct Sides {
  std::unique_ptr<Side> reference;
  std::unique_ptr<Side> tern;
  std::unique_ptr<Side> bare;  // Tern, without the indexes; null: plans are not compared
  /// Second connections to the databases of the first two, for the steps that are theirs; or null.
  std::unique_ptr<Side> other_reference = nullptr;
  std::unique_ptr<Side> other_tern = nullptr;
};

/// Runs the steps from `begin` on, on all sides.
Divergence compare_steps(const Script& script, size_t begin, Sides& sides,
                         const CompareOptions& options);

}  // namespace tern::diff
