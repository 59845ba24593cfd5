#pragma once

#include <map>
#include <mutex>

namespace tern::storage {

/// Which connections of this process were refused something by others that they share a cache
/// with, and want to be told when those have let go of it (sqlite3_unlock_notify).
/// Connections are told apart by their addresses; null: nobody in particular.
/// Threads: all functions may be called from several threads at once.
/// Source: SQLite documentation, "Unlock Notification".
class BlockedConnections {
 public:
  using Connection = const void*;
  /// Gets the arguments of all that waited with it for the same connection.
  using Notify = void (*)(void** arguments, int count);

  /// `blocked` was refused what `by` has locked.
  void blocked(Connection blocked, Connection by);
  /// `connection` has ended its transaction, or in autocommit mode a statement: it is in nobody's
  /// way any more, as far as is known. Those are told that wait for it; they call nothing of this.
  void concluded(Connection connection);
  /// `notify` is called once, as soon as the connection that was last in the way of `waiter` has
  /// concluded: at once, where it has. It takes the place of an earlier one. False: that connection
  /// waits itself, perhaps through others, for this one; nothing is changed then.
  bool notify_when_free(Connection waiter, Notify notify, void* argument);
  /// It waits for nobody any more.
  void cancel(Connection waiter);

 private:
  struct Blocked {
    Connection by = nullptr;         // who was in the way last; null: has concluded since
    Connection waits_for = nullptr;  // whose end it is to be told of; null: nobody's
    Notify notify = nullptr;
    void* argument = nullptr;
  };
  bool is_waiting_for(Connection waiter, Connection other) const;

  std::mutex mutex_;
  std::map<Connection, Blocked> blocked_;
};

/// Those of this process.
BlockedConnections& blocked_connections();

}  // namespace tern::storage
