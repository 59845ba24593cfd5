#include "engine/exec/window_frame.h"

#include <algorithm>

#include "engine/record/affinity.h"

namespace tern::exec {

namespace {

using record::ValueView;
using Kind = sql::FrameBoundKind;

bool is_distance(Kind kind) { return kind == Kind::Preceding || kind == Kind::Following; }

std::unexpected<Error> bad_distance(bool is_start, const char* what) {
  std::string text = "frame ";
  text += is_start ? "starting" : "ending";
  text += " offset must be a non-negative ";
  text += what;
  return fail(ErrorCode::Error, text);
}

Result<uint64_t> count_of(expr::Frame& frame, const expr::ExprPtr& distance, bool is_start) {
  if (!distance) return uint64_t{0};
  const std::optional<int64_t> count = record::as_rowid(TRY(distance->eval(frame)));
  if (!count || *count < 0) return bad_distance(is_start, "integer");
  return static_cast<uint64_t>(*count);
}

Status number_of(expr::Frame& frame, const expr::ExprPtr& distance, bool is_start,
                 record::Value& out) {
  if (!distance) return ok();
  std::string scratch;
  const ValueView value = TRY(distance->eval(frame));
  const ValueView number =
      record::apply_comparison_affinity(value, record::Affinity::Numeric, scratch);
  if (!number.is_numeric() || record::to_real(number) < 0) return bad_distance(is_start, "number");
  out.assign(number);
  return ok();
}

bool asks_for_frame(const bind::WindowCall& call) {
  return call.aggregate || call.window->reach == functions::WindowReach::Frame ||
         call.window->reach == functions::WindowReach::FrameEnd;
}

/// Adds or subtracts a RANGE distance. Only numbers move.
ValueView shifted(ValueView value, ValueView distance, bool backwards) {
  if (!value.is_numeric()) return value;
  if (value.is_integer() && distance.is_integer()) {
    int64_t out = 0;
    const bool overflows =
        backwards ? __builtin_sub_overflow(value.as_integer(), distance.as_integer(), &out)
                  : __builtin_add_overflow(value.as_integer(), distance.as_integer(), &out);
    if (!overflows) return ValueView::integer(out);
  }
  const double by = record::to_real(distance);
  return ValueView::real(record::to_real(value) + (backwards ? -by : by));
}

}  // namespace

FrameBounds::FrameBounds(const bind::Window& window, uint32_t range_column)
    : window_(window), range_column_(range_column) {
  const bind::WindowFrame& frame = window.frame;
  needs_range_ = std::ranges::any_of(window.calls, asks_for_frame);
  needs_peers_ = frame.unit != sql::FrameUnit::Rows || frame.exclude == sql::FrameExclude::Group ||
                 frame.exclude == sql::FrameExclude::Ties;
  if (is_range() && is_distance(frame.start)) {
    adds_first_ = frame.start == Kind::Following || frame.end == Kind::Preceding;
  }
  fills_by_units_ = !is_range() && frame.start == Kind::Following && frame.end == Kind::Following;
}

Status FrameBounds::start_distances(expr::Frame& frame) {
  const bind::WindowFrame& f = window_.frame;
  if (is_range()) {
    TRY(number_of(frame, f.start_distance, true, start_value_));
    return number_of(frame, f.end_distance, false, end_value_);
  }
  start_distance_ = TRY(count_of(frame, f.start_distance, true));
  end_distance_ = TRY(count_of(frame, f.end_distance, false));
  is_always_empty_ =
      f.start == f.end && ((f.start == Kind::Preceding && start_distance_ < end_distance_) ||
                           (f.start == Kind::Following && start_distance_ > end_distance_));
  return ok();
}

Status FrameBounds::start(expr::Frame& frame, WindowRows& rows) {
  const uint64_t begin = rows.partition_begin();
  current_ = begin;
  range_ = {begin, begin};
  peers_ = {begin, begin};
  groups_before_ = 0;
  is_first_group_ = true;
  begin_group_ = 0;
  end_group_ = 0;
  return start_distances(frame);
}

Status FrameBounds::move_to(expr::Frame& frame, WindowRows& rows, uint64_t current) {
  current_ = current;
  if (needs_peers_) TRY(move_peers(frame, rows));
  if (needs_range_ && !is_always_empty_) {
    switch (window_.frame.unit) {
      case sql::FrameUnit::Rows:
        TRY(move_rows(frame, rows));
        break;
      case sql::FrameUnit::Groups:
        TRY(move_groups(frame, rows));
        break;
      case sql::FrameUnit::Range:
        TRY(move_range(frame, rows));
        break;
    }
  }
  make_pieces();
  return ok();
}

Status FrameBounds::move_peers(expr::Frame& frame, WindowRows& rows) {
  if (current_ < peers_.end) return ok();
  if (!std::exchange(is_first_group_, false)) ++groups_before_;
  peers_ = {current_, TRY(group_end(frame, rows, current_))};
  return ok();
}

Result<uint64_t> FrameBounds::group_end(expr::Frame& frame, WindowRows& rows, uint64_t at) const {
  ++at;
  while (true) {
    const bool exists = TRY(rows.has(frame, at));
    if (!exists || !rows.are_peers(at - 1, at)) return at;
    ++at;
  }
}

Result<uint64_t> FrameBounds::unit_end(expr::Frame& frame, WindowRows& rows, uint64_t at) const {
  if (window_.frame.unit == sql::FrameUnit::Rows) return at + 1;
  return group_end(frame, rows, at);
}

Result<uint64_t> FrameBounds::clamped(expr::Frame& frame, WindowRows& rows, uint64_t index) const {
  const bool exists = TRY(rows.has(frame, index));
  return exists ? index : TRY(rows.partition_end(frame));
}

Status FrameBounds::move_rows(expr::Frame& frame, WindowRows& rows) {
  const uint64_t before = current_ - rows.partition_begin();
  switch (window_.frame.end) {
    case Kind::Preceding:
      if (before >= end_distance_) range_.end = current_ + 1 - end_distance_;
      break;
    case Kind::Following:
      range_.end = TRY(clamped(frame, rows, current_ + end_distance_ + 1));
      break;
    case Kind::UnboundedFollowing:
      range_.end = TRY(rows.partition_end(frame));
      break;
    default:
      range_.end = current_ + 1;
  }
  switch (window_.frame.start) {
    case Kind::Preceding:
      if (before > start_distance_) range_.begin = current_ - start_distance_;
      break;
    case Kind::CurrentRow:
      range_.begin = current_;
      break;
    case Kind::Following:
      range_.begin = TRY(clamped(frame, rows, current_ + start_distance_));
      break;
    default:
      break;
  }
  return ok();
}

Status FrameBounds::advance_group(expr::Frame& frame, WindowRows& rows, uint64_t wanted,
                                  uint64_t& at, uint64_t& group) const {
  while (group < wanted) {
    const bool exists = TRY(rows.has(frame, at));
    if (!exists) return ok();
    at = TRY(group_end(frame, rows, at));
    ++group;
  }
  return ok();
}

Status FrameBounds::move_groups(expr::Frame& frame, WindowRows& rows) {
  switch (window_.frame.end) {
    case Kind::Preceding:
      if (groups_before_ >= end_distance_) {
        TRY(advance_group(frame, rows, groups_before_ + 1 - end_distance_, range_.end, end_group_));
      }
      break;
    case Kind::Following:
      TRY(advance_group(frame, rows, groups_before_ + end_distance_ + 1, range_.end, end_group_));
      break;
    case Kind::UnboundedFollowing:
      range_.end = TRY(rows.partition_end(frame));
      break;
    default:
      range_.end = peers_.end;
  }
  switch (window_.frame.start) {
    case Kind::Preceding:
      if (groups_before_ > start_distance_) {
        TRY(advance_group(frame, rows, groups_before_ - start_distance_, range_.begin,
                          begin_group_));
      }
      break;
    case Kind::CurrentRow:
      range_.begin = peers_.begin;
      break;
    case Kind::Following:
      TRY(advance_group(frame, rows, groups_before_ + start_distance_, range_.begin, begin_group_));
      break;
    default:
      break;
  }
  return ok();
}

bool FrameBounds::range_test(const WindowRows& rows, uint64_t a, ValueView distance, Compare op,
                             uint64_t b) const {
  const bind::OrderedExpr& term = window_.order_by.front();
  const ValueView x = rows.row(a).values()[range_column_];
  const ValueView y = rows.row(b).values()[range_column_];
  // NULLs are the least values; where they come at the other end, they are the greatest.
  const bool null_is_greatest = term.descending != term.nulls_last;
  if (null_is_greatest && (x.is_null() || y.is_null())) {
    const int order = static_cast<int>(x.is_null()) - static_cast<int>(y.is_null());
    const int directed = term.descending ? -order : order;
    switch (op) {
      case Compare::Less:
        return directed < 0;
      case Compare::LessEqual:
        return directed <= 0;
      case Compare::Greater:
        return directed > 0;
      case Compare::GreaterEqual:
        return directed >= 0;
    }
  }
  // Spares what rounding does where the answer is known before.
  if (op == Compare::GreaterEqual && x.is_numeric() && !y.is_null()) {
    const int plain = record::compare_values(x, y, *term.collation);
    if (term.descending ? plain <= 0 : plain >= 0) return true;
  }
  const ValueView moved = shifted(x, distance, term.descending);
  int order = record::compare_values(moved, y, *term.collation);
  if (term.descending) order = -order;
  switch (op) {
    case Compare::Less:
      return order < 0;
    case Compare::LessEqual:
      return order <= 0;
    case Compare::Greater:
      return order > 0;
    case Compare::GreaterEqual:
      return order >= 0;
  }
  return false;
}

Status FrameBounds::move_range(expr::Frame& frame, WindowRows& rows) {
  switch (window_.frame.end) {
    case Kind::Preceding:
      // Rounding could reach rows behind the peers; the reference has not read them by then.
      while (range_.end < peers_.end &&
             !range_test(rows, range_.end, end_value_, Compare::Greater, current_)) {
        ++range_.end;
      }
      break;
    case Kind::Following:
      while (TRY(rows.has(frame, range_.end)) &&
             range_test(rows, current_, end_value_, Compare::GreaterEqual, range_.end)) {
        ++range_.end;
      }
      break;
    case Kind::UnboundedFollowing:
      range_.end = TRY(rows.partition_end(frame));
      break;
    default:
      range_.end = peers_.end;
  }
  switch (window_.frame.start) {
    case Kind::Preceding:
      while (range_.begin < range_.end &&
             !range_test(rows, range_.begin, start_value_, Compare::GreaterEqual, current_)) {
        ++range_.begin;
      }
      break;
    case Kind::CurrentRow:
      range_.begin = peers_.begin;
      break;
    case Kind::Following:
      while (range_.begin < range_.end &&
             !range_test(rows, current_, start_value_, Compare::LessEqual, range_.begin)) {
        ++range_.begin;
      }
      break;
    default:
      break;
  }
  return ok();
}

void FrameBounds::make_pieces() {
  RowRange hole{current_, current_ + 1};
  piece_count_ = 0;
  switch (window_.frame.exclude) {
    case sql::FrameExclude::Unspecified:
    case sql::FrameExclude::NoOthers:
      pieces_[piece_count_++] = range_;
      return;
    case sql::FrameExclude::CurrentRow:
      break;
    case sql::FrameExclude::Group:
    case sql::FrameExclude::Ties:
      hole = peers_;
      break;
  }
  pieces_[piece_count_++] = {range_.begin, std::min(range_.end, hole.begin)};
  const bool has_current = range_.begin <= current_ && current_ < range_.end;
  if (window_.frame.exclude == sql::FrameExclude::Ties && has_current) {
    pieces_[piece_count_++] = {current_, current_ + 1};
  }
  pieces_[piece_count_++] = {std::max(range_.begin, hole.end), range_.end};
}

uint64_t FrameBounds::needed_from() const {
  const bool has_distance = is_distance(window_.frame.start) || is_distance(window_.frame.end);
  if (!needs_range_ || !has_distance || window_.frame.unit == sql::FrameUnit::Rows) {
    return UINT64_MAX;
  }
  return begins_fixed() ? range_.end : std::min(range_.begin, range_.end);
}

}  // namespace tern::exec
