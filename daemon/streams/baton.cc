#include "daemon/streams/baton.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <cstring>

#include "daemon/hrana/base64.h"
#include "engine/base/assert.h"
#include "engine/base/bytes.h"

namespace tern::daemon::streams {
namespace {

constexpr size_t kSaidSize = 16;  // id and sequence number
constexpr size_t kMacSize = 32;
constexpr size_t kBatonSize = kSaidSize + kMacSize;
constexpr size_t kTextSize = kBatonSize / 3 * 4;

void sign(const std::array<unsigned char, 32>& key, unsigned char* baton) {
  unsigned size = kMacSize;
  const unsigned char* made = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), baton,
                                   kSaidSize, baton + kSaidSize, &size);
  ASSERT(made && size == kMacSize);
}

}  // namespace

uint64_t random_number() {
  uint64_t out = 0;
  const int made = RAND_bytes(reinterpret_cast<unsigned char*>(&out), sizeof out);
  ASSERT(made == 1);
  return out;
}

BatonMaker::BatonMaker() {
  const int made = RAND_bytes(key_.data(), static_cast<int>(key_.size()));
  ASSERT(made == 1);
}

std::string BatonMaker::make(const Ticket& ticket) const {
  std::array<unsigned char, kBatonSize> baton{};
  std::memcpy(baton.data(), &ticket.stream_id, 8);
  std::memcpy(baton.data() + 8, &ticket.sequence, 8);
  sign(key_, baton.data());
  std::string out;
  out.reserve(kTextSize);
  hrana::append_base64(out, std::as_bytes(std::span(baton)));
  return out;
}

std::optional<Ticket> BatonMaker::read(std::string_view baton) const {
  if (baton.size() != kTextSize) return std::nullopt;
  ByteArena arena;
  const auto bytes = hrana::decode_base64(baton, arena);
  if (!bytes || bytes->size() != kBatonSize) return std::nullopt;
  std::array<unsigned char, kBatonSize> signed_one{};
  std::memcpy(signed_one.data(), bytes->data(), kSaidSize);
  sign(key_, signed_one.data());
  if (CRYPTO_memcmp(signed_one.data(), bytes->data(), kBatonSize) != 0) return std::nullopt;
  Ticket out;
  std::memcpy(&out.stream_id, signed_one.data(), 8);
  std::memcpy(&out.sequence, signed_one.data() + 8, 8);
  return out;
}

}  // namespace tern::daemon::streams
