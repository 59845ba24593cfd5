#include "daemon/http/server.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <thread>
#include <vector>

#include "daemon/http/http_session.h"
#include "daemon/operation/log.h"

namespace tern::daemon {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

uint32_t worker_count(const ServeOptions& options) {
  if (options.workers > 0) return options.workers;
  return std::max(2U, std::thread::hardware_concurrency());
}

Status set_up_tls(asio::ssl::context& tls, const ServeOptions& options) {
  boost::system::error_code error;
  tls.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                      asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 |
                      asio::ssl::context::no_tlsv1_1 | SSL_OP_NO_RENEGOTIATION,
                  error);
  if (error) return fail(ErrorCode::Internal, "TLS: " + error.message());
  tls.use_certificate_chain_file(options.tls_cert, error);
  if (error)
    return fail(ErrorCode::CantOpen,
                "cannot use the certificate " + options.tls_cert + ": " + error.message());
  tls.use_private_key_file(options.tls_key, asio::ssl::context::pem, error);
  if (error)
    return fail(ErrorCode::CantOpen, "cannot use the private key " + options.tls_key +
                                         " (is it the certificate's?): " + error.message());
  return ok();
}

Status listen_on(tcp::acceptor& acceptor, const std::string& text) {
  const ListenAddress address = TRY(parse_listen(text));
  boost::system::error_code error;
  const auto ip = asio::ip::make_address(address.host, error);
  if (error) return fail(ErrorCode::Misuse, "'" + address.host + "' is not an IP address");
  const tcp::endpoint endpoint(ip, address.port);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return fail(ErrorCode::CantOpen, "cannot listen on " + text + ": " + error.message());
  return ok();
}

}  // namespace

class Server::State {
 public:
  State(ServeOptions options, Backend backend)
      : options_(std::move(options)),
        router_(std::move(backend), options_.limits),
        workers_(worker_count(options_)),
        tls_(asio::ssl::context::tls_server),
        acceptor_(io_),
        signals_(io_),
        grace_(io_),
        context_{router_, options_.limits, workers_} {}

  ~State() { workers_.join(); }

  Status prepare() {
    TRY(set_up_tls(tls_, options_));
    router_.set_tokens(TRY(TokenTable::read(options_.tokens)));
    TRY(listen_on(acceptor_, options_.listen));
    boost::system::error_code error;
    for (const int number : {SIGTERM, SIGINT, SIGHUP}) signals_.add(number, error);
    if (error) return fail(ErrorCode::Internal, "signals: " + error.message());
    return ok();
  }

  uint16_t port() const {
    boost::system::error_code error;
    const auto endpoint = acceptor_.local_endpoint(error);
    return error ? uint16_t{0} : endpoint.port();
  }

  void run() {
    asio::co_spawn(io_, accept_all(), asio::detached);
    asio::co_spawn(io_, watch_signals(), asio::detached);
    io_.run();
    workers_.join();
    log_event(LogLevel::Info, "stopped");
  }

  void request_stop() {
    asio::post(io_, [this] { begin_stop("request"); });
  }

 private:
  asio::awaitable<void> accept_all() {
    while (!context_.stopping) {
      auto [error, socket] = co_await acceptor_.async_accept(kAwait);
      if (context_.stopping) co_return;
      if (error) {
        // Out of descriptors, most likely: others end soon, so this waits a little.
        log_event(LogLevel::Warn, "accept_failed", {{"why", error.message()}});
        asio::steady_timer pause(io_, std::chrono::milliseconds(100));
        const auto [cancelled] = co_await pause.async_wait(kAwait);
        (void)cancelled;
        continue;
      }
      std::erase_if(sessions_, [](const auto& session) { return session.expired(); });
      if (sessions_.size() >= options_.limits.connections_max) {
        log_event(LogLevel::Warn, "connections_max_reached");
        continue;
      }
      const auto session = std::make_shared<HttpSession>(std::move(socket), tls_, context_);
      sessions_.push_back(session);
      asio::co_spawn(io_, session->run(), asio::detached);
    }
  }

  asio::awaitable<void> watch_signals() {
    while (!context_.stopping) {
      const auto [error, number] = co_await signals_.async_wait(kAwait);
      if (error) co_return;
      if (number != SIGHUP) {
        begin_stop(number == SIGTERM ? "SIGTERM" : "SIGINT");
        co_return;
      }
      auto tokens = TokenTable::read(options_.tokens);
      if (!tokens) {
        log_event(LogLevel::Error, "tokens_kept", {{"why", std::string(tokens.error().message())}});
        continue;
      }
      log_event(LogLevel::Info, "tokens_read", {{"count", std::to_string(tokens->size())}});
      router_.set_tokens(std::move(*tokens));
    }
  }

  void begin_stop(std::string why) {
    if (std::exchange(context_.stopping, true)) return;
    log_event(LogLevel::Info, "stopping", {{"why", std::move(why)}});
    boost::system::error_code error;
    acceptor_.close(error);
    signals_.cancel(error);
    for (const auto& session : sessions_)
      if (const auto alive = session.lock()) alive->stop();
    asio::co_spawn(io_, cut_off_late(), asio::detached);
  }

  asio::awaitable<void> cut_off_late() {
    // Looks ten times a second, so that it does not itself keep the loop alive to the end.
    const auto end = std::chrono::steady_clock::now() + options_.limits.shutdown_timeout;
    while (std::ranges::any_of(sessions_, [](const auto& session) { return !session.expired(); })) {
      if (std::chrono::steady_clock::now() >= end) {
        for (const auto& session : sessions_)
          if (const auto alive = session.lock()) alive->abort();
        co_return;
      }
      grace_.expires_after(std::chrono::milliseconds(100));
      const auto [error] = co_await grace_.async_wait(kAwait);
      if (error) co_return;
    }
  }

  ServeOptions options_;
  Router router_;
  asio::io_context io_{1};
  asio::thread_pool workers_;
  asio::ssl::context tls_;
  tcp::acceptor acceptor_;
  asio::signal_set signals_;
  asio::steady_timer grace_;
  SessionContext context_;
  std::vector<std::weak_ptr<HttpSession>> sessions_;
};

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::open(const ServeOptions& options, Backend backend) {
  auto state = std::make_unique<State>(options, std::move(backend));
  TRY(state->prepare());
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

uint16_t Server::port() const { return state_->port(); }
void Server::run() { state_->run(); }
void Server::stop() { state_->request_stop(); }

}  // namespace tern::daemon
