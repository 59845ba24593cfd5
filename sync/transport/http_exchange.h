#pragma once

#include <functional>
#include <memory>

#include "sync/transport/transport.h"
#include "sync/wire/exchange.h"

namespace tern::sync::transport {

/// The message of a server's error answer: of its JSON body, or what the status says.
std::string error_text(int status, Bytes body);

/// Sync's way to a primary over a Transport. JSON errors of the server become plain text bodies.
/// Lifetime: must not outlive the Transport.
class HttpExchange final : public wire::Exchange {
 public:
  explicit HttpExchange(Transport& transport, Progress progress = {})
      : transport_(transport), progress_(std::move(progress)) {}

  /// Errors: as Transport, but IoErr where an answer was cut or is not HTTP.
  Result<wire::Response> send(const wire::Request& request) override;

  uint64_t bytes_sent() const { return bytes_sent_; }
  uint64_t bytes_received() const { return bytes_received_; }

 private:
  Result<wire::Response> exchange(const wire::Request& request);

  Transport& transport_;
  Progress progress_;
  uint64_t bytes_sent_ = 0;
  uint64_t bytes_received_ = 0;
};

}  // namespace tern::sync::transport
