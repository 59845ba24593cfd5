#pragma once

#include <cstdint>
#include <span>

namespace tern::diff {

/// A way for the reference to find the rows of a statement. SQL leaves open in which order an
/// UPDATE visits its rows, or in which of them SELECTs without a total order give theirs; where a
/// conflict ends or skips some of the rows, that shows. What Tern does is right if the reference
/// does the same on any of its ways.
struct ReferenceWay {
  const char* name = "its usual way";
  bool is_reversed = false;        // PRAGMA reverse_unordered_selects
  uint32_t optimizations_off = 0;  // SQLITE_TESTCTRL_OPTIMIZATIONS

  /// Those that are not the usual one.
  static std::span<const ReferenceWay> others();
};

}  // namespace tern::diff
