#pragma once

#include <cstddef>
#include <list>

#include "daemon/http/connection/asio_types.h"

namespace tern::daemon {

/// What the server does with a connection from outside. On the network thread.
class Connection {
 public:
  virtual ~Connection() = default;
  /// About ten times a second: time limits, and whether the peer is still there.
  virtual void tick(SteadyClock::time_point now) = 0;
  /// The server stops: ends at once if it is idle, else behind the running answer.
  virtual void stop() = 0;
  /// Ends whatever it does.
  virtual void abort() = 0;
};

/// The connections that are open. Network thread only.
class Connections {
 public:
  using Place = std::list<Connection*>::iterator;

  Place add(Connection& connection) { return list_.insert(list_.end(), &connection); }
  void remove(Place place) { list_.erase(place); }
  size_t size() const { return list_.size(); }

  // None of these removes a connection before it returns: they end in coroutines of their own.
  void tick(SteadyClock::time_point now) {
    for (Connection* connection : list_) connection->tick(now);
  }
  void stop() {
    for (Connection* connection : list_) connection->stop();
  }
  void abort() {
    for (Connection* connection : list_) connection->abort();
  }

 private:
  std::list<Connection*> list_;
};

}  // namespace tern::daemon
