#include "engine/storage/writer_queue.h"

#include <algorithm>
#include <chrono>

namespace tern::storage {

Status WriterQueue::enter(uint32_t timeout_ms) {
  std::unique_lock guard(mutex_);
  if (!is_taken_ && waiting_.empty()) {
    is_taken_ = true;
    return ok();
  }
  if (timeout_ms == 0) return fail(ErrorCode::Busy);
  const uint64_t ticket = ++ticket_last_;
  waiting_.push_back(ticket);
  const bool came = turn_.wait_for(guard, std::chrono::milliseconds(timeout_ms),
                                   [&] { return !is_taken_ && waiting_.front() == ticket; });
  std::erase(waiting_, ticket);
  if (!came) {
    turn_.notify_all();  // the one behind may be first now
    return fail(ErrorCode::Busy);
  }
  is_taken_ = true;
  return ok();
}

void WriterQueue::leave() {
  const std::lock_guard guard(mutex_);
  ASSERT(is_taken_);
  is_taken_ = false;
  if (!waiting_.empty()) turn_.notify_all();
}

}  // namespace tern::storage
