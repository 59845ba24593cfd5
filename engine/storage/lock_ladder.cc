#include "engine/storage/lock_ladder.h"

namespace tern::storage {
namespace {

constexpr uint64_t kReservedByte = kPendingByte + 1;
constexpr uint64_t kSharedFirst = kPendingByte + 2;
constexpr uint64_t kSharedSize = 510;

}  // namespace

Status LockLadder::set(uint64_t start, uint64_t length, io::LockMode mode) {
  return file_ ? file_->lock(start, length, mode) : ok();
}

Status LockLadder::raise(LockHold& hold, LockLevel level, Others others) {
  const std::lock_guard guard(mutex_);
  if (hold.level >= level) return ok();
  if (hold.level == LockLevel::None) TRY(take_shared(hold, others));
  if (level == LockLevel::Reserved) return take_reserved(hold);
  if (level == LockLevel::Exclusive) return take_exclusive(hold, others);
  return ok();
}

Status LockLadder::take_shared(LockHold& hold, Others others) {
  const bool is_kept_out = writer_ && writer_->level >= LockLevel::Pending;
  if (is_kept_out && others == Others::InTheWay) return fail(ErrorCode::Busy);
  if (holder_count_ == 0) {
    TRY(set(kPendingByte, 1, io::LockMode::Shared));
    const Status shared = set(kSharedFirst, kSharedSize, io::LockMode::Shared);
    TRY(set(kPendingByte, 1, io::LockMode::None));
    if (!shared) return shared;
  }
  ++holder_count_;
  hold.level = LockLevel::Shared;
  return ok();
}

Status LockLadder::take_reserved(LockHold& hold) {
  if (writer_) return fail(ErrorCode::Busy);
  TRY(set(kReservedByte, 1, io::LockMode::Exclusive));
  writer_ = &hold;
  hold.level = LockLevel::Reserved;
  return ok();
}

// From Shared without Reserved too: that is how a hot journal is rolled back, so that no other
// process takes us for a writer whose journal is not hot.
Status LockLadder::take_exclusive(LockHold& hold, Others others) {
  if (writer_ && writer_ != &hold) return fail(ErrorCode::Busy);
  if (hold.level < LockLevel::Pending) {
    TRY(set(kPendingByte, 1, io::LockMode::Exclusive));
    writer_ = &hold;
    hold.level = LockLevel::Pending;
  }
  if (holder_count_ > 1 && others == Others::InTheWay) return fail(ErrorCode::Busy);
  TRY(set(kSharedFirst, kSharedSize, io::LockMode::Exclusive));
  hold.level = LockLevel::Exclusive;
  return ok();
}

void LockLadder::lower(LockHold& hold, LockLevel level) {
  ASSERT(level <= LockLevel::Shared);
  const std::lock_guard guard(mutex_);
  if (hold.level <= level) return;
  // Unlocking fails only where the descriptor is broken, and then closing it is all that is left.
  if (hold.level > LockLevel::Shared) {
    ASSERT(writer_ == &hold);
    writer_ = nullptr;
    if (hold.level == LockLevel::Exclusive) {
      static_cast<void>(set(kSharedFirst, kSharedSize, io::LockMode::Shared));
    }
    static_cast<void>(set(kPendingByte, 2, io::LockMode::None));
  }
  if (level == LockLevel::None && --holder_count_ == 0) {
    static_cast<void>(set(kPendingByte, 2 + kSharedSize, io::LockMode::None));
  }
  hold.level = level;
  changed_.notify_all();
}

Result<bool> LockLadder::is_reserved() {
  const std::lock_guard guard(mutex_);
  if (writer_) return true;
  if (!file_) return false;
  return file_->is_locked_by_others(kReservedByte, 1);
}

void LockLadder::wait_for_change(int64_t wait_ms) {
  std::unique_lock guard(mutex_);
  changed_.wait_for(guard, wait_ms);
}

}  // namespace tern::storage
