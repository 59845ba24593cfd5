#pragma once

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "daemon/streams/home.h"

namespace tern::daemon::streams {

class BatchCursor;

/// Texts that clients stored, by their numbers.
using StoredSql = std::map<int32_t, std::shared_ptr<const std::string>>;

/// One stream, as small as it can be while nothing happens on it: then it has no connection.
///
/// States: busy (a StreamUse has it) or idle. What others may do to it: give_up() and stop(), at
/// any time. Threads: mutex_ guards who is busy and what give_up needs; all else belongs to whoever
/// is busy with it.
class Stream : public std::enable_shared_from_this<Stream> {
 public:
  Stream(uint64_t id, std::shared_ptr<Home> home, bool is_of_socket);
  ~Stream();

  uint64_t id() const { return id_; }
  Home& home() { return *home_; }
  bool is_of_socket() const { return is_of_socket_; }

  /// Rolls the transaction of turn `number` back: at once if the stream is idle, else by stopping
  /// what runs. Its next statement hears of it. True: it is done.
  bool give_up(uint64_t number);
  /// The same for a transaction of which the client has not been heard for too long, unless the
  /// stream is busy.
  void give_up_idle();
  /// Whether it was counted as one with a transaction; no longer. Requires: nobody is busy with it.
  bool forget_transaction() { return std::exchange(is_transaction_counted_, false); }
  /// What runs is interrupted, and the stream is closed when it ends; an idle one loses its
  /// transaction now.
  void stop();

 private:
  friend class StreamUse;
  friend class StreamTable;
  sync::primary::WriterQueue::Turn roll_back_idle();
  bool holds_something();

  const uint64_t id_;
  const bool is_of_socket_;
  std::mutex mutex_;
  bool is_busy_ = true;
  bool is_stopped_ = false;
  bool was_rolled_back_ = false;  // by force: to be told
  bool is_readonly_transaction_ = false;
  bool is_transaction_counted_ = false;
  uint64_t sequence_ = 0;     // that its next baton has to have
  uint64_t turn_number_ = 0;  // of the turn that it has, or has had
  std::shared_ptr<Home> home_;
  std::unique_ptr<Link> link_;           // null: it has nothing that would need one
  std::unique_ptr<BatchCursor> cursor_;  // of a WebSocket, between two fetches
  Link::Counters counters_;
  std::unique_ptr<StoredSql> stored_;  // null: none; of HTTP

  // StreamTable's.
  std::list<Stream*>::iterator idle_at_;
  std::list<Stream*>* idle_in_ = nullptr;
  Clock::time_point idle_since_;
};

}  // namespace tern::daemon::streams
