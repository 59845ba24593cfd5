#include "engine/storage/wal_locks.h"

namespace tern::storage {

Status WalLocks::lock_shared(int index) {
  const auto i = static_cast<size_t>(index);
  const std::lock_guard guard(mutex_);
  if (exclusive_[i]) return fail(ErrorCode::Busy);
  if (shared_[i] == 0) TRY(shm_.lock(kFirstByte + i, 1, io::LockMode::Shared));
  ++shared_[i];
  return ok();
}

void WalLocks::unlock_shared(int index) {
  const auto i = static_cast<size_t>(index);
  const std::lock_guard guard(mutex_);
  ASSERT(shared_[i] > 0);
  // Unlocking fails only where the descriptor is broken, and then closing it is all that is left.
  if (--shared_[i] == 0) static_cast<void>(shm_.lock(kFirstByte + i, 1, io::LockMode::None));
}

Status WalLocks::lock_exclusive(int index, int count) {
  const auto first = static_cast<size_t>(index);
  const auto size = static_cast<size_t>(count);
  const std::lock_guard guard(mutex_);
  for (size_t i = first; i < first + size; ++i) {
    if (shared_[i] > 0 || exclusive_[i]) return fail(ErrorCode::Busy);
  }
  TRY(shm_.lock(kFirstByte + first, size, io::LockMode::Exclusive));
  for (size_t i = first; i < first + size; ++i) exclusive_[i] = true;
  return ok();
}

void WalLocks::unlock_exclusive(int index, int count) {
  const auto first = static_cast<size_t>(index);
  const auto size = static_cast<size_t>(count);
  const std::lock_guard guard(mutex_);
  for (size_t i = first; i < first + size; ++i) {
    ASSERT(exclusive_[i]);
    exclusive_[i] = false;
  }
  static_cast<void>(shm_.lock(kFirstByte + first, size, io::LockMode::None));
}

Status WalLocks::downgrade(int index) {
  const auto i = static_cast<size_t>(index);
  const std::lock_guard guard(mutex_);
  ASSERT(exclusive_[i] && shared_[i] == 0);
  TRY(shm_.lock(kFirstByte + i, 1, io::LockMode::Shared));
  exclusive_[i] = false;
  shared_[i] = 1;
  return ok();
}

}  // namespace tern::storage
