#include "daemon/http/connection/request_reader.h"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <utility>

namespace tern::daemon {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;
using std::chrono::milliseconds;

constexpr size_t kHeadPieceBytes = 4096;
constexpr size_t kBodyPieceBytes = 64 << 10;
/// Smaller bodies are not counted: there is at most one of a connection.
constexpr size_t kSmallBytes = 16 << 10;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

/// What the parser lets through although two readers could understand it differently, so that one
/// of them could be made to see a second request inside the first.
/// Source: RFC 9112, "Message Body Length"; RFC 9110, "Host and :authority".
error_code check_head(const RequestParser& parser) {
  const auto& head = parser.get();
  const bool names_coding = head.find(http::field::transfer_encoding) != head.end();
  if (names_coding && (!parser.chunked() || head.version() < 11))
    return http::error::bad_transfer_encoding;
  const auto hosts = head.equal_range(http::field::host);
  const auto count = std::distance(hosts.first, hosts.second);
  if (count > 1 || (count == 0 && head.version() >= 11)) return http::error::bad_field;
  return {};
}

/// Until when a body must be complete of which `received` bytes have come, at the slowest rate.
SteadyClock::time_point rate_deadline(const Limits& limits, SteadyClock::time_point started,
                                      uint64_t received) {
  const uint64_t rate = std::max<uint64_t>(limits.body_rate_min_bytes_per_s, 1);
  return started + limits.body_timeout + milliseconds(received * 1000 / rate);
}

}  // namespace

error_code too_many_bodies() {
  return boost::system::errc::make_error_code(boost::system::errc::not_enough_memory);
}

std::optional<Answer> RequestReader::answer_to(const error_code& error) {
  if (error == too_many_bodies())
    return sql_error_answer(503, sql_code_of(503),
                            "the server holds too many requests; try again in a moment");
  if (error == http::error::body_limit)
    return sql_error_answer(413, sql_code_of(413), "the request is larger than this server takes");
  if (error == http::error::header_limit || error == http::error::buffer_overflow)
    return sql_error_answer(431, sql_code_of(431),
                            "the request's headers are larger than this server takes");
  if (error == http::error::bad_field)
    return sql_error_answer(400, sql_code_of(400), "a request has one Host header");
  if (error.category() == http::make_error_code(http::error::end_of_stream).category() &&
      error != http::error::end_of_stream && error != http::error::partial_message)
    return sql_error_answer(400, sql_code_of(400),
                            "this is not an HTTP request: " + error.message());
  return std::nullopt;
}

Task<error_code> RequestReader::read_more(size_t bytes) {
  const PeerStream::Got got = co_await stream_.read_some(buffer_.prepare(bytes));
  buffer_.commit(got.bytes);
  co_return got.error;
}

Task<bool> RequestReader::wait_for_request() {
  if (buffer_.size() > 0) co_return true;
  // What waits is to be cheap: a large body's room goes.
  if (buffer_.capacity() > 2 * kHeadPieceBytes) buffer_.shrink_to_fit();
  stream_.expires_after(limits_.idle_timeout);
  const error_code error = co_await read_more(kHeadPieceBytes);
  co_return !error;
}

Task<error_code> RequestReader::read_head(RequestParser& parser) {
  parser.header_limit(limits_.header_bytes_max);
  parser.body_limit(boost::none);  // known once the path is
  stream_.expires_after(limits_.header_timeout);
  for (;;) {
    error_code error;
    buffer_.consume(parser.put(buffer_.data(), error));
    if (parser.is_header_done() && !error) co_return check_head(parser);
    if (error && error != http::error::need_more) co_return error;
    // The parser takes a head only whole, so what it left is all of this request.
    if (buffer_.size() > limits_.header_bytes_max) co_return http::error::header_limit;
    const error_code failed = co_await read_more(kHeadPieceBytes);
    if (failed) co_return failed;
  }
}

Task<error_code> RequestReader::read_body(RequestParser& parser, uint64_t bytes_max,
                                          FairShare::Use& use) {
  Parts parts{.bytes_max = bytes_max};
  co_return co_await read_part(parser, parts, SIZE_MAX, use);
}

Task<error_code> RequestReader::begin_body(RequestParser& parser, const Parts& parts) {
  if (parser.content_length().value_or(0) > parts.bytes_max) co_return http::error::body_limit;
  parser.body_limit(parts.bytes_max);  // of chunked bodies
  parser.eager(true);
  if (buffer_.size() == 0 && beast::iequals(parser.get()[http::field::expect], "100-continue"))
    co_return co_await stream_.write(kContinue);
  co_return error_code();
}

Task<error_code> RequestReader::read_part(RequestParser& parser, Parts& parts, size_t bytes,
                                          FairShare::Use& use) {
  if (parser.is_done()) co_return error_code();
  if (!std::exchange(parts.has_begun, true)) {
    const error_code failed = co_await begin_body(parser, parts);
    if (failed) co_return failed;
  }
  const ByteVector& body = parser.get().body();
  for (;;) {
    error_code error;
    const size_t before = body.size();
    if (buffer_.size() > 0) buffer_.consume(parser.put(buffer_.data(), error));
    parts.received += body.size() - before;
    if (body.capacity() > kSmallBytes && !use.resize(body.capacity())) co_return too_many_bodies();
    if (parser.is_done()) co_return error_code();
    if (error && error != http::error::need_more) co_return error;
    // What is left is the beginning of a chunk's head or of a trailer.
    if (buffer_.size() > limits_.header_bytes_max) co_return http::error::header_limit;
    if (body.size() >= bytes) co_return error_code();
    stream_.expires_at(std::min(SteadyClock::now() + limits_.body_timeout,
                                rate_deadline(limits_, parts.started, parts.received)));
    const error_code failed = co_await read_more(kBodyPieceBytes);
    if (failed) co_return failed;
  }
}

}  // namespace tern::daemon
