#include "daemon/http/connection/socket_outbox.h"

#include <algorithm>
#include <utility>

namespace tern::daemon {
namespace {

/// Two of the 125 bytes of a control frame are the code.
constexpr size_t kReasonBytesMax = 123;
constexpr size_t kLittleBytes = 64 << 10;

}  // namespace

void SocketOutbox::wake_once() {
  if (wake_ && !std::exchange(is_woken_, true)) wake_();
}

void SocketOutbox::send(std::string message, bool is_binary) {
  const std::lock_guard lock(mutex_);
  if (!wake_ || is_closing_) return;
  const size_t unsent = unsent_.load(std::memory_order_relaxed) + message.size();
  if (!hold(unsent)) {
    constexpr uint16_t kTryAgainLater = 1013;
    return close_with(kTryAgainLater, "too many answers wait to be sent");
  }
  unsent_.store(unsent, std::memory_order_relaxed);
  waiting_.messages.push_back({std::move(message), is_binary});
  wake_once();
}

bool SocketOutbox::hold(size_t bytes) { return memory_.resize(bytes > kLittleBytes ? bytes : 0); }

void SocketOutbox::sent(size_t bytes) {
  const std::lock_guard lock(mutex_);
  const size_t unsent = unsent_.load(std::memory_order_relaxed);
  unsent_.store(unsent - std::min(bytes, unsent), std::memory_order_relaxed);
  (void)hold(unsent_.load(std::memory_order_relaxed));
}

void SocketOutbox::close(uint16_t code, std::string_view reason) {
  const std::lock_guard lock(mutex_);
  close_with(code, reason);
}

void SocketOutbox::close_with(uint16_t code, std::string_view reason) {
  if (!wake_ || std::exchange(is_closing_, true)) return;
  size_t size = std::min(reason.size(), kReasonBytesMax);
  // Not in the middle of a character.
  while (size < reason.size() && size > 0 &&
         (static_cast<unsigned char>(reason[size]) & 0xc0) == 0x80)
    --size;
  waiting_.goodbye = Goodbye{code, std::string(reason.substr(0, size))};
  wake_once();
}

SocketOutbox::Taken SocketOutbox::take() {
  const std::lock_guard lock(mutex_);
  is_woken_ = false;
  return std::exchange(waiting_, {});
}

void SocketOutbox::detach() {
  const std::lock_guard lock(mutex_);
  wake_ = nullptr;
  waiting_ = {};
  unsent_.store(0, std::memory_order_relaxed);
  (void)hold(0);
}

}  // namespace tern::daemon
