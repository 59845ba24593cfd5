#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "daemon/http/router.h"
#include "daemon/operation/options.h"

namespace tern::daemon {

/// The HTTPS front: listens, takes connections, ends in order.
///
/// One thread (the caller of run) does all network work with asynchronous calls; a pool of workers
/// runs requests. SIGTERM and SIGINT stop: no new connections, running requests get their answer,
/// idle connections are closed, what is left after shutdown_timeout is cut off. SIGHUP reads the
/// token file again.
class Server {
 public:
  /// Binds and listens; nothing is served before run().
  /// Errors: Misuse, CantOpen with what is wrong with the address, certificate, key or tokens.
  static Result<std::unique_ptr<Server>> open(const ServeOptions& options, Backend backend);
  ~Server();

  uint16_t port() const;
  /// Returns when stopped and all requests are answered.
  void run();
  /// Threads: any.
  void stop();

 private:
  class State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tern::daemon
