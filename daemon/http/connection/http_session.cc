#include "daemon/http/connection/http_session.h"

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <charconv>
#include <exception>
#include <utility>

#include "daemon/http/connection/response_head.h"
#include "daemon/http/connection/websocket_session.h"
#include "daemon/http/subprotocols.h"
#include "daemon/operation/log.h"

namespace tern::daemon {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;

constexpr size_t kPieceBytes = 256 << 10;
/// Of a file, that a peer takes within body_timeout: who is slow and steady is not cut off.
constexpr size_t kSliceBytes = 16 << 10;
constexpr std::chrono::milliseconds kGoodbyeTime{2'000};
/// Memory that a connection keeps between two answers.
constexpr size_t kKeptBytes = 64 << 10;

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

RequestHead head_of(const http::request<ReceivedBody>& request) {
  const auto value = [&](auto field) { return view(request[field]); };
  return {.method = view(request.method_string()),
          .target = view(request.target()),
          .authorization = value(http::field::authorization),
          .host = value(http::field::host),
          .namespace_header = value("x-namespace"),
          .asked_headers = value(http::field::access_control_request_headers),
          .has_encryption_key = request.find("x-turso-encryption-key") != request.end(),
          .wants_websocket = beast::websocket::is_upgrade(request)};
}

void append_hex(std::string& out, size_t number) {
  char text[16];
  const auto [end, error] = std::to_chars(text, text + sizeof text, number, 16);
  (void)error;  // 16 digits hold every value
  out.append(text, end);
}

}  // namespace

struct HttpSession::Exchange {
  RequestParser parser;
  Admitted request;
  std::string_view method;
  SteadyClock::time_point started = SteadyClock::now();
  int status = 0;
  uint64_t bytes_in = 0;
  uint64_t bytes_out = 0;
  // Of a body that goes into a file. Shared with who handles the request.
  std::shared_ptr<PassingFile> file = {};
  std::optional<Answer> file_failed = {};  // why the file cannot take it
  FairShare::Use body = {};                // what of it is in memory
  FairShare::Use place = {};               // among the requests that are handed to workers

  bool is_head() const { return method == "HEAD"; }
  bool is_http_1_0() const { return parser.get().version() < 11; }
};

HttpSession::HttpSession(TcpSocket socket, asio::ssl::context* tls, Face face,
                         SessionContext& context)
    : stream_(std::move(socket), tls),
      context_(context),
      face_(face),
      reader_(stream_, context.limits),
      peer_(stream_.peer_name()) {}

void HttpSession::tick(SteadyClock::time_point now) {
  if (socket_) return socket_->tick(now);
  if (stream_.expire(now)) {
    if (!idle_) add(context_.counts.cut_off, 1);
    return abort();
  }
  if (!working_ || cancelled_.load(std::memory_order_relaxed) || !stream_.peer_has_gone()) return;
  cancelled_ = true;
  if (cursor_) cursor_->cancel();
}

void HttpSession::stop() {
  if (socket_) return socket_->stop();
  if (idle_) abort();
}

void HttpSession::abort() {
  if (socket_) return socket_->abort();
  stream_.close();
  cancelled_ = true;
  if (cursor_) cursor_->cancel();
}

Task<void> HttpSession::run() {
  const auto self = shared_from_this();
  add(context_.counts.connections, 1);
  add(context_.counts.connections_open, 1);
  const auto place = context_.connections.add(*this);
  stream_.expires_after(context_.limits.handshake_timeout);
  const error_code error = co_await stream_.handshake();
  if (error) {
    add(context_.counts.handshakes_failed, 1);
    log_event(LogLevel::Debug, "handshake_failed", {{"peer", peer_}, {"why", error.message()}});
  } else {
    bool goes_on = true;
    while (goes_on && !context_.stopping) goes_on = co_await serve_one();
  }
  if (!socket_ && !error && stream_.is_open()) {
    stream_.expires_after(kGoodbyeTime);
    co_await stream_.shut_down();
  }
  if (!socket_) stream_.close();
  context_.connections.remove(place);
  subtract(context_.counts.connections_open, 1);
}

Task<bool> HttpSession::serve_one() {
  idle_ = true;
  const bool asked = co_await reader_.wait_for_request();
  idle_ = false;
  if (!asked) co_return false;
  Exchange exchange;
  const error_code error = co_await reader_.read_head(exchange.parser);
  if (error) {
    const std::optional<Answer> answer = RequestReader::answer_to(error);
    if (answer) co_await refuse(exchange, *answer);
    co_return false;
  }
  const RequestHead head = head_of(exchange.parser.get());
  exchange.method = head.method;
  Admission admission = context_.router.admit(face_, head);
  exchange.request = std::move(admission.request);
  if (admission.refusal) co_return co_await refuse(exchange, *admission.refusal);
  if (exchange.request.route == Route::Socket) co_return co_await serve_socket(exchange);
  const bool goes_on = co_await serve(exchange);
  release_body(exchange);
  co_return goes_on;
}

void HttpSession::release_body(Exchange& exchange) {
  exchange.parser.get().body() = {};
  exchange.body.resize(0);
}

FairShare::Use HttpSession::body_use(const Admitted& request) {
  const bool is_upload = request.body_bytes_max > context_.limits.body_bytes_max;
  return (is_upload ? context_.memory.uploads : context_.memory.bodies)
      .use(request.caller.database);
}

Task<bool> HttpSession::serve(Exchange& exchange) {
  RequestParser& parser = exchange.parser;
  const TableRoute* const route = exchange.request.table_route;
  const bool takes_file = route && route->body_path;
  if (takes_file && route->admit) {
    const std::optional<Answer> refused = co_await admit_body(exchange);
    if (refused) co_return co_await refuse(exchange, *refused);
  }
  if (takes_file || !parser.is_done()) {
    const error_code failed = co_await read_body(exchange);
    if (failed) {
      release_body(exchange);  // the answer may take a while
      let_go(std::exchange(exchange.file, nullptr));
      std::optional<Answer> answer =
          exchange.file_failed ? std::move(exchange.file_failed) : RequestReader::answer_to(failed);
      if (!answer) co_return false;
      if (exchange.request.route == Route::Sync && answer->status == 413)
        answer = error_answer(413,
                              "the request is larger than this server takes: sync more often, or "
                              "let its owner raise limits.body_bytes_max");
      co_await refuse(exchange, *answer);
      co_return false;
    }
  }
  stream_.expires_never();
  ByteVector body = std::move(parser.get().body());
  std::optional<Answer> answer =
      context_.router.answer_at_once(exchange.request, context_.stopping);
  exchange.place = context_.memory.requests.use(exchange.request.caller.database);
  if (!answer && !exchange.place.resize(1)) {
    constexpr std::string_view kText = "too many requests are waiting; try again in a moment";
    answer = exchange.request.route == Route::Sync ? error_answer(503, kText)
                                                   : sql_error_answer(503, "SERVER_BUSY", kText);
  }
  const bool is_stream =
      exchange.request.route == Route::Cursor || exchange.request.route == Route::PullUpdates;
  if (!answer && is_stream) co_return co_await serve_stream(exchange, std::move(body));
  if (!answer) {
    begin_work();
    // Named: g++ 12 destroys such a temporary of an awaiting expression twice.
    std::move_only_function<Answer()> job = [this, &exchange, body = std::move(body)]() mutable {
      if (exchange.file)
        return context_.router.answer(exchange.request, std::move(exchange.file), cancelled_);
      return context_.router.answer(exchange.request, std::move(body), cancelled_,
                                    context_.workers);
    };
    answer =
        co_await work(exchange.request, std::move(job), exchange.request.route == Route::Pipeline);
    end_work();
    exchange.place.resize(0);
    release_body(exchange);
  }
  const bool goes_on = parser.keep_alive() && !context_.stopping;
  const bool sent = co_await send(exchange, *answer, goes_on);
  let_go(std::move(answer->file));
  let_go(std::exchange(exchange.file, nullptr));
  report(exchange);
  co_return sent&& goes_on;
}

/// More than the head tells: on a worker, for it may block.
Task<std::optional<Answer>> HttpSession::admit_body(Exchange& exchange) {
  std::optional<Answer> refused;
  std::move_only_function<Answer()> job = [&] {
    auto admitted = context_.router.admit_body(exchange.request);
    if (admitted) {
      exchange.request.body_bytes_max = *admitted;
    } else {
      refused = std::move(admitted.error());
    }
    return Answer();
  };
  co_await work(exchange.request, std::move(job), false);
  co_return refused;
}

Task<error_code> HttpSession::read_body(Exchange& exchange) {
  exchange.body = body_use(exchange.request);
  const TableRoute* const route = exchange.request.table_route;
  if (route && route->body_path) co_return co_await read_into_file(exchange);
  RequestParser& parser = exchange.parser;
  const error_code failed =
      co_await reader_.read_body(parser, exchange.request.body_bytes_max, exchange.body);
  exchange.bytes_in = parser.get().body().size();
  co_return failed;
}

/// Between the pieces no thread is taken, however slow the peer is.
Task<error_code> HttpSession::read_into_file(Exchange& exchange) {
  RequestParser& parser = exchange.parser;
  RequestReader::Parts parts{.bytes_max = exchange.request.body_bytes_max};
  ByteVector& body = parser.get().body();
  do {
    const error_code failed = co_await reader_.read_part(parser, parts, kPieceBytes, exchange.body);
    exchange.bytes_in = parts.received;
    if (failed) co_return failed;
    stream_.expires_never();
    std::move_only_function<Answer()> job = [&exchange, &body] {
      if (!exchange.file) {
        auto made = PassingFile::create(exchange.request.table_route->body_path());
        if (!made) return sql_error_answer(507, sql_code_of(507), made.error().message());
        exchange.file = *std::move(made);
      }
      const Status written = exchange.file->append(body);
      if (written) return Answer();
      return sql_error_answer(507, sql_code_of(507), "the server cannot store the body");
    };
    Answer stored = co_await work(exchange.request, std::move(job), false);
    body.clear();
    if (stored.status != 200) {
      exchange.file_failed = std::move(stored);
      co_return boost::system::errc::make_error_code(boost::system::errc::io_error);
    }
  } while (!parser.is_done());
  co_return error_code();
}

void HttpSession::begin_work() {
  cancelled_ = false;
  working_ = true;
  add(context_.counts.requests_running, 1);
}

void HttpSession::end_work() {
  working_ = false;
  subtract(context_.counts.requests_running, 1);
}

Task<Answer> HttpSession::work(const Admitted& request, std::move_only_function<Answer()> job,
                               bool may_be_short) {
  co_return co_await asio::async_initiate<const UseTask, void(Answer)>(
      [&](auto handler) {
        // The guard keeps the network's loop running while only a worker is busy.
        auto task = [this, guard = asio::make_work_guard(stream_.get_executor()),
                     handler = std::move(handler), job = std::move(job)]() mutable {
          const auto begin = SteadyClock::now();
          Answer made = job();
          job = nullptr;
          history_.add(WorkerPool::busy_until() - begin);
          context_.loop.resume([guard = std::move(guard), handler = std::move(handler),
                                made = std::move(made)]() mutable { handler(std::move(made)); });
        };
        context_.loop.work(request.caller.database, std::move(task),
                           may_be_short && history_.are_short());
      },
      UseTask{});
}

void HttpSession::start_stream(const std::shared_ptr<CursorResponse>& response, Admitted request,
                               ByteVector body) {
  // The guard keeps the network's loop running: the worker may be the last to end.
  const std::string database = request.caller.database;
  context_.workers.post(
      database,
      [self = shared_from_this(), response, request = std::move(request), body = std::move(body),
       guard = asio::make_work_guard(stream_.get_executor())]() mutable {
        const Backend& backend = self->context_.router.backend();
        bool failed = false;
        try {
          if (request.route == Route::Cursor) {
            backend.service->cursor(request.caller, request.form, body, *response);
          } else {
            backend.pull_updates({request.caller.database, request.access, body, *response,
                                  self->cancelled_, self->context_.workers});
          }
        } catch (const std::exception& error) {
          log_event(LogLevel::Error, "stream_failed", {{"why", error.what()}});
          failed = true;
        }
        body = {};
        response->finish(failed);
        // Sessions end on the network thread.
        asio::post(guard.get_executor(), [self = std::move(self)] {});
      });
}

Task<bool> HttpSession::serve_stream(Exchange& exchange, ByteVector body) {
  begin_work();
  cursor_ =
      std::make_shared<CursorResponse>(context_.workers, context_.limits, stream_.get_executor());
  const auto response = cursor_;
  start_stream(response, exchange.request, std::move(body));
  co_await send_stream(exchange, *response);
  cursor_.reset();
  end_work();
  report(exchange);
  // After a part of an answer only the end of the connection says that the rest is missing.
  if (exchange.status == 0) stream_.close();
  co_return exchange.status != 0 && exchange.parser.keep_alive() && !context_.stopping &&
      !exchange.is_http_1_0();
}

Task<void> HttpSession::send_stream(Exchange& exchange, CursorResponse& response) {
  using Kind = CursorResponse::Piece::Kind;
  const bool is_chunked = !exchange.is_http_1_0();
  std::string memory;
  for (bool is_first = true;; is_first = false) {
    CursorResponse::Piece piece = co_await response.next(std::move(memory));
    if (piece.kind == Kind::Broken) break;
    if (is_first && response.status() != 200) {
      Answer whole{.status = response.status(), .content_type = response.content_type()};
      whole.body = std::move(piece.bytes);
      if (whole.status == 429 || whole.status == 503) whole.retry_after_s = 1;
      const bool goes_on =
          exchange.parser.keep_alive() && !context_.stopping && !exchange.is_http_1_0();
      co_await send(exchange, whole, goes_on);
      co_return;
    }
    out_.clear();
    if (is_first)
      append_response_head(
          out_, {.status = 200, .content_type = response.content_type()},
          {.is_http_1_0 = exchange.is_http_1_0(),
           .keep_alive = is_chunked && exchange.parser.keep_alive() && !context_.stopping,
           .keep_alive_s = static_cast<uint32_t>(context_.limits.idle_timeout.count() / 1000)});
    exchange.bytes_out += piece.bytes.size();
    if (is_chunked && !piece.bytes.empty()) {
      append_hex(out_, piece.bytes.size());
      out_ += "\r\n";
    }
    out_ += piece.bytes;
    if (is_chunked && !piece.bytes.empty()) out_ += "\r\n";
    if (is_chunked && piece.kind == Kind::Last) out_ += "0\r\n\r\n";
    bool sent = true;
    for (size_t at = 0; sent && at < out_.size(); at += kPieceBytes) {
      stream_.expires_after(context_.limits.cursor_write_timeout);
      const error_code error =
          co_await stream_.write(std::string_view(out_).substr(at, kPieceBytes));
      sent = !error;
    }
    stream_.expires_never();
    if (!sent) {
      response.cancel();
      break;
    }
    if (piece.kind == Kind::Last) {
      exchange.status = 200;
      co_return;
    }
    memory = std::move(piece.bytes);
  }
  exchange.status = 0;
}

Task<bool> HttpSession::serve_socket(Exchange& exchange) {
  auto& request = exchange.parser.get();
  const auto offered = request.find(http::field::sec_websocket_protocol);
  const auto chosen = choose_subprotocol(
      offered == request.end() ? std::nullopt : std::optional(view(offered->value())));
  if (!chosen) {
    const Answer answer = sql_error_answer(400, "SUBPROTOCOL_UNSUPPORTED",
                                           "the WebSocket subprotocols here are hrana3-protobuf, "
                                           "hrana3, hrana2 and hrana1");
    co_return co_await refuse(exchange, answer);
  }
  // A client waits for our half of the handshake before it sends more.
  if (reader_.has_unread() || !exchange.parser.is_done()) {
    const Answer answer = sql_error_answer(400, sql_code_of(400),
                                           "a WebSocket's first message comes after the handshake");
    co_return co_await refuse(exchange, answer);
  }
  WebSocketOptions options{
      .subprotocol = *chosen,
      .service = *context_.router.backend().service,
      .limits = context_.limits,
      .loop = context_.loop,
      .memory = context_.memory,
      .database = exchange.request.caller.database,
      .authenticate = [&router = context_.router, database = exchange.request.caller.database](
                          std::string_view jwt) { return router.authenticate(jwt, database); }};
  socket_ = std::make_shared<WebSocketSession>(std::move(stream_), std::move(options));
  add(context_.counts.sockets_open, 1);
  http::request<http::empty_body> upgrade(std::move(request.base()));
  co_await socket_->run(std::move(upgrade));
  subtract(context_.counts.sockets_open, 1);
  exchange.status = socket_->was_accepted() ? 101 : 400;
  exchange.bytes_in = socket_->bytes_in();
  exchange.bytes_out = socket_->bytes_out();
  exchange.method = "GET";  // the head has been moved away
  report(exchange);
  co_return false;
}

Task<bool> HttpSession::refuse(Exchange& exchange, const Answer& answer) {
  const bool has_no_body = exchange.parser.is_done();
  const bool goes_on = has_no_body && exchange.parser.keep_alive() && !context_.stopping;
  const bool sent = co_await send(exchange, answer, goes_on);
  report(exchange);
  if (sent && !goes_on) {
    stream_.expires_after(kGoodbyeTime);
    co_await stream_.shut_down();
    co_await stream_.drain();
    stream_.close();
  }
  co_return sent&& goes_on;
}

Task<bool> HttpSession::send(Exchange& exchange, const Answer& answer, bool keep_alive) {
  exchange.status = answer.status;
  const uint64_t size = answer.file ? answer.file->size_bytes() : answer.body.size();
  exchange.bytes_out = exchange.is_head() ? 0 : size;
  out_.clear();
  append_response_head(
      out_, answer,
      {.content_length = size,
       .is_http_1_0 = exchange.is_http_1_0(),
       .keep_alive = keep_alive,
       .keep_alive_s = static_cast<uint32_t>(context_.limits.idle_timeout.count() / 1000)});
  std::string_view rest = exchange.is_head() ? std::string_view() : answer.body;
  // The head goes with the first piece of the body, most often with all of it.
  const std::string_view first = rest.substr(0, kPieceBytes - std::min(kPieceBytes, out_.size()));
  out_ += first;
  rest.remove_prefix(first.size());
  stream_.expires_after(context_.limits.body_timeout);
  error_code error = co_await stream_.write_at_once(out_);
  while (!error && !rest.empty()) {
    stream_.expires_after(context_.limits.body_timeout);
    error = co_await stream_.write(rest.substr(0, kPieceBytes));
    rest.remove_prefix(std::min(rest.size(), kPieceBytes));
  }
  if (!error && answer.file && !exchange.is_head())
    error = co_await send_file(exchange.request, *answer.file);
  if (out_.capacity() > kKeptBytes) out_ = {};
  co_return !error;
}

Task<error_code> HttpSession::send_file(const Admitted& request, const PassingFile& file) {
  for (uint64_t at = 0; at < file.size_bytes();) {
    stream_.expires_never();
    std::move_only_function<Answer()> job = [&file, at] {
      Answer piece;
      piece.body.resize(std::min<uint64_t>(kPieceBytes, file.size_bytes() - at));
      const Result<size_t> got = file.read(
          MutBytes(reinterpret_cast<std::byte*>(piece.body.data()), piece.body.size()), at);
      if (!got || *got != piece.body.size()) piece.status = 500;
      return piece;
    };
    const Answer piece = co_await work(request, std::move(job), false);
    if (piece.status != 200)
      co_return boost::system::errc::make_error_code(boost::system::errc::io_error);
    for (std::string_view rest = piece.body; !rest.empty();) {
      const std::string_view slice = rest.substr(0, kSliceBytes);
      stream_.expires_after(context_.limits.body_timeout);
      const error_code error = co_await stream_.write(slice);
      if (error) co_return error;
      rest.remove_prefix(slice.size());
    }
    at += piece.body.size();
  }
  co_return error_code();
}

/// To remove a large file takes a while.
void HttpSession::let_go(std::shared_ptr<const PassingFile> file) {
  if (file) context_.workers.post({}, [file = std::move(file)]() mutable { file.reset(); });
}

void HttpSession::report(const Exchange& exchange) {
  const auto took =
      std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - exchange.started);
  const auto took_us = static_cast<uint64_t>(took.count());
  const Admitted& request = exchange.request;
  context_.counts.count(request.route, exchange.status, exchange.bytes_in, exchange.bytes_out,
                        took_us);
  const Backend& backend = context_.router.backend();
  if (!backend.on_request) return;
  backend.on_request({.peer = peer_,
                      .method = exchange.method,
                      .path = request.path,
                      .route = request.route,
                      .database = request.caller.database,
                      .token_name = request.permit ? request.permit->name() : std::string_view(),
                      .status = exchange.status,
                      .bytes_in = exchange.bytes_in,
                      .bytes_out = exchange.bytes_out,
                      .took_us = took_us});
}

}  // namespace tern::daemon
