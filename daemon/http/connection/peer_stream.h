#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/role.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/http/connection/asio_types.h"

namespace tern::daemon {

/// The byte stream of one peer, with TLS or without, and the time limit of what is going on with
/// it. A limit costs a store: the table of connections looks at it ten times a second (expire), so
/// limits are kept to 0.1 s. After a limit has passed the stream is closed, and what waits for it
/// fails.
/// An AsyncStream of Boost.Asio, so that Beast's WebSocket can be laid over it.
class PeerStream {
 public:
  using executor_type = IoExecutor;

  /// `tls` null: plain. The context may go afterwards.
  PeerStream(TcpSocket socket, boost::asio::ssl::context* tls);

  executor_type get_executor() { return layers_->tcp.get_executor(); }

  Task<boost::system::error_code> handshake();
  struct Got {
    boost::system::error_code error;
    size_t bytes = 0;
  };
  Task<Got> read_some(boost::asio::mutable_buffer into);
  /// All of `text`.
  Task<boost::system::error_code> write(std::string_view text);
  /// The same, without a turn of others where the system takes all of it now: for whoever waits for
  /// something else next.
  Task<boost::system::error_code> write_at_once(std::string_view text);
  /// Ends our side, so that the peer sees the end at once.
  Task<void> shut_down();
  /// Behind shut_down: reads a moment on what the peer still sends, and forgets it. Closing over
  /// unread bytes would make our system drop what the peer has not read yet.
  Task<void> drain();
  void close();
  bool is_open() const { return layers_->tcp.is_open(); }

  void expires_after(std::chrono::milliseconds time) {
    layers_->deadline = SteadyClock::now() + time;
  }
  void expires_at(SteadyClock::time_point when) { layers_->deadline = when; }
  void expires_never() { layers_->deadline = SteadyClock::time_point::max(); }
  /// Closes it if its limit has passed; true then, once.
  bool expire(SteadyClock::time_point now);

  /// Whether the peer has closed its side, or the connection is broken, also behind unread bytes.
  bool peer_has_gone() const;
  /// address:port
  std::string peer_name() const;

  /// Calls of async_read_some and async_write_some so far: each means that the one before brought
  /// something.
  uint64_t reads() const { return layers_->reads; }
  uint64_t writes() const { return layers_->writes; }

  // For Beast; our own code awaits the functions above.
  template <class Token>
  using ByteResult =
      typename boost::asio::async_result<std::decay_t<Token>,
                                         void(boost::system::error_code, std::size_t)>::return_type;
  template <class Buffers, class Token>
  ByteResult<Token> async_read_some(const Buffers& buffers, Token&& token) {
    ++layers_->reads;
    if (layers_->tls) return layers_->tls->async_read_some(buffers, std::forward<Token>(token));
    return layers_->tcp.async_read_some(buffers, std::forward<Token>(token));
  }
  template <class Buffers, class Token>
  ByteResult<Token> async_write_some(const Buffers& buffers, Token&& token) {
    ++layers_->writes;
    if (layers_->tls) return layers_->tls->async_write_some(buffers, std::forward<Token>(token));
    return layers_->tcp.async_write_some(buffers, std::forward<Token>(token));
  }

 private:
  using TlsStream = boost::asio::ssl::stream<TcpSocket&>;
  struct Layers {
    explicit Layers(TcpSocket socket) : tcp(std::move(socket)) {}
    TcpSocket tcp;
    std::optional<TlsStream> tls;
    SteadyClock::time_point deadline = SteadyClock::time_point::max();
    uint64_t reads = 0;
    uint64_t writes = 0;
  };
  std::unique_ptr<Layers> layers_;  // stays where it is: `tls` refers to `tcp`
};

// What Beast's WebSocket asks of a stream.
void beast_close_socket(PeerStream& stream);
template <class Handler>
void async_teardown(boost::beast::role_type, PeerStream& stream, Handler&& handler) {
  // The session that the stream came from closes it; a peer that is gone needs no goodbye.
  boost::asio::post(stream.get_executor(), [handler = std::forward<Handler>(handler)]() mutable {
    handler(boost::system::error_code());
  });
}

}  // namespace tern::daemon
