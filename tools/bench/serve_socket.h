#pragma once

#include <openssl/ssl.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace tern::bench {

struct FreeTlsContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using TlsContext = std::unique_ptr<SSL_CTX, FreeTlsContext>;
/// Trusts everybody: what is measured is on this machine.
TlsContext make_tls_context();

/// A blocking socket connected to 127.0.0.1:`port`, or -1.
int try_connect(uint16_t port);

/// A connection to a server of this machine, with TLS or without. Failures end the program.
class ServeSocket {
 public:
  /// Connects; the TLS handshake too. `tls` null: plain.
  ServeSocket(uint16_t port, SSL_CTX* tls);
  ~ServeSocket();
  ServeSocket(ServeSocket&& other) noexcept;
  ServeSocket& operator=(ServeSocket&& other) noexcept;

  int descriptor() const { return descriptor_; }
  void send(std::string_view bytes);
  /// Reads what is there, and waits while there is nothing. 0: the peer has closed.
  size_t receive(std::span<char> into);
  /// The same without waiting; `is_there` false: nothing is there yet.
  size_t receive_some(std::span<char> into, bool& is_there);

 private:
  struct FreeTls {
    void operator()(SSL* tls) const { SSL_free(tls); }
  };
  int descriptor_ = -1;
  std::unique_ptr<SSL, FreeTls> tls_;
};

}  // namespace tern::bench
