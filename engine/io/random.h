#pragma once

#include <cstdint>
#include <mutex>

#include "engine/base/bytes.h"

namespace tern::io {

/// A source of random bytes.
/// Threads: may be shared.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(MutBytes out) = 0;
  uint32_t next_u32();
  uint64_t next_u64();
};

/// The operating system's source.
Random& system_random();

/// The same bytes for the same seed, so that a run can be repeated. Not for secrets.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(uint64_t seed) : state_(seed) {}
  void fill(MutBytes out) override;

 private:
  std::mutex mutex_;
  uint64_t state_;
};

}  // namespace tern::io
