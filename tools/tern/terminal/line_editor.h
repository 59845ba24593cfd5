#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tern::shell {

/// What a word under the cursor may become.
struct Completion {
  size_t typed_bytes = 0;               ///< of the word, before the cursor
  std::vector<std::string> candidates;  ///< whole words, sorted, each once
  std::string suffix = " ";             ///< put behind a candidate that is the only one
};

/// Asked with the line before and behind the cursor.
using Complete = std::function<Completion(std::string_view before, std::string_view behind)>;

/// Lines edited on the terminal with libedit, and a history that is kept in a file.
/// Requires: standard input and output are a terminal. One per process at a time: signals.
class LineEditor {
 public:
  enum class Ended { Line, EndOfInput, Interrupted };
  struct Read {
    Ended ended = Ended::Line;
    std::string text;  ///< without the line's end; an entry of the history may have several lines
  };

  /// `history_path`: "" keeps none.
  LineEditor(std::string history_path, Complete complete);
  ~LineEditor();
  LineEditor(const LineEditor&) = delete;
  LineEditor& operator=(const LineEditor&) = delete;

  Read read(const std::string& prompt);
  /// Adds an entry to the history and to its file, which other shells may write to as well. The
  /// file is readable by its owner only.
  void remember(const std::string& entry);

  static constexpr int kHistoryEntriesMax = 2000;
  static constexpr size_t kHistoryEntryBytesMax = 64 << 10;

 private:
  class Editor;
  std::unique_ptr<Editor> editor_;
};

}  // namespace tern::shell
