// The libcurl client.
//
// One easy handle is kept for the life of a Transport, so that its connection and TLS session are
// used again. Redirects are followed by our own loop: only to the same origin, so a token is never
// sent anywhere else, and only for requests whose body can be sent again.

#include <curl/curl.h>

#include <algorithm>
#include <optional>

#include "sync/transport/transport.h"

namespace tern::sync::transport {
namespace {

constexpr int kRedirectsMax = 5;
constexpr size_t kHeaderBytesMax = 64 << 10;
constexpr size_t kErrorBodyBytesMax = 1 << 20;

struct SlistFree {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, SlistFree>;

struct EasyFree {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};

/// Where one exchange stands; the callbacks of libcurl get a pointer to it.
struct Exchange {
  CURL* easy = nullptr;
  Response response;
  size_t header_bytes = 0;
  uint64_t body_bytes = 0;
  uint64_t body_bytes_max = 0;
  uint64_t body_bytes_before = 0;  ///< of a resumed download
  bool status_told = false;
  const Sink* sink = nullptr;
  const std::function<Status(int)>* on_status = nullptr;
  const Source* source = nullptr;
  const Progress* progress = nullptr;
  std::optional<Error> stopped_by;
};

bool stop(Exchange& exchange, Error error) {
  if (!exchange.stopped_by) exchange.stopped_by = std::move(error);
  return false;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == '\r' || text.back() == '\n' || text.back() == ' '))
    text.remove_suffix(1);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return text;
}

size_t on_header(char* data, size_t size, size_t count, void* user) {
  Exchange& exchange = *static_cast<Exchange*>(user);
  const std::string_view line(data, size * count);
  exchange.header_bytes += line.size();
  if (exchange.header_bytes > kHeaderBytesMax) {
    stop(exchange, Error(ErrorCode::TooBig, "the primary's answer has too many headers"));
    return 0;
  }
  if (line.starts_with("HTTP/")) exchange.response.headers.clear();  // after a 100-continue
  const size_t colon = line.find(':');
  if (colon != std::string_view::npos)
    exchange.response.headers.emplace_back(trimmed(line.substr(0, colon)),
                                           trimmed(line.substr(colon + 1)));
  return line.size();
}

/// Whether the body goes to the sink, once the status is known. False: the transfer was stopped.
bool tell_status(Exchange& exchange) {
  if (exchange.status_told) return true;
  exchange.status_told = true;
  long status = 0;
  curl_easy_getinfo(exchange.easy, CURLINFO_RESPONSE_CODE, &status);
  exchange.response.status = static_cast<int>(status);
  if (!exchange.sink || !exchange.response.is_success()) return true;
  if (status != 206) exchange.body_bytes_before = 0;
  if (!exchange.on_status || !*exchange.on_status) return true;
  if (Status told = (*exchange.on_status)(exchange.response.status); !told)
    return stop(exchange, std::move(told).error());
  return true;
}

size_t on_body(char* data, size_t size, size_t count, void* user) {
  Exchange& exchange = *static_cast<Exchange*>(user);
  const Bytes piece = as_bytes({data, size * count});
  if (!tell_status(exchange)) return 0;
  const bool streams = exchange.sink && exchange.response.is_success();
  const uint64_t cap =
      exchange.response.is_success() ? exchange.body_bytes_max : uint64_t{kErrorBodyBytesMax};
  exchange.body_bytes += piece.size();
  if (exchange.body_bytes > cap) {
    stop(exchange, Error(ErrorCode::TooBig,
                         "the primary's answer is larger than " + std::to_string(cap) + " bytes"));
    return 0;
  }
  if (!streams) {
    append(exchange.response.body, piece);
  } else if (Status taken = (*exchange.sink)(piece); !taken) {
    stop(exchange, std::move(taken).error());
    return 0;
  }
  return piece.size();
}

size_t on_read(char* room, size_t size, size_t count, void* user) {
  Exchange& exchange = *static_cast<Exchange*>(user);
  auto filled = (*exchange.source)(MutBytes(reinterpret_cast<std::byte*>(room), size * count));
  if (filled) return *filled;
  stop(exchange, std::move(filled).error());
  return CURL_READFUNC_ABORT;
}

int on_progress(void* user, curl_off_t total_down, curl_off_t down, curl_off_t total_up,
                curl_off_t up) {
  Exchange& exchange = *static_cast<Exchange*>(user);
  if (!exchange.progress || !*exchange.progress) return 0;
  const bool uploads = exchange.source != nullptr;
  const auto done = static_cast<uint64_t>(uploads ? up : down) + exchange.body_bytes_before;
  const auto total = static_cast<uint64_t>(uploads ? total_up : total_down);
  const uint64_t all = total == 0 ? 0 : total + exchange.body_bytes_before;
  if ((*exchange.progress)(done, all)) return 0;
  stop(exchange, Error(ErrorCode::Interrupt, "cancelled"));
  return 1;
}

Error error_of(CURLcode code, std::string_view detail, const std::string& origin) {
  const std::string reason(detail.empty() ? curl_easy_strerror(code) : detail.data());
  switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return Error(ErrorCode::Auth, "the certificate of " + origin + " is not trusted (" + reason +
                                        "); name its authority with --cacert FILE");
    case CURLE_SSL_CONNECT_ERROR:
      return Error(ErrorCode::IoErr, "no TLS connection to " + origin + ": " + reason);
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return Error(ErrorCode::Misuse, origin + ": " + reason);
    case CURLE_PARTIAL_FILE:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return Error(ErrorCode::Protocol,
                   "the answer of " + origin + " was cut or is not HTTP: " + reason);
    case CURLE_OPERATION_TIMEDOUT:
      return Error(ErrorCode::IoErr, origin + " did not answer in time: " + reason);
    case CURLE_OUT_OF_MEMORY:
      return Error(ErrorCode::NoMem);
    default:
      return Error(ErrorCode::IoErr, "cannot reach " + origin + ": " + reason);
  }
}

class HttpTransport final : public Transport {
 public:
  HttpTransport(TransportOptions options, CURL* easy) : options_(std::move(options)), easy_(easy) {}

  Result<Response> request(const Request& request) override {
    Exchange exchange;
    exchange.body_bytes_max = request.response_bytes_max;
    return follow(request, exchange);
  }

  Result<Response> download(const Download& download,
                            const std::function<Status(int)>& on_status) override {
    Exchange exchange;
    exchange.body_bytes_max = download.body_bytes_max;
    exchange.body_bytes_before = download.resume_from;
    exchange.sink = &download.sink;
    exchange.on_status = &on_status;
    exchange.progress = &download.progress;
    Request request = download.request;
    if (download.resume_from > 0)
      request.headers.emplace_back("Range", "bytes=" + std::to_string(download.resume_from) + "-");
    return follow(request, exchange);
  }

  Result<Response> upload(const Upload& upload) override {
    Exchange exchange;
    exchange.body_bytes_max = upload.request.response_bytes_max;
    exchange.source = &upload.source;
    exchange.progress = &upload.progress;
    return perform(upload.request, exchange, upload.size_bytes);
  }

 private:
  Result<Response> follow(Request request, Exchange& exchange) {
    const Exchange fresh = exchange;
    for (int hop = 0;; ++hop) {
      Response response = TRY(perform(request, exchange, request.body.size()));
      const bool redirects = response.status == 301 || response.status == 302 ||
                             response.status == 307 || response.status == 308;
      if (!redirects) return response;
      if (hop == kRedirectsMax)
        return fail(ErrorCode::Protocol, options_.origin + " redirects in a circle");
      request.path = TRY(path_within_origin(header(response.headers, "Location")));
      exchange = fresh;
    }
  }

  Result<std::string> path_within_origin(std::string_view location) const {
    if (location.starts_with("/") && !location.starts_with("//")) return std::string(location);
    const std::string prefix = options_.origin + "/";
    if (location.starts_with(prefix)) return std::string(location.substr(prefix.size() - 1));
    return fail(ErrorCode::Auth, options_.origin + " redirects to another origin (" +
                                     std::string(location) +
                                     "); the token is not sent there: use that URL directly");
  }

  HeaderList header_list(const Request& request, bool has_body) const {
    curl_slist* list = nullptr;
    for (const auto& [name, value] : request.headers)
      list = curl_slist_append(list, (name + ": " + value).c_str());
    if (!options_.token.empty())
      list = curl_slist_append(list, ("Authorization: Bearer " + options_.token).c_str());
    if (has_body && header(request.headers, "Content-Type").empty())
      list = curl_slist_append(list, "Content-Type: application/octet-stream");
    return HeaderList(list);
  }

  void set_connection_options(const Request& request) {
    CURL* easy = easy_.get();
    curl_easy_reset(easy);
    curl_easy_setopt(easy, CURLOPT_URL, (options_.origin + request.path).c_str());
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR,
                     options_.allow_plaintext ? "https,http" : "https");
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!options_.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, options_.ca_file.c_str());
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(options_.connect_timeout.count()));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request.deadline.count()));
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT,
                     static_cast<long>(options_.low_speed_bytes_per_s));
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME,
                     static_cast<long>(options_.low_speed_window.count()));
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "tern/1");
  }

  void set_body_options(const Request& request, Exchange& exchange, uint64_t body_bytes) {
    CURL* easy = easy_.get();
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    if (exchange.source) {
      curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
      curl_easy_setopt(easy, CURLOPT_READFUNCTION, &on_read);
      curl_easy_setopt(easy, CURLOPT_READDATA, &exchange);
      curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(body_bytes));
      curl_easy_setopt(easy, CURLOPT_EXPECT_100_TIMEOUT_MS, 1000L);
    } else if (request.method != "GET" && request.method != "HEAD") {
      curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body_bytes));
      curl_easy_setopt(easy, CURLOPT_POSTFIELDS, as_text(request.body).data());
    }
    if (request.method == "HEAD") curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  }

  void set_callbacks(Exchange& exchange) {
    CURL* easy = easy_.get();
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &exchange);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &exchange);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, &on_progress);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, &exchange);
  }

  Result<Response> perform(const Request& request, Exchange& exchange, uint64_t body_bytes) {
    exchange.easy = easy_.get();
    set_connection_options(request);
    set_body_options(request, exchange, body_bytes);
    set_callbacks(exchange);
    const HeaderList headers = header_list(request, body_bytes > 0 || exchange.source);
    char detail[CURL_ERROR_SIZE] = {};
    curl_easy_setopt(easy_.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(easy_.get(), CURLOPT_ERRORBUFFER, detail);
    const CURLcode code = curl_easy_perform(easy_.get());
    curl_easy_setopt(easy_.get(), CURLOPT_ERRORBUFFER, nullptr);
    if (exchange.stopped_by) return std::unexpected(std::move(*exchange.stopped_by));
    if (code != CURLE_OK) return std::unexpected(error_of(code, detail, options_.origin));
    if (!tell_status(exchange)) return std::unexpected(std::move(*exchange.stopped_by));
    return std::move(exchange.response);
  }

  TransportOptions options_;
  std::unique_ptr<CURL, EasyFree> easy_;
};

bool is_header_safe(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace

Result<std::unique_ptr<Transport>> open_http_transport(TransportOptions options) {
  static const CURLcode global = curl_global_init(CURL_GLOBAL_DEFAULT);  // once, thread-safe
  if (global != CURLE_OK) return fail(ErrorCode::Internal, "libcurl does not start");
  options.origin = TRY(parse_url(options.origin)).origin;
  if (options.origin.starts_with("http://") && !options.allow_plaintext)
    return fail(ErrorCode::Misuse, "http:// would send the token unencrypted: use https://");
  if (!is_header_safe(options.token))
    return fail(ErrorCode::Misuse, "the token has characters that no token has");
  CURL* easy = curl_easy_init();
  if (!easy) return fail(ErrorCode::NoMem);
  return std::make_unique<HttpTransport>(std::move(options), easy);
}

}  // namespace tern::sync::transport
