#pragma once

#include <cstdint>
#include <memory>

#include "daemon/http/backend.h"
#include "daemon/http/router.h"
#include "daemon/http/worker_pool.h"
#include "daemon/operation/options.h"

namespace tern::daemon {

/// The workers that a server with these options is to have.
std::unique_ptr<WorkerPool> make_workers(const ServeOptions& options);

/// The HTTP front: listens, takes connections, ends in order.
///
/// One thread at a time (NetworkLoop: the caller of run or one that it starts) does all network
/// work with asynchronous calls; it and a pool of workers run requests. SIGTERM and SIGINT stop: no
/// new connections, running requests get their answer, idle connections and WebSockets (1001) are
/// closed, what is left after shutdown_timeout is cut off. SIGHUP reads the certificate again and
/// calls Backend::reload; a certificate that changes is noticed also without it.
class Server {
 public:
  /// Binds and listens; nothing is served before run(). Behind run() the workers are to be joined
  /// before the server goes, and what `backend` refers to goes last: work for WebSockets may still
  /// be under way then.
  /// Errors: Misuse, CantOpen with what is wrong with the address, certificate or key.
  static Result<std::unique_ptr<Server>> open(const ServeOptions& options, Backend backend,
                                              WorkerPool& workers);
  ~Server();

  /// 0 if there is no such listener.
  uint16_t port(Face face = Face::Public) const;
  const FrontCounts& counts() const;
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
