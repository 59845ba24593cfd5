// SELECT lower(hex(sha256('abc'))): the 32 bytes of SHA-256 (FIPS 180-4) of a text's or blob's
// bytes.
#include <openssl/evp.h>
#include <tern/extension.h>

#include <array>
#include <cstddef>
#include <vector>

using tern::extension::Bytes;
using tern::extension::fail;
using tern::extension::Result;

static Result<std::vector<std::byte>> sha256(Bytes input) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned int size = 0;
  if (EVP_Digest(input.data(), input.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
    return fail("OpenSSL does not offer SHA-256");
  }
  const auto* const bytes = reinterpret_cast<const std::byte*>(digest.data());
  return std::vector(bytes, bytes + size);
}

TERN_EXTENSION(extension) {
  extension.add_function("sha256", &sha256, {.deterministic = true, .innocuous = true});
}
