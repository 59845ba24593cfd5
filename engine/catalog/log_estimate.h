#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace tern::catalog {

/// A number of rows, or a cost, as ten times its logarithm to base 2: estimates need no more than
/// a tenth of a doubling, multiply by addition, and never overflow.
using LogEstimate = int16_t;

/// Of a whole number; those below 1 count as 1.
constexpr LogEstimate log_estimate(uint64_t number) {
  constexpr std::array<LogEstimate, 8> kEighths = {0, 2, 3, 5, 6, 7, 8, 9};
  if (number < 2) return 0;
  const int exponent = static_cast<int>(std::bit_width(number)) - 1;
  const uint64_t eighths = exponent >= 3 ? number >> (exponent - 3) : number << (3 - exponent);
  return static_cast<LogEstimate>(10 * exponent + kEighths[eighths & 7]);
}

/// The estimate of the sum of two numbers.
constexpr LogEstimate log_sum(LogEstimate a, LogEstimate b) {
  // 10 * log2(1 + 2^(-d / 10)) by the distance d.
  constexpr std::array<LogEstimate, 32> kGains = {10, 10, 9, 9, 8, 8, 7, 7, 7, 6, 6, 6, 5, 5, 5, 4,
                                                  4,  4,  4, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2, 2};
  const int high = a > b ? a : b;
  const int distance = high - (a > b ? b : a);
  const int gain = distance > 49 ? 0 : (distance > 31 ? 1 : kGains[static_cast<size_t>(distance)]);
  return static_cast<LogEstimate>(high + gain);
}

/// The estimate of the logarithm of a number: how deep a tree of so many rows is.
constexpr LogEstimate log_of(LogEstimate rows) {
  constexpr LogEstimate kLogOfTen = 33;
  return rows <= 10
             ? LogEstimate{0}
             : static_cast<LogEstimate>(log_estimate(static_cast<uint64_t>(rows)) - kLogOfTen);
}

}  // namespace tern::catalog
