#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace tern::extensions::digest {

/// How bytes are written as text. What is longer than `size_max` is refused before it is made.
/// A decoder takes only what an encoder of its kind may have written, and, but for that of URLs,
/// white space anywhere in it.
/// Errors: TooBig; decoders: Error, with the place of what is wrong.
struct Codec {
  using Step = Status (*)(std::string_view in, size_t size_max, std::string& out);

  std::string_view name;
  Step encode;  // of any bytes; what `out` holds is replaced
  Step decode;
};

Status encode_hex(std::string_view bytes, size_t size_max, std::string& out);
Status decode_hex(std::string_view text, size_t size_max, std::string& out);
Status encode_base32(std::string_view bytes, size_t size_max, std::string& out);
Status decode_base32(std::string_view text, size_t size_max, std::string& out);
Status encode_base64(std::string_view bytes, size_t size_max, std::string& out);
Status decode_base64(std::string_view text, size_t size_max, std::string& out);
Status encode_base64url(std::string_view bytes, size_t size_max, std::string& out);
Status decode_base64url(std::string_view text, size_t size_max, std::string& out);
Status encode_ascii85(std::string_view bytes, size_t size_max, std::string& out);
Status decode_ascii85(std::string_view text, size_t size_max, std::string& out);
Status encode_percent(std::string_view bytes, size_t size_max, std::string& out);
Status decode_percent(std::string_view text, size_t size_max, std::string& out);

inline constexpr Codec kHex = {"hex", encode_hex, decode_hex};
inline constexpr Codec kBase32 = {"base32", encode_base32, decode_base32};
inline constexpr Codec kBase64 = {"base64", encode_base64, decode_base64};
inline constexpr Codec kBase64Url = {"base64url", encode_base64url, decode_base64url};
inline constexpr Codec kAscii85 = {"base85", encode_ascii85, decode_ascii85};
inline constexpr Codec kPercent = {"url", encode_percent, decode_percent};

/// The codec of that name, in either case; null: none.
const Codec* find_codec(std::string_view name);

/// White space of ASCII.
constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// `at`: which byte of the text cannot stand where it stands, from 0.
std::unexpected<Error> invalid_text(std::string_view codec, size_t at);
/// The text ends where it must go on.
std::unexpected<Error> text_cut_short(std::string_view codec);

}  // namespace tern::extensions::digest
