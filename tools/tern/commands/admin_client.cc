#include "tools/tern/commands/admin_client.h"

#include <algorithm>
#include <utility>

#include "sync/transport/http_exchange.h"
#include "sync/wire/messages.h"

namespace tern::shell {
namespace {

using sync::transport::Response;

/// The server may check, copy or run for long before it answers: only a day is too much.
constexpr std::chrono::hours kDeadline{24};
constexpr std::chrono::hours kSilenceMax{1};

/// Nobody else hears what is said there.
bool is_of_this_machine(std::string_view origin) {
  std::string_view host = origin.substr(std::min(origin.find("://") + 3, origin.size()));
  if (host.starts_with('[')) return host.starts_with("[::1]");
  host = host.substr(0, host.find(':'));
  return host == "localhost" || host == "127.0.0.1";
}

Error refusal(const Response& response) {
  std::string text = sync::transport::error_text(response.status, response.body);
  switch (response.status) {
    case 401:
      return Error(ErrorCode::Auth, text + " (the token: --token-file, or TERN_TOKEN)");
    case 403:
      return Error(ErrorCode::Auth, std::move(text));
    case 404:
      return Error(ErrorCode::NotFound, std::move(text));
    case 409:
      return Error(ErrorCode::Constraint, std::move(text));
    case 413:
      return Error(ErrorCode::TooBig, std::move(text));
    case 507:
      return Error(ErrorCode::Full, std::move(text));
    default:
      return Error(ErrorCode::Error, std::move(text));
  }
}

}  // namespace

Result<std::unique_ptr<AdminClient>> AdminClient::open(const AdminArguments& arguments,
                                                       const std::string& what) {
  if (arguments.url.empty())
    return fail(ErrorCode::Misuse,
                "which server? --url https://host:port, its --admin-listen address, or "
                "TERN_ADMIN_URL");
  auto client = std::unique_ptr<AdminClient>(new AdminClient(what));
  sync::transport::TransportOptions options;
  options.origin = TRY(sync::transport::parse_url(arguments.url)).origin;
  options.allow_plaintext = is_of_this_machine(options.origin);
  options.ca_file = arguments.access.ca_file;
  options.token = TRY(read_token(arguments.access.token_file));
  options.low_speed_window = kSilenceMax;
  client->transport_ = TRY(sync::transport::open_http_transport(std::move(options)));
  return client;
}

Result<std::string> AdminClient::request(const std::string& method, const std::string& path,
                                         const std::string& json) {
  sync::transport::Request request;
  request.method = method;
  request.path = path;
  request.deadline = kDeadline;
  if (!json.empty()) {
    request.headers = {{"Content-Type", "application/json"}};
    append(request.body, as_bytes(json));
  }
  const Response response = TRY(transport_->request(request));
  if (!response.is_success()) return std::unexpected(refusal(response));
  return std::string(as_text(response.body));
}

Result<std::string> AdminClient::upload(const std::string& method, const std::string& path,
                                        uint64_t size_bytes, sync::transport::Source source) {
  sync::transport::Upload upload;
  upload.request.method = method;
  upload.request.path = path;
  upload.request.deadline = kDeadline;
  upload.size_bytes = size_bytes;
  upload.source = std::move(source);
  upload.progress = [this](uint64_t done, uint64_t total) { return progress_.show(done, total); };
  const Response response = TRY(transport_->upload(upload));
  if (!response.is_success()) return std::unexpected(refusal(response));
  return std::string(as_text(response.body));
}

Status AdminClient::download(const std::string& path, sync::transport::Sink sink) {
  sync::transport::Download download;
  download.request.path = path;
  download.request.deadline = kDeadline;
  download.sink = std::move(sink);
  download.progress = [this](uint64_t done, uint64_t total) { return progress_.show(done, total); };
  const Response response = TRY(transport_->download(download, {}));
  if (!response.is_success()) return std::unexpected(refusal(response));
  return ok();
}

Result<std::string> admin_path(std::string_view name, std::string_view suffix) {
  if (!sync::wire::is_valid_name(name))
    return fail(ErrorCode::Misuse, "'" + std::string(name) +
                                       "' is no name of a database: 1 to 64 letters, digits, '_', "
                                       "'-' and '.', and no '.' in front");
  return "/v1/databases/" + std::string(name) + std::string(suffix);
}

}  // namespace tern::shell
