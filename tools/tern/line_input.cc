#include "tools/tern/line_input.h"

#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "tools/tern/interrupt.h"
#include "tools/tern/shell.h"
#include "tools/tern/terminal/highlight.h"
#include "tools/tern/terminal/line_editor.h"
#include "tools/tern/terminal/repaint.h"
#include "tools/tern/terminal/terminal.h"
#include "tools/tern/terminal/word_completion.h"

namespace tern::shell {
namespace {

std::string history_path() {
  if (const char* path = std::getenv("TERN_HISTORY")) return path;
  const char* home = std::getenv("HOME");
  return home && *home != 0 ? std::string(home) + "/.tern_history" : "";
}

class TerminalInput final : public LineInput {
 public:
  explicit TerminalInput(Shell& shell)
      : shell_(shell),
        editor_(history_path(), [this](std::string_view before, std::string_view behind) {
          return complete_word(shell_, statement_, before, behind);
        }) {}
  ~TerminalInput() override { remember(); }

  std::optional<std::string> next(bool continues) override {
    if (!continues) remember();
    was_dropped_ = false;
    const std::string& prompt = continues ? shell_.prompts.further : shell_.prompts.first;
    LineEditor::Read read = editor_.read(prompt);
    if (read.ended == LineEditor::Ended::EndOfInput) return std::nullopt;
    if (read.ended == LineEditor::Ended::Interrupted) {
      was_dropped_ = true;
      statement_.clear();
      return "";
    }
    const size_t from = statement_.size();
    statement_ += read.text;
    if (shell_.terminal.colors) repaint(prompt, read.text, from);
    statement_ += '\n';
    return std::move(read.text);
  }
  bool was_dropped() const override { return was_dropped_; }

 private:
  /// libedit draws a line without colours while it is typed.
  void repaint(const std::string& prompt, const std::string& line, size_t from) {
    if (from == 0 && (line.starts_with('.') || line.starts_with('#'))) return;
    const std::string text =
        repainted_line(prompt, line, highlighted_sql(statement_, from), window_size());
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
  }

  /// The statement that was entered line by line becomes one entry of the history.
  void remember() {
    while (statement_.ends_with('\n')) statement_.pop_back();
    if (!statement_.starts_with(' ')) editor_.remember(statement_);
    statement_.clear();
  }

  Shell& shell_;
  std::string statement_;  // its lines so far
  LineEditor editor_;
  bool was_dropped_ = false;
};

/// -interactive without a terminal.
class PromptedInput final : public LineInput {
 public:
  explicit PromptedInput(const Prompts& prompts) : prompts_(prompts), lines_(std::cin) {}

  std::optional<std::string> next(bool continues) override {
    std::fputs((continues ? prompts_.further : prompts_.first).c_str(), stdout);
    std::fflush(stdout);
    std::optional<std::string> line = lines_.next(continues);
    forget_interrupt();  // it was meant for what was being written
    return line;
  }

 private:
  const Prompts& prompts_;
  StreamInput lines_;
};

}  // namespace

std::optional<std::string> StreamInput::next(bool /*continues*/) {
  std::string line;
  if (!std::getline(stream_, line)) return std::nullopt;
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return line;
}

std::unique_ptr<LineInput> open_terminal_input(Shell& shell) {
  shell.terminal = find_terminal();
  if (!shell.terminal.is_terminal) return std::make_unique<PromptedInput>(shell.prompts);
  return std::make_unique<TerminalInput>(shell);
}

}  // namespace tern::shell
