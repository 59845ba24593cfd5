#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace tern::tests {

/// What a program printed and how it ended.
struct Outcome {
  std::string out;
  std::string err;
  int status = -1;  ///< exit status; 128 + signal if one ended it
};

/// Runs a program to its end with `input` as its standard input.
Outcome run_program(const std::vector<std::string>& arguments, const std::string& input = {},
                    const std::string& folder = {});

/// A program that runs beside the test; killed at the end if it still does.
class BackgroundProgram {
 public:
  /// Standard error goes to the file `log`.
  BackgroundProgram(const std::vector<std::string>& arguments, const std::string& log);
  ~BackgroundProgram();
  BackgroundProgram(const BackgroundProgram&) = delete;
  BackgroundProgram& operator=(const BackgroundProgram&) = delete;

  bool is_running();
  void send(int signal);
  /// Waits for its end; the exit status as in Outcome.
  int wait();

 private:
  pid_t pid_ = -1;
  int status_ = -1;
};

std::string read_file(const std::string& path);

}  // namespace tern::tests
