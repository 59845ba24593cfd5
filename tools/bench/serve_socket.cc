#include "tools/bench/serve_socket.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "tools/bench/engine.h"

namespace tern::bench {
namespace {

constexpr int kPatienceMs = 30'000;

void wait_readable(int descriptor) {
  pollfd watched{descriptor, POLLIN, 0};
  if (::poll(&watched, 1, kPatienceMs) != 1) give_up("serve", "the server does not answer");
}

}  // namespace

TlsContext make_tls_context() {
  TlsContext context(SSL_CTX_new(TLS_client_method()));
  if (!context) give_up("serve", "no TLS");
  SSL_CTX_set_mode(context.get(), SSL_MODE_AUTO_RETRY);
  return context;
}

int try_connect(uint16_t port) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -1;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0)
    return descriptor;
  ::close(descriptor);
  return -1;
}

ServeSocket::ServeSocket(uint16_t port, SSL_CTX* tls) : descriptor_(try_connect(port)) {
  if (descriptor_ < 0) give_up("serve", std::string("connect: ") + std::strerror(errno));
  const int on = 1;
  ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (tls) {
    tls_.reset(SSL_new(tls));
    if (!tls_ || SSL_set_fd(tls_.get(), descriptor_) != 1 || SSL_connect(tls_.get()) != 1)
      give_up("serve", "the TLS handshake failed");
  }
  ::fcntl(descriptor_, F_SETFL, O_NONBLOCK);
}

ServeSocket::~ServeSocket() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

ServeSocket::ServeSocket(ServeSocket&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), tls_(std::move(other.tls_)) {}

ServeSocket& ServeSocket::operator=(ServeSocket&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(tls_, other.tls_);
  return *this;
}

void ServeSocket::send(std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t sent = 0;
    if (tls_) {
      sent = SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()));
      if (sent <= 0 && SSL_get_error(tls_.get(), static_cast<int>(sent)) == SSL_ERROR_WANT_WRITE)
        sent = 0;
    } else {
      sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent < 0 && errno == EAGAIN) sent = 0;
    }
    if (sent < 0) give_up("serve", "the server has closed a connection that a request was sent on");
    if (sent == 0) {  // requests are small, but for those that fill the table
      pollfd watched{descriptor_, POLLOUT, 0};
      if (::poll(&watched, 1, kPatienceMs) != 1) give_up("serve", "the server does not read");
    }
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
}

size_t ServeSocket::receive_some(std::span<char> into, bool& is_there) {
  is_there = true;
  if (tls_) {
    const int got = SSL_read(tls_.get(), into.data(), static_cast<int>(into.size()));
    if (got > 0) return static_cast<size_t>(got);
    is_there = SSL_get_error(tls_.get(), got) != SSL_ERROR_WANT_READ;
    return 0;
  }
  const ssize_t got = ::recv(descriptor_, into.data(), into.size(), 0);
  if (got >= 0) return static_cast<size_t>(got);
  is_there = errno != EAGAIN;
  return 0;
}

size_t ServeSocket::receive(std::span<char> into) {
  for (;;) {
    bool is_there = false;
    const size_t got = receive_some(into, is_there);
    if (is_there) return got;
    wait_readable(descriptor_);
  }
}

}  // namespace tern::bench
