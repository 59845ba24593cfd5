#pragma once

#include <istream>
#include <memory>
#include <optional>
#include <string>

namespace tern::shell {

/// Where the shell's lines come from.
class LineInput {
 public:
  virtual ~LineInput() = default;
  /// The next line without its end; nothing at the end of the input. `continues`: a statement is
  /// open, so an interactive input shows the other prompt.
  virtual std::optional<std::string> next(bool continues) = 0;
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

/// Lines edited on a terminal, with a history that is kept in ~/.tern_history.
/// Lifetime: must not outlive the prompts.
std::unique_ptr<LineInput> open_terminal_input(const Prompts& prompts);

}  // namespace tern::shell
