#include "daemon/commands/serve.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>

#include "daemon/admin/admin_routes.h"
#include "daemon/auth/authenticator.h"
#include "daemon/auth/tokens.h"
#include "daemon/commands/server_metrics.h"
#include "daemon/hosted_databases.h"
#include "daemon/http/server.h"
#include "daemon/operation/access_log.h"
#include "daemon/operation/log.h"
#include "daemon/operation/whole_file.h"
#include "daemon/turso/pull.h"
#include "sync/primary/primary.h"

namespace tern::daemon {
namespace {

/// A folder that ends with the server.
class TemporaryData {
 public:
  static Result<TemporaryData> make() {
    std::error_code error;
    std::string path = (std::filesystem::temp_directory_path(error) / "ternd-XXXXXX").string();
    if (error || !::mkdtemp(path.data()))
      return fail(ErrorCode::CantOpen, "cannot make a temporary folder for the databases: --data");
    return TemporaryData(std::move(path));
  }
  TemporaryData(TemporaryData&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryData& operator=(TemporaryData&&) = delete;
  ~TemporaryData() {
    std::error_code error;
    if (!path_.empty()) std::filesystem::remove_all(path_, error);
  }
  const std::string& path() const { return path_; }

 private:
  explicit TemporaryData(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

/// Left to itself glibc learns from large blocks to keep the memory of those up to 32 MiB, for each
/// of many threads: what one hungry statement took would stay with the server.
void return_large_blocks() {
#ifdef __GLIBC__
  constexpr int kFrom = 256 << 10;
  (void)mallopt(M_MMAP_THRESHOLD, kFrom);
#endif
}

/// Who is let in, and how that is read again.
struct Door {
  std::shared_ptr<const Authenticator> authenticator;
  std::function<void()> reload;
};

Result<Door> open_door(const ServeOptions& options, const std::string& dev_token) {
  if (options.no_auth) {
    log_event(LogLevel::Warn, "no_auth", {{"why", "everybody on this machine may do everything"}});
    return Door{make_open_authenticator(), [] {}};
  }
  AuthenticatorOptions from;
  from.tokens = options.tokens;
  from.jwt_keys = options.jwt_keys;
  from.jwt_database_keys = options.jwt_database_keys;
  from.revoked = options.revoked;
  if (!dev_token.empty())
    from.extra_tokens = token_digest(dev_token) + " dev * pull,push,sql,branch,resolve,admin\n";
  std::shared_ptr<TokenAuthenticator> authenticator =
      TRY(TokenAuthenticator::open(std::move(from)));
  const auto reload = [authenticator] {
    const Status read = authenticator->reload();
    if (read) {
      log_event(LogLevel::Info, "tokens_read");
    } else {
      log_event(LogLevel::Error, "tokens_kept", {{"why", std::string(read.error().message())}});
    }
  };
  return Door{authenticator, reload};
}

Result<std::unique_ptr<AccessLog>> open_access_log(const ServeOptions& options) {
  if (options.access_log.empty()) return nullptr;
  return AccessLog::open(options.access_log, TRY(parse_log_format(options.log_format)));
}

void reopen(AccessLog* log) {
  if (!log) return;
  const Status opened = log->reopen();
  if (!opened)
    log_event(LogLevel::Error, "access_log_kept", {{"why", std::string(opened.error().message())}});
}

void write_access(AccessLog& log, const AccessRecord& record) {
  AccessEntry entry;
  entry.method = record.method;
  entry.path = record.path;
  entry.status = record.status;
  entry.bytes_in = record.bytes_in;
  entry.bytes_out = record.bytes_out;
  entry.took = std::chrono::microseconds(record.took_us);
  entry.token = record.token_name;
  entry.peer = record.peer;
  entry.database = record.database;
  log.write(entry);
}

/// Where there is no access log, requests are events like others.
void log_request(const AccessRecord& record) {
  log_event(LogLevel::Info, "request",
            {{"peer", std::string(record.peer)},
             {"token", std::string(record.token_name)},
             {"method", std::string(record.method)},
             {"path", std::string(record.path)},
             {"database", std::string(record.database)},
             {"status", std::to_string(record.status)},
             {"in", std::to_string(record.bytes_in)},
             {"out", std::to_string(record.bytes_out)},
             {"us", std::to_string(record.took_us)}});
}

/// A client of Turso's that asks for pages.
void pull_pages(sync::primary::Primary& primary, const PullRequest& request) {
  const auto database = primary.use(request.database);
  if (!database) {
    const bool is_unknown = database.error().is(ErrorCode::NotFound);
    const Answer answer =
        sql_error_answer(is_unknown ? 404 : 503, is_unknown ? "NAMESPACE_NOT_FOUND" : "UNAVAILABLE",
                         database.error().message());
    request.sink.begin(answer.status, answer.content_type);
    (void)request.sink.write(answer.body);
    return;
  }
  const auto wait_elsewhere = [&](const std::function<void()>& wait) {
    const WorkerPool::Waiting waiting(request.workers, WorkerPool::Wait::News);
    if (waiting.is_allowed()) wait();
    return waiting.is_allowed();
  };
  turso::answer_pull(**database, request.body, request.sink, request.cancelled, wait_elsewhere);
}

void say_where(const ServeConfig& config, const std::string& port, const std::string& token) {
  const ServeOptions& options = config.options;
  std::cout << "ternd listens on port " << port << "\n";
  if (config.dev) {
    const std::string host = options.listen.substr(0, options.listen.rfind(':'));
    std::cout << "url    " << (options.plain_http ? "http://" : "https://") << host << ":" << port
              << "\ntoken  " << (token.empty() ? "none is needed" : token) << "\ndata   "
              << options.data << "\n";
  }
  std::cout << std::flush;
}

/// A line each: of the public listener, then "admin PORT" and "metrics PORT" where they are.
std::string ports_of(const Server& server) {
  std::string ports = std::to_string(server.port()) + "\n";
  if (const uint16_t port = server.port(Face::Admin))
    ports += "admin " + std::to_string(port) + "\n";
  if (const uint16_t port = server.port(Face::Metrics))
    ports += "metrics " + std::to_string(port) + "\n";
  return ports;
}

Status warn_of_plain_http(const ServeOptions& options) {
  if (!options.plain_http || is_loopback(TRY(parse_listen(options.listen)))) return ok();
  log_event(LogLevel::Warn, "plain_http",
            {{"address", options.listen}, {"why", "tokens can be read on the way"}});
  return ok();
}

}  // namespace

Status serve(ServeConfig config) {
  return_large_blocks();
  ServeOptions& options = config.options;
  std::optional<TemporaryData> temporary;
  if (options.data.empty()) {
    temporary.emplace(TRY(TemporaryData::make()));
    options.data = temporary->path();
  }
  const std::string dev_token = config.dev && !options.no_auth ? new_token() : std::string();
  TRY(warn_of_plain_http(options));
  const Door door = TRY(open_door(options, dev_token));
  const auto access_log = TRY(open_access_log(options));
  sync::primary::PrimaryOptions primary_options;
  primary_options.open_databases_max = options.open_databases_max;
  const auto primary = TRY(sync::primary::Primary::open(options.data, primary_options));
  const auto databases = make_hosted_databases(*primary, options);
  const auto workers = make_workers(options);
  const auto memory = std::make_shared<RequestMemory>(options.limits);
  streams::ServiceHost host;
  host.executor = [&](std::string_view database, std::function<void()> work) {
    workers->post(database, std::move(work));
  };
  host.wait_elsewhere = [&](const std::function<void()>& wait) {
    const WorkerPool::Waiting waiting(*workers, WorkerPool::Wait::Turn);
    wait();
  };
  host.bodies = &memory->bodies;
  host.answers = &memory->answers;
  const auto service = streams::Service::make(*databases, config.streams, std::move(host));
  Backend backend;
  backend.handle = [&](const sync::wire::Request& request, const sync::primary::Caller& caller) {
    return primary->handle(request, caller);
  };
  backend.list = [&] { return primary->list(); };
  backend.service = service.get();
  backend.namespaces = {options.namespaces, options.default_namespace};
  backend.pull_updates = [&](const PullRequest& request) { pull_pages(*primary, request); };
  backend.admin_routes = admin_routes(*primary, options);
  backend.memory = memory;
  backend.counts = std::make_shared<FrontCounts>();
  backend.metrics_routes.add(
      {"GET", "/metrics", RouteAccess::Everybody, 0, [&, counts = backend.counts](const auto&) {
         return Answer{.content_type = std::string(MetricsText::kContentType),
                       .body = metrics_text([&](MetricsText& out) {
                         write_metrics(*counts, service->counts(), *primary, out);
                         write_worker_metrics(workers->counts(), *memory, out);
                       })};
       }});
  backend.authenticator = door.authenticator;
  backend.on_request = log_request;
  if (access_log)
    backend.on_request = [&](const AccessRecord& record) { write_access(*access_log, record); };
  backend.reload = [&] {
    door.reload();
    reopen(access_log.get());
  };
  const auto server = TRY(Server::open(options, std::move(backend), *workers));
  const std::string port = std::to_string(server->port());
  log_event(LogLevel::Info, "listening",
            {{"address", options.listen}, {"port", port}, {"data", options.data}});
  if (!options.port_file.empty()) TRY(replace_file(options.port_file, ports_of(*server), 0644));
  say_where(config, port, dev_token);
  server->run();
  workers->join();
  return ok();
}

}  // namespace tern::daemon
