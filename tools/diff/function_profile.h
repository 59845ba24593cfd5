#pragma once

#include <cstdint>
#include <optional>

namespace tern::diff {

struct FunctionProfileOptions {
  uint64_t seed = 1;
  uint64_t random_calls = 0;          // after the exhaustive ones
  std::optional<uint64_t> only_call;  // of the random ones; no others then
  bool with_few = false;              // every fourth edge value
  size_t jobs = 1;                    // processes at a time
  int divergences_max = 10;           // printed
};

/// Calls every function of the reference on both sides with all edge values (one and two arguments)
/// and then at random, prints what differs and how much was compared. Returns how many calls
/// differed, those aside that known_changes.h explains.
uint64_t run_function_profile(const FunctionProfileOptions& options);

}  // namespace tern::diff
