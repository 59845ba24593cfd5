#include "engine/storage/blocked_connections.h"

#include <vector>

namespace tern::storage {

void BlockedConnections::blocked(Connection blocked, Connection by) {
  if (!blocked || !by) return;
  const std::lock_guard guard(mutex_);
  blocked_[blocked].by = by;
}

// The mutex is held while they are told: who cancels knows that nothing comes afterwards.
void BlockedConnections::concluded(Connection connection) {
  const std::lock_guard guard(mutex_);
  std::map<Notify, std::vector<void*>> waiting;
  for (auto& [blocked, one] : blocked_) {
    if (one.by == connection) one.by = nullptr;
    if (one.waits_for != connection) continue;
    waiting[one.notify].push_back(one.argument);
    one.waits_for = nullptr;
  }
  std::erase_if(blocked_,
                [](const auto& entry) { return !entry.second.by && !entry.second.waits_for; });
  for (auto& [notify, arguments] : waiting) {
    notify(arguments.data(), static_cast<int>(arguments.size()));
  }
}

/// Also through others.
bool BlockedConnections::is_waiting_for(Connection waiter, Connection other) const {
  for (Connection at = waiter; at != other;) {
    const auto next = blocked_.find(at);
    if (next == blocked_.end() || !next->second.waits_for) return false;
    at = next->second.waits_for;
  }
  return true;
}

bool BlockedConnections::notify_when_free(Connection waiter, Notify notify, void* argument) {
  const std::lock_guard guard(mutex_);
  const auto known = blocked_.find(waiter);
  if (known == blocked_.end() || !known->second.by) {
    notify(&argument, 1);
    return true;
  }
  Blocked& entry = known->second;
  if (is_waiting_for(entry.by, waiter)) return false;
  entry = {.by = entry.by, .waits_for = entry.by, .notify = notify, .argument = argument};
  return true;
}

void BlockedConnections::cancel(Connection waiter) {
  const std::lock_guard guard(mutex_);
  blocked_.erase(waiter);
}

BlockedConnections& blocked_connections() {
  static BlockedConnections all;
  return all;
}

}  // namespace tern::storage
