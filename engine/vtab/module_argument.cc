#include "engine/vtab/module_argument.h"

namespace tern::vtab {

std::string unquoted(std::string_view argument) {
  if (argument.size() < 2) return std::string(argument);
  const char open = argument.front();
  const char close = open == '[' ? ']' : open;
  const bool is_quote = open == '\'' || open == '"' || open == '`' || open == '[';
  if (!is_quote || argument.back() != close) return std::string(argument);
  std::string out;
  for (size_t i = 1; i + 1 < argument.size(); ++i) {
    out += argument[i];
    const bool is_doubled =
        argument[i] == close && i + 2 < argument.size() && argument[i + 1] == close;
    if (is_doubled) ++i;
  }
  return out;
}

}  // namespace tern::vtab
