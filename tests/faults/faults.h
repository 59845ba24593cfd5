#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/faults/crowd.h"

namespace tern::faults {

/// A way to misbehave: crowds that come at once.
struct Fault {
  std::string name;
  std::vector<std::pair<size_t, Manner>> crowds;
  /// That a crowd may be answered with 200: what it asks for is allowed, only too much of it.
  bool is_let_in = false;
  /// Connections that have to come before it is there in full.
  size_t connections() const {
    size_t count = 0;
    for (const auto& [size, manner] : crowds) count += size;
    return count;
  }
};

/// All of them. The crowds have the greedy tenant's token, or none.
std::vector<Fault> all_faults();

}  // namespace tern::faults
