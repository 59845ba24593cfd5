#pragma once

#include <cmath>
#include <cstdint>
#include <span>
#include <string_view>

namespace tern::bench {

/// The numbers that generated data is made of: the same for a seed, on every machine. (splitmix64)
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  /// Both ends included.
  int64_t between(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(next() % static_cast<uint64_t>(high - low + 1));
  }
  bool one_in(int64_t n) { return between(1, n) == 1; }
  /// From 0 up to, but not including, 1.
  double fraction() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  /// 1 to `n`; the larger `power` is, the more often the small ones.
  int64_t skewed(int64_t n, double power) {
    return 1 + static_cast<int64_t>(static_cast<double>(n) * std::pow(fraction(), power));
  }
  template <class T, size_t N>
  const T& pick(const T (&from)[N]) {
    return from[next() % N];
  }

 private:
  uint64_t state_;
};

}  // namespace tern::bench
