#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "daemon/agent/agent_config.h"
#include "daemon/agent/commit_watch.h"
#include "daemon/agent/file_events.h"
#include "daemon/agent/news_poll.h"
#include "daemon/agent/primary_link.h"
#include "daemon/agent/replica_report.h"
#include "daemon/agent/round_slots.h"
#include "daemon/agent/schedule.h"
#include "engine/io/vfs.h"
#include "sync/replica/replica.h"

namespace tern::daemon::agent {

/// Keeps one replica in sync, with two threads: one watches the file and syncs, the other asks the
/// primary for news. Each has a connection of its own, and nobody else waits for either.
/// Threads: public functions from any.
class ReplicaAgent {
 public:
  /// Starts. `slots` must outlive it. Errors: Busy if another agent has this replica, also after a
  /// wait for one that is ending; CantOpen.
  static Result<std::unique_ptr<ReplicaAgent>> start(const ReplicaConfig& config,
                                                     RoundSlots& slots);
  /// Ends: a transfer under way is cut within about a second, and repeated by whoever syncs next.
  ~ReplicaAgent();
  ReplicaAgent(const ReplicaAgent&) = delete;
  ReplicaAgent& operator=(const ReplicaAgent&) = delete;

  const std::string& path() const { return config_.path; }
  void request_sync();
  void set_paused(bool is_paused);
  void set_metered(bool is_metered);
  void on_change_of_place();
  /// Begins what the destructor waits for, so that many can end at the same time.
  void begin_to_end();
  ReplicaReport report() const;

 private:
  /// What the news thread knows of the replica.
  struct Base {
    std::string remote;
    std::string database;
    uint64_t epoch = 0;
    uint64_t revision = 0;
  };
  ReplicaAgent(const ReplicaConfig& config, RoundSlots& slots, std::unique_ptr<io::File> lock);

  // the thread that syncs
  void run();
  void wait_for_event(const Next& next);
  void run_round(Work work);
  Status sync(Work work, uint64_t& bytes, bool& has_unsent);
  Status open_replica();
  void note_status();
  void end_round(const Status& status, uint64_t bytes, bool has_unsent);
  int64_t tend_state_file();

  // the thread that asks for news
  void run_news();
  std::optional<Base> wait_until_news_matter();
  void sleep_until_woken(int64_t duration_ms);
  Result<NewsPoll::Answer> ask(const Base& base);
  void take_answer(const Base& base, const NewsPoll::Answer& answer);
  bool wants_news() const;

  void wake();

  const ReplicaConfig config_;
  RoundSlots& slots_;
  std::unique_ptr<io::File> lock_;  // held: no other agent has this replica
  std::atomic<bool> is_ending_ = false;
  std::atomic<uint64_t> place_ = 0;  // moves when connections may be dead

  FileEvents events_;
  CommitWatch watch_;  // of the sync thread, as what follows
  PrimaryLink link_;
  std::unique_ptr<sync::replica::Replica> replica_;
  io::FileId replica_file_;
  uint64_t round_place_ = 0;
  std::string written_;  // what the state file says, but for times
  int64_t written_at_ = 0;

  uint64_t asked_place_ = 0;  // of the news thread, as what follows
  PrimaryLink news_link_;
  NewsPoll poll_;
  uint64_t told_epoch_ = 0;  // the newest answer
  uint64_t told_head_ = 0;

  mutable std::mutex mutex_;  // of all below
  std::condition_variable news_wake_;
  uint64_t wakes_ = 0;
  Schedule schedule_;
  ReplicaReport report_;  // what schedule_ does not know

  std::thread sync_thread_;
  std::thread news_thread_;
};

}  // namespace tern::daemon::agent
