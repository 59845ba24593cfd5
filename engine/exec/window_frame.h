#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "engine/bind/query.h"
#include "engine/exec/window_rows.h"
#include "engine/expr/frame.h"

namespace tern::exec {

/// Rows [begin, end).
struct RowRange {
  uint64_t begin = 0;
  uint64_t end = 0;
  bool is_empty() const { return begin >= end; }
  bool operator==(const RowRange&) const = default;
};

/// The frame of one window around the current row, which walks through its partition. Both ends
/// only ever move on.
class FrameBounds {
 public:
  /// `range_column`: where rows have the value that RANGE distances are added to.
  FrameBounds(const bind::Window& window, uint32_t range_column);

  /// A partition of `rows` begins. Errors: distances that are no numbers or negative.
  Status start(expr::Frame& frame, WindowRows& rows);
  /// To row `current`: the partition's first, then the one behind the row before.
  Status move_to(expr::Frame& frame, WindowRows& rows, uint64_t current);

  uint64_t current() const { return current_; }
  /// The frame before exclusion; never past the partition.
  RowRange range() const { return range_; }
  /// What exclusion leaves of it, in order; some may be empty.
  std::span<const RowRange> pieces() const { return {pieces_.data(), piece_count_}; }
  /// The rows equal to the current one, and how many groups of such there are before it.
  RowRange peers() const { return peers_; }
  uint64_t groups_before() const { return groups_before_; }

  bool excludes() const { return window_.frame.exclude != sql::FrameExclude::Unspecified; }
  bool begins_fixed() const {
    return window_.frame.start == sql::FrameBoundKind::UnboundedPreceding;
  }
  /// Sums of reals depend on the order in which rows are added and taken back. As in the reference
  /// rows enter a frame before others leave it where both ends are RANGE distances on one side.
  bool adds_first() const { return adds_first_; }
  /// Both ends are counted distances FOLLOWING: until the first row's frame is complete, each unit
  /// (row or group) that is added takes back the one this many units before it. 0 if not so.
  bool fills_by_units() const { return fills_by_units_; }
  uint64_t units_inside() const { return end_distance_ - start_distance_; }
  /// Behind the unit that begins at row `at`.
  Result<uint64_t> unit_end(expr::Frame& frame, WindowRows& rows, uint64_t at) const;

  /// Rows before this number are not looked at again for moving on.
  uint64_t needed_from() const;

 private:
  using Kind = sql::FrameBoundKind;
  bool is_range() const { return window_.frame.unit == sql::FrameUnit::Range; }
  Status start_distances(expr::Frame& frame);
  Status move_peers(expr::Frame& frame, WindowRows& rows);
  Status move_rows(expr::Frame& frame, WindowRows& rows);
  Status move_groups(expr::Frame& frame, WindowRows& rows);
  Status move_range(expr::Frame& frame, WindowRows& rows);
  Result<uint64_t> clamped(expr::Frame& frame, WindowRows& rows, uint64_t index) const;
  /// Moves `at`, the beginning of group number `group`, to that of group number `wanted`.
  Status advance_group(expr::Frame& frame, WindowRows& rows, uint64_t wanted, uint64_t& at,
                       uint64_t& group) const;
  Result<uint64_t> group_end(expr::Frame& frame, WindowRows& rows, uint64_t at) const;
  enum class Compare : uint8_t { Less, LessEqual, Greater, GreaterEqual };
  /// value(a) + distance  OP  value(b), in the direction of the ORDER BY.
  bool range_test(const WindowRows& rows, uint64_t a, record::ValueView distance, Compare op,
                  uint64_t b) const;
  void make_pieces();

  const bind::Window& window_;
  const uint32_t range_column_;
  bool needs_range_ = false;  // somebody asks which rows the frame has
  bool needs_peers_ = false;
  bool adds_first_ = false;
  bool fills_by_units_ = false;

  bool is_always_empty_ = false;
  uint64_t start_distance_ = 0;  // ROWS and GROUPS
  uint64_t end_distance_ = 0;
  record::Value start_value_;  // RANGE
  record::Value end_value_;

  uint64_t current_ = 0;
  RowRange range_;
  RowRange peers_;
  uint64_t groups_before_ = 0;
  bool is_first_group_ = true;
  uint64_t begin_group_ = 0;  // that range_.begin begins
  uint64_t end_group_ = 0;    // that range_.end begins
  std::array<RowRange, 3> pieces_;
  size_t piece_count_ = 0;
};

}  // namespace tern::exec
