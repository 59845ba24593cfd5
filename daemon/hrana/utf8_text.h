#pragma once

#include <string>
#include <string_view>

namespace tern::daemon::hrana {

/// How many bytes at the start of `text` are UTF-8 as Unicode has it: no overlong forms, no
/// surrogates, nothing above U+10FFFF.
size_t valid_utf8_prefix(std::string_view text);
/// The start of `text` that has `size_max` bytes at most and no part of a character at its end.
inline std::string_view start_of(std::string_view text, size_t size_max) {
  const std::string_view start = text.substr(0, size_max);
  return start.substr(0, valid_utf8_prefix(start));
}
inline bool is_valid_utf8(std::string_view text) { return valid_utf8_prefix(text) == text.size(); }

/// Appends `text` with U+FFFD for each byte that belongs to no character.
void append_valid_utf8(std::string& out, std::string_view text);
/// Appends `text` as a JSON string with its quotes; as above where it is no UTF-8.
void append_json_string(std::string& out, std::string_view text);

}  // namespace tern::daemon::hrana
