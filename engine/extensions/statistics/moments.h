#pragma once

#include <cstdint>
#include <optional>

// Central moments of numbers that come one at a time. Running means and sums of powers of the
// differences from them are kept, never sums of squares of the numbers themselves: those lose all
// digits where the spread is small against the mean.
// Source: B. P. Welford, "Note on a Method for Calculating Corrected Sums of Squares and Products",
// Technometrics 4(3), 1962; P. Pébay, "Formulas for Robust, One-Pass Parallel Computation of
// Covariances and Arbitrary-Order Statistical Moments", SAND2008-6212.

namespace tern::extensions::statistics {

/// A statistic, or nothing where it is not defined (too few numbers, a division by 0).
using Statistic = std::optional<double>;

/// Mean and spread.
class Spread {
 public:
  void add(double x);

  Statistic var_pop() const { return per(count_); }
  Statistic var_samp() const { return per(count_ - 1); }
  Statistic stddev_pop() const { return root(var_pop()); }
  Statistic stddev_samp() const { return root(var_samp()); }

 private:
  Statistic per(int64_t divisor) const;
  static Statistic root(Statistic variance);

  int64_t count_ = 0;
  double mean_ = 0;
  double squares_ = 0;  // sum of (x - mean)^2
};

/// The shape of a distribution: how far it leans to a side, how heavy its tails are. Nothing where
/// all numbers are the same.
class Shape {
 public:
  void add(double x);

  /// g1, the third standardized moment.
  Statistic skewness_pop() const;
  /// G1, adjusted for samples: from 3 numbers on.
  Statistic skewness() const;
  /// g2, the fourth standardized moment less 3, which is that of the normal distribution.
  Statistic kurtosis_pop() const;
  /// G2, adjusted for samples: from 4 numbers on.
  Statistic kurtosis() const;

 private:
  int64_t count_ = 0;
  double mean_ = 0;
  double squares_ = 0;  // sums of (x - mean)^2, ^3, ^4
  double cubes_ = 0;
  double fourths_ = 0;
};

/// Of pairs (y, x): how the two vary together. Arguments are in the order of SQL.
class PairSpread {
 public:
  void add(double y, double x);

  Statistic avg_x() const;
  Statistic avg_y() const;
  Statistic sum_xx() const { return some(xx_); }  // of (x - mean x)^2
  Statistic sum_yy() const { return some(yy_); }
  Statistic sum_xy() const { return some(xy_); }  // of (x - mean x)(y - mean y)
  Statistic covar_pop() const;
  Statistic covar_samp() const;
  Statistic correlation() const;
  /// Of the line through the pairs that has the least squares of differences in y.
  Statistic slope() const;
  Statistic intercept() const;
  /// The share of the variance of y that the line explains.
  Statistic determination() const;

 private:
  Statistic some(double sum) const { return count_ > 0 ? Statistic(sum) : Statistic(); }

  int64_t count_ = 0;
  double mean_x_ = 0;
  double mean_y_ = 0;
  double xx_ = 0;
  double yy_ = 0;
  double xy_ = 0;
};

}  // namespace tern::extensions::statistics
