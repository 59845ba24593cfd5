#include "daemon/auth/digest.h"

#include <openssl/sha.h>

#include "engine/base/hex.h"

namespace tern::daemon {

Sha256 sha256(std::string_view text) {
  Sha256 digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return digest;
}

std::string hex_of(const Sha256& digest) {
  std::string text;
  append_hex(text, std::as_bytes(std::span(digest)), kHexLower);
  return text;
}

}  // namespace tern::daemon
