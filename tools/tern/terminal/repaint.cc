#include "tools/tern/terminal/repaint.h"

#include "tools/tern/terminal/text_width.h"

namespace tern::shell {
namespace {

/// The rows of the screen that `text` takes, with the one that the cursor goes to when the last
/// column is filled, as libedit counts them; 0 if it has control characters.
int rows_of(std::string_view text, int columns) {
  int rows = 1;
  int column = 0;
  while (!text.empty()) {
    const ShownCharacter character = first_character(text);
    if (text.front() == '\n') {
      ++rows;
      column = 0;
    } else if (character.columns < 0) {
      return 0;
    } else {
      if (column + character.columns > columns) {
        ++rows;
        column = 0;
      }
      column += character.columns;
      if (column == columns) {
        ++rows;
        column = 0;
      }
    }
    text.remove_prefix(character.bytes);
  }
  return rows;
}

}  // namespace

std::string repainted_line(std::string_view prompt, std::string_view line, std::string_view painted,
                           WindowSize window) {
  const int rows = rows_of(std::string(prompt) + std::string(line), window.columns);
  if (rows == 0 || rows >= window.rows) return "";
  // The cursor is kept and put back: only what stands there changes.
  std::string text =
      "\x1b"
      "7\x1b[" +
      std::to_string(rows) + "A\r" + std::string(prompt);
  for (const char c : painted) {
    if (c == '\n') text += '\r';
    text += c;
  }
  return text +
         "\x1b"
         "8";
}

}  // namespace tern::shell
