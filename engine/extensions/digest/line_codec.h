#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/base/result.h"

// The codes of SQLite's base64() and base85(): text in lines, and readers that fail at nothing.

namespace tern::extensions::digest {

/// RFC 4648 base64 in lines of 72 digits. Errors: TooBig beyond `size_max`.
Status encode_base64_lines(std::string_view bytes, size_t size_max, std::string& out);
/// What can be read of it: SQLite's answer to any text.
void decode_base64_lines(std::string_view text, std::string& out);

/// base85 of SQLite's digits, '#' to '&' and '*' to 'z', in lines of 80. Errors: TooBig.
Status encode_base85_lines(std::string_view bytes, size_t size_max, std::string& out);
/// Digits stand for bytes in groups of five, or of as many as there are up to another character.
void decode_base85_lines(std::string_view text, std::string& out);

}  // namespace tern::extensions::digest
