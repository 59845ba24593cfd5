#pragma once

#include <sched.h>
#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace tern::bench {

/// A server that was started for the benchmark, on 127.0.0.1. It is killed at the end.
/// Failures end the program.
class ServeProcess {
 public:
  /// Runs `words` with its output in the file `log`, on the processors `cpus` (all: null).
  ServeProcess(const std::vector<std::string>& words, std::string log, const cpu_set_t* cpus);
  ~ServeProcess();
  ServeProcess(const ServeProcess&) = delete;
  ServeProcess& operator=(const ServeProcess&) = delete;

  /// Returns once `port` takes connections.
  void wait_for_port(uint16_t port) const;
  /// Returns once the server has written its port into `file`.
  uint16_t wait_for_port_file(const std::string& file) const;

  /// Processor time that it has used so far, of all threads.
  int64_t cpu_ns() const;
  /// Resident memory.
  int64_t rss_bytes() const;

 private:
  [[noreturn]] void did_not_start() const;
  bool is_running() const;

  std::string name_;
  std::string log_;
  pid_t pid_ = 0;
};

/// A port that was free a moment ago.
uint16_t free_port();

}  // namespace tern::bench
