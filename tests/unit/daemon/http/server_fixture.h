#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <memory>
#include <string>
#include <thread>

#include "daemon/http/server.h"
#include "daemon/operation/log.h"
#include "sync/transport/transport.h"
#include "tests/support/test_certificate.h"

namespace tern::daemon {

constexpr std::string_view kLaptopToken = "laptop-token-0123456789";
constexpr std::string_view kReaderToken = "reader-token-0123456789";
constexpr std::string_view kAdminToken = "admin-token-01234567890";

/// A Server on a thread of its own, with a function in the primary's place that answers with the
/// request's path and body.
class RunningServer {
 public:
  explicit RunningServer(Limits limits = {}) {
    // Peers that hang up are part of these tests.
    std::signal(SIGPIPE, SIG_IGN);
    EXPECT_TRUE(tests::make_certificate(folder_.path()));
    EXPECT_TRUE(set_log_level("error").has_value());
    tests::write_file(folder_ / "tokens",
                      std::string(kLaptopToken) + " laptop notes-* pull,push\n" +
                          std::string(kReaderToken) + " reader * pull\n" +
                          std::string(kAdminToken) + " admin * pull,push,admin\n");
    ServeOptions options;
    options.listen = "127.0.0.1:0";
    options.tls_cert = folder_ / "cert.pem";
    options.tls_key = folder_ / "key.pem";
    options.tokens = folder_ / "tokens";
    options.limits = limits;
    options.workers = 2;
    Backend backend;
    backend.handle = [this](const sync::wire::Request& request,
                            const sync::primary::Caller& caller) {
      return on_request(request, caller);
    };
    backend.list = [] {
      return std::vector<sync::primary::DatabaseSummary>{{"notes-1", "1", "", 7}};
    };
    auto opened = Server::open(options, std::move(backend));
    EXPECT_TRUE(opened.has_value()) << (opened ? "" : opened.error().message());
    server_ = std::move(*opened);
    thread_ = std::thread([this] { server_->run(); });
  }
  ~RunningServer() { stop(); }

  void stop() {
    if (!thread_.joinable()) return;
    server_->stop();
    thread_.join();
  }

  uint16_t port() const { return server_->port(); }
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

  std::atomic<int> requests = 0;
  /// Requests to /v1/db/{name}/slow wait until this is set.
  std::atomic<bool> released = false;
  std::atomic<int> waiting = 0;

 private:
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
  std::unique_ptr<Server> server_;
  std::thread thread_;
};

}  // namespace tern::daemon
