#include "tools/bench/serve_load.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include "tools/bench/engine.h"

namespace tern::bench {
namespace {

constexpr size_t kAnswerBytesMax = 64 << 10;
constexpr int kPatienceMs = 30'000;

double percentile_us(std::vector<uint32_t>& took_ns, double part) {
  if (took_ns.empty()) return 0;
  const auto at = static_cast<std::ptrdiff_t>(part * static_cast<double>(took_ns.size() - 1));
  std::nth_element(took_ns.begin(), took_ns.begin() + at, took_ns.end());
  return took_ns[static_cast<size_t>(at)] / 1000.0;
}

}  // namespace

struct ServeLoad::Connection {
  std::optional<ServeSocket> socket;
  std::vector<char> buffer = std::vector<char>(kAnswerBytesMax);
  size_t received = 0;
  const ServeExchange* exchange = nullptr;  // that is under way
  Clock::time_point sent;
};

double median_of(std::vector<double> numbers) {
  std::ranges::sort(numbers);
  return numbers.empty() ? 0 : numbers[numbers.size() / 2];
}

ServeFigures median_of(std::span<const ServeFigures> runs) {
  const auto median = [&](double ServeFigures::* figure) {
    std::vector<double> numbers;
    for (const ServeFigures& run : runs) numbers.push_back(run.*figure);
    return median_of(std::move(numbers));
  };
  return {.requests_per_s = median(&ServeFigures::requests_per_s),
          .p50_us = median(&ServeFigures::p50_us),
          .p99_us = median(&ServeFigures::p99_us),
          .cpu_us = median(&ServeFigures::cpu_us)};
}

ServeLoad::ServeLoad(const ServeServer& server, std::span<const ServeExchange> exchanges,
                     Shape shape)
    : server_(server),
      exchanges_(exchanges),
      shape_(std::move(shape)),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      connections_(shape_.connections) {
  if (epoll_ < 0) give_up("serve", "no epoll");
  if (server_.keeps_alive)
    for (Connection& connection : connections_) open(connection);
}

ServeLoad::~ServeLoad() { ::close(epoll_); }

void ServeLoad::open(Connection& connection) {
  connection.socket.emplace(server_.port, server_.tls);
  if (shape_.wire == Wire::WebSocket) greet(connection);
  epoll_event event{.events = EPOLLIN, .data = {.ptr = &connection}};
  if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.socket->descriptor(), &event) != 0)
    give_up("serve", "epoll_ctl failed");
}

void ServeLoad::greet(Connection& connection) {
  std::string received;
  std::array<char, 4096> piece;
  const auto read_more = [&] {
    const size_t got = connection.socket->receive(piece);
    if (got == 0) give_up("serve", "no WebSocket: " + received);
    received.append(piece.data(), got);
  };
  connection.socket->send(websocket_handshake(shape_.subprotocol));
  while (body_at(received) == std::string_view::npos) read_more();
  if (!received.starts_with("HTTP/1.1 101")) give_up("serve", received);
  received.erase(0, body_at(received));
  const bool is_binary = shape_.subprotocol.ends_with("protobuf");
  for (const std::string& greeting :
       {socket_hello(server_.token, is_binary), socket_open_stream(is_binary)}) {
    connection.socket->send(greeting);
    while (answer_size(Wire::WebSocket, received) == 0) read_more();
    // In Protocol Buffers the field is hello_ok or response_ok.
    const bool is_ok = is_binary ? received[2] == '\x0a' || received[2] == '\x1a'
                                 : received.find("_ok") != std::string::npos;
    if (!is_ok) give_up("serve", received);
    received.erase(0, answer_size(Wire::WebSocket, received));
  }
}

void ServeLoad::send_next(Connection& connection) {
  connection.exchange = &exchanges_[next_];
  next_ = next_ + 1 == exchanges_.size() ? 0 : next_ + 1;
  connection.received = 0;
  connection.sent = Clock::now();
  if (!server_.keeps_alive) open(connection);
  connection.socket->send(connection.exchange->request);
}

void ServeLoad::check(const Connection& connection, std::string_view answer) const {
  const std::string& expected = connection.exchange->expected;
  if (::memmem(answer.data(), answer.size(), expected.data(), expected.size())) return;
  give_up("serve", "wrong answer: " + std::string(answer) + "\nexpected: " + expected);
}

/// True once the whole answer is there.
bool ServeLoad::receive(Connection& connection) {
  bool is_there = false;
  const std::span<char> room = std::span(connection.buffer).subspan(connection.received);
  const size_t got = connection.socket->receive_some(room, is_there);
  if (!is_there) return false;
  if (got == 0) {
    give_up("serve", "the server closed behind: " +
                         std::string(connection.buffer.data(), connection.received));
  }
  connection.received += got;
  const std::string_view received(connection.buffer.data(), connection.received);
  const size_t size = answer_size(shape_.wire, received);
  if (size == 0) return false;
  check(connection, received.substr(0, size));
  return true;
}

void ServeLoad::run_until(Clock::time_point end) {
  size_t under_way = connections_.size();
  for (Connection& connection : connections_) send_next(connection);
  std::array<epoll_event, 64> events;
  while (under_way > 0) {
    const int count =
        ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), kPatienceMs);
    if (count <= 0) give_up("serve", "the server does not answer");
    for (const epoll_event& event : std::span(events).first(static_cast<size_t>(count))) {
      auto& connection = *static_cast<Connection*>(event.data.ptr);
      if (!receive(connection)) continue;
      const auto now = Clock::now();
      took_ns_.push_back(static_cast<uint32_t>((now - connection.sent).count()));
      if (!server_.keeps_alive) connection.socket.reset();
      if (now < end) {
        send_next(connection);
      } else {
        --under_way;
      }
    }
  }
}

ServeFigures ServeLoad::run(std::chrono::milliseconds time) {
  took_ns_.clear();
  const int64_t cpu_before = server_.process->cpu_ns();
  const auto begin = Clock::now();
  run_until(begin + time);
  const std::chrono::duration<double> took = Clock::now() - begin;
  const int64_t cpu_ns = server_.process->cpu_ns() - cpu_before;
  const auto count = static_cast<double>(took_ns_.size());
  return {.requests_per_s = count / took.count(),
          .p50_us = percentile_us(took_ns_, 0.5),
          .p99_us = percentile_us(took_ns_, 0.99),
          .cpu_us = static_cast<double>(cpu_ns) / 1000 / count};
}

}  // namespace tern::bench
