#pragma once

#include <istream>
#include <memory>
#include <optional>
#include <string>

namespace tern::shell {

class Shell;

/// Where the shell's lines come from.
class LineInput {
 public:
  virtual ~LineInput() = default;
  /// The next line without its end; nothing at the end of the input. `continues`: a statement is
  /// open, so an interactive input shows the other prompt. A line from a terminal may have line
  /// ends in it: a statement that was called back from the history.
  virtual std::optional<std::string> next(bool continues) = 0;
  /// True if Ctrl-C ended the last next(): the statement that was open is given up.
  virtual bool was_dropped() const { return false; }
};

class StreamInput final : public LineInput {
 public:
  /// Lifetime: must not outlive the stream.
  explicit StreamInput(std::istream& stream) : stream_(stream) {}
  std::optional<std::string> next(bool continues) override;

 private:
  std::istream& stream_;
};

struct Prompts {
  std::string first = "tern> ";
  std::string further = " ...> ";
};

/// Lines with prompts. On a terminal they are edited, completed, shown again in colours, and kept,
/// a statement an entry, in the history: the file that TERN_HISTORY names ("" is none), else
/// ~/.tern_history. A statement that begins with a blank is not kept. Sets `shell.terminal`.
/// Lifetime: must not outlive the shell.
std::unique_ptr<LineInput> open_terminal_input(Shell& shell);

}  // namespace tern::shell
