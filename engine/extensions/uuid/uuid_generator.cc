#include "engine/extensions/uuid/uuid_generator.h"

#include <algorithm>

#include "engine/base/assert.h"

namespace tern::extensions::uuid {

Uuid make_version4(io::Random& random) {
  Uuid out;
  random.fill(out.bytes);
  out.bytes[6] = (out.bytes[6] & std::byte{0x0F}) | std::byte{0x40};
  out.bytes[8] = (out.bytes[8] & std::byte{0x3F}) | std::byte{0x80};
  return out;
}

Uuid Version7Sequence::next(int64_t now_ms, io::Random& random) {
  const int64_t last_ms = counter_ == kCounterMax ? time_ms_ + 1 : time_ms_;
  return next_at(std::clamp<int64_t>(std::max(now_ms, last_ms), 0, kVersion7TimeMax), random);
}

Uuid Version7Sequence::next_at(int64_t time_ms, io::Random& random) {
  ASSERT(time_ms >= 0 && time_ms <= kVersion7TimeMax);
  if (time_ms == time_ms_ && counter_ < kCounterMax) {
    ++counter_;
  } else {
    time_ms_ = time_ms;
    counter_ = random.next_u64() & (kCounterMax >> 1);
  }
  constexpr uint64_t kVersion = 7;
  constexpr uint64_t kVariant = 2;
  constexpr int kLowBits = 30;
  constexpr uint64_t kLowMask = (uint64_t{1} << kLowBits) - 1;
  Uuid out;
  store_be<uint64_t>(&out.bytes[0], (static_cast<uint64_t>(time_ms) << 16) | (kVersion << 12) |
                                        (counter_ >> kLowBits));
  store_be<uint64_t>(&out.bytes[8],
                     (kVariant << 62) | ((counter_ & kLowMask) << 32) | random.next_u32());
  return out;
}

}  // namespace tern::extensions::uuid
