#pragma once

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

#include "daemon/http/worker_pool.h"

namespace tern::daemon {

/// Whether the requests of one connection have been short lately: the next one most likely is. Each
/// one that was long doubles how many short ones it takes to believe that again.
/// Threads: any.
class RequestHistory {
 public:
  static constexpr std::chrono::microseconds kShort{200};
  static constexpr uint32_t kNeededMin = 3;
  static constexpr uint32_t kNeededMax = 200;  ///< and so many make up for all that were long

  void add(std::chrono::steady_clock::duration took) {
    const uint32_t needed = needed_;
    if (took > kShort) {
      in_a_row_ = 0;
      needed_ = std::min(2 * needed, kNeededMax);
      return;
    }
    const uint32_t in_a_row = std::min(in_a_row_ + 1, kNeededMax);
    in_a_row_ = in_a_row;
    if (in_a_row == kNeededMax) needed_ = kNeededMin;
  }
  bool are_short() const { return in_a_row_ >= needed_; }

 private:
  // What two add at once may be lost.
  std::atomic<uint32_t> in_a_row_ = 0;
  std::atomic<uint32_t> needed_ = kNeededMin;
};

/// The network's loop: an io_context that is run by one thread at a time, and work for requests.
///
/// Handing a request to a worker and its answer back costs more than most requests do. So work that
/// is expected to be short is run by the thread of the loop itself, between two handlers. Should it
/// take longer than kPatience all the same, another thread goes on with the loop: whatever a
/// request does, the others wait twice kPatience at most. Work that says itself that it will wait
/// (expect_wait()) gives the loop away at once. To whom either happened finishes its work as a
/// worker would.
///
/// One thread leads: it runs handlers and short work. Elsewhere it is called the network thread.
/// One watches the leader while short work comes in; when nothing has for a while it sleeps. The
/// others are at work that turned out long, or wait to watch. Without anybody who watches, as there
/// are kThreadsMax at most, all work goes to the workers; so does that of a database which must
/// not have more of the server (WorkerPool::begin_guest()).
///
/// `turn_` is odd while the leader is at work; it only grows. Whoever moves it on from there, the
/// leader because the work is done or the watcher because it took too long, leads; a leader that
/// has moved it on because its work is to wait leaves that to the watcher.
class NetworkLoop final : private GuestHost {
 public:
  using Work = std::move_only_function<void()>;
  static constexpr std::chrono::microseconds kPatience{500};
  static constexpr size_t kThreadsMax = 8;
  /// Times kPatience without short work: then the watcher sleeps. To wake it may cost more than the
  /// work, for which its processor may have to be woken, too.
  static constexpr int kQuietMax = 40;

  /// Lifetime: both outlive it.
  NetworkLoop(boost::asio::io_context& io, WorkerPool& workers) : io_(io), workers_(workers) {}
  ~NetworkLoop() override;
  NetworkLoop(const NetworkLoop&) = delete;
  NetworkLoop& operator=(const NetworkLoop&) = delete;

  /// Runs handlers until the io_context has nothing left to wait for; handlers run on this thread
  /// and on others, never two at a time.
  void run();
  /// Runs `work` for `database`, behind the handler that calls this; if `is_short` on this thread,
  /// perhaps. Threads: handlers of the loop.
  void work(std::string_view database, Work work, bool is_short);
  /// Runs `handler` as one of the loop; behind short work that calls this, before all others.
  /// Requires: something keeps the io_context running until then. Threads: any.
  void resume(Work handler);

 private:
  void live();
  void lead();
  bool run_short_work();
  bool watch();
  void wake_watcher();
  void find_watcher();
  void finish();
  void guest_expects_wait() override;

  // Of a thread that is at short work:
  static thread_local uint64_t own_turn_;  // 0: it is not
  static thread_local Work resumed_;       // what is next if it still leads then

  boost::asio::io_context& io_;
  WorkerPool& workers_;
  Work short_work_;  // the leader's: what is next
  std::atomic<uint64_t> turn_ = 0;
  std::atomic<bool> has_watcher_ = false;
  std::atomic<bool> watcher_sleeps_ = false;

  std::mutex mutex_;  // guards all that follows, and changes of has_watcher_
  std::condition_variable changed_;
  std::condition_variable watched_;
  std::vector<std::thread> threads_;  // beside the one that called run()
  size_t waiting_ = 0;                // to watch
  bool is_given_away_ = false;        // to whoever watches
  bool is_finished_ = false;
};

}  // namespace tern::daemon
