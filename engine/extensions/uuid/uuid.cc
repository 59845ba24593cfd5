#include "engine/extensions/uuid/uuid.h"

#include "engine/base/hex.h"
#include "engine/functions/json_characters.h"

namespace tern::extensions::uuid {

int Uuid::variant() const {
  const int top = std::to_integer<int>(bytes[8] >> 5);
  if (top < 4) return 0;
  return top < 6 ? 2 : top;
}

std::optional<Uuid> parse_uuid(std::string_view text) {
  if (text.starts_with('{')) {
    if (!text.ends_with('}')) return std::nullopt;
    text = text.substr(1, text.size() - 2);
  }
  Uuid out;
  for (size_t i = 0; i < Uuid::kSize; ++i) {
    if (i > 0 && text.starts_with('-')) text.remove_prefix(1);
    if (!functions::is_hex(text, 2)) return std::nullopt;
    out.bytes[i] = static_cast<std::byte>(functions::hex_value(text, 2));
    text.remove_prefix(2);
  }
  if (!text.empty()) return std::nullopt;
  return out;
}

void append_uuid(std::string& out, const Uuid& uuid) {
  const Bytes bytes = uuid.bytes;
  append_hex(out, bytes.first(4), kHexLower);
  for (size_t at = 4; at < 10; at += 2) {
    out += '-';
    append_hex(out, bytes.subspan(at, 2), kHexLower);
  }
  out += '-';
  append_hex(out, bytes.subspan(10), kHexLower);
}

}  // namespace tern::extensions::uuid
