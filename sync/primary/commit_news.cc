#include "sync/primary/commit_news.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace tern::sync::primary {

uint64_t CommitNews::head() const {
  const std::lock_guard guard(mutex_);
  return head_;
}

uint64_t CommitNews::wait(uint64_t after, Clock::time_point deadline) {
  std::unique_lock guard(mutex_);
  while (head_ <= after && !is_closed_ && Clock::now() < deadline) {
    moved_.wait_until(guard, deadline);
  }
  return head_;
}

uint64_t CommitNews::on_commit(uint64_t after, Callback callback) {
  std::unique_lock guard(mutex_);
  if (head_ > after || is_closed_) {
    const uint64_t head = is_closed_ ? 0 : head_;
    guard.unlock();
    callback(head);
    return 0;
  }
  const uint64_t number = ++numbers_;
  waiting_.emplace(after, Waiter{number, std::move(callback)});
  after_of_number_.emplace(number, after);
  return number;
}

bool CommitNews::forget(uint64_t number) {
  const std::lock_guard guard(mutex_);
  const auto known = after_of_number_.find(number);
  if (known == after_of_number_.end()) return false;
  const auto [from, to] = waiting_.equal_range(known->second);
  waiting_.erase(std::find_if(
      from, to, [number](const auto& entry) { return entry.second.number == number; }));
  after_of_number_.erase(known);
  return true;
}

void CommitNews::announce(uint64_t head) {
  std::vector<Callback> due;
  {
    const std::lock_guard guard(mutex_);
    if (head <= head_) return;
    head_ = head;
    const auto end = waiting_.lower_bound(head);  // those that wait for more than `after` >= head
    for (auto it = waiting_.begin(); it != end; it = waiting_.erase(it)) {
      after_of_number_.erase(it->second.number);
      due.push_back(std::move(it->second.callback));
    }
    moved_.notify_all();
  }
  for (const Callback& callback : due) callback(head);
}

bool CommitNews::is_closed() const {
  const std::lock_guard guard(mutex_);
  return is_closed_;
}

void CommitNews::close() {
  std::multimap<uint64_t, Waiter> left;
  {
    const std::lock_guard guard(mutex_);
    is_closed_ = true;
    left = std::exchange(waiting_, {});
    after_of_number_.clear();
    moved_.notify_all();
  }
  for (const auto& [after, waiter] : left) waiter.callback(0);
}

}  // namespace tern::sync::primary
