#pragma once

#include <memory>
#include <string>

#include "sync/transport/transport.h"

namespace tern::daemon::agent {

/// A connection to a primary that is kept, and opened anew where the server or the token is another
/// one. Threads: one at a time.
class PrimaryLink {
 public:
  /// `idle_max`: for how long an answer may let nothing be heard.
  PrimaryLink(std::string token_file, std::string ca_file, std::chrono::seconds idle_max)
      : token_file_(std::move(token_file)), ca_file_(std::move(ca_file)), idle_max_(idle_max) {}

  /// Lifetime: until the next call. Errors: CantOpen for the token file; as open_http_transport.
  Result<sync::transport::Transport*> open(const std::string& origin);
  /// What is connected may be dead.
  void drop() { transport_.reset(); }

 private:
  std::string token_file_;
  std::string ca_file_;
  std::chrono::seconds idle_max_;
  std::string origin_;
  std::string token_;
  std::unique_ptr<sync::transport::Transport> transport_;
};

}  // namespace tern::daemon::agent
