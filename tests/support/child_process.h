#pragma once

#include <sys/types.h>

#include <deque>
#include <string>
#include <vector>

namespace tern::tests {

/// A program that runs beside the test, its standard output read as lines. It dies with the test,
/// whatever happens to the test. Start it from the main thread: it dies with the thread that
/// started it.
class ChildProcess {
 public:
  ChildProcess() = default;
  explicit ChildProcess(const std::vector<std::string>& arguments);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ~ChildProcess() { kill(); }

  /// Reads what is there; waits for more up to `wait_ms`. False once the output has ended.
  bool pump(int wait_ms);
  /// The next line, or false where there is none yet.
  bool next_line(std::string& line);
  int output() const { return output_; }

  /// kill -9, reads the rest of the output and waits for the end. False: it had ended before.
  bool kill();
  /// Waits up to `wait_ms` for its end by itself; its exit status, or -1 if it still runs or was
  /// killed.
  int wait(int wait_ms);
  bool is_running() const { return pid_ > 0; }

 private:
  pid_t pid_ = -1;
  int output_ = -1;
  bool ended_ = true;
  std::string partial_;
  std::deque<std::string> lines_;
};

}  // namespace tern::tests
