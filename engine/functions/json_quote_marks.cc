#include "engine/functions/json_quote_marks.h"

#include <algorithm>
#include <bit>

#include "engine/functions/json_characters.h"

#if defined(__x86_64__)
#include <immintrin.h>

#include <utility>
#endif

// Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2; the Intel
// Intrinsics Guide.

namespace tern::functions {
namespace {

using FindMarks = uint32_t* (*)(const char* text, size_t from, size_t end, uint32_t* out);

/// A bit for each mark in the block at `at`.
inline uint64_t mark_bits(const char* at) {
  uint64_t bits = 0;
#if defined(__SSE2__)
  for (size_t i = 0; i < JsonQuoteMarks::kBlock; i += 16) {
    bits |= uint64_t{json_quote_bits(at + i)} << i;
  }
#else
  for (size_t i = 0; i < JsonQuoteMarks::kBlock; ++i) {
    bits |= uint64_t{is_json_quote(at[i])} << i;
  }
#endif
  return bits;
}

/// Without the bits of what lies behind the text.
inline uint64_t cut_bits(uint64_t bits, size_t left) {
  return left < JsonQuoteMarks::kBlock ? bits & ((uint64_t{1} << left) - 1) : bits;
}

uint32_t* find_marks(const char* text, size_t from, size_t end, uint32_t* out) {
  for (size_t at = from; at < end; at += JsonQuoteMarks::kBlock) {
    for (uint64_t bits = cut_bits(mark_bits(text + at), end - at); bits != 0; bits &= bits - 1) {
      *out++ = static_cast<uint32_t>(at) + static_cast<uint32_t>(std::countr_zero(bits));
    }
  }
  return out;
}

#if defined(__x86_64__)

// Compiled for these processors by its attribute: nothing of it may run on others.
#define TERN_MARKS_AVX2 __attribute__((target("avx2,bmi,popcnt")))
#define TERN_MARKS_AVX2_STEP __attribute__((target("avx2,bmi,popcnt"), always_inline)) inline

TERN_MARKS_AVX2_STEP uint32_t half_block_bits(const char* at) {
  const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
  const __m256i quotes = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('"'));
  const __m256i backslashes = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\\'));
  const __m256i controls = _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, _mm256_set1_epi8(0x1f)), bytes);
  const __m256i hits = _mm256_or_si256(_mm256_or_si256(quotes, backslashes), controls);
  return static_cast<uint32_t>(_mm256_movemask_epi8(hits));
}

template <size_t... Place>
TERN_MARKS_AVX2_STEP uint64_t write_places(uint64_t bits, uint32_t base, uint32_t* out,
                                           std::index_sequence<Place...>) {
  ((out[Place] = base + static_cast<uint32_t>(_tzcnt_u64(bits)), bits = _blsr_u64(bits)), ...);
  return bits;
}
/// Writes eight places, of which those that there are no bits for mean nothing.
TERN_MARKS_AVX2_STEP uint64_t write_eight(uint64_t bits, uint32_t base, uint32_t* out) {
  return write_places(bits, base, out, std::make_index_sequence<8>());
}

/// How many marks a block has is not to be guessed: up to sixteen are written the same way.
TERN_MARKS_AVX2 uint32_t* find_marks_avx2(const char* text, size_t from, size_t end,
                                          uint32_t* out) {
  for (size_t at = from; at < end; at += JsonQuoteMarks::kBlock) {
    const uint64_t all = half_block_bits(text + at) | uint64_t{half_block_bits(text + at + 32)}
                                                          << 32;
    uint64_t bits = cut_bits(all, end - at);
    const auto count = static_cast<size_t>(_mm_popcnt_u64(bits));
    const auto base = static_cast<uint32_t>(at);
    bits = write_eight(bits, base, out);
    if (count > 8) {
      bits = write_eight(bits, base, out + 8);
      for (size_t done = 16; done < count; done += 8) bits = write_eight(bits, base, out + done);
    }
    out += count;
  }
  return out;
}

FindMarks best_find_marks() {
  const bool is_able = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                       __builtin_cpu_supports("popcnt");
  return is_able ? find_marks_avx2 : find_marks;
}

#else

FindMarks best_find_marks() { return find_marks; }

#endif

}  // namespace

const uint32_t* JsonQuoteMarks::find(std::string_view text, size_t from) {
  static const FindMarks kFind = best_find_marks();
  const size_t end = std::min(text.size(), from + kStretch);
  uint32_t* const last = kFind(text.data(), from, end, places_);
  last[0] = last[1] = static_cast<uint32_t>(text.size());
  return places_;
}

}  // namespace tern::functions
