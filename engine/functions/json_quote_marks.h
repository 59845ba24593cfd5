#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tern::functions {

/// Where the characters stand that end a string in double quotes, or have to be escaped in one,
/// for a stretch of a text at a time. A parser that searches for the end of each string waits for
/// what it found before it can go on; here all are found first, a block of the text at once.
class JsonQuoteMarks {
 public:
  /// How much of a text is looked at. Units: bytes.
  static constexpr size_t kStretch = 1024;
  /// How much is looked at in one go: so many zeros have to stand behind the text.
  static constexpr size_t kBlock = 64;

  /// Finds the marks from `from` on. Returns the first one; behind the last one the text's size
  /// stands twice. Requires: kBlock zeros behind `text`, whose size fits into 32 bits.
  /// Lifetime: until the next call.
  const uint32_t* find(std::string_view text, size_t from);

 private:
  uint32_t places_[kStretch + kBlock + 2];  // they are written some at a time
};

}  // namespace tern::functions
