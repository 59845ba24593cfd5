#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <deque>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "daemon/http/connection/peer_stream.h"
#include "daemon/http/connection/socket_outbox.h"
#include "daemon/http/network_loop.h"
#include "daemon/http/request_memory.h"
#include "daemon/http/subprotocols.h"
#include "daemon/operation/options.h"
#include "daemon/streams/service.h"

namespace tern::daemon {

struct WebSocketOptions {
  ChosenSubprotocol subprotocol;
  streams::Service& service;
  const Limits& limits;
  NetworkLoop& loop;
  RequestMemory& memory;
  std::string database;  ///< the requests' memory is put down to it
  std::function<std::expected<streams::Caller, streams::ErrorObject>(std::string_view jwt)>
      authenticate;
};

/// A WebSocket over a connection that asked for one. Messages go to a SocketSession of the service
/// one by one, as long as it wants more; what the service sends waits in an outbox, and is written
/// one message after the other.
///
/// Ends: the peer closes or goes; the service closes; a frame breaks the protocol (1002), is too
/// long (1009), is no UTF-8 (1007) or of the wrong kind (1003); the peer is silent for two ping
/// intervals, or takes nothing for body_timeout; the server stops (1001).
/// Network thread only. shared_ptr: of the coroutine that runs it and of its pending writes.
class WebSocketSession : public std::enable_shared_from_this<WebSocketSession> {
 public:
  WebSocketSession(PeerStream stream, WebSocketOptions options);

  /// From the handshake to the end; the connection is then closed.
  Task<void> run(boost::beast::http::request<boost::beast::http::empty_body> request);

  void tick(SteadyClock::time_point now);
  void stop();
  void abort();

  bool was_accepted() const { return accepted_; }
  uint64_t bytes_in() const { return bytes_in_; }
  uint64_t bytes_out() const { return bytes_out_; }

 private:
  // Without deflate: memory per socket, and compression beside secrets.
  using WebSocket = boost::beast::websocket::stream<PeerStream, false>;

  Task<bool> accept(const boost::beast::http::request<boost::beast::http::empty_body>& request);
  Task<void> receive_all();
  Task<boost::system::error_code> read_message();
  Task<void> wait_until_wanted();
  void resume();
  void collect();
  void flush();
  void send_goodbye(const SocketOutbox::Goodbye& goodbye);
  void ping_if_silent(SteadyClock::time_point now);
  PeerStream& peer() { return socket_.next_layer(); }

  WebSocketOptions options_;
  WebSocket socket_;
  std::shared_ptr<SocketOutbox> outbox_;
  std::shared_ptr<streams::SocketSession> session_;
  boost::beast::flat_buffer incoming_;
  FairShare::Use incoming_memory_;
  std::move_only_function<void()> reader_;  // waits until more is wanted

  std::deque<SocketOutbox::Message> unsent_;
  std::optional<SocketOutbox::Goodbye> goodbye_;  // behind `unsent_`
  bool is_writing_ = false;
  bool is_closing_ = false;
  boost::asio::cancellation_signal read_end_;
  boost::asio::cancellation_signal close_end_;
  bool is_deaf_ = false;
  bool is_pinging_ = false;
  bool accepted_ = false;
  bool is_over_ = false;

  uint64_t reads_seen_ = 0;
  uint64_t writes_seen_ = 0;
  SteadyClock::time_point heard_;  // when the peer last sent something
  SteadyClock::time_point moved_;  // when it last took something, or the goodbye began
  uint64_t bytes_in_ = 0;
  uint64_t bytes_out_ = 0;
};

}  // namespace tern::daemon
