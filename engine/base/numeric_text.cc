#include "engine/base/numeric_text.h"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

#include "engine/base/assert.h"

namespace tern {
namespace {

constexpr int64_t kIntegerMax = std::numeric_limits<int64_t>::max();
constexpr int64_t kIntegerMin = std::numeric_limits<int64_t>::min();

/// A decimal number as it is read: significand * 10^exponent, digits beyond 64 bits dropped.
struct Decimal {
  int64_t significand = 0;
  int exponent = 0;
  bool is_negative = false;

  /// Takes digits from `at` on, no more than `count`, as long as 18 at the most are taken in all:
  /// these fit surely. Returns where it stopped.
  const char* take_safely(const char* at, const char* end, std::ptrdiff_t count, bool after_point) {
    const char* const from = at;
    const char* const stop = end - at > count ? at + count : end;
    for (; at < stop && is_digit(*at); ++at) significand = significand * 10 + (*at - '0');
    if (after_point) exponent -= static_cast<int>(at - from);
    return at;
  }
  void take(char digit, bool after_point) {
    if (significand < (kIntegerMax - 9) / 10) {
      significand = significand * 10 + (digit - '0');
      if (after_point) --exponent;
    } else if (!after_point) {
      ++exponent;
    }
  }
  double value() const;
};

constexpr int kPowerMax = 307;

/// By squaring, as rounding depends on the way.
long double compute_power_of_ten(int exponent) {
  long double base = 10.0L;
  long double result = 1.0L;
  for (;; exponent >>= 1, base *= base) {
    if (exponent & 1) result *= base;
    if (exponent <= 1) return result;
  }
}

/// Requires: 0 <= exponent <= kPowerMax.
long double power_of_ten(int exponent) {
  static const auto kPowers = [] {
    std::array<long double, kPowerMax + 1> out{};
    for (int i = 0; i <= kPowerMax; ++i) out[static_cast<size_t>(i)] = compute_power_of_ten(i);
    return out;
  }();
  return kPowers[static_cast<size_t>(exponent)];
}

double Decimal::value() const {
  if (significand == 0) return is_negative ? -0.0 : 0.0;
  int64_t s = significand;
  int e = exponent;
  for (; e > 0 && s < kIntegerMax / 10; --e) s *= 10;
  for (; e < 0 && s % 10 == 0; ++e) s /= 10;
  if (is_negative) s = -s;
  if (e == 0) return static_cast<double>(s);
  const int magnitude = std::abs(e);
  const auto scaled = static_cast<long double>(s);
  if (magnitude <= kPowerMax) {
    const long double scale = power_of_ten(magnitude);
    return static_cast<double>(e < 0 ? scaled / scale : scaled * scale);
  }
  if (magnitude >= 342) {
    if (e < 0) return 0.0 * static_cast<double>(s);
    return s < 0 ? -INFINITY : INFINITY;
  }
  // In two steps, each rounded to double, as the range of double is nearly left.
  const long double scale = power_of_ten(magnitude - 308);
  if (e < 0) return static_cast<double>(scaled / scale) / 1.0e+308;
  return static_cast<double>(scaled * scale) * 1.0e+308;
}

}  // namespace

ParsedNumber parse_number(std::string_view text) {
  ParsedNumber out;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end && is_space(*at)) ++at;
  Decimal decimal;
  if (at < end && (*at == '-' || *at == '+')) decimal.is_negative = *at++ == '-';

  constexpr std::ptrdiff_t kSafeDigits = 18;
  const char* const first = at;
  at = decimal.take_safely(at, end, kSafeDigits, false);
  const std::ptrdiff_t taken = at - first;
  bool has_digits = taken > 0;
  auto integer = static_cast<uint64_t>(decimal.significand);
  const uint64_t integer_max = static_cast<uint64_t>(kIntegerMax) + (decimal.is_negative ? 1 : 0);
  for (; at < end && is_digit(*at); ++at) {
    const auto digit = static_cast<uint64_t>(*at - '0');
    if (integer > (integer_max - digit) / 10) {
      out.is_in_int64 = false;
      integer = integer_max;
    } else if (out.is_in_int64) {
      integer = integer * 10 + digit;
    }
    decimal.take(*at, false);
    has_digits = true;
  }
  out.integer = static_cast<int64_t>(decimal.is_negative ? 0 - integer : integer);

  bool has_point = false;
  if (at < end && *at == '.') {
    has_point = true;
    const char* const behind_point = ++at;
    at = decimal.take_safely(at, end, kSafeDigits - taken, true);
    for (; at < end && is_digit(*at); ++at) decimal.take(*at, true);
    has_digits |= at > behind_point;
  }
  bool has_exponent = false;
  bool is_exponent_complete = true;
  if (at < end && (*at == 'e' || *at == 'E')) {
    has_exponent = true;
    is_exponent_complete = false;
    ++at;
    bool is_negative = false;
    if (at < end && (*at == '-' || *at == '+')) is_negative = *at++ == '-';
    int exponent = 0;
    for (; at < end && is_digit(*at); ++at) {
      exponent = exponent < 10000 ? exponent * 10 + (*at - '0') : 10000;
      is_exponent_complete = true;
    }
    decimal.exponent += is_negative ? -exponent : exponent;
  }
  while (at < end && is_space(*at)) ++at;

  out.real = decimal.value();
  out.is_whole = at == end && has_digits && is_exponent_complete;
  const bool is_real = has_point || (has_exponent && is_exponent_complete);
  out.is_integer = !(is_real && has_digits);
  return out;
}

int64_t parse_integer_prefix(std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end && is_space(*at)) ++at;
  bool is_negative = false;
  if (at < end && (*at == '-' || *at == '+')) is_negative = *at++ == '-';
  const uint64_t limit = static_cast<uint64_t>(kIntegerMax) + (is_negative ? 1 : 0);
  uint64_t value = 0;
  for (; at < end && is_digit(*at); ++at) {
    const auto digit = static_cast<uint64_t>(*at - '0');
    if (value > (limit - digit) / 10) {
      value = limit;
      break;
    }
    value = value * 10 + digit;
  }
  return static_cast<int64_t>(is_negative ? 0 - value : value);
}

void append_integer(std::string& out, int64_t value) {
  std::array<char, 24> buffer;
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  out.append(buffer.data(), result.ptr);
}

int64_t real_to_integer(double real) {
  if (real <= static_cast<double>(kIntegerMin)) return kIntegerMin;
  if (real >= static_cast<double>(kIntegerMax)) return kIntegerMax;
  if (std::isnan(real)) return 0;
  return static_cast<int64_t>(real);
}

bool real_is_integer(double real, int64_t& out) {
  const int64_t integer = real_to_integer(real);
  if (static_cast<double>(integer) != real) return false;
  if (integer == kIntegerMin || integer == kIntegerMax) return false;
  out = integer;
  return true;
}

namespace {

/// Hands out the decimal digits of a number in [1, 10), zeros after the last significant one.
class DigitSource {
 public:
  DigitSource(long double value, int digits_max) : value_(value), left_(digits_max) {}
  char next() {
    if (left_ <= 0) return '0';
    --left_;
    const int digit = static_cast<int>(value_);
    value_ = (value_ - digit) * 10.0L;
    return static_cast<char>('0' + digit);
  }

 private:
  long double value_;
  int left_;
};

/// Half a unit of the last of `precision` digits after the point. SQLite looks at the low twelve
/// bits of it, so behind 4095 digits something else comes out.
double half_unit(int precision) {
  precision &= 0xFFF;
  constexpr std::array<double, 10> kHalves = {5.0e-01, 5.0e-02, 5.0e-03, 5.0e-04, 5.0e-05,
                                              5.0e-06, 5.0e-07, 5.0e-08, 5.0e-09, 5.0e-10};
  double result = kHalves[static_cast<size_t>(precision % 10)];
  for (int i = precision; i >= 10; i -= 10) result *= 1.0e-10;
  return result;
}

/// Scales `value` into [1, 10); returns the power of ten taken out.
int normalize(long double& value) {
  if (!(value > 0)) return 0;
  int exponent = 0;
  long double scale = 1.0L;
  while (value >= 1e100 * scale && exponent <= 350) {
    scale *= 1e100;
    exponent += 100;
  }
  while (value >= 1e10L * scale && exponent <= 350) {
    scale *= 1e10L;
    exponent += 10;
  }
  while (value >= 10.0L * scale && exponent <= 350) {
    scale *= 10.0L;
    ++exponent;
  }
  value /= scale;
  while (value < 1e-8) {
    value *= 1e8L;
    exponent -= 8;
  }
  while (value < 1.0L) {
    value *= 10.0L;
    --exponent;
  }
  return exponent;
}

void append_exponent(std::string& out, int exponent, bool upper_case) {
  out += upper_case ? 'E' : 'e';
  out += exponent < 0 ? '-' : '+';
  const int magnitude = std::abs(exponent);
  if (magnitude >= 100) out += static_cast<char>('0' + magnitude / 100);
  out += static_cast<char>('0' + magnitude / 10 % 10);
  out += static_cast<char>('0' + magnitude % 10);
}

}  // namespace

void append_real(std::string& out, double real, const RealFormat& format) {
  using Style = RealFormat::Style;
  Style style = format.style;
  int precision = format.precision;
  if (style == Style::General && precision > 0) --precision;
  long double value = std::fabs(real);
  double rounder = half_unit(precision);
  if (style == Style::Fixed) {
    const int binary_exponent =
        static_cast<int>(std::bit_cast<uint64_t>(real) >> 52 & 0x7ff) - 1023;
    if (precision + binary_exponent / 3 < 15) {
      rounder = static_cast<double>(rounder + value * 3e-16);
    }
    value += rounder;
  }
  int exponent = normalize(value);
  if (style != Style::Fixed) {
    value += rounder;
    if (value >= 10.0L) {
      value *= 0.1;
      ++exponent;
    }
  }
  bool drops_zeros = format.more_digits;
  if (style == Style::General) {
    drops_zeros = !format.always_point;
    if (exponent < -4 || exponent > precision) {
      style = Style::Exponent;
    } else {
      precision -= exponent;
      style = Style::Fixed;
    }
  }

  [[maybe_unused]] const size_t begin = out.size();
  const bool has_point = precision > 0 || format.always_point || format.more_digits;
  DigitSource digits(value, format.more_digits ? 26 : 16);
  int before_point = style == Style::Exponent ? 0 : exponent;
  if (before_point < 0) {
    out += '0';
  } else {
    for (; before_point >= 0; --before_point) out += digits.next();
  }
  if (has_point) out += '.';
  for (++before_point; before_point < 0; ++before_point, --precision) out += '0';
  for (; precision > 0; --precision) out += digits.next();
  if (drops_zeros && has_point) {
    while (out.back() == '0') out.pop_back();
    if (out.back() == '.') {
      if (format.more_digits) {
        out += '0';
      } else {
        out.pop_back();
      }
    }
  }
  DEBUG_ASSERT(out.size() > begin);
  if (style == Style::Exponent) append_exponent(out, exponent, format.upper_case);
}

void append_real(std::string& out, double value) {
  if (value < 0) out += '-';
  if (std::isinf(value)) {
    out += "Inf";
    return;
  }
  append_real(out, value, {.precision = 15, .more_digits = true});
}

}  // namespace tern
