#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>

#include "engine/functions/pattern.h"
#include "sqlite3.h"

// Texts compared as SQL compares them: NOCASE, GLOB, LIKE.

namespace tern::abi {
namespace {

int folded_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 'A' && byte <= 'Z' ? byte + 32 : byte;
}

/// Up to `most` bytes, or the first NUL.
int compare_folded(const char* a, const char* b, size_t most) {
  if (!a || !b) return (a ? 1 : 0) - (b ? 1 : 0);
  for (size_t i = 0; i < most; ++i) {
    const int difference = folded_byte(a[i]) - folded_byte(b[i]);
    if (difference != 0 || a[i] == '\0') return difference;
  }
  return 0;
}

/// As sqlite3_strglob() and its like say it: 0 is a match. Null matches null only.
template <class Matches>
int pattern_result(const char* pattern, const char* text, const Matches& matches) {
  if (!pattern || !text) return pattern == text ? 0 : 1;
  return matches() ? 0 : 1;
}

}  // namespace
}  // namespace tern::abi

int sqlite3_stricmp(const char* a, const char* b) {
  return tern::abi::compare_folded(a, b, SIZE_MAX);
}

int sqlite3_strnicmp(const char* a, const char* b, int most) {
  return tern::abi::compare_folded(a, b, static_cast<size_t>(std::max(most, 0)));
}

int sqlite3_strglob(const char* pattern, const char* text) {
  return tern::abi::pattern_result(pattern, text,
                                   [&] { return tern::functions::matches_glob(text, pattern); });
}

// Unlike LIKE, takes % for any text even where it is also the escape character.
int sqlite3_strlike(const char* pattern, const char* text, unsigned int escape) {
  const bool has_escape = escape != 0 && escape != '%';
  return tern::abi::pattern_result(pattern, text, [&] {
    return tern::functions::matches_like(
        text, pattern, has_escape ? std::optional<uint32_t>(escape) : std::nullopt);
  });
}
