#include "engine/extensions/statistics/means.h"

#include <cmath>

namespace tern::extensions::statistics {

void GeometricMean::add(double x) {
  ++count_;
  if (x < 0) has_negative_ = true;
  if (x == 0) has_zero_ = true;
  if (x <= 0) return;
  int of_number = 0;
  int of_product = 0;
  fraction_ = std::frexp(fraction_ * std::frexp(x, &of_number), &of_product);
  if (std::isfinite(fraction_)) exponent_ += of_number + of_product;
}

Statistic GeometricMean::value() const {
  if (count_ == 0 || has_negative_) return std::nullopt;
  if (has_zero_) return 0.0;
  if (!std::isfinite(fraction_)) return fraction_;
  // 2^(whole + rest/count) * fraction^(1/count), the whole part without rounding.
  const int64_t whole = exponent_ / count_;
  const auto rest = static_cast<double>(exponent_ % count_);
  const double root = std::exp2((std::log2(fraction_) + rest) / static_cast<double>(count_));
  return std::ldexp(root, static_cast<int>(whole));
}

void HarmonicMean::add(double x) {
  ++count_;
  if (x < 0) has_negative_ = true;
  if (x == 0) has_zero_ = true;
  if (x <= 0) return;
  // Kahan's summation; reciprocals have one sign here, so it is as good as Neumaier's.
  const double term = 1 / x - rest_;
  const double sum = sum_ + term;
  rest_ = std::isfinite(sum) ? (sum - sum_) - term : 0;
  sum_ = sum;
}

Statistic HarmonicMean::value() const {
  if (count_ == 0 || has_negative_) return std::nullopt;
  if (has_zero_) return 0.0;
  return static_cast<double>(count_) / sum_;
}

}  // namespace tern::extensions::statistics
