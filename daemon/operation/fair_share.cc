#include "daemon/operation/fair_share.h"

#include <utility>

#include "engine/base/assert.h"

namespace tern::daemon {

FairShare::Use::Use(Use&& other) noexcept
    : share_(std::exchange(other.share_, nullptr)),
      database_(std::move(other.database_)),
      size_(std::exchange(other.size_, 0)) {}

FairShare::Use& FairShare::Use::operator=(Use&& other) noexcept {
  if (this == &other) return *this;
  resize(0);
  share_ = std::exchange(other.share_, nullptr);
  database_ = std::move(other.database_);
  size_ = std::exchange(other.size_, 0);
  return *this;
}

bool FairShare::Use::resize(uint64_t size) {
  if (size == size_) return true;
  if (share_ && !share_->change(database_, size_, size)) return false;
  size_ = size;
  return true;
}

bool FairShare::change(const std::string& database, uint64_t from, uint64_t to) {
  const std::lock_guard lock(mutex_);
  const auto found = by_database_.find(database);
  const uint64_t before = found == by_database_.end() ? 0 : found->second;
  ASSERT(before >= from && used_ >= from);
  const uint64_t after = before - from + to;
  if (to > from && (used_ - from + to > max_ || after > share_max_)) return false;
  used_ = used_ - from + to;
  if (after == 0) {
    by_database_.erase(found);
  } else if (found == by_database_.end()) {
    by_database_.emplace(database, after);
  } else {
    found->second = after;
  }
  return true;
}

uint64_t FairShare::used() const {
  const std::lock_guard lock(mutex_);
  return used_;
}

}  // namespace tern::daemon
