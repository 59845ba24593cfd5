#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "daemon/http/router.h"
#include "daemon/operation/options.h"

namespace tern::daemon {

/// What all sessions of a server share. Used on the HTTP thread, but for the pool and
/// Router::answer.
struct SessionContext {
  const Router& router;
  const Limits& limits;
  boost::asio::thread_pool& workers;
  uint32_t requests_waiting = 0;
  bool stopping = false;
};

/// One TLS connection: handshake, then requests one after the other until the peer or a limit ends
/// it. Every wait has a time limit, so a peer that stops half way holds its own connection only.
/// shared_ptr: the coroutine that runs a session owns it, the server's table watches it.
class HttpSession : public std::enable_shared_from_this<HttpSession> {
 public:
  HttpSession(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context& tls,
              SessionContext& context);

  boost::asio::awaitable<void> run();
  /// Closes the connection if it waits for a request; else it ends behind the running one.
  void stop();
  /// Closes it whatever it does.
  void abort();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::buffer_body>;

  // Those that answer a bool say whether the connection goes on.
  boost::asio::awaitable<bool> wait_for_request();
  boost::asio::awaitable<bool> serve_one();
  boost::asio::awaitable<bool> read_body(Parser& parser, uint64_t bytes_max, ByteVector& body);
  boost::asio::awaitable<Answer> work(Admitted admitted, ByteVector body);
  boost::asio::awaitable<bool> refuse(const Answer& answer, std::string what, bool goes_on = false);
  boost::asio::awaitable<bool> send(const Answer& answer, bool keep_alive);
  boost::asio::awaitable<void> close();

  boost::beast::ssl_stream<boost::beast::tcp_stream> stream_;
  SessionContext& context_;
  boost::beast::flat_buffer buffer_;
  std::string peer_;
  bool idle_ = true;
};

}  // namespace tern::daemon
