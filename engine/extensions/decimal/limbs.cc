#include "engine/extensions/decimal/limbs.h"

#include <algorithm>

namespace tern::extensions::decimal {

namespace {

constexpr uint32_t kBase = 1'000'000'000;
constexpr size_t kLimbDigits = 9;

void drop_leading_zero_limbs(Limbs& limbs) {
  while (!limbs.empty() && limbs.back() == 0) limbs.pop_back();
}

/// limbs *= factor. Requires: factor < kBase.
void scale_up(Limbs& limbs, uint32_t factor) {
  uint64_t carry = 0;
  for (uint32_t& limb : limbs) {
    carry += uint64_t{limb} * factor;
    limb = static_cast<uint32_t>(carry % kBase);
    carry /= kBase;
  }
  if (carry != 0) limbs.push_back(static_cast<uint32_t>(carry));
}

/// limbs /= divisor; the remainder.
uint32_t scale_down(Limbs& limbs, uint32_t divisor) {
  uint64_t rest = 0;
  for (size_t i = limbs.size(); i-- > 0;) {
    rest = rest * kBase + limbs[i];
    limbs[i] = static_cast<uint32_t>(rest / divisor);
    rest %= divisor;
  }
  drop_leading_zero_limbs(limbs);
  return static_cast<uint32_t>(rest);
}

/// a[at...] -= b * factor, over one limb more than b has. true: it went below zero.
bool subtract_multiple(Limbs& a, size_t at, const Limbs& b, uint64_t factor) {
  uint64_t carry = 0;   // of the product
  uint32_t borrow = 0;  // of the difference
  for (size_t i = 0; i <= b.size(); ++i) {
    carry += i < b.size() ? b[i] * factor : 0;
    const auto taken = static_cast<uint32_t>(carry % kBase) + borrow;
    carry /= kBase;
    uint32_t& limb = a[at + i];
    borrow = limb < taken ? 1 : 0;
    limb += (borrow != 0 ? kBase : 0) - taken;
  }
  return borrow != 0;
}

/// a[at...] += b, over one limb more than b has; what is carried out of it is dropped.
void add_back(Limbs& a, size_t at, const Limbs& b) {
  uint32_t carry = 0;
  for (size_t i = 0; i <= b.size(); ++i) {
    const uint32_t sum = a[at + i] + (i < b.size() ? b[i] : 0) + carry;
    carry = sum >= kBase ? 1 : 0;
    a[at + i] = sum - (carry != 0 ? kBase : 0);
  }
}

/// The quotient's limb of a[at...], of b.size() + 1 limbs, by b; Knuth's steps D3 to D6.
/// Requires: b's first limb is at least half of the base, and the quotient is less than the base.
uint32_t take_quotient_limb(Limbs& a, size_t at, const Limbs& b) {
  const size_t n = b.size();
  const uint64_t top = uint64_t{a[at + n]} * kBase + a[at + n - 1];
  uint64_t guess = top / b[n - 1];
  uint64_t rest = top % b[n - 1];
  while (guess >= kBase || guess * b[n - 2] > rest * kBase + a[at + n - 2]) {
    --guess;
    rest += b[n - 1];
    if (rest >= kBase) break;
  }
  if (subtract_multiple(a, at, b, guess)) {
    --guess;
    add_back(a, at, b);
  }
  return static_cast<uint32_t>(guess);
}

}  // namespace

void to_limbs(std::string_view digits, size_t zeros, Limbs& out) {
  out.assign((digits.size() + zeros + kLimbDigits - 1) / kLimbDigits, 0);
  constexpr uint32_t kPowers[kLimbDigits] = {1,       10,        100,        1'000,      10'000,
                                             100'000, 1'000'000, 10'000'000, 100'000'000};
  for (size_t i = 0; i < digits.size(); ++i) {
    const size_t place = digits.size() - 1 - i + zeros;
    out[place / kLimbDigits] +=
        static_cast<uint32_t>(digits[i] - '0') * kPowers[place % kLimbDigits];
  }
  drop_leading_zero_limbs(out);
}

void to_digits(const Limbs& limbs, size_t width, std::string& out) {
  const size_t size = limbs.size() * kLimbDigits;
  out.assign(std::max(width, size), '0');
  size_t at = out.size();
  for (uint32_t limb : limbs) {
    for (size_t i = 0; i < kLimbDigits; ++i) {
      out[--at] = static_cast<char>('0' + limb % 10);
      limb /= 10;
    }
  }
  const size_t zeros = std::min(out.find_first_not_of('0'), out.size());
  out.erase(0, std::min(zeros, out.size() - width));
}

void multiply(const Limbs& a, const Limbs& b, Limbs& out) {
  out.assign(a.size() + b.size(), 0);
  for (size_t i = 0; i < a.size(); ++i) {
    uint64_t carry = 0;
    for (size_t j = 0; j < b.size(); ++j) {
      carry += uint64_t{a[i]} * b[j] + out[i + j];
      out[i + j] = static_cast<uint32_t>(carry % kBase);
      carry /= kBase;
    }
    out[i + b.size()] = static_cast<uint32_t>(carry);
  }
  drop_leading_zero_limbs(out);
}

void divide(Limbs& a, Limbs& b, Limbs& quotient) {
  if (b.size() == 1) {
    quotient = a;
    const uint32_t rest = scale_down(quotient, b[0]);
    a.clear();
    if (rest != 0) a.push_back(rest);
    return;
  }
  quotient.clear();
  if (a.size() < b.size()) return;
  const uint32_t factor = kBase / (b.back() + 1);
  const size_t size = a.size();
  scale_up(a, factor);
  scale_up(b, factor);
  a.resize(size + 1, 0);
  quotient.assign(size - b.size() + 1, 0);
  for (size_t at = quotient.size(); at-- > 0;) quotient[at] = take_quotient_limb(a, at, b);
  drop_leading_zero_limbs(quotient);
  drop_leading_zero_limbs(a);
  scale_down(a, factor);
  scale_down(b, factor);
}

bool is_half_or_more(const Limbs& a, const Limbs& b) {
  // Computes b - 2 * a from the least significant limb on: what is borrowed at the end tells.
  if (a.size() > b.size()) return true;
  int64_t borrow = 0;
  bool is_any_left = false;
  for (size_t i = 0; i < b.size(); ++i) {
    const int64_t twice = i < a.size() ? int64_t{a[i]} * 2 : 0;
    int64_t difference = int64_t{b[i]} - twice - borrow;
    borrow = 0;
    while (difference < 0) {
      difference += kBase;
      ++borrow;
    }
    is_any_left = is_any_left || difference != 0;
  }
  return borrow != 0 || !is_any_left;
}

void increment(Limbs& limbs) {
  for (uint32_t& limb : limbs) {
    if (++limb < kBase) return;
    limb = 0;
  }
  limbs.push_back(1);
}

}  // namespace tern::extensions::decimal
