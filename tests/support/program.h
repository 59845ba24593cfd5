#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

namespace tern::tests {

/// What a program printed and how it ended.
struct Outcome {
  std::string out;
  std::string err;
  int status = -1;  ///< exit status; 128 + signal if one ended it
};

/// Runs a program to its end with `input` as its standard input. One that does not end in two
/// minutes is killed.
Outcome run_program(const std::vector<std::string>& arguments, const std::string& input = {},
                    const std::string& folder = {});

/// Files that take the place of a program's standard streams; empty: /dev/null.
struct Streams {
  std::string in;
  std::string out;
  std::string err;
};

/// A program that runs beside the test; killed at the end if it still does.
class BackgroundProgram {
 public:
  /// Output is appended to its files.
  BackgroundProgram(const std::vector<std::string>& arguments, const Streams& streams);
  ~BackgroundProgram();
  BackgroundProgram(const BackgroundProgram&) = delete;
  BackgroundProgram& operator=(const BackgroundProgram&) = delete;

  pid_t id() const { return pid_; }
  bool is_running();
  void send(int signal);
  /// Waits for its end, which it is made to come to if it takes longer than `patience`; the exit
  /// status as in Outcome.
  int wait(std::chrono::milliseconds patience = std::chrono::minutes(2));
  /// True once it has ended, false if it still runs after `patience`.
  bool ends_within(std::chrono::microseconds patience);

 private:
  pid_t pid_ = -1;
  int status_ = -1;
};

std::string read_file(const std::string& path);

}  // namespace tern::tests
