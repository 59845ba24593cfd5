#include "tools/tern/terminal/text_width.h"

#include <algorithm>
#include <cwchar>

namespace tern::shell {

ShownCharacter first_character(std::string_view text) {
  const auto byte = static_cast<unsigned char>(text.front());
  if (byte < 0x80) return {1, byte < 0x20 || byte == 0x7f ? -1 : 1};
  std::mbstate_t state{};
  wchar_t wide = 0;
  const size_t bytes = std::mbrtowc(&wide, text.data(), text.size(), &state);
  if (bytes == 0 || bytes > text.size()) return {1, 1};  // also -1 and -2: not a character
  return {bytes, wcwidth(wide)};
}

size_t text_columns(std::string_view text) {
  size_t columns = 0;
  while (!text.empty()) {
    const ShownCharacter character = first_character(text);
    columns += static_cast<size_t>(std::max(character.columns, 0));
    text.remove_prefix(character.bytes);
  }
  return columns;
}

}  // namespace tern::shell
