#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

// The inner loops of distances: sums over the elements of two vectors.
//
// Sums of floats are kept in doubles: a product of two floats is exact there, and a difference is
// rounded once, as a float. So a sum of n terms t is wrong by at most n * 2^-53 * sum(|t|), and
// each term that is a difference by 2^-24 of itself. Sums of doubles are wrong by at most
// (n + 1) * 2^-53 * sum(|t|).
//
// Every set of kernels adds element i to lane i % 16 and the lanes in one order. So all give the
// same bits, whatever the processor, and a result may be kept in an index.

namespace tern::extensions::vectors {

/// What is summed up, over elements x of the first vector and y of the second.
enum class SumKind : uint8_t {
  Products,      // xy
  Projections,   // xy, xx
  Angles,        // xy, xx, yy
  Squares,       // (x - y)^2
  Differences,   // |x - y|
  Intersections  // min(x, y), max(x, y); an element that is no number shows in one of them
};
constexpr size_t kSumKinds = 6;
constexpr size_t kSumsMax = 3;
constexpr size_t kLanes = 16;

using Sums = std::array<double, kSumsMax>;

/// Sums of bytes: x, y, xx, yy, xy.
struct ByteSums {
  uint64_t x = 0;
  uint64_t y = 0;
  uint64_t xx = 0;
  uint64_t yy = 0;
  uint64_t xy = 0;
};

/// How many bits are set in x ^ y, x & y and x | y.
struct BitCounts {
  uint64_t differ = 0;
  uint64_t both = 0;
  uint64_t either = 0;
};

/// Vectors are `count` elements at addresses of any alignment.
using SumKernel = void (*)(const std::byte* x, const std::byte* y, size_t count, Sums& out);

struct Kernels {
  std::array<SumKernel, kSumKinds> float32;
  std::array<SumKernel, kSumKinds> float64;
  /// Requires: count <= 65536.
  ByteSums (*bytes)(const std::byte* x, const std::byte* y, size_t count);
  BitCounts (*bits)(const std::byte* x, const std::byte* y, size_t count_bytes);
};

/// The fastest ones that this processor runs.
const Kernels& kernels();
/// Those for any processor.
const Kernels& portable_kernels();
/// Those for AVX2, or null: this processor or build has none.
const Kernels* avx2_kernels();

}  // namespace tern::extensions::vectors
