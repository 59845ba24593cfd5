#pragma once

#include <cctype>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tern::shell {

using Words = std::vector<std::string>;

/// A dot-command without its dot, cut at blanks. A word may stand in single quotes, or in double
/// ones, in which (as in words without quotes) a backslash makes the next letters a special byte.
Words words_of(std::string_view line);

/// A number as commands take it: decimal or 0x.., with a sign, and a unit such as K, MB or GiB
/// behind it. 0 where there is none.
int64_t integer_value(std::string_view word);

/// on, yes, off, no, or a number. Anything else means no, and is complained about.
bool boolean_value(std::string_view word);

/// Is `word` the option `name`, with one dash or two?
bool is_option(std::string_view word, std::string_view name);
inline bool has_dash(std::string_view word) { return word.starts_with("-"); }

inline bool is_blank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }
/// A byte of a UTF-8 character that is not its first.
inline bool is_inside_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

/// Without regard to the case of ASCII letters.
bool is_same_word(std::string_view a, std::string_view b);

}  // namespace tern::shell
