#include "engine/extensions/statistics/moments.h"

#include <algorithm>
#include <cmath>

namespace tern::extensions::statistics {

void Spread::add(double x) {
  ++count_;
  const double delta = x - mean_;
  mean_ += delta / static_cast<double>(count_);
  squares_ += delta * (x - mean_);
}

Statistic Spread::per(int64_t divisor) const {
  if (divisor <= 0) return std::nullopt;
  return squares_ / static_cast<double>(divisor);
}

Statistic Spread::root(Statistic variance) {
  if (!variance) return std::nullopt;
  return std::sqrt(*variance);
}

void Shape::add(double x) {
  const auto before = static_cast<double>(count_);
  const double n = before + 1;
  ++count_;
  const double delta = x - mean_;
  const double step = delta / n;
  const double grown = delta * step * before;  // what the sum of squares grows by
  mean_ += step;
  // Each sum needs the lower ones as they were before this number.
  fourths_ +=
      grown * step * step * (n * n - 3 * n + 3) + 6 * step * step * squares_ - 4 * step * cubes_;
  cubes_ += grown * step * (n - 2) - 3 * step * squares_;
  squares_ += grown;
}

Statistic Shape::skewness_pop() const {
  if (count_ == 0 || squares_ == 0) return std::nullopt;
  const double variance = squares_ / static_cast<double>(count_);
  return cubes_ / static_cast<double>(count_) / (variance * std::sqrt(variance));
}

Statistic Shape::skewness() const {
  const Statistic g1 = skewness_pop();
  if (!g1 || count_ < 3) return std::nullopt;
  const auto n = static_cast<double>(count_);
  return std::sqrt(n * (n - 1)) / (n - 2) * *g1;
}

Statistic Shape::kurtosis_pop() const {
  if (count_ == 0 || squares_ == 0) return std::nullopt;
  const double variance = squares_ / static_cast<double>(count_);
  return fourths_ / static_cast<double>(count_) / (variance * variance) - 3;
}

Statistic Shape::kurtosis() const {
  const Statistic g2 = kurtosis_pop();
  if (!g2 || count_ < 4) return std::nullopt;
  const auto n = static_cast<double>(count_);
  return (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * *g2 + 6);
}

void PairSpread::add(double y, double x) {
  ++count_;
  const auto n = static_cast<double>(count_);
  const double delta_x = x - mean_x_;
  const double delta_y = y - mean_y_;
  mean_x_ += delta_x / n;
  mean_y_ += delta_y / n;
  xx_ += delta_x * (x - mean_x_);
  yy_ += delta_y * (y - mean_y_);
  xy_ += delta_x * (y - mean_y_);
}

Statistic PairSpread::avg_x() const { return some(mean_x_); }
Statistic PairSpread::avg_y() const { return some(mean_y_); }

Statistic PairSpread::covar_pop() const {
  if (count_ == 0) return std::nullopt;
  return xy_ / static_cast<double>(count_);
}

Statistic PairSpread::covar_samp() const {
  if (count_ < 2) return std::nullopt;
  return xy_ / static_cast<double>(count_ - 1);
}

Statistic PairSpread::correlation() const {
  if (xx_ == 0 || yy_ == 0) return std::nullopt;
  const double out = xy_ / (std::sqrt(xx_) * std::sqrt(yy_));
  // Rounding must not carry it beyond what a correlation can be. NaN stays what it is.
  return std::isnan(out) ? out : std::clamp(out, -1.0, 1.0);
}

Statistic PairSpread::slope() const {
  if (xx_ == 0) return std::nullopt;
  return xy_ / xx_;
}

Statistic PairSpread::intercept() const {
  if (xx_ == 0) return std::nullopt;
  return mean_y_ - xy_ / xx_ * mean_x_;
}

Statistic PairSpread::determination() const {
  if (xx_ == 0) return std::nullopt;
  if (yy_ == 0) return 1.0;  // a level line goes through all pairs
  const double r = xy_ / (std::sqrt(xx_) * std::sqrt(yy_));
  return std::isnan(r) ? r : std::min(r * r, 1.0);
}

}  // namespace tern::extensions::statistics
