#include "engine/extensions/decimal/decimal_number.h"

#include <algorithm>

#include "engine/base/numeric_text.h"

namespace tern::extensions::decimal {

namespace {

/// SQLite stops reading an exponent here, so one more digit may follow: below ten million.
constexpr int64_t kExponentStop = 1'000'000;

int64_t parse_exponent(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative || text.starts_with('+')) text.remove_prefix(1);
  int64_t exponent = 0;
  for (const char c : text) {
    if (exponent >= kExponentStop) break;
    if (is_digit(c)) exponent = exponent * 10 + (c - '0');
  }
  return is_negative ? -exponent : exponent;
}

/// Moves the point, and writes the zeros that this needs. Moved to the left, one digit at least
/// stays before it.
Status shift_point(DecimalNumber& number, int64_t exponent) {
  if (exponent >= 0) {
    const auto up = static_cast<size_t>(exponent);
    const size_t moved = std::min(up, number.fraction);
    if (number.digits.size() + (up - moved) > kDigitsMax) return too_many_digits();
    number.digits.append(up - moved, '0');
    number.fraction -= moved;
    return ok();
  }
  const auto down = static_cast<size_t>(-exponent);
  const size_t zeros = down + 1 > number.whole() ? down + 1 - number.whole() : 0;
  if (number.digits.size() + zeros > kDigitsMax) return too_many_digits();
  number.digits.insert(0, zeros, '0');
  number.fraction += down;
  return ok();
}

/// Digit `place` of a number that has `fraction` places behind the point; place 0 is the last.
int digit_at(const DecimalNumber& number, size_t place, size_t fraction) {
  const size_t skipped = fraction - number.fraction;
  if (place < skipped || place - skipped >= number.digits.size()) return 0;
  return number.digits[number.digits.size() - 1 - (place - skipped)] - '0';
}

std::string_view without_leading_zeros(std::string_view digits) {
  return digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
}

int compare_magnitudes(const DecimalNumber& a, const DecimalNumber& b) {
  const auto whole = [](const DecimalNumber& n) {
    return without_leading_zeros(std::string_view(n.digits).substr(0, n.whole()));
  };
  const auto behind = [](const DecimalNumber& n) {
    const std::string_view digits = std::string_view(n.digits).substr(n.whole());
    return digits.substr(0, digits.find_last_not_of('0') + 1);
  };
  if (whole(a).size() != whole(b).size()) return whole(a).size() < whole(b).size() ? -1 : 1;
  if (const int order = whole(a).compare(whole(b)); order != 0) return order;
  return behind(a).compare(behind(b));
}

/// Adds one to the digits, which may become all zeros: true is the carry.
bool increment(std::string& digits) {
  for (size_t i = digits.size(); i-- > 0;) {
    if (digits[i] != '9') {
      ++digits[i];
      return false;
    }
    digits[i] = '0';
  }
  return true;
}

}  // namespace

std::unexpected<Error> too_many_digits() {
  return fail(ErrorCode::Error, "decimal number of more than 10000000 digits");
}

Status parse(std::string_view text, DecimalNumber& out) {
  out.clear();
  while (!text.empty() && is_space(text[0])) text.remove_prefix(1);
  out.is_negative = text.starts_with('-');
  if (out.is_negative || text.starts_with('+')) text.remove_prefix(1);
  text = without_leading_zeros(text);
  size_t point = std::string::npos;
  int64_t exponent = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_digit(c)) {
      if (out.digits.size() == kDigitsMax) return too_many_digits();
      out.digits += c;
    } else if (c == '.') {
      point = out.digits.size();
    } else if (c == 'e' || c == 'E') {
      exponent = parse_exponent(text.substr(i + 1));
      break;
    }
  }
  if (point != std::string::npos) out.fraction = out.digits.size() - point;
  return exponent == 0 ? ok() : shift_point(out, exponent);
}

void append_plain(std::string& out, const DecimalNumber& number) {
  const std::string_view digits = number.digits;
  if (number.is_negative && !digits.empty() && digits != "0") out += '-';
  const std::string_view whole = without_leading_zeros(digits.substr(0, number.whole()));
  out += whole.empty() ? "0" : whole;
  if (number.fraction > 0) out.append(".").append(digits.substr(number.whole()));
}

void append_exponential(std::string& out, const DecimalNumber& number, size_t digits_min) {
  std::string_view digits = without_leading_zeros(number.digits);
  const auto exponent = digits.empty() ? 0
                                       : static_cast<int64_t>(digits.size()) -
                                             static_cast<int64_t>(number.fraction) - 1;
  while (digits.size() > digits_min && digits.ends_with('0')) digits.remove_suffix(1);
  if (digits.empty()) digits = "0";
  out += number.is_negative ? '-' : '+';
  out.append(digits.substr(0, 1)).append(".");
  out += digits.size() == 1 ? "0" : digits.substr(1);
  out += exponent < 0 ? "e-" : "e+";
  const int64_t size = exponent < 0 ? -exponent : exponent;
  if (size < 10) out += '0';
  append_integer(out, size);
}

Status add(const DecimalNumber& a, const DecimalNumber& b, DecimalNumber& out) {
  const size_t a_whole = a.whole() - (a.whole() > 0 && a.digits[0] == '0' ? 1 : 0);
  const size_t fraction = std::max(a.fraction, b.fraction);
  const size_t size = std::max(a_whole, b.whole()) + fraction + 1;  // one for the carry
  if (size > kDigitsMax) return too_many_digits();
  out.digits.resize(size);
  out.fraction = fraction;
  out.is_negative = a.is_negative;
  const bool is_sum = a.is_negative == b.is_negative;
  const bool is_swapped = !is_sum && compare_magnitudes(a, b) < 0;
  if (is_swapped) out.is_negative = b.is_negative;
  const DecimalNumber& large = is_swapped ? b : a;
  const DecimalNumber& small = is_swapped ? a : b;
  int carry = 0;
  for (size_t place = 0; place < size; ++place) {
    const int other = digit_at(small, place, fraction) + carry;
    int digit = digit_at(large, place, fraction) + (is_sum ? other : -other);
    carry = digit < 0 || digit > 9 ? 1 : 0;
    if (carry != 0) digit += is_sum ? -10 : 10;
    out.digits[size - 1 - place] = static_cast<char>('0' + digit);
  }
  return ok();
}

int compare(const DecimalNumber& a, const DecimalNumber& b) {
  const bool is_below = a.is_negative && !a.is_zero();
  const bool is_other_below = b.is_negative && !b.is_zero();
  if (is_below != is_other_below) return is_below ? -1 : 1;
  return is_below ? compare_magnitudes(b, a) : compare_magnitudes(a, b);
}

int compare_as_written(const DecimalNumber& a, const DecimalNumber& b) {
  if (a.is_negative != b.is_negative) return a.is_negative ? -1 : 1;
  const DecimalNumber& left = a.is_negative ? b : a;
  const DecimalNumber& right = a.is_negative ? a : b;
  if (left.whole() != right.whole()) return left.whole() < right.whole() ? -1 : 1;
  return left.digits.compare(right.digits);
}

Status round_to_places(DecimalNumber& number, int64_t places) {
  const auto have = static_cast<int64_t>(number.fraction);
  constexpr auto kMost = static_cast<int64_t>(kDigitsMax);
  if (places >= have) {
    const auto size = static_cast<int64_t>(number.digits.size());
    if (places - have > kMost - size) return too_many_digits();
    number.digits.append(static_cast<size_t>(places - have), '0');
    number.fraction = static_cast<size_t>(places);
    return ok();
  }
  // Beyond the first digit there is nothing to keep, however far beyond.
  const int64_t kept = static_cast<int64_t>(number.whole()) + std::max(places, -kMost - 1);
  const bool is_up = kept >= 0 && number.digits[static_cast<size_t>(kept)] >= '5';
  number.digits.resize(static_cast<size_t>(std::max<int64_t>(kept, 0)));
  if (is_up && increment(number.digits)) number.digits.insert(0, 1, '1');
  number.fraction = static_cast<size_t>(std::max<int64_t>(places, 0));
  if (number.digits.empty()) {
    number.digits.assign(number.fraction + 1, '0');
    return ok();
  }
  if (places >= 0) return ok();
  if (number.digits.size() + static_cast<size_t>(-places) > kDigitsMax) return too_many_digits();
  number.digits.append(static_cast<size_t>(-places), '0');
  return ok();
}

void round_to_significant(DecimalNumber& number, size_t count) {
  const size_t leading = std::min(number.digits.find_first_not_of('0'), number.digits.size());
  if (count == 0 || number.digits.size() - leading <= count) return;
  const size_t kept = leading + count;
  const size_t zeros = number.digits.size() - kept;
  const bool is_up = number.digits[kept] >= '5';
  number.digits.resize(kept);
  const bool is_longer = is_up && increment(number.digits);
  if (is_longer) number.digits.insert(0, 1, '1');
  // As SQLite does, a number that got one digit more before the point has one less behind it.
  const bool is_shorter_behind = is_longer && number.fraction > 0;
  if (is_shorter_behind) --number.fraction;
  number.digits.append(zeros - (is_shorter_behind ? 1 : 0), '0');
}

}  // namespace tern::extensions::decimal
