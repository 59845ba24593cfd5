#include "daemon/operation/toml_text.h"

#include <algorithm>

namespace tern::daemon {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Behind the string that begins at `at`, or behind its line where it is not closed.
size_t end_of_string(std::string_view toml, size_t at) {
  const char quote = toml[at];
  const std::string_view three = quote == '"' ? R"(""")" : "'''";
  const bool is_long = toml.substr(at, 3) == three;
  const std::string_view end = is_long ? three : three.substr(0, 1);
  for (at += end.size(); at < toml.size(); ++at) {
    if (!is_long && toml[at] == '\n') return at;
    if (toml.substr(at, end.size()) == end) return at + end.size();
    if (quote == '"' && toml[at] == '\\') ++at;
  }
  return toml.size();
}

}  // namespace

uint32_t line_of_stray_character(std::string_view toml) {
  size_t at = toml.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  while (at < toml.size()) {
    const char c = toml[at];
    if (c == '"' || c == '\'') {
      at = end_of_string(toml, at);
    } else if (c == '#') {
      at = std::min(toml.find('\n', at), toml.size());
    } else if (static_cast<unsigned char>(c) >= 0x80) {
      return static_cast<uint32_t>(1 + std::ranges::count(toml.substr(0, at), '\n'));
    } else {
      ++at;
    }
  }
  return 0;
}

}  // namespace tern::daemon
