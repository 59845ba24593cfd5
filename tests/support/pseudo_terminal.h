#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tern::tests {

struct TerminalOptions {
  std::string folder;                                            // to run in
  std::vector<std::pair<std::string, std::string>> environment;  // added to the test's own
  unsigned short columns = 80;
  unsigned short rows = 24;
};

/// A program on a terminal of its own, and what a person before it types and sees.
/// Nothing waits for longer than half a minute; what is not there by then ends the program, so that
/// all that is waited for afterwards fails at once.
class PseudoTerminal {
 public:
  PseudoTerminal(const std::vector<std::string>& arguments, const TerminalOptions& options);
  /// Ends the program.
  ~PseudoTerminal();
  PseudoTerminal(const PseudoTerminal&) = delete;
  PseudoTerminal& operator=(const PseudoTerminal&) = delete;

  void type(std::string_view keys);
  /// Waits until the program has printed `text` behind what was waited for before. False: it did
  /// not, or it ended.
  bool shows(std::string_view text);
  /// What was printed between the last two texts that were waited for, and the last one itself.
  const std::string& seen() const { return seen_; }
  /// What was printed and not waited for yet: for messages.
  const std::string& unseen() const { return unseen_; }
  /// Waits for the program's end: its exit status, 128 + signal if one ended it, -1 if that was
  /// known before.
  int wait();

 private:
  using Deadline = std::chrono::steady_clock::time_point;
  static Deadline deadline() { return std::chrono::steady_clock::now() + std::chrono::seconds(30); }
  bool is_ready(short event, Deadline end) const;
  bool read_more(Deadline end);
  void give_up();

  pid_t pid_ = -1;
  int terminal_ = -1;
  bool has_ended_ = false;
  std::string seen_;
  std::string unseen_;
};

}  // namespace tern::tests
