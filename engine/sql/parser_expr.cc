#include "engine/sql/parser_core.h"

// Operators, by precedence climbing. What binds tighter has the greater strength.
// Source: SQLite documentation, "SQL Language Expressions", operators.

namespace tern::sql {
namespace {

constexpr int kOr = 1;
constexpr int kAnd = 2;
constexpr int kNot = 3;
constexpr int kEquality = 4;  // = <> IS LIKE BETWEEN IN ISNULL
constexpr int kRelational = 5;
constexpr int kBit = 7;
constexpr int kAdditive = 8;
constexpr int kMultiplicative = 9;
constexpr int kConcat = 10;
constexpr int kCollate = 11;
constexpr int kUnary = 12;

struct Infix {
  int8_t strength = 0;  // 0: no operator
  BinaryOp op{};
};

constexpr auto kInfixes = [] {
  std::array<Infix, kTokenKindCount> table{};
  const auto set = [&table](TokenKind kind, int strength, BinaryOp op = {}) {
    table[static_cast<size_t>(kind)] = {static_cast<int8_t>(strength), op};
  };
  using enum TokenKind;
  set(Or, kOr, BinaryOp::Or);
  set(And, kAnd, BinaryOp::And);
  set(Not, kNot);
  for (const TokenKind k : {Is, Like, Glob, Regexp, Match, Between, In, Isnull, Notnull}) {
    set(k, kEquality);
  }
  set(Equal, kEquality, BinaryOp::Equal);
  set(NotEqual, kEquality, BinaryOp::NotEqual);
  set(LessThan, kRelational, BinaryOp::Less);
  set(LessOrEqual, kRelational, BinaryOp::LessEqual);
  set(GreaterThan, kRelational, BinaryOp::Greater);
  set(GreaterOrEqual, kRelational, BinaryOp::GreaterEqual);
  set(Ampersand, kBit, BinaryOp::BitAnd);
  set(Pipe, kBit, BinaryOp::BitOr);
  set(LeftShift, kBit, BinaryOp::ShiftLeft);
  set(RightShift, kBit, BinaryOp::ShiftRight);
  set(PlusSign, kAdditive, BinaryOp::Add);
  set(MinusSign, kAdditive, BinaryOp::Subtract);
  set(Asterisk, kMultiplicative, BinaryOp::Multiply);
  set(Slash, kMultiplicative, BinaryOp::Divide);
  set(Percent, kMultiplicative, BinaryOp::Modulo);
  set(DoublePipe, kConcat, BinaryOp::Concat);
  set(Arrow, kConcat, BinaryOp::JsonArrow);
  set(DoubleArrow, kConcat, BinaryOp::JsonArrowArrow);
  set(Collate, kCollate);
  return table;
}();

Infix infix_of(TokenKind kind) { return kInfixes[static_cast<size_t>(kind)]; }

}  // namespace

void Parser::grow(Expr& parent, uint32_t child_height) {
  if (parent.height > child_height) return;
  parent.height = child_height + 1;
  if (exceeds(Limit::ExprDepth, parent.height)) fail_too_deep(parent.offset);
}

void Parser::fail_too_deep(uint32_t offset) {
  fail_at(offset, "Expression tree is too large (maximum depth " +
                      std::to_string(limits_[Limit::ExprDepth]) + ")");
}

ExprPtr Parser::finish(ExprPtr node, uint32_t begin) {
  node->span = since(begin);
  return node;
}

// `stops_at_and`: the AND after this expression belongs to a BETWEEN.
ExprPtr Parser::expression(int strength_min, bool stops_at_and) {
  const DepthGuard guard(*this);
  const uint32_t begin = token_.begin;
  ExprPtr left = prefix_expression();
  for (;;) {
    const K kind = token_.kind;
    const Infix infix = infix_of(kind);
    if (infix.strength == 0 || infix.strength < strength_min) return left;
    if (kind == K::And && stops_at_and) return left;
    switch (kind) {
      case K::Is:
        left = is_expression(std::move(left), begin);
        break;
      case K::Like:
      case K::Glob:
      case K::Regexp:
      case K::Match:
        left = like(std::move(left), false, begin);
        break;
      case K::Between:
        left = between(std::move(left), false, begin);
        break;
      case K::In:
        left = in(std::move(left), false, begin);
        break;
      case K::Isnull:
        left = null_test(std::move(left), false, begin);
        break;
      case K::Notnull:
        left = null_test(std::move(left), true, begin);
        break;
      case K::Not:
        left = negated_infix(std::move(left), begin);
        break;
      case K::Collate:
        left = collate(std::move(left), begin);
        break;
      default:
        left = binary(std::move(left), infix.op, infix.strength, begin);
        break;
    }
  }
}

ExprPtr Parser::prefix_expression() {
  switch (token_.kind) {
    case K::Not:
      return unary(UnaryOp::Not, kNot);
    case K::MinusSign:
      return unary(UnaryOp::Minus, kUnary);
    case K::PlusSign:
      return unary(UnaryOp::Plus, kUnary);
    case K::Tilde:
      return unary(UnaryOp::BitNot, kUnary);
    case K::Integer:
    case K::Float:
      return number();
    case K::String:
      return lexer_.next_char() == '.' ? name_expression() : literal();
    case K::Blob:
    case K::Null:
    case K::CurrentDate:
    case K::CurrentTime:
    case K::CurrentTimestamp:
      return literal();
    case K::Variable:
      return parameter();
    case K::LeftParen:
      return parenthesized();
    case K::Exists:
      return exists();
    case K::Case:
      return case_expression();
    case K::Cast:
      return cast();
    case K::Raise:
      return raise();
    default:
      return name_expression();
  }
}

ExprPtr Parser::unary(UnaryOp op, int operand_strength) {
  auto node = std::make_unique<Unary>();
  const uint32_t begin = token_.begin;
  node->op = op;
  node->offset = begin;
  advance();
  node->operand = expression(operand_strength);
  grow(*node, node->operand);
  return finish(std::move(node), begin);
}

ExprPtr Parser::binary(ExprPtr left, BinaryOp op, int strength, uint32_t begin) {
  auto node = std::make_unique<Binary>();
  node->op = op;
  node->offset = token_.begin;
  advance();
  node->left = std::move(left);
  node->right = expression(strength + 1);
  grow(*node, node->left);
  grow(*node, node->right);
  return finish(std::move(node), begin);
}

// IS, IS NOT, IS DISTINCT FROM, IS NOT DISTINCT FROM.
ExprPtr Parser::is_expression(ExprPtr left, uint32_t begin) {
  auto node = std::make_unique<Binary>();
  node->offset = token_.begin;
  advance();
  bool negated = accept(K::Not);
  if (accept(K::Distinct)) {
    expect(K::From);
    negated = !negated;
  }
  node->op = negated ? BinaryOp::IsNot : BinaryOp::Is;
  node->left = std::move(left);
  node->right = expression(kEquality + 1);
  grow(*node, node->left);
  grow(*node, node->right);
  return finish(std::move(node), begin);
}

ExprPtr Parser::like(ExprPtr left, bool negated, uint32_t begin) {
  auto node = std::make_unique<sql::Like>();
  node->offset = token_.begin;
  node->negated = negated;
  node->op = at(K::Like)     ? LikeOp::Like
             : at(K::Glob)   ? LikeOp::Glob
             : at(K::Regexp) ? LikeOp::Regexp
                             : LikeOp::Match;
  advance();
  node->operand = std::move(left);
  node->pattern = expression(kEquality + 1);
  if (accept(K::Escape)) node->escape = expression(kEquality + 1);
  grow(*node, node->operand);
  grow(*node, node->pattern);
  grow(*node, node->escape);
  return finish(std::move(node), begin);
}

ExprPtr Parser::between(ExprPtr left, bool negated, uint32_t begin) {
  auto node = std::make_unique<sql::Between>();
  node->offset = token_.begin;
  node->negated = negated;
  advance();
  node->operand = std::move(left);
  node->low = expression(0, true);
  expect(K::And);
  node->high = expression(kEquality + 1);
  grow(*node, node->operand);
  grow(*node, node->low);
  grow(*node, node->high);
  return finish(std::move(node), begin);
}

ExprPtr Parser::in(ExprPtr left, bool negated, uint32_t begin) {
  const uint32_t offset = token_.begin;
  advance();
  ExprPtr node;
  if (accept(K::LeftParen)) {
    node = in_parentheses(std::move(left), negated);
  } else {
    auto table = std::make_unique<InTable>();
    table->negated = negated;
    table->operand = std::move(left);
    table->table = qualified_name();
    grow(*table, table->operand);
    if (accept(K::LeftParen)) {
      table->has_arguments = true;
      if (!at(K::RightParen)) table->arguments = expression_list();
      expect(K::RightParen);
      for (const ExprPtr& argument : table->arguments) grow(*table, argument);
    }
    node = std::move(table);
  }
  node->offset = offset;
  return finish(std::move(node), begin);
}

// A list, or a SELECT; a SELECT in further parentheses of its own is the same SELECT.
ExprPtr Parser::in_parentheses(ExprPtr left, bool negated) {
  SelectBox select_box;
  ExprList items;
  if (at_select()) {
    select_box = select_in_parentheses();
  } else {
    if (!at(K::RightParen)) items = expression_list();
    expect(K::RightParen);
    const bool is_row = left && left->kind == ExprKind::RowValue;
    if (!is_row && items.size() == 1 && items[0] && items[0]->kind == ExprKind::Subquery) {
      select_box = std::move(items[0]->as<Subquery>().select);
    }
  }
  if (select_box) {
    auto node = std::make_unique<InSelect>();
    node->negated = negated;
    node->operand = std::move(left);
    node->select = std::move(select_box);
    grow(*node, node->operand);
    grow(*node, node->select->height);
    return node;
  }
  const size_t width = width_of(left.get());
  for (const ExprPtr& item : items) {
    const size_t terms = width_of(item.get());
    if (width == 1 || terms == width) continue;
    fail("IN(...) element has " + std::to_string(terms) + (terms == 1 ? " term" : " terms") +
         " - expected " + std::to_string(width));
  }
  auto node = std::make_unique<InList>();
  node->negated = negated;
  node->operand = std::move(left);
  node->items = std::move(items);
  grow(*node, node->operand);
  for (const ExprPtr& item : node->items) grow(*node, item);
  return node;
}

ExprPtr Parser::null_test(ExprPtr left, bool negated, uint32_t begin) {
  auto node = std::make_unique<IsNull>();
  node->offset = token_.begin;
  node->negated = negated;
  advance();
  node->operand = std::move(left);
  grow(*node, node->operand);
  return finish(std::move(node), begin);
}

// NOT after an operand: NOT NULL, NOT LIKE, NOT BETWEEN, NOT IN.
ExprPtr Parser::negated_infix(ExprPtr left, uint32_t begin) {
  advance();
  switch (token_.kind) {
    case K::Null:
      return null_test(std::move(left), true, begin);
    case K::Like:
    case K::Glob:
    case K::Regexp:
    case K::Match:
      return like(std::move(left), true, begin);
    case K::Between:
      return between(std::move(left), true, begin);
    case K::In:
      return in(std::move(left), true, begin);
    default:
      syntax_error();
      return left;
  }
}

ExprPtr Parser::collate(ExprPtr left, uint32_t begin) {
  auto node = std::make_unique<sql::Collate>();
  node->offset = token_.begin;
  advance();
  node->operand = std::move(left);
  node->collation = name(kIdOrString);
  grow(*node, node->operand);
  return finish(std::move(node), begin);
}

}  // namespace tern::sql
