#pragma once

#include <cstddef>
#include <string_view>

namespace tern::shell {

/// A character of a text as a terminal shows it.
struct ShownCharacter {
  size_t bytes = 1;
  int columns = 1;  ///< 0: it is drawn over the one before; -1: a control character
};

/// The character that `text` begins with, by the locale's LC_CTYPE. Bytes that are no character
/// count as one each. Requires: `text` is not empty.
ShownCharacter first_character(std::string_view text);

/// The columns that `text` takes on a terminal; control characters take none.
size_t text_columns(std::string_view text);

}  // namespace tern::shell
