#include "engine/exec/table_scan.h"

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

TableScan::TableScan(btree::TreeStore& trees, const plan::Access& access,
                     std::vector<record::Value> defaults)
    : cursor_(trees, access.source->table->root),
      access_(access),
      defaults_(std::move(defaults)),
      slot_(access.source->slot) {
  const std::vector<bool>& used = access.source->used.columns;
  reads_columns_ = std::find(used.begin(), used.end(), true) != used.end();
}

Status TableScan::find_limits(expr::Frame& frame) {
  low_ = kFirst;
  high_ = kLast;
  record::Value value;
  if (access_.low) {
    TRY(key_value(frame, *access_.low->value, record::Affinity::Numeric, value));
    const std::optional<int64_t> low = least_above(value, access_.low->inclusive);
    if (value.is_null() || !low) is_empty_ = true;
    if (low) low_ = *low;
  }
  if (access_.high) {
    TRY(key_value(frame, *access_.high->value, record::Affinity::Numeric, value));
    const std::optional<int64_t> high = greatest_below(value, access_.high->inclusive);
    if (value.is_null() || !high) is_empty_ = true;
    if (high) high_ = *high;
  }
  if (low_ > high_) is_empty_ = true;
  return ok();
}

Status TableScan::open(expr::Frame& frame) {
  started_ = false;
  is_empty_ = false;
  frame.row(slot_).set_defaults(defaults_);
  if (access_.low || access_.high) return find_limits(frame);
  low_ = kFirst;
  high_ = kLast;
  return ok();
}

Result<bool> TableScan::land() {
  if (!access_.reverse) {
    if (low_ == kFirst) return cursor_.first();
    return TRY(cursor_.seek(RowId{low_})) != btree::Landing::End;
  }
  if (high_ == kLast) return cursor_.last();
  const btree::Landing landing = TRY(cursor_.seek(RowId{high_}));
  if (landing == btree::Landing::Found) return true;
  return landing == btree::Landing::After ? cursor_.prev() : cursor_.last();
}

Result<bool> TableScan::step() {
  if (!started_) {
    started_ = true;
    return land();
  }
  return access_.reverse ? cursor_.prev() : cursor_.next();
}

Result<bool> TableScan::next(expr::Frame& frame) {
  if (is_empty_) return false;
  TRY(frame.check_interrupt());
  const bool found = TRY(step());
  if (!found) {
    is_empty_ = true;
    return false;
  }
  const int64_t rowid = cursor_.rowid().raw;
  if (rowid < low_ || rowid > high_) {
    is_empty_ = true;
    return false;
  }
  frame.row(slot_).set_record(reads_columns_ ? TRY(cursor_.payload()) : Bytes(), rowid);
  return true;
}

}  // namespace tern::exec
