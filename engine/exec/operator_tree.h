#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/exec/explainable.h"
#include "engine/exec/profile.h"

namespace tern::exec {

/// A line of EXPLAIN: one node of a program's tree.
struct TreeLine {
  int32_t id = 0;      // 1, 2, ...
  int32_t parent = 0;  // 0: the program itself
  std::string operation;
  std::string detail;
  std::optional<plan::Estimate> estimate;
  std::optional<Measures> measured;
};

/// The tree of `root`, parents first. Subqueries in expressions are nodes below the first node that
/// evaluates them.
std::vector<TreeLine> operator_tree(const Explainable& root);

}  // namespace tern::exec
