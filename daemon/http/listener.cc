#include "daemon/http/listener.h"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <boost/asio/basic_waitable_timer.hpp>
#include <utility>

#include "daemon/operation/log.h"
#include "daemon/operation/options.h"

namespace tern::daemon {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

/// Of all its connections, which have the options of the socket that they were accepted from.
/// A peer that has gone without a word is noticed within two minutes.
void set_connection_options(tcp::acceptor::native_handle_type listening) {
  const auto set = [&](int level, int option, int value) {
    (void)setsockopt(listening, level, option, &value, sizeof value);
  };
  set(IPPROTO_TCP, TCP_NODELAY, 1);
  set(SOL_SOCKET, SO_KEEPALIVE, 1);
  set(IPPROTO_TCP, TCP_KEEPIDLE, 60);
  set(IPPROTO_TCP, TCP_KEEPINTVL, 15);
  set(IPPROTO_TCP, TCP_KEEPCNT, 4);
}

}  // namespace

Result<Listener> Listener::open(asio::io_context& io, const std::string& address, Face face,
                                bool has_tls) {
  const ListenAddress parsed = TRY(parse_listen(address));
  error_code error;
  const auto ip = asio::ip::make_address(parsed.host, error);
  if (error) return fail(ErrorCode::Misuse, "'" + parsed.host + "' is not an IP address");
  const tcp::endpoint endpoint(ip, parsed.port);
  Acceptor acceptor(io.get_executor());
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error)
    return fail(ErrorCode::CantOpen, "cannot listen on " + address + ": " + error.message());
  set_connection_options(acceptor.native_handle());
  return Listener(std::move(acceptor), face, has_tls);
}

Task<void> Listener::accept_all(std::function<void(TcpSocket, const Listener&)> take) {
  while (acceptor_.is_open()) {
    TcpSocket socket(acceptor_.get_executor());
    const auto [error] = co_await acceptor_.async_accept(socket, kAwait);
    if (!acceptor_.is_open()) co_return;
    if (!error) {
      take(std::move(socket), *this);
      continue;
    }
    // Out of descriptors, most likely: others end soon, so this waits a little.
    log_event(LogLevel::Warn, "accept_failed", {{"why", error.message()}});
    asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, IoExecutor> pause(
        acceptor_.get_executor(), std::chrono::milliseconds(100));
    const auto [cancelled] = co_await pause.async_wait(kAwait);
    (void)cancelled;
  }
}

void Listener::close() {
  error_code ignored;
  acceptor_.close(ignored);
}

uint16_t Listener::port() const {
  error_code error;
  const auto endpoint = acceptor_.local_endpoint(error);
  return error ? uint16_t{0} : endpoint.port();
}

}  // namespace tern::daemon
