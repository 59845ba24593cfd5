#include <array>

#include "engine/base/assert.h"
#include "engine/storage/wal_checksum.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// For x86-64 processors with AVX2. Functions are compiled for them one by one, by their attribute.
// Source: Intel Intrinsics Guide.

namespace tern::storage {

#if defined(__x86_64__)

namespace {

constexpr size_t kBlockWords = kChecksumBlock / sizeof(uint32_t);
constexpr size_t kWordsPerStep = 8;

/// The Fibonacci numbers F(kBlockWords + 1) ... F(0), modulo 2^32.
constexpr auto make_factors() {
  std::array<uint32_t, kBlockWords + 2> factors{};
  factors[kBlockWords] = 1;
  for (size_t i = kBlockWords; i-- > 0;) factors[i] = factors[i + 1] + factors[i + 2];
  return factors;
}
constexpr auto kFactors = make_factors();

#define TERN_AVX2 __attribute__((target("avx2")))
#define TERN_AVX2_STEP __attribute__((target("avx2"), always_inline)) inline

template <class T>
TERN_AVX2_STEP __m256i load(const T* at) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
}
TERN_AVX2_STEP __m256i factor(size_t at) {
  return _mm256_set1_epi32(static_cast<int>(kFactors[at]));
}
TERN_AVX2_STEP __m256i first_lane(uint32_t value) {
  return _mm256_zextsi128_si256(_mm_cvtsi32_si128(static_cast<int>(value)));
}
/// The words from `i` on of a block.
TERN_AVX2_STEP void add_words(const std::byte* block, size_t i, __m256i& firsts, __m256i& seconds) {
  const __m256i words = load(block + i * sizeof(uint32_t));
  seconds = _mm256_add_epi32(seconds, _mm256_mullo_epi32(words, load(&kFactors[i + 1])));
  firsts = _mm256_add_epi32(firsts, _mm256_mullo_epi32(words, load(&kFactors[i + 2])));
}
TERN_AVX2_STEP uint32_t sum_of_lanes(__m256i lanes) {
  __m128i sum = _mm_add_epi32(_mm256_castsi256_si128(lanes), _mm256_extracti128_si256(lanes, 1));
  sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0x4e));
  sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0xb1));
  return static_cast<uint32_t>(_mm_cvtsi128_si32(sum));
}

}  // namespace

bool has_block_checksum() {
  static const bool is_able = __builtin_cpu_supports("avx2");
  return is_able;
}

// Each lane goes on alone, as what happens to the sums of a block is linear; they are added up at
// the end.
TERN_AVX2 WalChecksum add_up_blocks(Bytes blocks, WalChecksum sum) {
  ASSERT(blocks.size() % kChecksumBlock == 0);
  __m256i first = first_lane(sum.first);
  __m256i second = first_lane(sum.second);
  const __m256i next = factor(0);    // F(n+1)
  const __m256i same = factor(1);    // F(n)
  const __m256i former = factor(2);  // F(n-1)
  for (size_t at = 0; at < blocks.size(); at += kChecksumBlock) {
    __m256i firsts =
        _mm256_add_epi32(_mm256_mullo_epi32(second, same), _mm256_mullo_epi32(first, former));
    __m256i seconds =
        _mm256_add_epi32(_mm256_mullo_epi32(second, next), _mm256_mullo_epi32(first, same));
    const std::byte* const block = blocks.data() + at;
    for (size_t i = 0; i < kBlockWords; i += 4 * kWordsPerStep) {
      add_words(block, i, firsts, seconds);
      add_words(block, i + kWordsPerStep, firsts, seconds);
      add_words(block, i + 2 * kWordsPerStep, firsts, seconds);
      add_words(block, i + 3 * kWordsPerStep, firsts, seconds);
    }
    first = firsts;
    second = seconds;
  }
  return {sum_of_lanes(first), sum_of_lanes(second)};
}

#else

bool has_block_checksum() { return false; }

WalChecksum add_up_blocks(Bytes, WalChecksum) {
  ASSERT(false);
  return {};
}

#endif

}  // namespace tern::storage
