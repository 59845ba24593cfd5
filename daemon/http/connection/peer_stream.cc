#include "daemon/http/connection/peer_stream.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/write.hpp>
#include <utility>

namespace tern::daemon {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr size_t kDrainBytesMax = 4 << 20;

}  // namespace

PeerStream::PeerStream(TcpSocket socket, asio::ssl::context* tls)
    : layers_(std::make_unique<Layers>(std::move(socket))) {
  error_code ignored;
  layers_->tcp.non_blocking(true, ignored);  // for calls that are not asynchronous
  if (tls) layers_->tls.emplace(layers_->tcp, *tls);
}

Task<error_code> PeerStream::handshake() {
  if (!layers_->tls) co_return error_code();
  const auto [error] =
      co_await layers_->tls->async_handshake(asio::ssl::stream_base::server, kAwait);
  co_return error;
}

Task<PeerStream::Got> PeerStream::read_some(asio::mutable_buffer into) {
  if (layers_->tls) {
    const auto [error, bytes] = co_await layers_->tls->async_read_some(into, kAwait);
    co_return Got{error, bytes};
  }
  const auto [error, bytes] = co_await layers_->tcp.async_read_some(into, kAwait);
  co_return Got{error, bytes};
}

Task<error_code> PeerStream::write(std::string_view text) {
  const asio::const_buffer buffer(text.data(), text.size());
  if (layers_->tls) {
    const auto [error, bytes] = co_await asio::async_write(*layers_->tls, buffer, kAwait);
    (void)bytes;
    co_return error;
  }
  const auto [error, bytes] = co_await asio::async_write(layers_->tcp, buffer, kAwait);
  (void)bytes;
  co_return error;
}

Task<error_code> PeerStream::write_at_once(std::string_view text) {
  if (!layers_->tls) {
    error_code error;
    text.remove_prefix(layers_->tcp.write_some(asio::buffer(text), error));
    if (text.empty() || (error && error != asio::error::would_block)) co_return error;
  }
  co_return co_await write(text);
}

Task<void> PeerStream::shut_down() {
  if (layers_->tls) {
    // Sends close_notify and waits for the peer's, within the time limit.
    const auto [error] = co_await layers_->tls->async_shutdown(kAwait);
    (void)error;
  }
  error_code ignored;
  layers_->tcp.shutdown(TcpSocket::shutdown_send, ignored);
}

Task<void> PeerStream::drain() {
  std::array<char, 16 << 10> rest;
  for (size_t drained = 0; drained < kDrainBytesMax;) {
    const auto [error, bytes] = co_await layers_->tcp.async_read_some(asio::buffer(rest), kAwait);
    if (error) co_return;
    drained += bytes;
  }
}

void PeerStream::close() {
  error_code ignored;
  layers_->tcp.close(ignored);
}

bool PeerStream::expire(SteadyClock::time_point now) {
  if (now < layers_->deadline) return false;
  expires_never();
  close();
  return true;
}

bool PeerStream::peer_has_gone() const {
  if (!layers_->tcp.is_open()) return true;
  pollfd watched{const_cast<TcpSocket&>(layers_->tcp).native_handle(), POLLRDHUP, 0};
  return poll(&watched, 1, 0) > 0 && (watched.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

std::string PeerStream::peer_name() const {
  error_code error;
  const auto peer = layers_->tcp.remote_endpoint(error);
  if (error) return "?";
  return peer.address().to_string() + ":" + std::to_string(peer.port());
}

void beast_close_socket(PeerStream& stream) { stream.close(); }

}  // namespace tern::daemon
