#pragma once

#include <cstdint>
#include <optional>

#include "engine/base/result.h"
#include "engine/extensions/decimal/decimal_number.h"
#include "engine/extensions/decimal/limbs.h"

// What takes time in proportion to the product of two lengths, and what is made of it.

namespace tern::extensions::decimal {

/// The most digits by digits: two numbers of 100,000 digits each, some tenths of a second.
constexpr uint64_t kDigitProductMax = 10'000'000'000;

/// `out` becomes a * b. Zeros at the end are left out as long as there are more digits behind the
/// point than in the operand that has fewer. Requires: `out` is neither of them.
/// Errors: Error beyond kDigitsMax or kDigitProductMax.
Status multiply(const DecimalNumber& a, const DecimalNumber& b, LimbWorkspace& workspace,
                DecimalNumber& out);

/// `out` becomes a / b with `places` digits behind the point, rounded half away from zero.
/// Requires: b is not zero; `out` is neither of them; places <= kDigitsMax. Errors: as multiply().
Status divide(const DecimalNumber& a, const DecimalNumber& b, size_t places,
              LimbWorkspace& workspace, DecimalNumber& out);

/// `out` becomes what division down to whole numbers leaves of a, with a's sign. Requires: as for
/// divide(). Errors: as multiply().
Status remainder(const DecimalNumber& a, const DecimalNumber& b, LimbWorkspace& workspace,
                 DecimalNumber& out);

/// The largest exponent of power_of_two(), either way.
constexpr int64_t kPowerOfTwoMax = 20'000;
/// Exactly. Requires: |exponent| <= kPowerOfTwoMax.
void power_of_two(int64_t exponent, LimbWorkspace& workspace, DecimalNumber& out);

/// What a binary64 number is exactly. false: it is infinite or none at all.
Result<bool> expand(double value, LimbWorkspace& workspace, DecimalNumber& out);

}  // namespace tern::extensions::decimal
