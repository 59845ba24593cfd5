#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "daemon/auth/authenticator.h"
#include "daemon/http/server.h"
#include "daemon/operation/log.h"
#include "sync/transport/transport.h"
#include "tests/support/test_certificate.h"
#include "tests/unit/daemon/http/fake_service.h"

namespace tern::daemon {

constexpr std::string_view kLaptopToken = "laptop-token-0123456789";
constexpr std::string_view kReaderToken = "reader-token-0123456789";
constexpr std::string_view kAdminToken = "admin-token-01234567890";

/// What a RunningServer is; the rest is as a server is by itself.
struct ServerSetup {
  Limits limits = {};
  bool is_plain = false;
  bool has_admin = false;  // and metrics: on listeners of their own, plain
  uint32_t workers = 2;
  RouteTable admin_routes = {};
};

/// A Server on a thread of its own, with a function in the primary's place that answers with the
/// request's path and body, and a FakeService where streams are.
class RunningServer {
 public:
  explicit RunningServer(Limits limits = {}) : RunningServer(ServerSetup{.limits = limits}) {}
  explicit RunningServer(const ServerSetup& setup) {
    // Peers that hang up are part of these tests.
    std::signal(SIGPIPE, SIG_IGN);
    if (!setup.is_plain) {
      EXPECT_TRUE(tests::make_certificate(folder_.path()));
    }
    EXPECT_TRUE(set_log_level("error").has_value());
    tests::write_file(folder_ / "tokens",
                      std::string(kLaptopToken) + " laptop notes-* pull,push,sql\n" +
                          std::string(kReaderToken) + " reader * pull,sql-read\n" +
                          std::string(kAdminToken) + " admin * pull,push,sql,admin\n");
    ServeOptions options;
    options.listen = "127.0.0.1:0";
    if (setup.has_admin) options.admin_listen = options.metrics_listen = "127.0.0.1:0";
    options.plain_http = setup.is_plain;
    options.admin_plain_http = options.metrics_plain_http = true;
    options.tls_cert = folder_ / "cert.pem";
    options.tls_key = folder_ / "key.pem";
    options.limits = setup.limits;
    options.workers = setup.workers;
    workers_ = make_workers(options);
    auto opened = Server::open(options, make_backend(setup.admin_routes), *workers_);
    EXPECT_TRUE(opened.has_value()) << (opened ? "" : opened.error().message());
    server_ = std::move(*opened);
    thread_ = std::thread([this] { server_->run(); });
  }
  ~RunningServer() { stop(); }

  void stop() {
    if (!thread_.joinable()) return;
    server_->stop();
    thread_.join();
    workers_->join();
  }

  uint16_t port(Face face = Face::Public) const { return server_->port(face); }
  const FrontCounts& counts() const { return server_->counts(); }
  std::string folder() const { return folder_.path(); }
  std::string origin() const { return "https://127.0.0.1:" + std::to_string(port()); }
  std::string cert() const { return folder_ / "cert.pem"; }

  std::unique_ptr<sync::transport::Transport> client(std::string_view token,
                                                     bool trusts = true) const {
    sync::transport::TransportOptions options;
    options.origin = origin();
    options.token = token;
    if (trusts) options.ca_file = cert();
    auto opened = sync::transport::open_http_transport(options);
    EXPECT_TRUE(opened.has_value());
    return std::move(*opened);
  }

  FakeService service;
  /// What the access log says, a request a line: method path status token.
  std::string log() const {
    const std::lock_guard lock(log_mutex_);
    return log_;
  }

  std::atomic<int> requests = 0;
  /// Requests to /v1/db/{name}/slow wait until this is set.
  std::atomic<bool> released = false;
  std::atomic<int> waiting = 0;

 private:
  Backend make_backend(const RouteTable& admin_routes) {
    Backend backend;
    backend.admin_routes = admin_routes;
    backend.handle = [this](const sync::wire::Request& request,
                            const sync::primary::Caller& caller) {
      return on_request(request, caller);
    };
    backend.list = [] {
      return std::vector<sync::primary::DatabaseSummary>{{"notes-1", "1", "", 7}};
    };
    backend.service = &service;
    backend.pull_updates = [](const PullRequest& pull) {
      pull.sink.begin(200, "application/protobuf");
      pull.sink.write(std::string(pull.database) + (pull.access.push ? " push:" : ":") +
                      std::string(as_text(pull.body)));
    };
    backend.admin_routes.add({.method = "POST",
                              .pattern = "/v1/namespaces/{name}/create",
                              .body_bytes_max = 100,
                              .handler = [](const TableRequest& request) {
                                return Answer{.body = request.parameters.at(0) + request.query};
                              }});
    backend.metrics_routes.add({.method = "GET",
                                .pattern = "/metrics",
                                .access = RouteAccess::Everybody,
                                .handler = [](const TableRequest&) {
                                  return Answer{.content_type = "text/plain", .body = "up 1\n"};
                                }});
    auto tokens = TokenAuthenticator::open({.tokens = folder_ / "tokens"});
    EXPECT_TRUE(tokens.has_value());
    backend.authenticator = std::move(*tokens);
    backend.on_request = [this](const AccessRecord& record) {
      const std::lock_guard lock(log_mutex_);
      log_ += std::string(record.method) + " " + std::string(record.path) + " " +
              std::to_string(record.status) + " " + std::string(record.token_name) + "\n";
    };
    return backend;
  }

  sync::wire::Response on_request(const sync::wire::Request& request,
                                  const sync::primary::Caller& caller) {
    ++requests;
    if (request.path.ends_with("/missing")) return {404, text("no database of this name here")};
    if (request.path.ends_with("/big")) return {200, ByteVector(3'000'000, std::byte{7})};
    if (request.path.ends_with("/slow")) {
      ++waiting;
      released.wait(false);
      --waiting;
    }
    std::string answer = request.path + " " + std::to_string(static_cast<int>(request.method)) +
                         (caller.may_pull ? " pull" : "") + (caller.may_push ? " push" : "") +
                         (caller.may_create ? " create" : "") + ":";
    ByteVector out = text(answer);
    append(out, request.body);
    return {200, out};
  }
  static ByteVector text(std::string_view text) {
    return {as_bytes(text).begin(), as_bytes(text).end()};
  }

  tests::TemporaryFolder folder_;
  mutable std::mutex log_mutex_;
  std::string log_;
  std::unique_ptr<WorkerPool> workers_;
  std::unique_ptr<Server> server_;
  std::thread thread_;
};

}  // namespace tern::daemon
