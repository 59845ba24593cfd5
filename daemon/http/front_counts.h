#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "daemon/http/routes.h"

namespace tern::daemon {

/// What the front has done since it started, for metrics. Counters only grow, `*_open` and
/// `*_running` are levels.
/// Threads: the network thread counts, any thread reads; values of one moment need not fit
/// together.
struct FrontCounts {
  using Counter = std::atomic<uint64_t>;

  /// Other statuses are counted behind them.
  static constexpr std::array<uint16_t, 17> kStatuses = {
      101, 200, 201, 204, 400, 401, 403, 404, 405, 408, 409, 413, 429, 431, 500, 503, 507};
  /// Upper bounds of the time buckets; longer ones are counted behind them.
  static constexpr std::array<uint32_t, 14> kBucketsUs = {
      100,    250,     500,     1'000,     2'500,     5'000,      10'000,
      25'000, 100'000, 250'000, 1'000'000, 5'000'000, 30'000'000, 120'000'000};

  struct OfRoute {
    std::array<Counter, kStatuses.size() + 1> by_status{};
    std::array<Counter, kBucketsUs.size() + 1> by_time{};
    Counter total_us = 0;
    Counter bytes_in = 0;   ///< of bodies
    Counter bytes_out = 0;  ///< of bodies; of a WebSocket, of messages
  };
  std::array<OfRoute, kRouteCount> routes;

  Counter connections = 0;
  Counter connections_open = 0;
  Counter connections_refused = 0;  ///< there were connections_max
  Counter handshakes_failed = 0;
  Counter cut_off = 0;  ///< closed because a time limit had passed
  Counter requests_running = 0;
  Counter sockets_open = 0;
  Counter tls_reloads = 0;
  Counter tls_reloads_failed = 0;

  void count(Route route, int status, uint64_t bytes_in, uint64_t bytes_out, uint64_t took_us);
  /// Index in OfRoute::by_status.
  static size_t index_of_status(int status);
};

/// Adds without the cost of an atomic addition: only the network thread writes.
inline void add(FrontCounts::Counter& counter, uint64_t more) {
  counter.store(counter.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
}
inline void subtract(FrontCounts::Counter& counter, uint64_t less) {
  counter.store(counter.load(std::memory_order_relaxed) - less, std::memory_order_relaxed);
}

}  // namespace tern::daemon
