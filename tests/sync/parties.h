#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/support/child_process.h"
#include "tests/support/reference_db.h"

// The parties of a whole-system test, each a process: ternd, and replicas that write
// (replica_writer.cc).

namespace tern::sync {

/// The primary as a process, with a certificate and a token of its own, serving database "soak".
class Daemon {
 public:
  static constexpr const char* kToken = "a-token-for-these-tests-0123";
  static constexpr const char* kDatabase = "soak";

  /// Registers "soak" with the workload's tables, made by the reference. Errors are reported as
  /// test failures.
  explicit Daemon(std::string folder);

  void start();
  /// kill -9.
  void kill() { process_.kill(); }
  uint16_t port() const;
  std::string port_file() const { return folder_ + "/port"; }
  std::string certificate() const { return folder_ + "/cert.pem"; }
  std::string key() const { return folder_ + "/key.pem"; }
  /// The folder of "soak". Requires: it does not run.
  std::string database_folder() const;

 private:
  void make_database();

  std::string folder_;
  tests::ChildProcess process_;
};

/// What a replica's process has said so far, over all its lives.
class Party {
 public:
  enum class Phase : uint8_t { Writing, Pushing, Pulling };
  static constexpr int64_t kIdsPerProcess = 10'000'000;

  Party(const Daemon& daemon, std::string file, int64_t number)
      : daemon_(daemon), file_(std::move(file)), number_(number) {}

  /// `more`: further KEY=VALUE arguments.
  void start(uint64_t seed, const std::vector<std::string>& more);
  /// Takes in what the process says, waiting up to `wait_ms` for news.
  void pump(int wait_ms);
  /// Waits until the process enters `phase` for the `count`th time from now. False: it did not in
  /// `wait_ms`.
  bool wait_for(Phase phase, int count, int wait_ms);
  void kill();
  /// Runs to the point where nothing moves any more. False: it did not come there.
  bool drain(int wait_ms, const std::vector<std::string>& more);

  const std::string& file() const { return file_; }
  int64_t number() const { return number_; }
  bool is_running() const { return process_.is_running(); }
  int output() const { return process_.output(); }
  /// What it was about when the last line came.
  Phase phase() const { return phase_; }
  const std::set<int64_t>& acknowledged() const { return acknowledged_; }
  const std::set<int64_t>& undone() const { return undone_; }
  const std::set<int64_t>& begun() const { return begun_; }
  /// Of all lives: rounds that ended well, rounds that failed.
  int64_t syncs() const { return syncs_; }
  int64_t failed_syncs() const { return failed_syncs_; }
  /// Older requests that it sent once more.
  int64_t repeats() const { return repeats_; }
  /// How long a push, or a pull with its installing, took at last: microseconds, smoothed.
  int64_t duration_us(Phase phase) const { return phase == Phase::Pushing ? push_us_ : pull_us_; }
  /// What must not happen and did.
  const std::vector<std::string>& complaints() const { return complaints_; }

 private:
  void take(const std::string& line);
  void enter(Phase phase);

  const Daemon& daemon_;
  std::string file_;
  int64_t number_;
  tests::ChildProcess process_;
  Phase phase_ = Phase::Writing;
  int64_t phase_since_us_ = 0;
  std::map<Phase, int64_t> entered_;
  std::set<int64_t> acknowledged_;
  std::set<int64_t> undone_;
  std::set<int64_t> begun_;
  int64_t last_id_ = 0;
  int64_t syncs_ = 0;
  int64_t failed_syncs_ = 0;
  int64_t repeats_ = 0;
  int64_t push_us_ = 3000;
  int64_t pull_us_ = 3000;
  bool drained_ = false;
  std::vector<std::string> complaints_;
};

/// content_hash of the file, or an error as text.
std::string hash_of(const std::string& path);

/// The schema and every row of every table as the reference reads them: equal for equal content.
std::string reference_rows(const std::string& path);

/// The ledger ids that the file has a row of, by the reference.
std::set<int64_t> ledger_ids(const std::string& path);

/// One line per ledger id: how often the primary's history has it, and what it made of it.
struct HistoryEntry {
  std::string outcome;  // applied, merged or parked
  std::string origin;
  uint64_t seq = 0;
};
/// From the commit records of the primary's own log (sync/primary/history.h).
/// Requires: ternd does not run.
std::multimap<int64_t, HistoryEntry> read_history(const std::string& database_folder);

/// The ledger ids of the transactions that stand parked in the file's sync_conflicts, with their
/// data.
std::multiset<int64_t> parked_ids(const std::string& path);

}  // namespace tern::sync
