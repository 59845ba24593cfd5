#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "daemon/auth/permit.h"
#include "daemon/http/front_counts.h"
#include "daemon/http/namespaces.h"
#include "daemon/http/request_memory.h"
#include "daemon/http/route_table.h"
#include "daemon/http/routes.h"
#include "daemon/http/worker_pool.h"
#include "daemon/streams/service.h"
#include "sync/primary/primary.h"
#include "sync/wire/exchange.h"

namespace tern::daemon {

/// One request that has been answered, for the access log. Holds nothing secret. Lifetime of the
/// views: the call.
struct AccessRecord {
  std::string_view peer;  ///< address:port
  std::string_view method;
  std::string_view path;  ///< without query; "" if the request could not be read
  Route route = Route::Unknown;
  std::string_view database;    ///< "" if none was chosen
  std::string_view token_name;  ///< "" without a token
  int status = 0;
  uint64_t bytes_in = 0;  ///< of bodies, or of a WebSocket's messages
  uint64_t bytes_out = 0;
  uint64_t took_us = 0;
};

/// A request of a Turso client for pages. Its parts live until the handler returns.
struct PullRequest {
  std::string_view database;
  const Access& access;
  Bytes body;
  streams::CursorSink& sink;
  const std::atomic<bool>& cancelled;  ///< the client has gone, or the server cuts off
  WorkerPool& workers;                 ///< for a WorkerPool::Waiting around a long poll
};

/// What the front passes requests on to. Parts that are missing make their paths unknown.
/// The handlers, `list` and the service's pipelines and cursors are called on workers, several at
/// once. On the network thread, so that they must not block: `is_ready`, `reload`, `on_request`,
/// and the authenticator, once for each request.
struct Backend {
  /// Sync's own protocol: all below /v1/db/.
  std::function<sync::wire::Response(const sync::wire::Request&, const sync::primary::Caller&)>
      handle;
  std::function<std::vector<sync::primary::DatabaseSummary>()> list;
  /// SQL over HTTP and over WebSocket. Lifetime: longer than the server's and its workers'.
  streams::Service* service = nullptr;
  NamespaceRule namespaces;
  /// POST /pull-updates: writes its whole answer into the sink, errors too.
  std::function<void(const PullRequest&)> pull_updates;
  RouteTable routes;          ///< of the public listener, behind the front's own
  RouteTable admin_routes;    ///< of the admin listener
  RouteTable metrics_routes;  ///< of the metrics listener

  std::shared_ptr<const Authenticator> authenticator;
  /// For /readyz, besides that the server does not stop.
  std::function<bool()> is_ready;
  /// SIGHUP.
  std::function<void()> reload;
  /// After each answer. A status of 0 is an answer that broke off.
  std::function<void(const AccessRecord&)> on_request;
  /// Where the front counts; made by the server if it is null.
  std::shared_ptr<FrontCounts> counts;
  /// What requests take up; made by the server if it is null.
  std::shared_ptr<RequestMemory> memory;
};

}  // namespace tern::daemon
