#include <cmath>

#include "engine/functions/builtins.h"
#include "engine/record/affinity.h"

// Source: SQLite documentation, "Built-in Window Functions".

namespace tern::functions {
namespace {

using record::ValueView;

constexpr double kDistanceMax = 9.0e18;  // no partition has as many rows

ValueView integer(uint64_t value) { return ValueView::integer(static_cast<int64_t>(value)); }

Result<ValueView> row_number(Call&, WindowView& view) { return integer(view.current() + 1); }

Result<ValueView> rank(Call&, WindowView& view) { return integer(view.peers_begin() + 1); }

Result<ValueView> dense_rank(Call&, WindowView& view) { return integer(view.groups_before() + 1); }

Result<ValueView> percent_rank(Call&, WindowView& view) {
  const uint64_t size = TRY(view.size());
  if (size < 2) return ValueView::real(0);
  return ValueView::real(static_cast<double>(view.peers_begin()) / static_cast<double>(size - 1));
}

Result<ValueView> cume_dist(Call&, WindowView& view) {
  const uint64_t size = TRY(view.size());
  return ValueView::real(static_cast<double>(view.peers_end()) / static_cast<double>(size));
}

/// The first rows get the larger parts. How many parts there are is the first row's to say.
Result<ValueView> ntile(Call&, WindowView& view) {
  const int64_t parts = record::to_integer(view.argument(0, 0));
  if (parts <= 0) return fail(ErrorCode::Error, "argument of ntile must be a positive integer");
  const uint64_t count = static_cast<uint64_t>(parts);
  const uint64_t row = view.current();
  const uint64_t size = TRY(view.size());
  const uint64_t small_size = size / count;
  if (small_size == 0) return integer(row + 1);
  const uint64_t large_parts = size % count;
  const uint64_t rows_in_large = large_parts * (small_size + 1);
  if (row < rows_in_large) return integer(row / (small_size + 1) + 1);
  return integer(large_parts + (row - rows_in_large) / small_size + 1);
}

enum class Direction : int8_t { Back = -1, Ahead = 1 };

/// How many rows away the row is that a distance leads to from row `current`: any number, texts
/// read as arithmetic reads them, that added to the row's (the first is 1) gives a whole one.
std::optional<int64_t> whole_distance(ValueView value, uint64_t current, Direction direction) {
  const ValueView number = record::to_number(value);
  if (number.is_integer()) return number.as_integer();
  if (number.is_null()) return std::nullopt;
  const double row = static_cast<double>(current) + 1;
  const double target = row + static_cast<int>(direction) * number.as_real();
  if (!(std::fabs(target) < kDistanceMax) || target != std::floor(target)) return std::nullopt;
  return static_cast<int64_t>(static_cast<int>(direction) * (target - row));
}

/// The row `distance` behind the current one (before it if negative), if there is one.
Result<std::optional<uint64_t>> row_at(WindowView& view, int64_t distance) {
  const uint64_t current = view.current();
  const uint64_t target = current + static_cast<uint64_t>(distance);
  const bool is_before = distance < 0;
  const uint64_t rows_back = 0 - static_cast<uint64_t>(distance);
  if (is_before ? rows_back > current : target < current) {
    return std::optional<uint64_t>();
  }
  const bool found = TRY(view.has(target));
  return found ? std::optional(target) : std::nullopt;
}

Result<ValueView> value_at(WindowView& view, std::optional<int64_t> distance, size_t arguments) {
  std::optional<uint64_t> row;
  if (distance) row = TRY(row_at(view, *distance));
  if (row) return view.argument(*row, 0);
  return arguments > 2 ? view.argument(view.current(), 2) : ValueView::null();
}

Result<ValueView> lead(Call&, WindowView& view) {
  std::optional<int64_t> distance = 1;
  if (view.argument_count() > 1) {
    distance = whole_distance(view.argument(view.current(), 1), view.current(), Direction::Ahead);
  }
  return value_at(view, distance, view.argument_count());
}

/// With a negative distance the reference looks no further than the row it reads ahead.
Result<ValueView> lag(Call&, WindowView& view) {
  std::optional<int64_t> distance = 1;
  if (view.argument_count() > 1) {
    distance = whole_distance(view.argument(view.current(), 1), view.current(), Direction::Back);
  }
  if (distance && (*distance < -1 || *distance == INT64_MIN)) distance.reset();
  if (distance) distance = -*distance;
  return value_at(view, distance, view.argument_count());
}

Result<ValueView> first_value(Call&, WindowView& view) {
  const std::optional<uint64_t> row = view.frame_row(0);
  return row ? view.argument(*row, 0) : ValueView::null();
}

Result<ValueView> last_value(Call&, WindowView& view) {
  const std::optional<uint64_t> row = view.last_frame_row();
  return row ? view.argument(*row, 0) : ValueView::null();
}

Result<ValueView> nth_value(Call&, WindowView& view) {
  const std::optional<int64_t> n = record::as_rowid(view.argument(view.current(), 1));
  if (!n || *n <= 0) {
    return fail(ErrorCode::Error, "second argument to nth_value must be a positive integer");
  }
  const std::optional<uint64_t> row = view.frame_row(static_cast<uint64_t>(*n) - 1);
  return row ? view.argument(*row, 0) : ValueView::null();
}

constexpr WindowRow kWindowFunctions[] = {
    {"cume_dist", 0, 0, cume_dist, FixedFrame::GroupsBehindCurrent, WindowReach::Current},
    {"dense_rank", 0, 0, dense_rank, FixedFrame::PeersToCurrent, WindowReach::Current},
    {"first_value", 1, 1, first_value, FixedFrame::None, WindowReach::Frame},
    {"lag", 1, 3, lag, FixedFrame::RowsToCurrent, WindowReach::Offset},
    {"last_value", 1, 1, last_value, FixedFrame::None, WindowReach::FrameEnd},
    {"lead", 1, 3, lead, FixedFrame::AllRows, WindowReach::Offset},
    {"nth_value", 2, 2, nth_value, FixedFrame::None, WindowReach::Frame},
    {"ntile", 1, 1, ntile, FixedFrame::RowsFromCurrent, WindowReach::Partition},
    {"percent_rank", 0, 0, percent_rank, FixedFrame::GroupsFromCurrent, WindowReach::Current},
    {"rank", 0, 0, rank, FixedFrame::PeersToCurrent, WindowReach::Current},
    {"row_number", 0, 0, row_number, FixedFrame::RowsToCurrent, WindowReach::Current},
};

}  // namespace

std::span<const WindowRow> window_functions() { return kWindowFunctions; }

}  // namespace tern::functions
