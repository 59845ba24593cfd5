#pragma once

#include <cstdint>
#include <string>

namespace tern::daemon::agent {

/// Waits for writes to a database's WAL, or for a wake-up, whichever comes first.
/// Threads: one waits; any may wake it.
class FileEvents {
 public:
  enum class For : uint8_t { Writes, WakeUpOnly };

  explicit FileEvents(const std::string& database);
  ~FileEvents();
  FileEvents(const FileEvents&) = delete;
  FileEvents& operator=(const FileEvents&) = delete;

  /// Returns at the latest after `timeout_ms`; where the system tells of no writes, sooner, so that
  /// who waits can look himself. Negative: without end.
  void wait(int64_t timeout_ms, For what);
  void wake();

 private:
  void watch_log();
  void take_events();

  std::string folder_;
  std::string log_name_;  // of the WAL, without its folder
  int events_ = -1;       // inotify; -1: there is none
  int wakes_ = -1;        // eventfd
  int folder_watch_ = -1;
};

}  // namespace tern::daemon::agent
