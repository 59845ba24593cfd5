#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "daemon/operation/log.h"
#include "engine/base/result.h"

namespace tern::daemon {

/// One request that was answered. Lifetime: that of whoever answers it.
struct AccessEntry {
  std::string_view method;
  std::string_view path;  ///< without the query; a query is left out
  int status = 0;
  uint64_t bytes_in = 0;   ///< of the body
  uint64_t bytes_out = 0;  ///< of the body
  std::chrono::microseconds took{0};
  std::string_view token;  ///< the token's name; empty without one
  std::string_view peer;   ///< address
  std::string_view database;
};

/// A line for each request, appended to a file, so that a line of several processes stays whole.
/// Threads: any.
class AccessLog {
 public:
  /// `path` "-": standard output. Errors: CantOpen.
  static Result<std::unique_ptr<AccessLog>> open(std::string path, LogFormat format);
  ~AccessLog();
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;

  /// What cannot be written is dropped: a full disk must not stop the server. The first failure
  /// after a success is logged.
  void write(const AccessEntry& entry);
  /// For log rotation: what is written from now on goes to the file that has the name now. Errors:
  /// CantOpen; the old file stays in use.
  Status reopen();

 private:
  AccessLog(std::string path, LogFormat format) : path_(std::move(path)), format_(format) {}
  std::string line_of(const AccessEntry& entry) const;

  const std::string path_;
  const LogFormat format_;
  std::mutex mutex_;
  int file_ = -1;         // guarded
  bool failing_ = false;  // guarded
};

}  // namespace tern::daemon
