#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace tern {

/// What can be limited at run time, for each connection.
/// Source: SQLite documentation, "Limits In SQLite".
enum class Limit : uint8_t {
  Length,             // of a text, blob or row. Units: bytes
  SqlLength,          // of a statement. Units: bytes
  Columns,            // of a table, an index, a result; terms of ORDER BY and GROUP BY
  ExprDepth,          // height of an expression's tree
  CompoundSelects,    // SELECTs of a compound
  FunctionArguments,  // of one call
  Attached,           // databases beside main
  PatternLength,      // of LIKE and GLOB. Units: bytes
  VariableNumber,     // of the highest parameter
  TriggerDepth,       // triggers and foreign key actions that set off each other
};

/// The limits of a connection. They can be lowered, and raised again to what they are here.
class Limits {
 public:
  constexpr int64_t operator[](Limit which) const { return values_[static_cast<size_t>(which)]; }
  /// Sets a limit to `value`, at most to its upper bound; a negative one changes nothing. Gives
  /// back what it was.
  constexpr int64_t set(Limit which, int64_t value) {
    const auto at = static_cast<size_t>(which);
    const int64_t before = values_[at];
    if (value >= 0) values_[at] = value < kBounds[at] ? value : kBounds[at];
    return before;
  }

 private:
  static constexpr std::array<int64_t, 10> kBounds = {
      1'000'000'000, 1'000'000'000, 2000, 1000, 500, 127, 10, 50'000, 250'000, 1000};
  std::array<int64_t, 10> values_ = kBounds;
};

/// Tables in one FROM clause. Not to be changed: sets of them are 64 bits.
constexpr size_t kJoinedTablesMax = 64;

}  // namespace tern
