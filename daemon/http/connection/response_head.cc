#include "daemon/http/connection/response_head.h"

#include <boost/beast/http/status.hpp>
#include <charconv>
#include <ostream>  // status.hpp needs it and does not include it

#include "daemon/http/cors.h"

namespace tern::daemon {
namespace {

namespace http = boost::beast::http;

void append_number(std::string& out, uint64_t number) {
  char text[20];
  const auto [end, error] = std::to_chars(text, text + sizeof text, number);
  (void)error;  // 20 digits hold every value
  out.append(text, end);
}

}  // namespace

void append_response_head(std::string& out, const Answer& answer, const Framing& framing) {
  const std::string_view reason = http::obsolete_reason(static_cast<http::status>(answer.status));
  out += "HTTP/1.1 ";
  append_number(out, static_cast<uint64_t>(answer.status));
  out += ' ';
  out += reason;
  out += "\r\nserver: ternd\r\n";
  if (!answer.content_type.empty()) {
    out += "Content-Type: ";
    out += answer.content_type;
    out += "\r\n";
  }
  if (framing.content_length && answer.status != 204) {
    out += "content-length: ";
    append_number(out, *framing.content_length);
    out += "\r\n";
  } else if (!framing.content_length && !framing.is_http_1_0) {
    out += "transfer-encoding: chunked\r\n";
  }
  if (!framing.keep_alive) {
    out += "connection: close\r\n";
  } else {
    if (framing.is_http_1_0) out += "connection: keep-alive\r\n";
    out += "keep-alive: timeout=";
    append_number(out, framing.keep_alive_s);
    out += "\r\n";
  }
  out += "cache-control: no-store\r\n";
  out += kCorsHeaders;
  if (answer.challenges) out += "www-authenticate: Bearer\r\n";
  if (answer.retry_after_s > 0) {
    out += "retry-after: ";
    append_number(out, static_cast<uint64_t>(answer.retry_after_s));
    out += "\r\n";
  }
  out += answer.headers;
  out += "\r\n";
}

}  // namespace tern::daemon
