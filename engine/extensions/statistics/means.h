#pragma once

#include <cstdint>

#include "engine/extensions/statistics/moments.h"

// Means other than the arithmetic one. They are defined for numbers from 0 on; one below 0 makes
// the mean undefined, a 0 makes it 0.

namespace tern::extensions::statistics {

/// The root of the product. The product is kept as a fraction and a power of two, so that it
/// neither overflows nor loses digits to logarithms.
class GeometricMean {
 public:
  void add(double x);
  Statistic value() const;

 private:
  int64_t count_ = 0;
  double fraction_ = 1;  // in [0.5, 1], or infinite or not a number as the numbers are
  int64_t exponent_ = 0;
  bool has_zero_ = false;
  bool has_negative_ = false;
};

/// The count over the sum of the reciprocals.
class HarmonicMean {
 public:
  void add(double x);
  Statistic value() const;

 private:
  int64_t count_ = 0;
  double sum_ = 0;   // of 1/x
  double rest_ = 0;  // what rounding took from the sum
  bool has_zero_ = false;
  bool has_negative_ = false;
};

}  // namespace tern::extensions::statistics
