#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"

namespace tern::sync::transport {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// The first value of header `name` (case does not matter); empty where there is none.
std::string_view header(const Headers& headers, std::string_view name);

struct Request {
  std::string method = "GET";
  std::string path;  ///< with the query, below the origin: "/v1/db/shop/pull?x=1"
  Headers headers;
  ByteVector body;
  std::chrono::milliseconds deadline{60'000};  ///< for the whole exchange
  size_t response_bytes_max = size_t{64} << 20;
};

struct Response {
  int status = 0;
  Headers headers;
  ByteVector body;

  bool is_success() const { return status >= 200 && status < 300; }
};

/// Takes the next piece of a body; an Error stops the transfer and is what the caller gets.
using Sink = std::function<Status(Bytes piece)>;
/// Fills `room` with the next bytes to send and returns how many; 0 is the end.
using Source = std::function<Result<size_t>(MutBytes room)>;
/// Bytes moved so far of `total` (0 while unknown). False cancels: the transfer ends with
/// Interrupt.
using Progress = std::function<bool(uint64_t done, uint64_t total)>;

struct Download {
  Request request;
  uint64_t resume_from = 0;  ///< asks for the bytes from here on with a Range header
  Sink sink;                 ///< gets the body of a 2xx answer only
  Progress progress;         ///< may be empty
  uint64_t body_bytes_max = uint64_t{1} << 40;
};

struct Upload {
  Request request;  ///< its body is not used
  uint64_t size_bytes = 0;
  Source source;
  Progress progress;  ///< may be empty
};

/// A client of one origin. An answer of any status is a value, not an Error.
/// Errors (all): IoErr where the peer was not reached, was too slow or hung up (try again later);
/// Auth where its certificate is not trusted; TooBig where the answer passes the cap; Protocol
/// where it is not HTTP or a body ends early; Misuse for a bad URL; Interrupt where `progress` said
/// no. Threads: one request at a time per Transport.
class Transport {
 public:
  virtual ~Transport() = default;

  virtual Result<Response> request(const Request& request) = 0;

  /// Streams the body of a 2xx answer into the sink; the Response carries a body otherwise only.
  /// With `resume_from`, 206 means the rest follows and 200 that the body starts at 0 again: the
  /// sink must look at the status through `on_status` before it takes bytes.
  virtual Result<Response> download(const Download& download,
                                    const std::function<Status(int status)>& on_status) = 0;

  /// Sends `size_bytes` bytes from the source as the request's body.
  virtual Result<Response> upload(const Upload& upload) = 0;
};

struct TransportOptions {
  std::string origin;   ///< "https://host:port"; "http://" is refused unless allow_plaintext
  std::string ca_file;  ///< PEM to trust instead of the system's; empty: the system's
  std::string token;    ///< sent as "Authorization: Bearer"; empty: none
  bool allow_plaintext = false;
  std::chrono::milliseconds connect_timeout{10'000};
  /// A transfer that moves less than this in `low_speed_window` is given up.
  uint32_t low_speed_bytes_per_s = 64;
  std::chrono::seconds low_speed_window{20};
};

/// The libcurl client: TLS 1.2+ with verification, redirects followed within the origin only.
/// Errors: Misuse if the origin is not a URL that the options allow.
Result<std::unique_ptr<Transport>> open_http_transport(TransportOptions options);

/// "https://host:port/path" in its two parts. Errors: Misuse.
struct Url {
  std::string origin;
  std::string path;
};
Result<Url> parse_url(std::string_view text);

}  // namespace tern::sync::transport
