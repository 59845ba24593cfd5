#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Text as UTF-16, the other way in which SQLite's files hold it. In memory text is UTF-8 always.

namespace tern {

/// How a database file holds its text. The numbers are those of its header.
enum class TextEncoding : uint8_t { Utf8 = 1, Utf16le = 2, Utf16be = 3 };

/// Appends the bytes of `text`, which is UTF-8, in `encoding`. Surrogates and noncharacters are
/// kept, so that what from_utf16 made of any code units comes back; other bytes that are no UTF-8
/// are read as next_code_point() reads them (utf8.h). Requires: `encoding` is not Utf8.
void append_utf16(std::string& out, std::string_view text, TextEncoding encoding);

/// Appends what the bytes say, as UTF-8. A surrogate without its other half is kept as a sequence
/// of three bytes; an odd last byte is dropped. Requires: `encoding` is not Utf8.
void append_from_utf16(std::string& out, std::string_view bytes, TextEncoding encoding);

/// The order of two UTF-8 texts by their bytes in `encoding`.
int compare_as_utf16(std::string_view a, std::string_view b, TextEncoding encoding);

}  // namespace tern
