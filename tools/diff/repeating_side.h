#pragma once

#include <span>

#include "tools/diff/side.h"

namespace tern::diff {

/// A statement that is run again and again, each time with other parameters.
class RepeatedStatement {
 public:
  virtual ~RepeatedStatement() = default;
  /// Lifetime: until the next run. Columns have no names here.
  virtual const Outcome& run(std::span<const Value* const> parameters) = 0;
};

/// A database in memory whose statements are compiled once for many runs.
class RepeatingSide : public Side {
 public:
  /// Null if `sql` does not compile; `failure` then says why. Lifetime: within the side's.
  virtual std::unique_ptr<RepeatedStatement> prepare(const std::string& sql, Outcome& failure) = 0;
  /// Longest text or blob. Units: bytes.
  virtual void limit_length(int64_t length_max) = 0;
};

std::unique_ptr<RepeatingSide> open_repeating_reference();
std::unique_ptr<RepeatingSide> open_repeating_tern();

}  // namespace tern::diff
