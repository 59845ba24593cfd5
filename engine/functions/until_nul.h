#pragma once

#include <cstring>
#include <string_view>

namespace tern::functions {

/// Many functions take a text up to its first NUL character, as SQLite does.
inline std::string_view until_nul(std::string_view text) {
  if (text.empty()) return text;
  const void* const nul = std::memchr(text.data(), 0, text.size());
  return nul ? text.substr(0, static_cast<size_t>(static_cast<const char*>(nul) - text.data()))
             : text;
}

}  // namespace tern::functions
