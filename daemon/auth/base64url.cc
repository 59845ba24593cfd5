#include "daemon/auth/base64url.h"

#include "engine/base/base64.h"

namespace tern::daemon {

std::string encode_base64url(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() * 4 / 3 + 2);
  append_base64(text, as_bytes(bytes), Base64::Url);
  return text;
}

std::optional<std::string> decode_base64url(std::string_view text) {
  const std::optional<size_t> size = base64_size(text);
  if (!size) return std::nullopt;
  std::string bytes(*size, '\0');
  auto* const out = reinterpret_cast<std::byte*>(bytes.data());
  if (!decode_base64(text, Base64::Url, SpareBits::Zero, out)) return std::nullopt;
  return bytes;
}

}  // namespace tern::daemon
