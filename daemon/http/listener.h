#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <functional>
#include <string>

#include "daemon/http/connection/asio_types.h"
#include "daemon/http/router.h"
#include "engine/base/result.h"

namespace tern::daemon {

/// An address that connections are taken at. Network thread only.
class Listener {
 public:
  /// Binds and listens. Errors: Misuse, CantOpen with what is wrong with the address.
  static Result<Listener> open(boost::asio::io_context& io, const std::string& address, Face face,
                               bool has_tls);

  /// Gives each connection to `take` until close().
  Task<void> accept_all(std::function<void(TcpSocket, const Listener&)> take);
  void close();

  Face face() const { return face_; }
  bool has_tls() const { return has_tls_; }
  uint16_t port() const;

 private:
  using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, IoExecutor>;
  Listener(Acceptor acceptor, Face face, bool has_tls)
      : acceptor_(std::move(acceptor)), face_(face), has_tls_(has_tls) {}

  Acceptor acceptor_;
  Face face_;
  bool has_tls_;
};

}  // namespace tern::daemon
