#pragma once

#include <pthread.h>

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "daemon/operation/off_first_processor.h"
#include "daemon/operation/pacing.h"

namespace tern::daemon {

/// How many threads a WorkerPool has, and for what. All together: their sum but for database_max.
struct WorkerLimits {
  uint32_t workers = 1;       ///< at work at once, slow ones not counted
  uint32_t database_max = 1;  ///< at work for one database at once, slow ones counted
  uint32_t slow_max = 0;      ///< slow ones that have somebody in their place
  uint32_t readers_max = 0;   ///< that wait for their reader
  uint32_t polls_max = 0;     ///< that wait for news
  uint32_t turns_max = 0;     ///< that wait for their turn to write
  uint32_t guests_max = 1;    ///< of one database at once
};

/// Who lets a WorkerPool have requests on its own thread.
class GuestHost {
 public:
  virtual ~GuestHost() = default;
  /// The request that the calling thread has begun is about to wait (expect_wait()).
  virtual void guest_expects_wait() = 0;
};

/// The threads that run requests, shared fairly between databases: these take turns, and none has
/// more than `database_max` threads, so that a database's requests wait for each other and not for
/// another database's.
///
/// - A worker that has to wait for somebody outside says so (Waiting); another thread takes its
///   place meanwhile. Of each kind of wait a database gets half of what there is.
/// - One that has been at a request for longer than kSlowAfter is slow: another thread takes its
///   place, too.
/// - While several databases are in use, those that have computed for longer than kComputesAfter
///   share all processors but the first (pace()), kSlice each in turn: one is left for short
///   requests. The same holds from the start for a database that takes up most of the processors'
///   time. Not by priorities: a thread of low priority may hold what all others wait for.
/// - All that compute let others run that wait for their processor, every kPieceMin. The system's
///   scheduler would do so at its next tick, after 4 ms on many systems.
/// Threads: any.
class WorkerPool final : private Pacer {
 public:
  using Clock = std::chrono::steady_clock;
  using Work = std::move_only_function<void()>;
  static constexpr std::chrono::milliseconds kSlowAfter{50};
  static constexpr std::chrono::milliseconds kComputesAfter{20};
  static constexpr std::chrono::milliseconds kSlice{5};
  static constexpr std::chrono::microseconds kPieceMin{100};
  static constexpr std::chrono::microseconds kPieceMax{4'000};

  explicit WorkerPool(const WorkerLimits& limits);
  ~WorkerPool() override;

  /// `database`: whose request it is; "": work of the server itself, which nothing bounds.
  void post(std::string_view database, Work work);
  /// Begins a request of `database` on this thread, which is none of the pool's: it has no place
  /// there, else the same rules hold for it as for a worker. False: it is to be posted, for the
  /// database is greedy or has all the threads or guests that it may have.
  /// Lifetime: `host` until end_guest().
  bool begin_guest(std::string_view database, GuestHost& host);
  /// The request that this thread has begun is over.
  void end_guest();
  /// Until when the request that this thread has begun has been at work: until it expected to wait,
  /// or until now.
  static Clock::time_point busy_until();
  /// To be called about ten times a second: finds those that are slow.
  void tick();
  /// Runs what has been posted to its end, then ends the threads. Nothing may be posted after it.
  void join();

  enum class Wait : uint8_t { Reader, News, Turn };
  /// Held by a worker while it waits for somebody outside. Of another thread: it is not allowed.
  class Waiting {
   public:
    Waiting(WorkerPool& pool, Wait reason);
    ~Waiting();
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;
    /// False: too many wait already, and this one must not.
    bool is_allowed() const { return allowed_; }

   private:
    WorkerPool& pool_;
    const Wait reason_;
    const bool allowed_;
  };

  struct Counts {
    uint32_t threads = 0;
    uint32_t working = 0;  ///< but for those that are slow or wait
    uint32_t slow = 0;
    std::array<uint32_t, 3> waiting{};  ///< by Wait
    uint64_t queued = 0;
    uint32_t computing = 0;  ///< that share processors, and have one now
    uint64_t paced = 0;      ///< so far: requests that had to share them
  };
  Counts counts() const;

 private:
  static constexpr size_t kWaits = 3;

  struct Database {
    std::deque<Work> queue;
    uint32_t working = 0;  // slow ones, too
    uint32_t guests = 0;   // those that wait, too
    std::array<uint32_t, kWaits> waiting{};
    bool is_listed = false;              // in ready_
    bool is_greedy = false;              // as of the last tick
    std::chrono::nanoseconds recent{0};  // processor time, fading
    bool is_unused() const {
      return queue.empty() && working == 0 && guests == 0 && waiting == decltype(waiting){};
    }
  };
  using Entry = std::map<std::string, Database, std::less<>>::value_type;

  /// A thread with a request.
  struct Run {
    Entry* entry = nullptr;
    pthread_t thread{};
    Clock::time_point since;               // it works, or works again
    std::chrono::nanoseconds used{0};      // of the thread's processor time, as last looked at
    std::chrono::nanoseconds computed{0};  // of it, for this request
    bool is_guest = false;
    bool is_known = true;  // `used` is; of a guest's from the first look at it on
    bool is_slow = false;
    bool is_waiting = false;
    std::atomic<bool> is_paced = false;       // changed with the lock held
    std::atomic<bool> has_processor = false;  // of those that the paced ones share; the same
    bool is_in_line = false;                  // for one
    std::condition_variable turn;             // has_processor, or not is_paced any more
    Clock::time_point slice_end;              // since has_processor
    // Its thread's own:
    GuestHost* host = nullptr;    // of a guest
    Clock::time_point piece_end;  // then it lets others run
    std::optional<Clock::time_point> expected_wait;
    std::optional<OffFirstProcessor> off_first;
  };

  // All with the lock held.
  bool may_run(const Entry& entry) const;
  void list_if_ready(Entry& entry);
  Entry& entry_of(std::string_view database);
  Work begin_next(Run& run);
  void begin(Run& run, Entry& entry);
  void end(Run& run);
  uint32_t* places_of(const Run& run);
  void fill_places();
  static void count_time(Run& run, std::chrono::nanoseconds time);
  void look_at(Run& run, Clock::time_point now);
  void begin_pacing(Run& run);
  void end_pacing(Run& run);
  void take_processor(Run& run);
  void hand_out();
  void look_at_databases();
  bool begin_waiting(Wait reason);
  void end_waiting(Wait reason);
  uint32_t waiting_max(Wait reason) const;
  uint32_t places() const;
  void start_thread();

  static void let_others_run(Run& run);
  void run_thread();
  bool wait_for_work(std::unique_lock<std::mutex>& lock);
  void pace() override;
  void expect_wait() override;

  static thread_local Run* current_;  // of this thread, while it has a request
  static thread_local Run guest_;     // of threads that are not the pool's

  const WorkerLimits limits_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, Database, std::less<>> databases_;
  std::deque<Entry*> ready_;  // those whose next request may run, in turn
  std::vector<Run*> runs_;
  std::vector<std::thread> threads_;
  const uint32_t processors_;  // that the paced ones share
  std::deque<Run*> line_;      // of those that wait for one
  uint32_t computing_ = 0;     // of them in use
  uint32_t idle_ = 0;          // threads without a request
  uint32_t running_ = 0;       // threads at work, but for those that are slow or wait
  uint32_t slow_ = 0;
  std::array<uint32_t, kWaits> waiting_{};
  uint64_t queued_ = 0;
  uint64_t paced_ = 0;
  bool is_shared_ = false;  // several databases are in use, as of the last tick
  bool ending_ = false;
};

}  // namespace tern::daemon
