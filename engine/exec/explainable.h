#pragma once

#include <optional>

#include "engine/plan/estimate.h"

namespace tern::exec {

class Description;  // description.h

/// A node of the tree that EXPLAIN shows: an operator, a stream of rows, a program.
class Explainable {
 public:
  virtual ~Explainable() = default;

  /// Says what this node is, what it works on, and from which nodes it gets rows.
  virtual void describe(Description& out) const = 0;

  /// What the planner expects of it; nothing: the planner does not say.
  const std::optional<plan::Estimate>& estimate() const { return estimate_; }
  void expect(const plan::Estimate& estimate) { estimate_ = estimate; }

 private:
  std::optional<plan::Estimate> estimate_;
};

}  // namespace tern::exec
