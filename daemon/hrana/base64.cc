#include "daemon/hrana/base64.h"

#include "engine/base/base64.h"

namespace tern::daemon::hrana {

void append_base64(std::string& out, Bytes bytes) {
  tern::append_base64(out, bytes, Base64::Standard);
}

std::optional<Bytes> decode_base64(std::string_view text, ByteArena& arena) {
  if (text.size() % 4 == 0) {
    for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  }
  const std::optional<size_t> size = base64_size(text);
  if (!size) return std::nullopt;
  std::byte* const out = arena.allocate(*size);
  if (!tern::decode_base64(text, Base64::Standard, SpareBits::Any, out)) return std::nullopt;
  return Bytes(out, *size);
}

}  // namespace tern::daemon::hrana
