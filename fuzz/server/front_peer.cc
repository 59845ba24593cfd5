#include "fuzz/server/front_peer.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <chrono>
#include <csignal>

#include "daemon/auth/tokens.h"
#include "daemon/http/connection/http_session.h"
#include "daemon/operation/log.h"
#include "daemon/turso/pull.h"

namespace tern::fuzz {
namespace {

namespace asio = boost::asio;
using namespace daemon;

constexpr std::chrono::milliseconds kLook{2};
constexpr std::chrono::seconds kPatience{10};

std::string repeated(std::string_view word) {
  std::string out;
  for (int i = 0; i < 20; ++i) out += word;
  return out;
}

/// Opaque tokens from a text.
class TextAuthenticator final : public Authenticator {
 public:
  using Permitted = std::expected<std::shared_ptr<const Permit>, Refusal>;
  Permitted check_header(std::string_view authorization) const override {
    constexpr std::string_view kScheme = "Bearer ";
    if (!authorization.starts_with(kScheme))
      return std::unexpected(Refusal{401, "AUTH_HEADER_MALFORMED", "no token"});
    return check_token(authorization.substr(kScheme.size()));
  }
  Permitted check_token(std::string_view token) const override {
    auto permit = tokens_.find(token);
    if (!permit) return std::unexpected(Refusal{401, "AUTH_FAILED", "wrong token"});
    return permit;
  }

 private:
  TokenTable tokens_ =
      TokenTable::parse(repeated("rw") + " rw db sql,pull\n" + repeated("ro") +
                            " ro db sql-read,pull\n" + repeated("admin") + " admin * sql,admin\n",
                        "tokens")
          .value();
};

Backend make_backend(HostedServer& server, streams::Service& service) {
  Backend backend;
  backend.handle = [](const sync::wire::Request& request, const sync::primary::Caller&) {
    return sync::wire::Response{200, request.body};  // sync has a target of its own
  };
  backend.list = [&] { return server.primary().list(); };
  backend.service = &service;
  backend.namespaces.default_name = "db";
  backend.pull_updates = [&](const PullRequest& request) {
    const auto database = server.primary().use(request.database);
    if (!database) {
      request.sink.begin(404, "application/json");
      (void)request.sink.write("{}");
      return;
    }
    turso::answer_pull(**database, request.body, request.sink, request.cancelled,
                       [](const auto&) { return false; }, {});
  };
  for (RouteTable* const table : {&backend.routes, &backend.admin_routes, &backend.metrics_routes})
    table->add({.method = "POST",
                .pattern = "/v1/things/{name}/of/{other}",
                .access = table == &backend.metrics_routes ? RouteAccess::Everybody
                                                           : RouteAccess::Administrator,
                .body_bytes_max = 1000,
                .handler = [](const TableRequest& request) {
                  return Answer{.body = request.parameters.at(0) + request.parameters.at(1)};
                }});
  backend.authenticator = std::make_shared<TextAuthenticator>();
  return backend;
}

/// The peer's end of the pair.
class PeerEnd {
 public:
  explicit PeerEnd(int descriptor) : descriptor_(descriptor) {
    must(fcntl(descriptor_, F_SETFL, O_NONBLOCK) == 0, "a socket that does not block");
  }
  PeerEnd(const PeerEnd&) = delete;
  ~PeerEnd() { close(descriptor_); }

  /// As much as there is room for.
  void say(Bytes& words) {
    const ssize_t bytes = send(descriptor_, words.data(), words.size(), MSG_NOSIGNAL);
    if (bytes > 0) words = words.subspan(static_cast<size_t>(bytes));
    if (bytes < 0 && errno != EAGAIN) words = {};  // the front has hung up
  }
  void hang_up() { shutdown(descriptor_, SHUT_WR); }
  void listen() {
    char bytes[16 << 10];
    for (ssize_t got = 0; (got = recv(descriptor_, bytes, sizeof bytes, 0)) > 0;)
      heard_.append(bytes, static_cast<size_t>(got));
  }
  const std::string& heard() const { return heard_; }

 private:
  int descriptor_;
  std::string heard_;
};

}  // namespace

std::string talk(HostedServer& server, Face face, const PeerWords& words) {
  static const bool is_quiet = set_log_level("error").has_value();
  must(is_quiet, "a log without peers' faults");
  WorkerPool workers({.workers = 1, .database_max = 1, .readers_max = 4, .polls_max = 4});
  const auto service = streams::Service::make(
      server.databases(), HostedServer::limits(),
      {.executor = [&](std::string_view database, std::function<void()> work) {
        workers.post(database, std::move(work));
      }});
  const Backend backend = make_backend(server, *service);
  const daemon::Limits limits{.sql_body_bytes_max = 256 << 10,
                              .header_bytes_max = 4 << 10,
                              .websocket_message_bytes_max = 64 << 10};
  const Router router(backend, limits);
  FrontCounts counts;
  RequestMemory memory(limits);
  int ends[2];
  must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0, "a pair of sockets");
  PeerEnd peer(ends[1]);
  {
    asio::io_context network(1);
    NetworkLoop loop(network, workers);  // does not run: all work goes to the worker
    SessionContext context{.router = router,
                           .limits = limits,
                           .workers = workers,
                           .loop = loop,
                           .counts = counts,
                           .memory = memory};
    const auto session = std::make_shared<HttpSession>(
        TcpSocket(network.get_executor(), asio::ip::tcp::v4(), ends[0]), nullptr, face, context);
    asio::co_spawn(network.get_executor(), [session] { return session->run(); }, asio::detached);
    const auto end = SteadyClock::now() + kPatience;
    Bytes first = words.first;
    Bytes then = words.then;
    bool has_hung_up = false;
    while (!network.stopped()) {
      peer.listen();
      if (!first.empty()) {
        peer.say(first);
      } else if (!then.empty() && words.may_go_on(peer.heard())) {
        peer.say(then);
      } else if (then.empty() && !std::exchange(has_hung_up, true)) {
        peer.hang_up();
      }
      network.run_one_for(kLook);
      network.poll();
      // The answer to `first` may be no handshake: there is nothing to wait for.
      if (counts.connections_open == 0) break;
      must(SteadyClock::now() < end, "a connection ends behind its peer");
      session->tick(SteadyClock::now());
    }
    peer.listen();
    service->drain();
    workers.join();
    network.poll();
    must(counts.requests_running == 0 && memory.bodies.used() == 0, "nothing is left of a request");
  }
  must(service->counts().transactions_open == 0, "nor a transaction");
  return peer.heard();
}

}  // namespace tern::fuzz
