#include "daemon/auth/actions.h"

#include <algorithm>
#include <array>

namespace tern::daemon {
namespace {

constexpr std::array kActions = {Action::Pull,   Action::Push,    Action::Sql,  Action::SqlRead,
                                 Action::Branch, Action::Resolve, Action::Admin};
constexpr std::array<std::string_view, kActions.size()> kNames = {
    "pull", "push", "sql", "sql-read", "branch", "resolve", "admin"};

}  // namespace

std::span<const Action> all_actions() { return kActions; }

std::string_view name_of(Action action) { return kNames[static_cast<size_t>(action)]; }

std::optional<Action> action_named(std::string_view name) {
  const auto found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Action>(found - kNames.begin());
}

std::string Actions::text() const {
  std::string list;
  for (const Action action : kActions) {
    if (!has(action)) continue;
    if (!list.empty()) list += ',';
    list += name_of(action);
  }
  return list;
}

Access Actions::access(bool all_databases) const {
  Access access;
  access.pull = has(Action::Pull);
  access.push = has(Action::Push);
  access.write = has(Action::Sql);
  access.read = access.write || has(Action::SqlRead);
  access.attach = access.read && all_databases;
  access.admin = has(Action::Admin);
  access.branch = has(Action::Branch);
  access.resolve = has(Action::Resolve);
  return access;
}

std::optional<Actions> parse_actions(std::string_view list) {
  Actions actions;
  while (!list.empty()) {
    const size_t comma = std::min(list.find(','), list.size());
    const auto action = action_named(list.substr(0, comma));
    if (!action) return std::nullopt;
    actions.add(*action);
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  if (!actions.any()) return std::nullopt;
  return actions;
}

}  // namespace tern::daemon
