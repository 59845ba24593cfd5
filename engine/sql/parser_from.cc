#include "engine/sql/parser_core.h"

namespace tern::sql {
namespace {

// The words of a join operator, in any order; each at most once.
struct JoinWords {
  bool natural = false, left = false, right = false, full = false;
  bool inner = false, cross = false, outer = false;

  bool take(TokenKind kind) {
    bool* word = slot(kind);
    return word != nullptr && (*word = true);
  }
  bool* slot(TokenKind kind) {
    switch (kind) {
      case TokenKind::Natural:
        return &natural;
      case TokenKind::Left:
        return &left;
      case TokenKind::Right:
        return &right;
      case TokenKind::Full:
        return &full;
      case TokenKind::Inner:
        return &inner;
      case TokenKind::Cross:
        return &cross;
      case TokenKind::Outer:
        return &outer;
      default:
        return nullptr;
    }
  }
  bool is_outer() const { return left || right || full; }
  bool is_legal() const {
    if ((inner || cross) && (is_outer() || outer)) return false;
    return !outer || is_outer();
  }
  JoinKind kind() const {
    if (full || (left && right)) return JoinKind::Full;
    if (left) return JoinKind::Left;
    if (right) return JoinKind::Right;
    return cross ? JoinKind::Cross : JoinKind::Inner;
  }
};

constexpr int kJoinWordsMax = 3;

}  // namespace

FromClause Parser::from_clause() {
  FromClause out;
  table_source(out.emplace_back(), true);
  while (const std::optional<JoinOperator> join = join_operator()) {
    TableSource& source = out.emplace_back();
    source.join = join->kind;
    source.natural = join->natural;
    table_source(source, false);
    if (source.natural && (source.on || !source.using_.empty())) {
      fail("a NATURAL join may not have an ON or USING clause");
    }
  }
  return out;
}

std::optional<Parser::JoinOperator> Parser::join_operator() {
  if (accept(K::Comma)) return JoinOperator{JoinKind::Comma, false};
  if (accept(K::Join)) return JoinOperator{JoinKind::Inner, false};
  if (!at_class(kNamesJoinWord)) return std::nullopt;
  const uint32_t begin = token_.begin;
  JoinWords words;
  bool known = true;
  for (int i = 0; i < kJoinWordsMax && !at(K::Join) && at_class(kAnyName); ++i) {
    known = words.take(token_.kind) && known;
    advance();
  }
  const std::string text = text_since(begin);
  expect(K::Join);
  if (!known || !words.is_legal()) fail_at(begin, "unknown join type: " + text);
  return JoinOperator{words.kind(), words.natural};
}

void Parser::table_source(TableSource& out, bool is_first) {
  out.offset = token_.begin;
  if (accept(K::LeftParen)) {
    if (at_select()) {
      out.kind = TableSourceKind::Subquery;
      out.select = select_in_parentheses();
    } else {
      const DepthGuard guard(*this);
      out.kind = TableSourceKind::Nested;
      out.nested = from_clause();
      expect(K::RightParen);
    }
  } else {
    qualified_name(out.name);
    if (accept(K::LeftParen)) {
      out.kind = TableSourceKind::Function;
      if (!at(K::RightParen)) out.arguments = expression_list();
      expect(K::RightParen);
    }
  }
  if (accept(K::As)) {
    out.alias = name();
  } else {
    accept_name(out.alias, kIdOrString);
  }
  if (out.kind == TableSourceKind::Table) index_hint(out.indexed_by, out.not_indexed);
  join_constraint(out, is_first);
}

void Parser::index_hint(Name& indexed_by, bool& not_indexed) {
  if (accept(K::Indexed)) {
    expect(K::By);
    indexed_by = name();
  } else if (accept(K::Not)) {
    expect(K::Indexed);
    not_indexed = true;
  }
}

void Parser::join_constraint(TableSource& source, bool is_first) {
  const uint32_t begin = token_.begin;
  if (accept(K::On)) {
    source.on = expression();
    if (is_first) fail_at(begin, "a JOIN clause is required before ON");
  } else if (accept(K::Using)) {
    expect(K::LeftParen);
    source.using_ = name_list();
    expect(K::RightParen);
    if (is_first) fail_at(begin, "a JOIN clause is required before USING");
  }
}

}  // namespace tern::sql
