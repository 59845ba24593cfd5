#include "engine/sql/parser_core.h"

namespace tern::sql {

namespace {

/// A frame that would begin behind its end whatever the distances are.
bool is_backwards(const FrameSpec& frame) {
  const FrameBoundKind end = frame.end ? frame.end->kind : FrameBoundKind::CurrentRow;
  if (frame.start.kind == FrameBoundKind::CurrentRow) return end == FrameBoundKind::Preceding;
  return frame.start.kind == FrameBoundKind::Following &&
         (end == FrameBoundKind::Preceding || end == FrameBoundKind::CurrentRow);
}

}  // namespace

std::unique_ptr<OverClause> Parser::over_clause() {
  auto over = std::make_unique<OverClause>();
  advance();
  if (accept_name(over->name)) return over;
  expect(K::LeftParen);
  over->definition = window_definition();
  expect(K::RightParen);
  return over;
}

WindowDefinition Parser::window_definition() {
  WindowDefinition out;
  const bool at_keyword =
      at(K::Partition) || at(K::Order) || at(K::Range) || at(K::Rows) || at(K::Groups);
  if (!at_keyword) accept_name(out.base);
  if (accept(K::Partition)) {
    expect(K::By);
    out.partition_by = expression_list();
  }
  if (accept(K::Order)) {
    expect(K::By);
    out.order_by = ordering_terms();
  }
  out.frame = frame();
  return out;
}

std::optional<FrameSpec> Parser::frame() {
  FrameSpec out;
  const uint32_t begin = token_.begin;
  if (accept(K::Range)) {
    out.unit = FrameUnit::Range;
  } else if (accept(K::Rows)) {
    out.unit = FrameUnit::Rows;
  } else if (accept(K::Groups)) {
    out.unit = FrameUnit::Groups;
  } else {
    return std::nullopt;
  }
  if (accept(K::Between)) {
    // The AND between the bounds is not an operator of the first.
    out.start = frame_bound(true);
    expect(K::And);
    out.end = frame_bound(false);
  } else {
    out.start = frame_bound(true);
  }
  if (accept(K::Exclude)) out.exclude = frame_exclude();
  if (is_backwards(out)) fail_at(begin, "unsupported frame specification");
  return out;
}

FrameBound Parser::frame_bound(bool is_start) {
  FrameBound out;
  if (accept(K::Current)) {
    expect(K::Row);
    out.kind = FrameBoundKind::CurrentRow;
    return out;
  }
  if (accept(K::Unbounded)) {
    expect(is_start ? K::Preceding : K::Following);
    out.kind = is_start ? FrameBoundKind::UnboundedPreceding : FrameBoundKind::UnboundedFollowing;
    return out;
  }
  out.distance = expression();
  if (accept(K::Following)) {
    out.kind = FrameBoundKind::Following;
  } else {
    expect(K::Preceding);
    out.kind = FrameBoundKind::Preceding;
  }
  return out;
}

FrameExclude Parser::frame_exclude() {
  if (accept(K::No)) {
    expect(K::Others);
    return FrameExclude::NoOthers;
  }
  if (accept(K::Current)) {
    expect(K::Row);
    return FrameExclude::CurrentRow;
  }
  if (accept(K::Group)) return FrameExclude::Group;
  expect(K::Ties);
  return FrameExclude::Ties;
}

std::vector<OrderingTerm> Parser::ordering_terms() {
  std::vector<OrderingTerm> terms;
  do {
    OrderingTerm term;
    term.expr = expression();
    term.order = sort_order();
    term.nulls = nulls_order();
    terms.push_back(std::move(term));
  } while (accept(K::Comma));
  return terms;
}

SortOrder Parser::sort_order() {
  if (accept(K::Asc)) return SortOrder::Ascending;
  if (accept(K::Desc)) return SortOrder::Descending;
  return SortOrder::Unspecified;
}

NullsOrder Parser::nulls_order() {
  if (!accept(K::Nulls)) return NullsOrder::Unspecified;
  if (accept(K::First)) return NullsOrder::First;
  expect(K::Last);
  return NullsOrder::Last;
}

}  // namespace tern::sql
