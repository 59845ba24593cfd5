#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Whole numbers without a sign, in base one thousand million: what multiplies and divides digits.
// Source: Knuth, The Art of Computer Programming, volume 2, section 4.3.1.

namespace tern::extensions::decimal {

using Limbs = std::vector<uint32_t>;  // the least significant first; none at the end is zero

/// Buffers that one computation after the other uses.
struct LimbWorkspace {
  Limbs a;
  Limbs b;
  Limbs result;
};

/// `digits` followed by `zeros` more of them.
void to_limbs(std::string_view digits, size_t zeros, Limbs& out);
/// As digits; at least `width` of them, with zeros before the number.
void to_digits(const Limbs& limbs, size_t width, std::string& out);

/// `out` becomes a * b. Requires: `out` is neither of them.
void multiply(const Limbs& a, const Limbs& b, Limbs& out);
/// `quotient` becomes a / b and `a` what is left over. Requires: b is not zero; all are different.
/// `b` may change, but not as a number.
void divide(Limbs& a, Limbs& b, Limbs& quotient);
/// Whether 2 * a >= b.
bool is_half_or_more(const Limbs& a, const Limbs& b);
void increment(Limbs& limbs);

}  // namespace tern::extensions::decimal
