#pragma once

#include "tools/diff/compare_steps.h"

namespace tern::diff {

/// A database that the reference made, in the memory of each side, for queries.
class ReadDatabase {
 public:
  /// Makes it with those steps of `script` at its head that are the reference's own. `failure`:
  /// why Tern does not open it.
  ReadDatabase(const Script& script, Divergence& failure);

  /// How many steps those are.
  size_t size() const { return steps_; }
  /// Runs the steps of `script` from `begin` on.
  Divergence compare(const Script& script, size_t begin, const CompareOptions& options) {
    return compare_steps(script, begin, sides_, options);
  }

 private:
  Sides sides_;
  size_t steps_ = 0;
};

}  // namespace tern::diff
