#include "tools/tern/line_input.h"

#include <editline/readline.h>

#include <cstdlib>

namespace tern::shell {
namespace {

constexpr int kHistoryLinesMax = 2000;

class TerminalInput final : public LineInput {
 public:
  explicit TerminalInput(const Prompts& prompts) : prompts_(prompts) {
    using_history();
    stifle_history(kHistoryLinesMax);
    if (const char* home = std::getenv("HOME"))
      history_path_ = std::string(home) + "/.tern_history";
    if (!history_path_.empty()) read_history(history_path_.c_str());
  }
  ~TerminalInput() override {
    if (!history_path_.empty()) write_history(history_path_.c_str());
  }

  std::optional<std::string> next(bool continues) override {
    const std::string& prompt = continues ? prompts_.further : prompts_.first;
    const std::unique_ptr<char, decltype(&std::free)> line(readline(prompt.c_str()), &std::free);
    if (!line) return std::nullopt;
    if (*line.get() != 0) add_history(line.get());
    return std::string(line.get());
  }

 private:
  const Prompts& prompts_;
  std::string history_path_;
};

}  // namespace

std::optional<std::string> StreamInput::next(bool /*continues*/) {
  std::string line;
  if (!std::getline(stream_, line)) return std::nullopt;
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return line;
}

std::unique_ptr<LineInput> open_terminal_input(const Prompts& prompts) {
  return std::make_unique<TerminalInput>(prompts);
}

}  // namespace tern::shell
