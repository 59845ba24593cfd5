#include "engine/io/random.h"

#include <sys/random.h>

#include <algorithm>
#include <cerrno>

#include "engine/base/assert.h"

namespace tern::io {
namespace {

class SystemRandom final : public Random {
 public:
  void fill(MutBytes out) override {
    while (!out.empty()) {
      const ssize_t got = ::getrandom(out.data(), out.size(), 0);
      ASSERT(got > 0 || errno == EINTR);
      if (got > 0) out = out.subspan(static_cast<size_t>(got));
    }
  }
};

// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators").
uint64_t split_mix(uint64_t& state) {
  state += 0x9e3779b97f4a7c15u;
  uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

}  // namespace

uint32_t Random::next_u32() {
  std::byte bytes[4];
  fill(bytes);
  return load_le<uint32_t>(bytes);
}

uint64_t Random::next_u64() {
  std::byte bytes[8];
  fill(bytes);
  return load_le<uint64_t>(bytes);
}

Random& system_random() {
  static SystemRandom random;
  return random;
}

void SeededRandom::fill(MutBytes out) {
  const std::lock_guard guard(mutex_);
  while (!out.empty()) {
    std::byte word[8];
    store_le(word, split_mix(state_));
    const size_t count = std::min(out.size(), sizeof word);
    std::copy_n(word, count, out.begin());
    out = out.subspan(count);
  }
}

}  // namespace tern::io
