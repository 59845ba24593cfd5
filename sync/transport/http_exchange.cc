#include "sync/transport/http_exchange.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace tern::sync::transport {
namespace {

constexpr std::string_view kContentType = "application/x-tern-sync";
constexpr uint64_t kBodyBytesMax = uint64_t{8} << 30;

std::string_view word_of(wire::Method method) {
  switch (method) {
    case wire::Method::Get:
      return "GET";
    case wire::Method::Post:
      return "POST";
    case wire::Method::Put:
      return "PUT";
  }
  return "GET";
}

/// The value of "message" in a server's JSON error; all of `json` where there is none.
std::string message_in(std::string_view json) {
  constexpr std::string_view kKey = "\"message\":\"";
  const size_t at = json.find(kKey);
  if (at == std::string_view::npos) return std::string(json);
  std::string text;
  for (size_t i = at + kKey.size(); i < json.size() && json[i] != '"'; ++i) {
    if (json[i] == '\\' && i + 1 < json.size()) ++i;
    text += json[i];
  }
  return text;
}

/// Reads a body out of memory.
Source source_of(Bytes body) {
  return [body, at = size_t{0}](MutBytes room) mutable -> Result<size_t> {
    const size_t size = std::min(room.size(), body.size() - at);
    std::memcpy(room.data(), body.data() + at, size);
    at += size;
    return size;
  };
}

}  // namespace

std::string error_text(int status, Bytes body) {
  const std::string text = message_in(as_text(body));
  return text.empty() ? "the primary answered with status " + std::to_string(status) : text;
}

Result<wire::Response> HttpExchange::send(const wire::Request& request) {
  Result<wire::Response> response = exchange(request);
  // Bytes that were lost on their way may come when they are asked for again.
  if (!response && response.error().is(ErrorCode::Protocol))
    return fail(ErrorCode::IoErr, std::string(response.error().message()));
  return response;
}

Result<wire::Response> HttpExchange::exchange(const wire::Request& request) {
  Request http;
  http.method = word_of(request.method);
  http.path = request.path;
  http.headers = {{"Content-Type", std::string(kContentType)}};
  // Transfers end when they stall (low speed), not because a database is large.
  http.deadline = std::chrono::hours(24);
  ByteVector body;
  Response response;
  if (request.method == wire::Method::Put) {
    Upload upload{http, request.body.size(), source_of(request.body), progress_};
    response = TRY(transport_.upload(upload));
  } else {
    http.body = request.body;
    Download download;
    download.request = std::move(http);
    download.body_bytes_max = kBodyBytesMax;
    download.progress = progress_;
    download.sink = [&](Bytes piece) -> Status {
      append(body, piece);
      return ok();
    };
    response = TRY(transport_.download(download, {}));
  }
  bytes_sent_ += request.body.size();
  bytes_received_ += body.size() + response.body.size();
  if (!response.body.empty()) body = std::move(response.body);
  if (!response.is_success()) {
    const std::string text = message_in(as_text(body));
    body.assign(as_bytes(text).begin(), as_bytes(text).end());
  }
  return wire::Response{response.status, std::move(body)};
}

}  // namespace tern::sync::transport
