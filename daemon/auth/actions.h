#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "daemon/auth/permit.h"

namespace tern::daemon {

/// What tokens of our own allow, one by one (README.md says what each means).
enum class Action : uint8_t { Pull, Push, Sql, SqlRead, Branch, Resolve, Admin };

/// All of them, in the order in which they are shown.
std::span<const Action> all_actions();
std::string_view name_of(Action action);
std::optional<Action> action_named(std::string_view name);

/// A set of actions.
class Actions {
 public:
  void add(Action action) { bits_ |= bit(action); }
  bool has(Action action) const { return (bits_ & bit(action)) != 0; }
  bool any() const { return bits_ != 0; }
  /// "pull,push"
  std::string text() const;
  /// On one database. `all_databases`: whether the token is for every database of the server,
  /// which is what makes ATTACH harmless.
  Access access(bool all_databases) const;
  bool operator==(const Actions&) const = default;

 private:
  static constexpr uint32_t bit(Action action) { return 1U << static_cast<unsigned>(action); }
  uint32_t bits_ = 0;
};

/// From a list with commas. Nothing if it is empty or a word is no action.
std::optional<Actions> parse_actions(std::string_view list);

}  // namespace tern::daemon
