#include "daemon/http/router.h"

#include <new>
#include <utility>

#include "daemon/http/cors.h"
#include "daemon/http/namespaces.h"
#include "engine/base/assert.h"

namespace tern::daemon {
namespace {

/// Smaller answers are not counted: there is at most one of a connection.
constexpr size_t kSmallBytes = 16 << 10;
constexpr std::string_view kVersion = "ternd 0.1.0\n";

using sync::wire::Method;

Answer no_such_path() {
  return sql_error_answer(404, "NOT_FOUND",
                          "there is nothing at this path: SQL is at /v2/pipeline and /v3/pipeline, "
                          "also below /db/NAME; databases for sync are at /v1/db/NAME");
}

Answer wrong_method(std::string_view right) {
  Answer answer =
      sql_error_answer(405, sql_code_of(405), "this path answers " + std::string(right) + " only");
  answer.headers = "allow: " + std::string(right) + ", OPTIONS\r\n";
  return answer;
}

Answer no_such_namespace(std::string_view name) {
  // A name that is none is not repeated: it may be long, or anything.
  const std::string text = is_namespace(name)
                               ? "Namespace `" + std::string(name) + "` doesn't exist"
                               : std::string(
                                     "Namespace doesn't exist: names are 1 to 64 letters, digits, "
                                     "'_' and '-'");
  return sql_error_answer(404, "NAMESPACE_NOT_FOUND", text);
}

Answer answer_of(const Refusal& refusal) {
  return sql_error_answer(refusal.status, refusal.code, refusal.message);
}

std::optional<Method> method_of(std::string_view word) {
  if (word == "GET") return Method::Get;
  if (word == "POST") return Method::Post;
  if (word == "PUT") return Method::Put;
  return std::nullopt;
}

/// The names of sync's databases: as is_namespace, but also with dots and up to 128 characters.
/// Names that need no decoding are the only ones there are.
bool is_sync_name(std::string_view name) {
  if (name.empty() || name.size() > 128) return false;
  for (const char c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '_' || c == '-' || c == '.';
    if (!plain) return false;
  }
  return name.front() != '.';
}

bool is_read(std::string_view method) { return method == "GET" || method == "HEAD"; }

streams::Caller caller_of(const Access& access, std::string_view database,
                          std::shared_ptr<const Permit> permit) {
  const auto may_attach = [permit = std::move(permit)](std::string_view other) {
    const Access there = permit->access(other);
    return there.attach && (there.read || there.write);
  };
  return {std::string(database), access.write, may_attach};
}

TableRequest table_request(const Admitted& request) {
  TableRequest out;
  out.method = request.table_route->method;
  out.path = request.path;
  out.query = request.query;
  out.parameters = request.parameters;
  out.permit = request.permit;
  return out;
}

constexpr std::string_view kNoMemory = "the server is short of memory; try again in a moment";
constexpr std::string_view kNoSqlRight =
    "this token is for sync only: it allows neither reading nor writing by SQL";

}  // namespace

Admission Router::admit(Face face, const RequestHead& head) const {
  Admission admission;
  Admitted& request = admission.request;
  std::string scratch;
  request.path = path_of_target(head.target, scratch);
  if (head.method == "OPTIONS") {
    request.route = Route::Preflight;
    request.preflight_headers = head.asked_headers;
    // Old browsers and some programs send a body along: it is read and dropped.
    request.body_bytes_max = limits_.header_bytes_max;
  } else if (face == Face::Public) {
    admission.refusal = admit_public(head, request);
  } else {
    const RouteTable& table = face == Face::Admin ? backend_.admin_routes : backend_.metrics_routes;
    admission.refusal = admit_table(table, head, request);
  }
  return admission;
}

Router::Refused Router::admit_public(const RequestHead& head, Admitted& request) const {
  const RouteMatch match = match_route(request.path);
  request.route = match.route;
  request.form = match.form;
  switch (match.route) {
    case Route::Sync:
      return admit_sync(head, request);
    case Route::SyncList:
      return admit_list(head, request);
    case Route::Health:
    case Route::Ready:
    case Route::Version:
    case Route::Probe:
      if (!is_read(head.method)) return wrong_method("GET");
      return std::nullopt;
    case Route::Pipeline:
    case Route::Cursor:
    case Route::Socket:
    case Route::PullUpdates:
      request.caller.database = choose_namespace(backend_.namespaces, match.namespace_in_path,
                                                 head.namespace_header, head.host);
      if (match.has_prefix && match.namespace_in_path.empty()) return no_such_namespace("");
      return admit_sql(head, request);
    default:
      return admit_table(backend_.routes, head, request);
  }
}

Router::Refused Router::admit_sql(const RequestHead& head, Admitted& request) const {
  const bool is_there = request.route == Route::PullUpdates ? bool{backend_.pull_updates}
                                                            : backend_.service != nullptr;
  if (!is_there) return no_such_path();
  if (request.caller.database.empty())
    return sql_error_answer(400, "NAMESPACE_MISSING",
                            "this server has no default database: name one in the path "
                            "(/db/NAME/...), by x-namespace, or by the host's first label");
  if (request.route == Route::Socket) {
    if (!is_read(head.method)) return no_such_path();
    if (!head.wants_websocket) return no_such_path();
    // The token comes in the first message.
    if (!is_namespace(request.caller.database)) return no_such_namespace(request.caller.database);
    return std::nullopt;
  }
  if (head.method != "POST") return wrong_method("POST");
  auto permit = backend_.authenticator->check_header(head.authorization);
  if (!permit) return answer_of(permit.error());
  request.permit = std::move(*permit);
  const std::string_view database = request.caller.database;
  if (!is_namespace(database)) return no_such_namespace(database);
  request.access = request.permit->access(database);
  // Whether it exists is none of the business of a token that is not for it.
  if (!request.access.any()) return no_such_namespace(database);
  request.body_bytes_max = limits_.sql_body_bytes_max;
  if (request.route != Route::PullUpdates) {
    if (!request.access.read && !request.access.write)
      return sql_error_answer(403, "AUTH_FAILED", kNoSqlRight);
    request.caller = caller_of(request.access, database, request.permit);
    return std::nullopt;
  }
  if (!request.access.pull && !request.access.read)
    return sql_error_answer(403, "AUTH_FAILED", "this token does not allow pulling this database");
  if (head.has_encryption_key)
    return sql_error_answer(400, "ENCRYPTION_UNSUPPORTED",
                            "this server keeps no encrypted databases: leave out the key "
                            "(x-turso-encryption-key)");
  return std::nullopt;
}

Router::Refused Router::admit_table(const RouteTable& table, const RequestHead& head,
                                    Admitted& request) const {
  RouteTable::Match match = table.find(head.method, request.path);
  if (!match.is_path_known) return no_such_path();
  request.route = Route::Table;
  if (!match.route)
    return sql_error_answer(405, sql_code_of(405), "this path does not answer this method");
  request.table_route = match.route;
  request.parameters = std::move(match.parameters);
  request.query = query_of_target(head.target);
  request.body_bytes_max = match.route->body_bytes_max;
  if (match.route->access == RouteAccess::Everybody) return std::nullopt;
  auto permit = backend_.authenticator->check_header(head.authorization);
  if (!permit) return answer_of(permit.error());
  request.permit = std::move(*permit);
  if (match.route->access == RouteAccess::Administrator && !request.permit->may_administer())
    return sql_error_answer(403, "AUTH_FAILED", "this path needs a token with 'admin'");
  return std::nullopt;
}

Router::Refused Router::admit_list(const RequestHead& head, Admitted& request) const {
  if (!backend_.list) return error_answer(404, "this server does not sync");
  auto permit = backend_.authenticator->check_header(head.authorization);
  if (!permit) return error_answer(permit.error().status, permit.error().message);
  request.permit = std::move(*permit);
  if (!is_read(head.method)) return error_answer(405, "the list of databases answers GET only");
  if (!request.permit->may_administer())
    return error_answer(403, "listing databases needs a token with 'admin'");
  return std::nullopt;
}

Router::Refused Router::admit_sync(const RequestHead& head, Admitted& request) const {
  if (!backend_.handle) return error_answer(404, "this server does not sync");
  auto permit = backend_.authenticator->check_header(head.authorization);
  if (!permit) return error_answer(permit.error().status, permit.error().message);
  request.permit = std::move(*permit);
  const std::string_view rest = std::string_view(request.path).substr(7);  // behind /v1/db/
  const std::string_view name = rest.substr(0, rest.find('/'));
  if (!is_sync_name(name))
    return error_answer(400,
                        "a database's name has letters, digits, '_', '-' and '.' only, 128 at "
                        "most");
  request.caller.database = name;
  const std::optional<Method> method = method_of(head.method);
  if (!method) return error_answer(405, "databases answer GET, POST and PUT");
  const Access access = request.permit->access(name);
  if (!access.any())
    return error_answer(403,
                        "this token is not for this database; its owner can widen the token's "
                        "'databases' in the server's token file");
  if (*method == Method::Put && !access.admin)
    return error_answer(403, "creating a database needs a token with 'admin'");
  request.sync_method = *method;
  request.query = query_of_target(head.target);
  request.syncer.may_pull = access.pull;
  request.syncer.may_push = access.push;
  request.syncer.may_create = access.admin;
  if (*method == Method::Post) request.body_bytes_max = limits_.body_bytes_max;
  if (*method == Method::Put) request.body_bytes_max = limits_.upload_bytes_max;
  return std::nullopt;
}

std::expected<streams::Caller, streams::ErrorObject> Router::authenticate(
    std::string_view jwt, std::string_view database) const {
  const auto permit = backend_.authenticator->check_token(jwt);
  if (!permit)
    return std::unexpected(streams::ErrorObject{permit.error().message, permit.error().code});
  const Access access = (*permit)->access(database);
  if (!access.any())
    return std::unexpected(streams::ErrorObject{
        "Namespace `" + std::string(database) + "` doesn't exist", "NAMESPACE_NOT_FOUND"});
  if (!access.read && !access.write)
    return std::unexpected(streams::ErrorObject{std::string(kNoSqlRight), "AUTH_FAILED"});
  return caller_of(access, database, *permit);
}

std::optional<Answer> Router::answer_at_once(const Admitted& request, bool is_stopping) const {
  switch (request.route) {
    case Route::Preflight:
      return preflight_answer(request.preflight_headers);
    case Route::Health:
      return Answer{.content_type = {}};
    case Route::Ready:
      if (is_stopping || (backend_.is_ready && !backend_.is_ready()))
        return sql_error_answer(503, sql_code_of(503), "this server is not ready");
      return Answer{.content_type = {}};
    case Route::Version:
      return Answer{.content_type = "text/plain", .body = std::string(kVersion)};
    case Route::Probe:
      return Answer{.content_type = "text/plain", .body = "spoken here\n"};
    default:
      return std::nullopt;
  }
}

Answer Router::list_answer() const {
  std::string body = "{\"databases\":[";
  bool first = true;
  for (const auto& database : backend_.list()) {
    if (!std::exchange(first, false)) body += ',';
    body += "{\"name\":" + json_string(database.name) +
            ",\"revision\":" + std::to_string(database.revision) + "}";
  }
  return {.body = body + "]}\n"};
}

Answer Router::sync_answer(const Admitted& request, ByteVector body,
                           const std::atomic<bool>& cancelled, WorkerPool& workers) const {
  sync::primary::Caller caller = request.syncer;
  caller.is_gone = &cancelled;
  caller.wait_elsewhere = [&workers](const std::function<void()>& wait) {
    const WorkerPool::Waiting waiting(workers, WorkerPool::Wait::News);
    if (waiting.is_allowed()) wait();
    return waiting.is_allowed();
  };
  const sync::wire::Response response =
      backend_.handle({request.sync_method, request.path + request.query, std::move(body)}, caller);
  const std::string_view text = as_text(response.body);
  if (response.status >= 400)
    return error_answer(response.status, text.empty() ? code_of(response.status) : text);
  FairShare::Use memory;
  if (text.size() > kSmallBytes) {
    memory = backend_.memory->answers.use(request.caller.database);
    if (!memory.resize(text.size()))
      return error_answer(503, "the server holds too many answers; try again in a moment");
  }
  return {.status = response.status,
          .content_type = "application/x-tern-sync",
          .body = std::string(text),
          .memory = std::move(memory)};
}

Answer Router::answer(const Admitted& request, ByteVector body, const std::atomic<bool>& cancelled,
                      WorkerPool& workers) const {
  try {
    return answer_or_throw(request, std::move(body), cancelled, workers);
  } catch (const std::bad_alloc&) {
    return request.route == Route::Sync ? error_answer(503, kNoMemory)
                                        : sql_error_answer(503, sql_code_of(503), kNoMemory);
  }
}

Answer Router::answer(const Admitted& request, std::shared_ptr<PassingFile> file,
                      const std::atomic<bool>& cancelled) const {
  try {
    TableRequest asked = table_request(request);
    asked.file = std::move(file);
    asked.cancelled = &cancelled;
    return request.table_route->handler(asked);
  } catch (const std::bad_alloc&) {
    return sql_error_answer(503, sql_code_of(503), kNoMemory);
  }
}

std::expected<uint64_t, Answer> Router::admit_body(const Admitted& request) const {
  return request.table_route->admit(table_request(request));
}

Answer Router::answer_or_throw(const Admitted& request, ByteVector body,
                               const std::atomic<bool>& cancelled, WorkerPool& workers) const {
  switch (request.route) {
    case Route::Pipeline: {
      streams::Reply reply =
          backend_.service->pipeline(request.caller, request.form, body, &cancelled);
      return {.status = reply.status,
              .content_type = std::move(reply.content_type),
              .body = std::move(reply.body),
              .retry_after_s = reply.status == 429 || reply.status == 503 ? 1 : 0,
              .memory = std::move(reply.memory)};
    }
    case Route::SyncList:
      return list_answer();
    case Route::Sync:
      return sync_answer(request, std::move(body), cancelled, workers);
    default: {
      ASSERT(request.table_route != nullptr);
      TableRequest asked = table_request(request);
      asked.body = std::move(body);
      asked.cancelled = &cancelled;
      return request.table_route->handler(asked);
    }
  }
}

}  // namespace tern::daemon
