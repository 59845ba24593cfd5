#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tern::daemon {

/// Without padding. Source: RFC 4648 section 5, RFC 7515 section 2.
std::string encode_base64url(std::string_view bytes);
/// Strict: nothing for padding, other characters, a length that cannot be, or bits behind the last
/// byte that are not zero; so every byte string has one text only.
std::optional<std::string> decode_base64url(std::string_view text);

}  // namespace tern::daemon
