#include "daemon/agent/round_slots.h"

namespace tern::daemon::agent {

RoundSlots::Slot RoundSlots::take(uint32_t priority) {
  std::unique_lock lock(mutex_);
  const auto mine = waiting_.emplace(priority, ++numbers_).first;
  changed_.wait(lock, [&] { return free_ > 0 && waiting_.begin() == mine; });
  waiting_.erase(mine);
  --free_;
  changed_.notify_all();
  return Slot(this);
}

size_t RoundSlots::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

void RoundSlots::Slot::give_up() {
  if (!slots_) return;
  {
    const std::lock_guard lock(slots_->mutex_);
    ++slots_->free_;
  }
  slots_->changed_.notify_all();
  slots_ = nullptr;
}

}  // namespace tern::daemon::agent
