#include "tools/tern/terminal/terminal.h"

#include <langinfo.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <clocale>
#include <cstdlib>

namespace tern::shell {
namespace {

bool environment_allows_colors() {
  const char* no_color = std::getenv("NO_COLOR");
  if (no_color && *no_color != 0) return false;
  const char* term = std::getenv("TERM");
  return term && *term != 0 && std::string_view(term) != "dumb";
}

}  // namespace

Terminal find_terminal() {
  std::setlocale(LC_CTYPE, "");
  Terminal terminal;
  terminal.is_terminal = isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0;
  terminal.colors = terminal.is_terminal && environment_allows_colors();
  terminal.utf8 = std::string_view(nl_langinfo(CODESET)) == "UTF-8";
  return terminal;
}

WindowSize window_size() {
  for (const int stream : {STDOUT_FILENO, STDERR_FILENO}) {
    winsize size{};
    if (ioctl(stream, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
      return {size.ws_col, size.ws_row == 0 ? 24 : size.ws_row};
  }
  return {};
}

}  // namespace tern::shell
