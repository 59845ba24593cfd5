#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tools/bench/serve_requests.h"
#include "tools/bench/serve_server.h"

namespace tern::bench {

/// What one timed run of requests came to.
struct ServeFigures {
  double requests_per_s = 0;
  double p50_us = 0;
  double p99_us = 0;
  double cpu_us = 0;  ///< the server's processor time per request
};
/// Of each figure the median.
ServeFigures median_of(std::span<const ServeFigures> runs);
double median_of(std::vector<double> numbers);

/// Sends requests over some connections, the next one as soon as the answer is there, and checks
/// each answer. One thread with one epoll, requests made before: it costs little itself.
class ServeLoad {
 public:
  struct Shape {
    Wire wire = Wire::Http;
    std::string subprotocol;  ///< of a WebSocket
    size_t connections = 1;
  };
  /// Lifetime: `server` and `exchanges` outlive it. Their requests go round.
  ServeLoad(const ServeServer& server, std::span<const ServeExchange> exchanges, Shape shape);
  ~ServeLoad();
  ServeLoad(const ServeLoad&) = delete;
  ServeLoad& operator=(const ServeLoad&) = delete;

  ServeFigures run(std::chrono::milliseconds time);

 private:
  using Clock = std::chrono::steady_clock;
  struct Connection;

  void open(Connection& connection);
  void greet(Connection& connection);
  void send_next(Connection& connection);
  bool receive(Connection& connection);
  void check(const Connection& connection, std::string_view answer) const;
  void run_until(Clock::time_point end);

  const ServeServer& server_;
  std::span<const ServeExchange> exchanges_;
  Shape shape_;
  int epoll_ = -1;
  size_t next_ = 0;
  std::vector<Connection> connections_;
  std::vector<uint32_t> took_ns_;
};

}  // namespace tern::bench
