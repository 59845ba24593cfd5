#pragma once

#include <expected>
#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "daemon/streams/baton.h"
#include "daemon/streams/stream.h"

namespace tern::daemon::streams {

/// All streams of the service, and which of them have been idle for how long. Threads: any.
class StreamTable {
 public:
  /// Why a baton opens nothing.
  enum class Refusal : uint8_t { Unknown, Used, OfAnotherDatabase };

  /// A stream that its maker is busy with; null: there are `streams_max` already.
  std::shared_ptr<Stream> open(std::shared_ptr<Home> home, bool is_of_socket, uint32_t streams_max);
  /// Makes the stream busy; the ticket is spent.
  std::expected<std::shared_ptr<Stream>, Refusal> claim(const Ticket& ticket,
                                                        std::string_view database);
  /// The same for a stream of a WebSocket. False: it is busy.
  bool claim(Stream& stream);
  /// The stream is idle from now on. False: it was stopped meanwhile, and is no longer here.
  bool release(Stream& stream);
  void remove(Stream& stream);

  struct Expired {
    std::vector<std::shared_ptr<Stream>> streams;       // no longer here
    std::vector<std::shared_ptr<Stream>> transactions;  // of WebSockets, which keep their streams
  };
  /// Those idle since before; with a transaction, and without.
  Expired take_expired(Clock::time_point with_transaction, Clock::time_point without);
  size_t size() const;

 private:
  void put_among(std::list<Stream*>& list, Stream& stream);
  void no_longer_idle(Stream& stream);
  std::shared_ptr<Stream> take(Stream& stream);

  mutable std::mutex mutex_;
  uint64_t next_id_ = random_number();
  // Shared with who is busy with one, and with sessions of WebSockets.
  std::unordered_map<uint64_t, std::shared_ptr<Stream>> streams_;
  // The longest idle one first.
  std::list<Stream*> idle_;
  std::list<Stream*> idle_in_transaction_;
};

}  // namespace tern::daemon::streams
