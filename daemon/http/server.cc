#include "daemon/http/server.h"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <list>
#include <optional>
#include <thread>
#include <utility>

#include "daemon/http/connection/http_session.h"
#include "daemon/http/listener.h"
#include "daemon/http/network_loop.h"
#include "daemon/http/tls_credentials.h"
#include "daemon/operation/log.h"

namespace tern::daemon {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

constexpr uint32_t kWorkersMin = 20;
/// Writers of all databases that wait for their turn with somebody in their place.
constexpr uint32_t kTurnsMax = 256;
constexpr milliseconds kTick{100};
constexpr std::chrono::seconds kExpirePause{1};
constexpr std::chrono::seconds kCertificatePause{2};

using Timer = asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, IoExecutor>;
using Signals = asio::basic_signal_set<IoExecutor>;

/// A connection is a descriptor: as many as the system lets us have.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  (void)setrlimit(RLIMIT_NOFILE, &limit);  // with the old limit there are fewer connections
}

}  // namespace

std::unique_ptr<WorkerPool> make_workers(const ServeOptions& options) {
  const Limits& limits = options.limits;
  WorkerLimits workers;
  workers.workers = options.workers > 0
                        ? options.workers
                        : std::max(kWorkersMin, std::thread::hardware_concurrency());
  workers.database_max = std::max(workers.workers - workers.workers / 4, 1U);
  if (options.database_workers > 0)
    workers.database_max = std::min(options.database_workers, workers.workers);
  workers.slow_max = limits.slow_requests_max;
  workers.readers_max = limits.slow_readers_max;
  workers.polls_max = limits.long_polls_max;
  workers.turns_max = kTurnsMax;
  workers.guests_max = NetworkLoop::kThreadsMax / 2;  // each may wait, and is a thread less
  return std::make_unique<WorkerPool>(workers);
}

class Server::State {
 public:
  State(ServeOptions options, Backend backend, WorkerPool& workers)
      : options_(std::move(options)),
        backend_(std::move(backend)),
        router_(backend_, options_.limits),
        signals_(io_.get_executor()),
        ticker_(io_.get_executor()),
        loop_(io_, workers),
        context_{.router = router_,
                 .limits = options_.limits,
                 .workers = workers,
                 .loop = loop_,
                 .counts = counts_of(backend_),
                 .memory = memory_of(backend_, options_.limits)} {}

  Status prepare() {
    ASSERT(backend_.authenticator != nullptr);
    const bool needs_tls = !options_.plain_http ||
                           (!options_.admin_listen.empty() && !options_.admin_plain_http) ||
                           (!options_.metrics_listen.empty() && !options_.metrics_plain_http);
    if (needs_tls) tls_.emplace(TRY(TlsCredentials::open(options_.tls_cert, options_.tls_key)));
    TRY(listen(options_.listen, Face::Public, !options_.plain_http));
    if (!options_.admin_listen.empty())
      TRY(listen(options_.admin_listen, Face::Admin, !options_.admin_plain_http));
    if (!options_.metrics_listen.empty())
      TRY(listen(options_.metrics_listen, Face::Metrics, !options_.metrics_plain_http));
    raise_descriptor_limit();
    boost::system::error_code error;
    for (const int number : {SIGTERM, SIGINT, SIGHUP}) signals_.add(number, error);
    if (error) return fail(ErrorCode::Internal, "signals: " + error.message());
    return ok();
  }

  uint16_t port(Face face) const {
    for (const Listener& listener : listeners_)
      if (listener.face() == face) return listener.port();
    return 0;
  }
  const FrontCounts& counts() const { return *backend_.counts; }

  void run() {
    for (Listener& listener : listeners_)
      asio::co_spawn(io_, listener.accept_all([this](TcpSocket socket, const Listener& from) {
        take(std::move(socket), from);
      }),
                     asio::detached);
    asio::co_spawn(io_, watch_signals(), asio::detached);
    asio::co_spawn(io_, tick_all(), asio::detached);
    loop_.run();
    log_event(LogLevel::Info, "stopped");
  }

  void request_stop() {
    asio::post(io_, [this] { begin_stop("request"); });
  }

 private:
  static FrontCounts& counts_of(Backend& backend) {
    if (!backend.counts) backend.counts = std::make_shared<FrontCounts>();
    return *backend.counts;
  }

  static RequestMemory& memory_of(Backend& backend, const Limits& limits) {
    if (!backend.memory) backend.memory = std::make_shared<RequestMemory>(limits);
    return *backend.memory;
  }

  Status listen(const std::string& address, Face face, bool has_tls) {
    listeners_.push_back(TRY(Listener::open(io_, address, face, has_tls)));
    return ok();
  }

  void take(TcpSocket socket, const Listener& from) {
    if (context_.connections.size() >= options_.limits.connections_max) {
      add(context_.counts.connections_refused, 1);
      log_event(LogLevel::Warn, "connections_max_reached");
      return;
    }
    const auto session = std::make_shared<HttpSession>(
        std::move(socket), from.has_tls() ? &tls_->context() : nullptr, from.face(), context_);
    asio::co_spawn(io_, session->run(), asio::detached);
  }

  Task<void> watch_signals() {
    while (!context_.stopping) {
      const auto [error, number] = co_await signals_.async_wait(kAwait);
      if (error) co_return;
      if (number != SIGHUP) {
        begin_stop(number == SIGTERM ? "SIGTERM" : "SIGINT");
        co_return;
      }
      if (tls_) reload_certificate();
      if (backend_.reload) backend_.reload();
    }
  }

  void reload_certificate() {
    const Status reloaded = tls_->reload();
    if (reloaded) {
      add(context_.counts.tls_reloads, 1);
      log_event(LogLevel::Info, "certificate_read", {{"path", options_.tls_cert}});
    } else {
      add(context_.counts.tls_reloads_failed, 1);
      log_event(LogLevel::Error, "certificate_kept",
                {{"why", std::string(reloaded.error().message())}});
    }
  }

  void begin_stop(std::string why) {
    if (std::exchange(context_.stopping, true)) return;
    log_event(LogLevel::Info, "stopping", {{"why", std::move(why)}});
    cut_off_at_ = SteadyClock::now() + options_.limits.shutdown_timeout;
    for (Listener& listener : listeners_) listener.close();
    boost::system::error_code ignored;
    signals_.cancel(ignored);
    context_.connections.stop();
    if (backend_.service)
      context_.workers.post({}, [service = backend_.service] { service->drain(); });
  }

  /// All that happens by time: once the server stops, until the last connection has ended.
  Task<void> tick_all() {
    while (!context_.stopping || context_.connections.size() > 0) {
      ticker_.expires_after(kTick);
      const auto [error] = co_await ticker_.async_wait(kAwait);
      (void)error;
      const auto now = SteadyClock::now();
      context_.connections.tick(now);
      context_.workers.tick();
      if (now >= cut_off_at_) context_.connections.abort();
      if (backend_.service && now >= next_expire_) expire_streams(now);
      if (tls_ && now >= next_certificate_) {
        next_certificate_ = now + kCertificatePause;
        if (tls_->have_files_changed()) reload_certificate();
      }
    }
  }

  void expire_streams(SteadyClock::time_point now) {
    next_expire_ = now + kExpirePause;
    // One at a time, however busy the workers are.
    if (is_expiring_->exchange(true)) return;
    context_.workers.post({}, [service = backend_.service, is_expiring = is_expiring_] {
      service->expire();
      *is_expiring = false;
    });
  }

  ServeOptions options_;
  Backend backend_;
  Router router_;
  asio::io_context io_{1};
  std::optional<TlsCredentials> tls_;
  std::list<Listener> listeners_;
  Signals signals_;
  Timer ticker_;
  NetworkLoop loop_;
  SessionContext context_;
  SteadyClock::time_point cut_off_at_ = SteadyClock::time_point::max();
  SteadyClock::time_point next_expire_ = SteadyClock::now() + kExpirePause;
  SteadyClock::time_point next_certificate_ = SteadyClock::now() + kCertificatePause;
  // Shared with the worker, which may end after the server.
  std::shared_ptr<std::atomic<bool>> is_expiring_ = std::make_shared<std::atomic<bool>>(false);
};

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::open(const ServeOptions& options, Backend backend,
                                             WorkerPool& workers) {
  auto state = std::make_unique<State>(options, std::move(backend), workers);
  TRY(state->prepare());
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

uint16_t Server::port(Face face) const { return state_->port(face); }
const FrontCounts& Server::counts() const { return state_->counts(); }
void Server::run() { state_->run(); }
void Server::stop() { state_->request_stop(); }

}  // namespace tern::daemon
