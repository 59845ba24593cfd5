#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/result.h"

// Decimal numbers as texts write them: digit by digit, nothing rounded. What happens to zeros and
// signs in reading, adding and printing is what the decimal extension of SQLite's shell does.
// Source: SQLite documentation, "Floating Point Numbers", the decimal.c extension.

namespace tern::extensions::decimal {

/// How long a number may be, behind what its exponent makes of it too.
constexpr size_t kDigitsMax = 10'000'000;

struct DecimalNumber {
  bool is_negative = false;  // of a zero too, if that is how it came about
  std::string digits;        // '0' to '9', the most significant first; zeros may lead and trail
  size_t fraction = 0;       // how many of them stand behind the point

  size_t whole() const { return digits.size() - fraction; }
  bool is_zero() const { return digits.find_first_not_of('0') == std::string::npos; }
  /// A zero has no sign any more.
  void drop_sign_of_zero() { is_negative = is_negative && !is_zero(); }
  void clear() {
    is_negative = false;
    digits.clear();
    fraction = 0;
  }
};

/// The failure of a number longer than kDigitsMax.
std::unexpected<Error> too_many_digits();

/// Reads any text: white space, a sign, then digits, of which the last point and the first exponent
/// count; other characters are passed over. No digits are a zero.
/// Errors: Error beyond kDigitsMax.
Status parse(std::string_view text, DecimalNumber& out);

void append_plain(std::string& out, const DecimalNumber& number);
/// "+1.5e+02": zeros at the end are left out as long as `digits_min` digits stay, but one at least
/// is written behind the point.
void append_exponential(std::string& out, const DecimalNumber& number, size_t digits_min);

/// `out` becomes a + b, with as many digits behind the point as the longer has. Requires: `out` is
/// neither of them. Errors: Error beyond kDigitsMax.
Status add(const DecimalNumber& a, const DecimalNumber& b, DecimalNumber& out);

/// Below 0, 0 or above 0, by value.
int compare(const DecimalNumber& a, const DecimalNumber& b);
/// The same as SQLite 3.40 sees it, to which zeros that change nothing make a difference: numbers
/// are compared as they are written, '1.0' lies below '1.00'.
int compare_as_written(const DecimalNumber& a, const DecimalNumber& b);

/// Rounds half away from zero to `places` digits behind the point (before it, if negative), and
/// adds zeros where there are fewer. Errors: Error beyond kDigitsMax.
Status round_to_places(DecimalNumber& number, int64_t places);
/// Rounds half away from zero to `count` significant digits; zeros stand for those that go.
void round_to_significant(DecimalNumber& number, size_t count);

}  // namespace tern::extensions::decimal
