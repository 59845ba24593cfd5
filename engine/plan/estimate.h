#pragma once

#include <optional>

#include "engine/catalog/log_estimate.h"

namespace tern::plan {

/// Logarithms add up where numbers are multiplied.
constexpr catalog::LogEstimate plus(int a, int b) {
  return static_cast<catalog::LogEstimate>(a + b);
}

/// What is expected of some step of a plan, each time that it is begun.
struct Estimate {
  catalog::LogEstimate rows = 0;             // that it gives
  std::optional<catalog::LogEstimate> cost;  // in units of a row met; nothing: not known
};

}  // namespace tern::plan
