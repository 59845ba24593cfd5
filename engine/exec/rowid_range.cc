#include "engine/exec/rowid_range.h"

#include <cmath>
#include <limits>

#include "engine/exec/key_values.h"

namespace tern::exec {

namespace {

constexpr int64_t kFirst = std::numeric_limits<int64_t>::min();
constexpr int64_t kLast = std::numeric_limits<int64_t>::max();
constexpr double kTwoTo63 = 9223372036854775808.0;

/// The least integer that is > (>= if inclusive) `value`, or nothing if none is.
std::optional<int64_t> least_above(record::ValueView value, bool inclusive) {
  if (value.is_integer()) {
    if (inclusive) return value.as_integer();
    if (value.as_integer() == kLast) return std::nullopt;
    return value.as_integer() + 1;
  }
  if (!value.is_real()) return std::nullopt;  // texts and blobs are above all numbers
  const double least = std::ceil(value.as_real());
  if (least >= kTwoTo63) return std::nullopt;
  if (least < -kTwoTo63) return kFirst;
  const int64_t integer = static_cast<int64_t>(least);
  if (least != value.as_real() || inclusive) return integer;
  if (integer == kLast) return std::nullopt;
  return integer + 1;
}

/// The greatest integer that is < (<= if inclusive) `value`.
std::optional<int64_t> greatest_below(record::ValueView value, bool inclusive) {
  if (value.is_text() || value.is_blob()) return kLast;
  const std::optional<int64_t> above = least_above(value, !inclusive);
  if (!above) return kLast;
  if (*above == kFirst) return std::nullopt;
  return *above - 1;
}

}  // namespace

bool RowidRange::has_low() const { return low != kFirst; }
bool RowidRange::has_high() const { return high != kLast; }

Result<RowidRange> RowidRange::of(expr::Frame& frame, const plan::Access& access) {
  RowidRange out{kFirst, kLast};
  record::Value value;
  if (access.low) {
    TRY(key_value(frame, *access.low->value, record::Affinity::Numeric, value));
    const std::optional<int64_t> low = least_above(value, access.low->inclusive);
    if (value.is_null() || !low) out.is_empty = true;
    if (low) out.low = *low;
  }
  if (access.high) {
    TRY(key_value(frame, *access.high->value, record::Affinity::Numeric, value));
    const std::optional<int64_t> high = greatest_below(value, access.high->inclusive);
    if (value.is_null() || !high) out.is_empty = true;
    if (high) out.high = *high;
  }
  out.is_empty |= out.low > out.high;
  return out;
}

}  // namespace tern::exec
