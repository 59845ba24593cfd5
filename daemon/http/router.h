#pragma once

#include <atomic>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/auth/permit.h"
#include "daemon/http/answer.h"
#include "daemon/http/backend.h"
#include "daemon/http/routes.h"
#include "daemon/operation/options.h"
#include "sync/primary/primary.h"
#include "sync/wire/exchange.h"

namespace tern::daemon {

/// Which of the server's listeners a connection came in by.
enum class Face : uint8_t { Public, Admin, Metrics };

/// A request's head, before its body is read. Lifetime of the views: the parser's.
struct RequestHead {
  std::string_view method;
  std::string_view target;
  std::string_view authorization;  ///< these are header values; "" if there is none
  std::string_view host;
  std::string_view namespace_header;
  std::string_view asked_headers;   ///< Access-Control-Request-Headers
  bool has_encryption_key = false;  ///< x-turso-encryption-key
  bool wants_websocket = false;
};

/// A request, its body still to come.
struct Admitted {
  Route route = Route::Unknown;
  streams::Form form = streams::Form::V2;
  std::string path;              ///< collapsed; without query
  streams::Caller caller;        ///< of SQL
  Access access;                 ///< to caller.database
  sync::primary::Caller syncer;  ///< of sync
  sync::wire::Method sync_method = sync::wire::Method::Get;
  std::string query;
  const TableRoute* table_route = nullptr;
  std::vector<std::string> parameters;
  std::string preflight_headers;
  std::shared_ptr<const Permit> permit;
  uint64_t body_bytes_max = 0;
};

/// `request` is filled as far as the checks came, for logs, also if there is a refusal.
struct Admission {
  Admitted request;
  std::optional<Answer> refusal;
};

/// Decides who may ask what, and asks.
/// Threads: admit() and answer_at_once() on the network thread; answer() on any, several at once.
class Router {
 public:
  Router(const Backend& backend, const Limits& limits) : backend_(backend), limits_(limits) {}

  /// From the head alone, so that nobody sends a body in vain.
  Admission admit(Face face, const RequestHead& head) const;
  /// The answers that are known without work: of health, probes, preflights.
  std::optional<Answer> answer_at_once(const Admitted& request, bool is_stopping) const;
  /// All others, but for cursors, pulls and WebSockets. `cancelled`: the client has gone.
  /// `workers`: who run it, for those requests that wait.
  Answer answer(const Admitted& request, ByteVector body, const std::atomic<bool>& cancelled,
                WorkerPool& workers) const;
  /// The same for a request whose body lies in a file (TableRoute::body_path).
  Answer answer(const Admitted& request, std::shared_ptr<PassingFile> file,
                const std::atomic<bool>& cancelled) const;
  /// Asks TableRoute::admit, which knows more than the head. On any thread.
  std::expected<uint64_t, Answer> admit_body(const Admitted& request) const;

  /// What the `jwt` of a WebSocket's hello allows with `database`.
  std::expected<streams::Caller, streams::ErrorObject> authenticate(
      std::string_view jwt, std::string_view database) const;

  const Backend& backend() const { return backend_; }

 private:
  using Refused = std::optional<Answer>;
  Refused admit_public(const RequestHead& head, Admitted& request) const;
  Refused admit_table(const RouteTable& table, const RequestHead& head, Admitted& request) const;
  Refused admit_sync(const RequestHead& head, Admitted& request) const;
  Refused admit_list(const RequestHead& head, Admitted& request) const;
  Refused admit_sql(const RequestHead& head, Admitted& request) const;
  Answer list_answer() const;
  Answer sync_answer(const Admitted& request, ByteVector body, const std::atomic<bool>& cancelled,
                     WorkerPool& workers) const;
  Answer answer_or_throw(const Admitted& request, ByteVector body,
                         const std::atomic<bool>& cancelled, WorkerPool& workers) const;

  const Backend& backend_;
  const Limits& limits_;
};

}  // namespace tern::daemon
