#include "sync/model/digest.h"

#include <openssl/evp.h>

#include <memory>

#include "engine/base/assert.h"

namespace tern::sync::model {
namespace {

constexpr uint32_t kCastagnoliReflected = 0x82f63b78;

constexpr std::array<uint32_t, 256> make_crc_table() {
  std::array<uint32_t, 256> table{};
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc >> 1) ^ ((crc & 1) != 0 ? kCastagnoliReflected : 0);
    }
    table[i] = crc;
  }
  return table;
}
constexpr std::array<uint32_t, 256> kCrcTable = make_crc_table();

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

}  // namespace

Digest digest_of(std::initializer_list<Bytes> pieces) {
  Digest out;
  // One context per thread: making one costs more than hashing a small page.
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> owner(EVP_MD_CTX_new());
  EVP_MD_CTX* const context = owner.get();
  static const EVP_MD* const sha256 = EVP_sha256();
  ASSERT(context != nullptr);
  ASSERT(EVP_DigestInit_ex(context, sha256, nullptr) == 1);
  for (const Bytes piece : pieces) {
    ASSERT(EVP_DigestUpdate(context, piece.data(), piece.size()) == 1);
  }
  unsigned size = 0;
  ASSERT(EVP_DigestFinal_ex(context, reinterpret_cast<unsigned char*>(out.bytes.data()), &size) ==
         1);
  ASSERT(size == out.bytes.size());
  return out;
}

std::string Digest::hex() const { return to_hex(bytes); }

uint32_t crc32c(Bytes bytes, uint32_t seed) {
  uint32_t crc = ~seed;
  for (const std::byte b : bytes) {
    crc = kCrcTable[(crc ^ static_cast<uint32_t>(b)) & 0xff] ^ (crc >> 8);
  }
  return ~crc;
}

std::string to_hex(Bytes bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const std::byte b : bytes) {
    out.push_back(kDigits[static_cast<unsigned>(b) >> 4]);
    out.push_back(kDigits[static_cast<unsigned>(b) & 15]);
  }
  return out;
}

}  // namespace tern::sync::model
