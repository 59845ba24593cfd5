#include "daemon/http/router.h"

#include <new>
#include <utility>

namespace tern::daemon {
namespace {

constexpr std::string_view kDatabases = "/v1/db";
constexpr std::string_view kVersion = "{\"name\":\"ternd\",\"version\":\"0.1.0\",\"protocol\":1}\n";
constexpr std::string_view kBearer = "Bearer ";

using sync::wire::Method;

std::unexpected<Answer> refuse(int status, std::string_view message) {
  return std::unexpected(error_answer(status, message));
}

std::optional<Method> method_of(std::string_view word) {
  if (word == "GET") return Method::Get;
  if (word == "POST") return Method::Post;
  if (word == "PUT") return Method::Put;
  return std::nullopt;
}

/// Names that need no decoding are the only ones there are.
bool is_plain_name(std::string_view name) {
  if (name.empty() || name.size() > 128) return false;
  for (const char c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '_' || c == '-' || c == '.';
    if (!plain) return false;
  }
  return name.front() != '.';
}

}  // namespace

std::expected<Permit, Answer> Router::permit_of(const RequestHead& head) const {
  const std::string_view value = head.authorization;
  if (!value.starts_with(kBearer))
    return refuse(401,
                  "a token is needed: send the header 'Authorization: Bearer TOKEN' "
                  "(tern: --token-file FILE)");
  std::optional<Permit> permit = tokens_.find(value.substr(kBearer.size()));
  if (!permit)
    return refuse(401,
                  "this token is not known here: check the token file of the client, or let "
                  "the server's owner add the token to the server's");
  return std::move(*permit);
}

std::expected<Admitted, Answer> Router::admit(const RequestHead& head) const {
  const std::string_view target = head.target;
  const std::string_view path = target.substr(0, target.find('?'));
  if (path == "/health" || path == "/version") {
    if (head.method != "GET") return refuse(405, "this path answers GET only");
    Admitted open;
    open.kind = path == "/health" ? Admitted::Kind::Health : Admitted::Kind::Version;
    return open;
  }
  if (path != kDatabases && !path.starts_with("/v1/db/"))
    return refuse(404, "there is nothing at this path; databases are at /v1/db/NAME");
  const auto permit = permit_of(head);
  if (!permit) return std::unexpected(permit.error());
  if (path != kDatabases) return admit_database(head, *permit, path);
  if (head.method != "GET") return refuse(405, "the list of databases answers GET only");
  if (!permit->may_admin) return refuse(403, "listing databases needs a token with 'admin'");
  Admitted list;
  list.kind = Admitted::Kind::List;
  list.name = permit->name;
  return list;
}

std::expected<Admitted, Answer> Router::admit_database(const RequestHead& head,
                                                       const Permit& permit,
                                                       std::string_view path) const {
  const std::string_view rest = path.substr(kDatabases.size() + 1);
  const std::string_view name = rest.substr(0, rest.find('/'));
  if (!is_plain_name(name))
    return refuse(400, "a database's name has letters, digits, '_', '-' and '.' only, 128 at most");
  const std::optional<Method> method = method_of(head.method);
  if (!method) return refuse(405, "databases answer GET, POST and PUT");
  if (!permit.covers(name))
    return refuse(403,
                  "this token is not for this database; its owner can widen the token's "
                  "'databases' in the server's token file");
  if (*method == Method::Put && !permit.may_admin)
    return refuse(403, "creating a database needs a token with 'admin'");
  Admitted admitted;
  admitted.kind = Admitted::Kind::Sync;
  admitted.method = *method;
  admitted.path = head.target;
  admitted.caller = {permit.may_pull, permit.may_push, permit.may_admin};
  admitted.name = permit.name;
  if (*method == Method::Post) admitted.body_bytes_max = limits_.body_bytes_max;
  if (*method == Method::Put) admitted.body_bytes_max = limits_.upload_bytes_max;
  return admitted;
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

Answer Router::answer(const Admitted& admitted, ByteVector body) const {
  try {
    return answer_or_throw(admitted, std::move(body));
  } catch (const std::bad_alloc&) {
    return error_answer(503, "the server is short of memory; try again in a moment");
  }
}

Answer Router::answer_or_throw(const Admitted& admitted, ByteVector body) const {
  switch (admitted.kind) {
    case Admitted::Kind::Health:
      return {.body = "{\"status\":\"ok\"}\n"};
    case Admitted::Kind::Version:
      return {.body = std::string(kVersion)};
    case Admitted::Kind::List:
      return list_answer();
    case Admitted::Kind::Sync:
      break;
  }
  const sync::wire::Response response =
      backend_.handle({admitted.method, admitted.path, std::move(body)}, admitted.caller);
  const std::string_view text = as_text(response.body);
  if (response.status >= 400)
    return error_answer(response.status, text.empty() ? code_of(response.status) : text);
  return {.status = response.status,
          .content_type = "application/x-tern-sync",
          .body = std::string(text)};
}

}  // namespace tern::daemon
