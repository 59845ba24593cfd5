#include "daemon/http/http_session.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http.hpp>
#include <utility>

#include "daemon/operation/log.h"

namespace tern::daemon {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using std::chrono::milliseconds;

constexpr size_t kPieceBytes = 256 << 10;
constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr size_t kDrainBytesMax = 4 << 20;

std::string log_name(const http::request<http::buffer_body>& request) {
  return std::string(request.method_string()) + " " + std::string(request.target());
}

RequestHead head_of(const http::request<http::buffer_body>& request) {
  return {std::string(request.method_string()), std::string(request.target()),
          std::string(request[http::field::authorization])};
}

/// Answer to a request that could not be read; nothing where the peer is gone or was too slow.
std::optional<Answer> answer_to(const beast::error_code& error) {
  if (error == http::error::body_limit)
    return error_answer(413,
                        "the request is larger than this server takes: sync more often, or "
                        "let its owner raise limits.body_bytes_max");
  if (error == http::error::header_limit || error == http::error::buffer_overflow)
    return error_answer(431, "the request's headers are larger than this server takes");
  if (error.category() == http::make_error_code(http::error::end_of_stream).category() &&
      error != http::error::end_of_stream && error != http::error::partial_message)
    return error_answer(400, "this is not an HTTP request: " + error.message());
  return std::nullopt;
}

/// The time that a body of `bytes` may take at the slowest rate allowed.
milliseconds body_deadline(const Limits& limits, uint64_t bytes) {
  const uint64_t rate = std::max<uint64_t>(limits.body_rate_min_bytes_per_s, 1);
  return limits.body_timeout + milliseconds(bytes * 1000 / rate);
}

}  // namespace

HttpSession::HttpSession(asio::ip::tcp::socket socket, asio::ssl::context& tls,
                         SessionContext& context)
    : stream_(std::move(socket), tls), context_(context) {
  beast::error_code error;
  const auto peer = beast::get_lowest_layer(stream_).socket().remote_endpoint(error);
  peer_ = error ? "?" : peer.address().to_string() + ":" + std::to_string(peer.port());
}

void HttpSession::stop() {
  if (idle_) abort();
}

void HttpSession::abort() { beast::get_lowest_layer(stream_).close(); }

asio::awaitable<void> HttpSession::run() {
  const auto self = shared_from_this();
  beast::get_lowest_layer(stream_).expires_after(context_.limits.handshake_timeout);
  const auto [error] = co_await stream_.async_handshake(asio::ssl::stream_base::server, kAwait);
  if (error) {
    log_event(LogLevel::Debug, "handshake_failed", {{"peer", peer_}, {"why", error.message()}});
    co_return;
  }
  while (!context_.stopping) {
    const bool goes_on = co_await serve_one();
    if (!goes_on) break;
  }
  co_await close();
}

asio::awaitable<bool> HttpSession::wait_for_request() {
  if (buffer_.size() > 0) co_return true;
  idle_ = true;
  beast::get_lowest_layer(stream_).expires_after(context_.limits.idle_timeout);
  auto [error, got] = co_await stream_.async_read_some(buffer_.prepare(4096), kAwait);
  idle_ = false;
  if (error) co_return false;
  buffer_.commit(got);
  co_return true;
}

asio::awaitable<bool> HttpSession::serve_one() {
  const Limits& limits = context_.limits;
  const bool asked = co_await wait_for_request();
  if (!asked) co_return false;
  Parser parser;
  parser.header_limit(limits.header_bytes_max);
  parser.body_limit(std::max(limits.body_bytes_max, limits.upload_bytes_max));
  beast::get_lowest_layer(stream_).expires_after(limits.header_timeout);
  auto [error, header_bytes] = co_await http::async_read_header(stream_, buffer_, parser, kAwait);
  (void)header_bytes;
  if (error) {
    const std::optional<Answer> answer = answer_to(error);
    if (answer) co_await refuse(*answer, "unreadable request");
    co_return false;
  }
  const auto admitted = context_.router.admit(head_of(parser.get()));
  if (!admitted) {
    const bool has_no_body = parser.is_done();
    co_return co_await refuse(admitted.error(), log_name(parser.get()),
                              has_no_body && parser.keep_alive());
  }
  if (parser.content_length().value_or(0) > admitted->body_bytes_max) {
    co_await refuse(*answer_to(http::error::body_limit), log_name(parser.get()));
    co_return false;
  }
  ByteVector body;
  const bool complete = co_await read_body(parser, admitted->body_bytes_max, body);
  if (!complete) co_return false;
  beast::get_lowest_layer(stream_).expires_never();
  const auto started = std::chrono::steady_clock::now();
  const size_t body_bytes = body.size();
  const Answer answer = co_await work(*admitted, std::move(body));
  const auto took =
      std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - started);
  log_event(LogLevel::Info, "request",
            {{"peer", peer_},
             {"token", admitted->name},
             {"what", log_name(parser.get())},
             {"status", std::to_string(answer.status)},
             {"in", std::to_string(body_bytes)},
             {"out", std::to_string(answer.body.size())},
             {"ms", std::to_string(took.count())}});
  const bool goes_on = parser.keep_alive() && !context_.stopping;
  const bool sent = co_await send(answer, goes_on);
  co_return sent&& goes_on;
}

asio::awaitable<bool> HttpSession::read_body(Parser& parser, uint64_t bytes_max, ByteVector& body) {
  if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    auto [failed, sent] = co_await asio::async_write(
        stream_, asio::buffer(kContinue.data(), kContinue.size()), kAwait);
    (void)sent;
    if (failed) co_return false;
  }
  parser.body_limit(bytes_max);
  const auto end = std::chrono::steady_clock::now() + body_deadline(context_.limits, bytes_max);
  while (!parser.is_done()) {
    // Room grows with what came: a declared length alone gets no memory.
    const size_t filled = body.size();
    const uint64_t left = parser.content_length_remaining().value_or(kPieceBytes);
    body.resize(filled + static_cast<size_t>(std::clamp<uint64_t>(left, 1, kPieceBytes)));
    parser.get().body().data = body.data() + filled;
    parser.get().body().size = body.size() - filled;
    beast::get_lowest_layer(stream_).expires_at(
        std::min(std::chrono::steady_clock::now() + context_.limits.body_timeout, end));
    auto [failed, got] = co_await http::async_read_some(stream_, buffer_, parser, kAwait);
    (void)got;
    body.resize(body.size() - parser.get().body().size);
    if (!failed || failed == http::error::need_buffer) continue;
    log_event(LogLevel::Info, "body_cut", {{"peer", peer_}, {"why", failed.message()}});
    const std::optional<Answer> answer = answer_to(failed);
    if (answer) co_await refuse(*answer, log_name(parser.get()));
    co_return false;
  }
  co_return true;
}

asio::awaitable<bool> HttpSession::refuse(const Answer& answer, std::string what, bool goes_on) {
  log_event(
      LogLevel::Info, "refused",
      {{"peer", peer_}, {"what", std::move(what)}, {"status", std::to_string(answer.status)}});
  const bool sent = co_await send(answer, goes_on && !context_.stopping);
  if (!sent || goes_on) co_return sent;
  // What the peer still sends is read for a moment: closing over unread bytes would make its
  // system drop the answer before the peer has read it.
  beast::get_lowest_layer(stream_).expires_after(std::chrono::seconds(2));
  for (size_t drained = 0; drained < kDrainBytesMax;) {
    buffer_.clear();
    auto [error, got] = co_await stream_.async_read_some(buffer_.prepare(kPieceBytes), kAwait);
    if (error) break;
    drained += got;
  }
  co_return false;
}

asio::awaitable<Answer> HttpSession::work(Admitted admitted, ByteVector body) {
  if (context_.requests_waiting >= context_.limits.requests_waiting_max)
    co_return error_answer(503, "too many requests are waiting; try again in a moment");
  ++context_.requests_waiting;
  Answer answer = co_await asio::async_initiate<decltype(asio::use_awaitable), void(Answer)>(
      [&](auto handler) {
        auto home = asio::get_associated_executor(handler);
        // The guard keeps the HTTP thread running while only a worker is busy.
        asio::post(context_.workers, [&router = context_.router,
                                      guard = asio::make_work_guard(home),
                                      handler = std::move(handler), admitted = std::move(admitted),
                                      body = std::move(body)]() mutable {
          Answer made = router.answer(admitted, std::move(body));
          const auto executor = guard.get_executor();
          asio::post(executor, [handler = std::move(handler), made = std::move(made)]() mutable {
            handler(std::move(made));
          });
        });
      },
      asio::use_awaitable);
  --context_.requests_waiting;
  co_return answer;
}

asio::awaitable<bool> HttpSession::send(const Answer& answer, bool keep_alive) {
  auto& tcp = beast::get_lowest_layer(stream_);
  http::response<http::empty_body> head(static_cast<http::status>(answer.status), 11);
  head.set(http::field::server, "ternd");
  head.set(http::field::content_type, answer.content_type);
  head.set(http::field::cache_control, "no-store");
  if (answer.challenges) head.set(http::field::www_authenticate, "Bearer");
  if (answer.retry_after_s > 0)
    head.set(http::field::retry_after, std::to_string(answer.retry_after_s));
  head.content_length(answer.body.size());
  head.keep_alive(keep_alive);
  http::response_serializer<http::empty_body> serializer(head);
  tcp.expires_after(context_.limits.body_timeout);
  auto [error, written] = co_await http::async_write_header(stream_, serializer, kAwait);
  (void)written;
  if (error) co_return false;
  for (size_t at = 0; at < answer.body.size(); at += kPieceBytes) {
    const size_t size = std::min(kPieceBytes, answer.body.size() - at);
    tcp.expires_after(context_.limits.body_timeout);
    auto [failed, sent] =
        co_await asio::async_write(stream_, asio::buffer(answer.body.data() + at, size), kAwait);
    (void)sent;
    if (failed) co_return false;
  }
  co_return true;
}

asio::awaitable<void> HttpSession::close() {
  auto& tcp = beast::get_lowest_layer(stream_);
  if (!tcp.socket().is_open()) co_return;
  tcp.expires_after(std::chrono::seconds(2));
  const auto [error] = co_await stream_.async_shutdown(kAwait);
  (void)error;  // The peer may be gone: nothing depends on its goodbye.
  tcp.close();
}

}  // namespace tern::daemon
