#include "daemon/http/connection/websocket_session.h"

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <utility>

namespace tern::daemon {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;

/// Above it the service is not told that there is room.
constexpr size_t kRoomBytes = 1 << 20;
/// Longer ones come from those whose token was accepted only.
constexpr uint64_t kFirstMessageBytesMax = 64 << 10;
/// Smaller ones are not counted: there is one of a connection.
constexpr size_t kSmallBytes = 64 << 10;
constexpr size_t kPieceBytes = 64 << 10;

/// Where one socket's requests are worked on.
streams::Executor executor_of(NetworkLoop& loop) {
  // Shared with its work, which may end behind the socket.
  return [&loop, history = std::make_shared<RequestHistory>()](std::string_view database,
                                                               std::function<void()> work) {
    auto timed = [history, work = std::move(work)] {
      const auto begin = SteadyClock::now();
      work();
      history->add(WorkerPool::busy_until() - begin);
    };
    loop.work(database, std::move(timed), history->are_short());
  };
}

}  // namespace

WebSocketSession::WebSocketSession(PeerStream stream, WebSocketOptions options)
    : options_(std::move(options)), socket_(std::move(stream)) {
  // Silence and slowness are watched by tick(); Beast watches the two handshakes.
  websocket::stream_base::timeout timeout{};
  timeout.handshake_timeout = options_.limits.handshake_timeout;
  timeout.idle_timeout = websocket::stream_base::none();
  timeout.keep_alive_pings = false;
  socket_.set_option(timeout);
  socket_.auto_fragment(false);
  socket_.set_option(websocket::stream_base::decorator([this](websocket::response_type& answer) {
    answer.set(http::field::server, "ternd");
    answer.set(http::field::access_control_allow_origin, "*");
    const std::string_view name = options_.subprotocol.name;
    if (!name.empty())
      answer.set(http::field::sec_websocket_protocol, beast::string_view(name.data(), name.size()));
  }));
}

Task<bool> WebSocketSession::accept(const http::request<http::empty_body>& request) {
  peer().expires_never();
  const auto [error] = co_await socket_.async_accept(request, kAwait);
  accepted_ = !error;
  heard_ = moved_ = SteadyClock::now();
  co_return accepted_;
}

Task<void> WebSocketSession::run(http::request<http::empty_body> request) {
  const auto self = shared_from_this();
  const bool accepted = co_await accept(request);
  if (accepted) {
    incoming_memory_ = options_.memory.bodies.use(options_.database);
    outbox_ = std::make_shared<SocketOutbox>(
        [weak = weak_from_this(), network = peer().get_executor()] {
          asio::post(network, [weak] {
            if (const auto alive = weak.lock()) alive->collect();
          });
        },
        options_.memory.answers.use(options_.database));
    session_ = options_.service.open_socket(
        {.subprotocol = options_.subprotocol.subprotocol,
         .peer = outbox_,
         .authenticate = options_.authenticate,
         .resume =
             [weak = weak_from_this(), network = peer().get_executor()] {
               asio::post(network, [weak] {
                 if (const auto alive = weak.lock()) alive->resume();
               });
             },
         .executor = executor_of(options_.loop)});
    co_await receive_all();
    is_over_ = true;
    outbox_->detach();
    session_->closed();
    session_.reset();
  }
  // What was sent last is given a moment to arrive: the peer closes when it has read it.
  if (peer().is_open() && !is_writing_) {
    peer().expires_after(std::chrono::seconds(2));
    co_await peer().shut_down();
    co_await peer().drain();
  }
  peer().close();
}

Task<void> WebSocketSession::receive_all() {
  for (;;) {
    if (!session_->wants_more()) co_await wait_until_wanted();
    const error_code error = co_await read_message();
    if (error) co_return;
    const bool is_binary_message = socket_.got_binary();
    // What comes behind a goodbye is read, for the peer's own is there, but heard by nobody.
    if (is_deaf_ || is_closing_) continue;
    if (is_binary_message != is_binary(options_.subprotocol.subprotocol)) {
      is_deaf_ = true;
      outbox_->close(1003, is_binary_message ? "this subprotocol has text messages"
                                             : "this subprotocol has binary messages");
      continue;
    }
    const auto data = incoming_.data();
    session_->receive({static_cast<const char*>(data.data()), data.size()}, is_binary_message);
    if (incoming_.capacity() <= kSmallBytes) continue;
    incoming_ = {};
    incoming_memory_.resize(0);
  }
}

Task<error_code> WebSocketSession::read_message() {
  const uint64_t bytes_max = options_.limits.websocket_message_bytes_max;
  socket_.read_message_max(session_->is_known() ? bytes_max
                                                : std::min(bytes_max, kFirstMessageBytesMax));
  incoming_.clear();
  do {
    const auto [error, bytes] = co_await socket_.async_read_some(
        incoming_, kPieceBytes, asio::bind_cancellation_slot(read_end_.slot(), kAwait));
    if (error) co_return error;
    bytes_in_ += bytes;
    if (is_deaf_) incoming_.clear();
    if (incoming_.capacity() > kSmallBytes && !incoming_memory_.resize(incoming_.capacity())) {
      is_deaf_ = true;
      outbox_->close(1013, "the server holds too many requests; try again in a moment");
    }
  } while (!socket_.is_message_done());
  co_return error_code();
}

Task<void> WebSocketSession::wait_until_wanted() {
  co_await asio::async_initiate<const UseTask, void()>(
      [this](auto handler) {
        reader_ = [handler = std::move(handler),
                   guard = asio::make_work_guard(peer().get_executor())]() mutable { handler(); };
        // It may have changed its mind before there was anybody to resume.
        asio::post(peer().get_executor(), [self = shared_from_this()] { self->resume(); });
      },
      UseTask{});
}

void WebSocketSession::resume() {
  if (!reader_) return;
  if (peer().is_open() && !is_closing_ && session_ && !session_->wants_more()) return;
  heard_ = SteadyClock::now();
  // Not from here: this may be called while the connections are gone through.
  asio::post(peer().get_executor(), std::exchange(reader_, nullptr));
}

void WebSocketSession::collect() {
  if (is_over_) return;
  SocketOutbox::Taken taken = outbox_->take();
  for (SocketOutbox::Message& message : taken.messages) unsent_.push_back(std::move(message));
  if (taken.goodbye) goodbye_ = std::move(taken.goodbye);
  if (outbox_->unsent_bytes() > options_.limits.websocket_unsent_bytes_max) return abort();
  flush();
}

void WebSocketSession::flush() {
  if (is_writing_ || is_closing_ || is_over_) return;
  if (unsent_.empty()) {
    if (goodbye_) send_goodbye(*goodbye_);
    return;
  }
  is_writing_ = true;
  moved_ = SteadyClock::now();
  const SocketOutbox::Message& message = unsent_.front();
  socket_.binary(message.is_binary);
  socket_.async_write(asio::buffer(message.bytes),
                      [self = shared_from_this()](error_code error, size_t) {
                        self->is_writing_ = false;
                        const size_t bytes = self->unsent_.front().bytes.size();
                        self->unsent_.pop_front();
                        if (error || self->is_over_) return;
                        self->bytes_out_ += bytes;
                        self->outbox_->sent(bytes);
                        if (self->outbox_->unsent_bytes() < kRoomBytes) self->session_->drained();
                        self->flush();
                      });
}

void WebSocketSession::send_goodbye(const SocketOutbox::Goodbye& goodbye) {
  is_closing_ = true;
  websocket::close_reason reason(static_cast<websocket::close_code>(goodbye.code));
  reason.reason.assign(goodbye.reason.data(), goodbye.reason.size());
  moved_ = SteadyClock::now();
  // Ends the pending read too, once the peer has answered. A read that fails on a wrong frame and
  // this wait for each other: then abort() ends both.
  socket_.async_close(
      reason, asio::bind_cancellation_slot(
                  close_end_.slot(), [self = shared_from_this()](error_code) { self->resume(); }));
  resume();
}

void WebSocketSession::ping_if_silent(SteadyClock::time_point now) {
  if (peer().reads() != reads_seen_) {
    reads_seen_ = peer().reads();
    heard_ = now;
  }
  if (reader_ || is_closing_) return;  // while we do not read, its silence means nothing
  if (now - heard_ >= 2 * options_.limits.websocket_ping_interval) return abort();
  if (now - heard_ < options_.limits.websocket_ping_interval || is_pinging_) return;
  is_pinging_ = true;
  socket_.async_ping({}, [self = shared_from_this()](error_code) { self->is_pinging_ = false; });
}

void WebSocketSession::tick(SteadyClock::time_point now) {
  if (peer().expire(now) || !accepted_ || is_over_) return;
  if (is_writing_) {
    if (peer().writes() != writes_seen_) {
      writes_seen_ = peer().writes();
      moved_ = now;
    }
    if (now - moved_ >= options_.limits.body_timeout) return abort();
  }
  // A peer that has gone is seen by the pending read; while there is none, here.
  if (reader_ && peer().peer_has_gone()) return abort();
  if (is_closing_ && (peer().peer_has_gone() || now - moved_ >= options_.limits.handshake_timeout))
    return abort();
  ping_if_silent(now);
}

void WebSocketSession::stop() {
  if (outbox_) {
    outbox_->close(1001, "the server stops");
  } else {
    abort();
  }
}

void WebSocketSession::abort() {
  peer().close();
  // Not from here, either. Neither is woken by the socket's end while it waits for the other.
  asio::post(peer().get_executor(), [self = shared_from_this()] {
    self->close_end_.emit(asio::cancellation_type::terminal);
    self->read_end_.emit(asio::cancellation_type::terminal);
  });
  resume();
}

}  // namespace tern::daemon
