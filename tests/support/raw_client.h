#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace tern::tests {

/// A TCP connection that says only what it is told.
class RawSocket {
 public:
  explicit RawSocket(uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  ~RawSocket() { close(fd_); }
  RawSocket(const RawSocket&) = delete;
  RawSocket& operator=(const RawSocket&) = delete;

  int fd() const { return fd_; }
  bool send(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t sent = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      text.remove_prefix(static_cast<size_t>(sent));
    }
    return true;
  }
  /// What has come, waiting for something up to the time given; "" at the end or after it.
  std::string read_some(int wait_ms = 20'000) const {
    pollfd readable{fd_, POLLIN, 0};
    if (poll(&readable, 1, wait_ms) <= 0) return {};
    char piece[65536];
    const ssize_t got = ::read(fd_, piece, sizeof piece);
    return got > 0 ? std::string(piece, static_cast<size_t>(got)) : std::string();
  }
  std::string read_to_end() const {
    std::string all;
    char piece[4096];
    ssize_t got = 0;
    while ((got = ::read(fd_, piece, sizeof piece)) > 0)
      all.append(piece, static_cast<size_t>(got));
    return all;
  }

 private:
  int fd_;
};

/// The same with TLS, so that HTTP can be spoken wrongly.
class RawClient {
 public:
  explicit RawClient(uint16_t port)
      : socket_(port), context_(SSL_CTX_new(TLS_client_method())), ssl_(SSL_new(context_)) {
    SSL_set_fd(ssl_, socket_.fd());
    EXPECT_EQ(SSL_connect(ssl_), 1);
  }
  ~RawClient() {
    SSL_free(ssl_);
    SSL_CTX_free(context_);
  }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool send(const std::string& text) {
    return SSL_write(ssl_, text.data(), static_cast<int>(text.size())) > 0;
  }
  /// One piece of what comes; "" at the end.
  std::string read_some() {
    char piece[65536];
    const int got = SSL_read(ssl_, piece, sizeof piece);
    return got > 0 ? std::string(piece, static_cast<size_t>(got)) : std::string();
  }
  /// The server's certificate, DER.
  std::string certificate() const {
    X509* const certificate = SSL_get1_peer_certificate(ssl_);
    unsigned char* der = nullptr;
    const int size = i2d_X509(certificate, &der);
    std::string text(reinterpret_cast<const char*>(der), static_cast<size_t>(size));
    OPENSSL_free(der);
    X509_free(certificate);
    return text;
  }
  /// Sends a little later, unless the server closes in between: then false.
  bool send_slowly(const std::string& text) {
    pollfd closed{socket_.fd(), POLLRDHUP, 0};
    if (poll(&closed, 1, 20) != 0) return false;
    return send(text);
  }
  std::string read_to_end() {
    std::string all;
    char piece[4096];
    int got = 0;
    while ((got = SSL_read(ssl_, piece, sizeof piece)) > 0)
      all.append(piece, static_cast<size_t>(got));
    return all;
  }

 private:
  RawSocket socket_;
  SSL_CTX* context_;
  SSL* ssl_;
};

}  // namespace tern::tests
