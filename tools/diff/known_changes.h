#pragma once

#include <memory>
#include <span>
#include <string>

#include "tools/diff/function_calls.h"
#include "tools/diff/repeating_side.h"

namespace tern::diff {

/// Does it mean something to the date functions of later releases only?
bool is_later_time_text(const Value& value);

/// Why both answers may be right: SQLite itself has changed since the reference's release, and Tern
/// does as the later one.
class KnownChanges {
 public:
  /// `tern` says what is JSON. Lifetime: its.
  explicit KnownChanges(RepeatingSide& tern);

  /// Null: there is no such reason.
  const char* reason(const CallForm& form, std::span<const Value* const> arguments,
                     const Outcome& reference);

 private:
  const char* reason_in_json(const CallForm& form, std::span<const Value* const> arguments,
                             const Outcome& reference);
  /// Whether the statement says yes of one of the arguments.
  static bool any(RepeatedStatement& question, std::span<const Value* const> arguments);

  std::unique_ptr<RepeatedStatement> is_later_json_;
  std::unique_ptr<RepeatedStatement> has_escaped_labels_;
};

}  // namespace tern::diff
