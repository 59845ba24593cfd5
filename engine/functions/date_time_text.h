#pragma once

#include <algorithm>
#include <string_view>

#include "engine/base/numeric_text.h"
#include "engine/base/utf8.h"

// How times and modifiers are read: each takes what it finds off the front of `text`.

namespace tern::functions {

inline bool equals(std::string_view text, std::string_view lower_case) {
  return std::ranges::equal(text, lower_case, {}, fold_case);
}

inline bool takes_prefix(std::string_view& text, std::string_view lower_case) {
  if (!equals(text.substr(0, lower_case.size()), lower_case)) return false;
  text.remove_prefix(lower_case.size());
  return true;
}

inline bool takes_char(std::string_view& text, char c) {
  if (text.empty() || text[0] != c) return false;
  text.remove_prefix(1);
  return true;
}

inline void skip_spaces(std::string_view& text) {
  while (!text.empty() && is_space(text[0])) text.remove_prefix(1);
}

/// Takes exactly `count` digits whose value lies in [min, max].
inline bool takes_digits(std::string_view& text, int count, int min, int max, int& out) {
  int value = 0;
  for (int i = 0; i < count; ++i) {
    if (text.empty() || !is_digit(text[0])) return false;
    value = value * 10 + (text[0] - '0');
    text.remove_prefix(1);
  }
  out = value;
  return value >= min && value <= max;
}

}  // namespace tern::functions
