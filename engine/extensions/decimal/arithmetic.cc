#include "engine/extensions/decimal/arithmetic.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>

#include "engine/base/numeric_text.h"

namespace tern::extensions::decimal {

namespace {

Status check_effort(uint64_t digits, uint64_t by_digits) {
  if (digits <= kDigitsMax && by_digits <= kDigitsMax && digits * by_digits <= kDigitProductMax) {
    return ok();
  }
  return fail(ErrorCode::Error, "decimal numbers too long to be multiplied or divided");
}

/// The operands of a division as whole numbers: a with `a_zeros` and b with `b_zeros` behind it.
Status load_division(const DecimalNumber& a, size_t a_zeros, const DecimalNumber& b, size_t b_zeros,
                     LimbWorkspace& workspace) {
  const size_t a_size = a.digits.size() + a_zeros;
  const size_t b_size = b.digits.size() + b_zeros;
  TRY(check_effort(a_size, 1));
  TRY(check_effort(b_size, 1));
  // Long division takes as many steps as the quotient has limbs times those of the divisor.
  if (a_size > b_size) TRY(check_effort(a_size - b_size + 1, b_size));
  to_limbs(a.digits, a_zeros, workspace.a);
  to_limbs(b.digits, b_zeros, workspace.b);
  return ok();
}

}  // namespace

Status multiply(const DecimalNumber& a, const DecimalNumber& b, LimbWorkspace& workspace,
                DecimalNumber& out) {
  const size_t size = a.digits.size() + b.digits.size() + 2;  // two more, as SQLite has them
  if (size > kDigitsMax) return too_many_digits();
  TRY(check_effort(a.digits.size(), b.digits.size()));
  to_limbs(a.digits, 0, workspace.a);
  to_limbs(b.digits, 0, workspace.b);
  multiply(workspace.a, workspace.b, workspace.result);
  to_digits(workspace.result, size, out.digits);
  out.fraction = a.fraction + b.fraction;
  out.is_negative = a.is_negative != b.is_negative;
  const size_t kept = std::min(a.fraction, b.fraction);
  while (out.fraction > kept && out.digits.back() == '0') {
    out.digits.pop_back();
    --out.fraction;
  }
  return ok();
}

Status divide(const DecimalNumber& a, const DecimalNumber& b, size_t places,
              LimbWorkspace& workspace, DecimalNumber& out) {
  // a / b = (a's digits / b's digits) * 10 ^ (b.fraction - a.fraction)
  const size_t a_scale = b.fraction + places;
  const size_t a_zeros = a_scale > a.fraction ? a_scale - a.fraction : 0;
  const size_t b_zeros = a.fraction > a_scale ? a.fraction - a_scale : 0;
  TRY(load_division(a, a_zeros, b, b_zeros, workspace));
  divide(workspace.a, workspace.b, workspace.result);
  if (is_half_or_more(workspace.a, workspace.b)) increment(workspace.result);
  to_digits(workspace.result, places + 1, out.digits);
  out.fraction = places;
  out.is_negative = a.is_negative != b.is_negative;
  out.drop_sign_of_zero();
  return ok();
}

Status remainder(const DecimalNumber& a, const DecimalNumber& b, LimbWorkspace& workspace,
                 DecimalNumber& out) {
  const size_t fraction = std::max(a.fraction, b.fraction);
  TRY(load_division(a, fraction - a.fraction, b, fraction - b.fraction, workspace));
  divide(workspace.a, workspace.b, workspace.result);
  to_digits(workspace.a, fraction + 1, out.digits);
  out.fraction = fraction;
  out.is_negative = a.is_negative;
  out.drop_sign_of_zero();
  return ok();
}

void power_of_two(int64_t exponent, LimbWorkspace& workspace, DecimalNumber& out) {
  // 2 ^ -n is 5 ^ n with the point n places further left, so whole numbers do for both.
  auto left = static_cast<uint32_t>(std::abs(exponent));
  workspace.result.assign(1, 1);
  workspace.a.assign(1, exponent < 0 ? 5 : 2);
  for (; left != 0; left >>= 1) {
    if (left & 1) {
      multiply(workspace.result, workspace.a, workspace.b);
      workspace.result.swap(workspace.b);
    }
    if (left > 1) {
      multiply(workspace.a, workspace.a, workspace.b);
      workspace.a.swap(workspace.b);
    }
  }
  out.fraction = exponent < 0 ? static_cast<size_t>(-exponent) : 0;
  out.is_negative = false;
  to_digits(workspace.result, out.fraction + 1, out.digits);
}

Result<bool> expand(double value, LimbWorkspace& workspace, DecimalNumber& out) {
  if (!std::isfinite(value)) return false;
  out.clear();
  if (value == 0) return true;
  constexpr int kFractionBits = 52;
  constexpr uint64_t kHidden = uint64_t{1} << kFractionBits;
  const auto bits = std::bit_cast<uint64_t>(value);
  const auto field = static_cast<int>(bits >> kFractionBits & 0x7FF);
  uint64_t significand = bits & (kHidden - 1);
  if (field != 0) significand |= kHidden;
  int exponent = std::max(field, 1) - 1075;
  const int even = std::countr_zero(significand);
  significand >>= even;
  exponent += even;
  DecimalNumber factor;
  append_integer(factor.digits, static_cast<int64_t>(significand));
  DecimalNumber power;
  power_of_two(exponent, workspace, power);
  TRY(multiply(factor, power, workspace, out));
  out.is_negative = std::signbit(value);
  return true;
}

}  // namespace tern::extensions::decimal
