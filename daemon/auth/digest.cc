#include "daemon/auth/digest.h"

#include <openssl/evp.h>

#include "engine/base/assert.h"
#include "engine/base/hex.h"

namespace tern::daemon {
namespace {

/// Looked up once: finding an algorithm by its name takes OpenSSL longer than hashing a token.
const EVP_MD* algorithm() {
  static const EVP_MD* const kSha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return kSha256;
}

}  // namespace

Sha256 sha256(std::string_view text) {
  Sha256 digest{};
  const int made =
      EVP_Digest(text.data(), text.size(), digest.data(), nullptr, algorithm(), nullptr);
  ASSERT(made == 1);
  return digest;
}

std::string hex_of(const Sha256& digest) {
  std::string text;
  append_hex(text, std::as_bytes(std::span(digest)), kHexLower);
  return text;
}

}  // namespace tern::daemon
