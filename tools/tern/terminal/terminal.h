#pragma once

#include <string_view>

namespace tern::shell {

/// What the shell may do on the terminal that it talks through.
struct Terminal {
  bool is_terminal = false;  ///< standard input and output are one
  bool colors = false;       ///< what is printed may be coloured
  bool utf8 = false;         ///< the locale's characters are UTF-8
};

/// Of this process. Colours: unless NO_COLOR is set to something or TERM is unset or "dumb".
/// Takes the environment's LC_CTYPE for the process: character widths depend on it.
Terminal find_terminal();

/// The window's size in characters; 80 by 24 where it is not known.
struct WindowSize {
  int columns = 80;
  int rows = 24;
};
WindowSize window_size();

/// SGR sequences (ECMA-48, "Select Graphic Rendition").
namespace style {
constexpr std::string_view kReset = "\x1b[0m";
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kDim = "\x1b[2m";
constexpr std::string_view kKeyword = "\x1b[1;34m";
constexpr std::string_view kString = "\x1b[32m";
constexpr std::string_view kNumber = "\x1b[36m";
constexpr std::string_view kComment = "\x1b[2m";
}  // namespace style

}  // namespace tern::shell
