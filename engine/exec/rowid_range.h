#pragma once

#include <cstdint>

#include "engine/plan/plan.h"

namespace tern::exec {

/// The rowids of a TableScan: from `low` to `high`; none if `is_empty`.
struct RowidRange {
  int64_t low = 0;
  int64_t high = 0;
  bool is_empty = false;

  bool has_low() const;
  bool has_high() const;
  /// Of the limits of `access`, whatever their values are: 4.5, 'x' and NULL are limits too.
  static Result<RowidRange> of(expr::Frame& frame, const plan::Access& access);
};

}  // namespace tern::exec
