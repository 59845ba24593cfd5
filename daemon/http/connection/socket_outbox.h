#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/operation/fair_share.h"
#include "daemon/streams/service.h"

namespace tern::daemon {

/// What workers want to send over a WebSocket: the hand-over to the network thread. It outlives
/// the connection for as long as somebody holds it; what is sent then is dropped.
class SocketOutbox final : public streams::SocketPeer {
 public:
  /// `wake` is called, on any thread, when there is something to take, once until the next take().
  /// `memory`: where what waits is put down, once it is not little.
  SocketOutbox(std::function<void()> wake, FairShare::Use memory)
      : wake_(std::move(wake)), memory_(std::move(memory)) {}

  void send(std::string message, bool is_binary) override;
  void close(uint16_t code, std::string_view reason) override;
  size_t unsent_bytes() const override { return unsent_.load(std::memory_order_relaxed); }

  // The network's side.
  struct Message {
    std::string bytes;
    bool is_binary = false;
  };
  struct Goodbye {
    uint16_t code = 1000;
    std::string reason;
  };
  /// All that waits; `goodbye` comes behind the messages.
  struct Taken {
    std::deque<Message> messages;
    std::optional<Goodbye> goodbye;
  };
  Taken take();
  /// A message of this size has been sent.
  void sent(size_t bytes);
  /// The connection is over: nothing is taken any more, and `wake` is not called again.
  void detach();

 private:
  // With the lock held.
  void wake_once();
  bool hold(size_t bytes);
  void close_with(uint16_t code, std::string_view reason);

  std::mutex mutex_;
  std::function<void()> wake_;
  Taken waiting_;
  bool is_closing_ = false;
  bool is_woken_ = false;
  std::atomic<size_t> unsent_ = 0;  // changed with the lock held
  FairShare::Use memory_;
};

}  // namespace tern::daemon
