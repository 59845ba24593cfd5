#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

// Floats of 16 bits. Source: IEEE 754-2008, binary16; for bfloat16 libSQL, which cuts the lower
// half of a float32 off.

namespace tern::extensions::vectors {

inline float float_of_half(uint16_t half) {
  constexpr uint32_t kExponentGap = (127 - 15) << 23;
  const uint32_t sign = static_cast<uint32_t>(half & 0x8000) << 16;
  const uint32_t rest = static_cast<uint32_t>(half & 0x7fff) << 13;
  if ((half & 0x7c00) == 0x7c00) return std::bit_cast<float>(sign | 0x7f800000 | rest);
  if ((half & 0x7c00) != 0) return std::bit_cast<float>(sign | (rest + kExponentGap));
  const float subnormal = static_cast<float>(half & 0x03ff) * 0x1p-24f;
  return sign ? -subnormal : subnormal;
}

/// Rounds to the nearest, ties to even. What is too large for 16 bits becomes infinite.
inline uint16_t half_of_float(float value) {
  const auto bits = std::bit_cast<uint32_t>(value);
  const auto sign = static_cast<uint16_t>((bits >> 16) & 0x8000);
  const float size = std::fabs(value);
  const auto with_sign = [sign](uint32_t rest) {
    return static_cast<uint16_t>(sign | static_cast<uint16_t>(rest));
  };
  if (std::isnan(value)) return with_sign(0x7e00);
  if (size >= 65520.0f) return with_sign(0x7c00);  // half a step beyond the largest
  // The steps of subnormal numbers are 2^-24: adding 0.5 leaves a float32 with just these.
  if (size < 0x1p-14f) return with_sign(std::bit_cast<uint32_t>(size + 0.5f) - 0x3f000000);
  const uint32_t rest = std::bit_cast<uint32_t>(size) - ((127 - 15) << 23);
  return with_sign((rest + 0x0fff + ((rest >> 13) & 1)) >> 13);
}

inline float float_of_bfloat(uint16_t value) {
  return std::bit_cast<float>(static_cast<uint32_t>(value) << 16);
}
inline uint16_t bfloat_of_float(float value) {
  return static_cast<uint16_t>(std::bit_cast<uint32_t>(value) >> 16);
}

}  // namespace tern::extensions::vectors
