#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"

namespace tern {

/// The alphabets of RFC 4648, sections 4 and 5.
enum class Base64 : uint8_t { Standard, Url };
/// Bits behind the last byte: an encoder leaves them zero. Where they must be, each byte string has
/// one text only.
enum class SpareBits : uint8_t { Any, Zero };

/// Appends `bytes`, without padding.
void append_base64(std::string& out, Bytes bytes, Base64 alphabet);
/// How many bytes a text without padding is; nothing if no text is so long.
std::optional<size_t> base64_size(std::string_view text);
/// Writes the base64_size(text) bytes to `out`. False: the text has other characters, or spare bits
/// that it must not have.
bool decode_base64(std::string_view text, Base64 alphabet, SpareBits spare, std::byte* out);

}  // namespace tern
