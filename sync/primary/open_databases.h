#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "sync/primary/hosted_database.h"
#include "sync/primary/primary.h"

namespace tern::sync::primary {

/// The databases of a primary that are open: those in use, and others up to a number and for a
/// time. No lock is held while one opens or closes: others go on; who wants the same one waits.
/// Threads: any. Lifetime: longer than what use() gives.
class OpenDatabases {
 public:
  using Clock = std::chrono::steady_clock;
  using Handle = std::shared_ptr<HostedDatabase>;  // shared: it is open while anybody has it

  OpenDatabases(std::string folder, const PrimaryOptions& options);
  /// Requires: nobody uses one.
  ~OpenDatabases();
  OpenDatabases(const OpenDatabases&) = delete;

  /// Opens it if it is not open. `set_up` is called when it was, before anybody has it. Errors:
  /// NotFound if it is being removed; of HostedDatabase::open.
  using SetUp = std::function<void(HostedDatabase&)>;
  Result<Handle> use(const std::string& id, const SetUp& set_up);
  /// Null: it is not open.
  Handle use_if_open(const std::string& id);
  /// Its newest revision as far as anybody has looked; 0: it is not open.
  uint64_t head_if_open(const std::string& id) const;

  /// Nobody gets it any more. Errors: Busy if somebody has it, unless `forced`: then nothing more
  /// is committed to it, what waits for commits is told, and its statements are interrupted.
  Status condemn(const std::string& id, bool forced);
  /// After condemn(): everybody gets it again; nothing was forced.
  void pardon(const std::string& id);
  /// After condemn(): calls `gone` once it is closed, now or by who has it last.
  void bury(const std::string& id, std::function<void()> gone);

  /// What happens from time to time, also on a thread of its own: upkeep where it is due, snapshots
  /// that are too old, databases that nobody has used for long.
  void tend();
  size_t open_count() const;

 private:
  struct Slot {
    std::string id;
    std::unique_ptr<HostedDatabase> database;  // null while it opens or closes
    bool is_moving = false;
    bool is_condemned = false;
    size_t users = 0;
    bool is_idle = false;
    Clock::time_point idle_since;
    std::list<Slot*>::iterator idle_place;  // in idle_, if it is
    std::function<void()> gone;
  };
  using Guard = std::unique_lock<std::mutex>;

  Result<Slot*> find_or_open(const std::string& id, const SetUp& set_up, Guard& guard);
  Result<Slot*> open(Slot& slot, const SetUp& set_up, Guard& guard);
  Handle hand_out(Slot& slot);
  void release(Slot& slot);
  void close(Slot& slot, Guard& guard);
  void finish(Slot& slot, Guard& guard);
  void make_idle(Slot& slot);
  void leave_idle(Slot& slot);
  void close_surplus(Guard& guard);
  void close_idle(Guard& guard);
  void wake(const std::string& id);
  void run();

  std::string folder_;
  const PrimaryOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable moved_;  // a slot has stopped moving
  std::map<std::string, std::unique_ptr<Slot>> slots_;
  std::list<Slot*> idle_;         // longest idle first
  std::set<std::string> waking_;  // upkeep is due
  std::condition_variable woken_;
  bool is_ending_ = false;
  std::jthread tender_;
};

}  // namespace tern::sync::primary
