#include "engine/extensions/vectors/kernel_steps.h"
#include "engine/extensions/vectors/kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#include <utility>
#endif

// Kernels for x86-64 processors with AVX2. Four registers of four doubles are the sixteen lanes.
// Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2; the Intel
// Intrinsics Guide.
//
// Functions here are compiled for these processors one by one, by their attribute: nothing of this
// file may run before avx2_kernels() has looked at the processor. Those on doubles must not have
// FMA: their products are not exact, and the portable kernels round them.

namespace tern::extensions::vectors {

#if defined(__x86_64__)

#define TERN_AVX2 __attribute__((target("avx2,popcnt")))
#define TERN_AVX2_FMA __attribute__((target("avx2,popcnt,fma")))
#define TERN_AVX2_STEP __attribute__((target("avx2"), always_inline)) inline

namespace {

// Four elements as doubles, and their differences.
struct Four {
  __m256d x;
  __m256d y;
};

TERN_AVX2_STEP __m256d widen(__m128 v) { return _mm256_cvtps_pd(v); }
TERN_AVX2_STEP __m256d widen(__m256d v) { return v; }
TERN_AVX2_STEP __m128 subtract(__m128 x, __m128 y) { return _mm_sub_ps(x, y); }
TERN_AVX2_STEP __m256d subtract(__m256d x, __m256d y) { return _mm256_sub_pd(x, y); }

template <class Element>
struct Load;
template <>
struct Load<float> {
  TERN_AVX2_STEP static __m128 four(const std::byte* at) {
    return _mm_loadu_ps(reinterpret_cast<const float*>(at));
  }
};
template <>
struct Load<double> {
  TERN_AVX2_STEP static __m256d four(const std::byte* at) {
    return _mm256_loadu_pd(reinterpret_cast<const double*>(at));
  }
};

/// Four lanes of each sum.
template <SumKind Kind>
struct QuarterLanes {
  __m256d sums[kSumsMax];

  TERN_AVX2_STEP void clear() {
    for (size_t i = 0; i < kSumsMax; ++i) sums[i] = _mm256_setzero_pd();
  }
  template <class Vector>
  TERN_AVX2_STEP void take(Vector x, Vector y) {
    if constexpr (Kind == SumKind::Squares) {
      const __m256d d = widen(subtract(x, y));
      sums[0] = _mm256_add_pd(sums[0], _mm256_mul_pd(d, d));
    } else if constexpr (Kind == SumKind::Differences) {
      const __m256d d = widen(subtract(x, y));
      sums[0] = _mm256_add_pd(sums[0], _mm256_andnot_pd(_mm256_set1_pd(-0.0), d));
    } else {
      take_pair(widen(x), widen(y));
    }
  }
  TERN_AVX2_STEP void take_pair(__m256d a, __m256d b) {
    if constexpr (Kind == SumKind::Intersections) {
      // Of operands of which one is no number these give the second: both get into a sum.
      sums[0] = _mm256_add_pd(sums[0], _mm256_min_pd(a, b));
      sums[1] = _mm256_add_pd(sums[1], _mm256_max_pd(b, a));
    } else {
      sums[0] = _mm256_add_pd(sums[0], _mm256_mul_pd(a, b));
      if constexpr (Kind != SumKind::Products) {
        sums[1] = _mm256_add_pd(sums[1], _mm256_mul_pd(a, a));
      }
      if constexpr (Kind == SumKind::Angles) {
        sums[2] = _mm256_add_pd(sums[2], _mm256_mul_pd(b, b));
      }
    }
  }
  TERN_AVX2_STEP void store(Lanes& lanes, size_t first) const {
    for (size_t i = 0; i < sum_count(Kind); ++i) _mm256_storeu_pd(&lanes[i][first], sums[i]);
  }
};

/// As add_lanes().
TERN_AVX2_STEP double add_registers(__m256d a, __m256d b, __m256d c, __m256d d) {
  const __m256d four = _mm256_add_pd(_mm256_add_pd(a, c), _mm256_add_pd(b, d));
  const __m128d two = _mm_add_pd(_mm256_castpd256_pd128(four), _mm256_extractf128_pd(four, 1));
  return _mm_cvtsd_f64(_mm_add_sd(two, _mm_unpackhi_pd(two, two)));
}

template <SumKind Kind, class Element>
TERN_AVX2_STEP void sum_lanes(const std::byte* x, const std::byte* y, size_t count, Sums& out) {
  QuarterLanes<Kind> a;
  QuarterLanes<Kind> b;
  QuarterLanes<Kind> c;
  QuarterLanes<Kind> d;
  a.clear();
  b.clear();
  c.clear();
  d.clear();
  constexpr size_t kFour = 4 * sizeof(Element);
  for (; count >= kLanes; count -= kLanes, x += 4 * kFour, y += 4 * kFour) {
    a.take(Load<Element>::four(x), Load<Element>::four(y));
    b.take(Load<Element>::four(x + kFour), Load<Element>::four(y + kFour));
    c.take(Load<Element>::four(x + 2 * kFour), Load<Element>::four(y + 2 * kFour));
    d.take(Load<Element>::four(x + 3 * kFour), Load<Element>::four(y + 3 * kFour));
  }
  if (count == 0) {
    for (size_t i = 0; i < sum_count(Kind); ++i) {
      out[i] = add_registers(a.sums[i], b.sums[i], c.sums[i], d.sums[i]);
    }
    return;
  }
  Lanes lanes;
  a.store(lanes, 0);
  b.store(lanes, 4);
  c.store(lanes, 8);
  d.store(lanes, 12);
  take_rest<Kind, Element>(lanes, x, y, count);
  add_up<Kind>(lanes, out);
}

template <SumKind Kind>
TERN_AVX2_FMA void sum_float32(const std::byte* x, const std::byte* y, size_t count, Sums& out) {
  sum_lanes<Kind, float>(x, y, count, out);
}
template <SumKind Kind>
TERN_AVX2 void sum_float64(const std::byte* x, const std::byte* y, size_t count, Sums& out) {
  sum_lanes<Kind, double>(x, y, count, out);
}

template <size_t... Kind>
constexpr std::array<SumKernel, kSumKinds> float32_sums(std::index_sequence<Kind...>) {
  return {sum_float32<static_cast<SumKind>(Kind)>...};
}
template <size_t... Kind>
constexpr std::array<SumKernel, kSumKinds> float64_sums(std::index_sequence<Kind...>) {
  return {sum_float64<static_cast<SumKind>(Kind)>...};
}

TERN_AVX2_STEP uint64_t add_quads(__m256i v) {
  const __m128i sum = _mm_add_epi64(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
  return static_cast<uint64_t>(_mm_cvtsi128_si64(sum)) +
         static_cast<uint64_t>(_mm_extract_epi64(sum, 1));
}
TERN_AVX2_STEP uint64_t add_doublewords(__m256i v) {
  const __m256i low = _mm256_and_si256(v, _mm256_set1_epi64x(0xffffffff));
  return add_quads(_mm256_add_epi64(low, _mm256_srli_epi64(v, 32)));
}

/// Sixteen bytes at a time, as numbers of 16 bits, whose products in pairs are added up in 32.
/// Eight lanes of these take the products of 65536 bytes.
TERN_AVX2 ByteSums sum_bytes_avx2(const std::byte* x, const std::byte* y, size_t count) {
  const __m256i zero = _mm256_setzero_si256();
  __m256i x_sum = zero;
  __m256i y_sum = zero;
  __m256i xx = zero;
  __m256i yy = zero;
  __m256i xy = zero;
  for (; count >= 16; count -= 16, x += 16, y += 16) {
    const __m256i a = _mm256_cvtepu8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(x)));
    const __m256i b = _mm256_cvtepu8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(y)));
    x_sum = _mm256_add_epi64(x_sum, _mm256_sad_epu8(a, zero));
    y_sum = _mm256_add_epi64(y_sum, _mm256_sad_epu8(b, zero));
    xx = _mm256_add_epi32(xx, _mm256_madd_epi16(a, a));
    yy = _mm256_add_epi32(yy, _mm256_madd_epi16(b, b));
    xy = _mm256_add_epi32(xy, _mm256_madd_epi16(a, b));
  }
  ByteSums out = portable_kernels().bytes(x, y, count);
  out.x += add_quads(x_sum);
  out.y += add_quads(y_sum);
  out.xx += add_doublewords(xx);
  out.yy += add_doublewords(yy);
  out.xy += add_doublewords(xy);
  return out;
}

TERN_AVX2 BitCounts count_bits_avx2(const std::byte* x, const std::byte* y, size_t count_bytes) {
  BitCounts out;
  size_t i = 0;
  for (; i + sizeof(uint64_t) <= count_bytes; i += sizeof(uint64_t)) {
    const auto a = load_element<uint64_t>(x + i);
    const auto b = load_element<uint64_t>(y + i);
    out.differ += static_cast<uint64_t>(_mm_popcnt_u64(a ^ b));
    out.both += static_cast<uint64_t>(_mm_popcnt_u64(a & b));
    out.either += static_cast<uint64_t>(_mm_popcnt_u64(a | b));
  }
  const BitCounts rest = portable_kernels().bits(x + i, y + i, count_bytes - i);
  return {out.differ + rest.differ, out.both + rest.both, out.either + rest.either};
}

constexpr Kernels kAvx2 = {float32_sums(std::make_index_sequence<kSumKinds>()),
                           float64_sums(std::make_index_sequence<kSumKinds>()), sum_bytes_avx2,
                           count_bits_avx2};

}  // namespace

const Kernels* avx2_kernels() {
  const bool is_able = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                       __builtin_cpu_supports("popcnt");
  return is_able ? &kAvx2 : nullptr;
}

#else

const Kernels* avx2_kernels() { return nullptr; }

#endif

}  // namespace tern::extensions::vectors
