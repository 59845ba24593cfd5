#include <algorithm>
#include <charconv>
#include <limits>

#include "engine/sql/parser_core.h"

// What stands between operators: literals, parameters, names, calls, parentheses, CASE, CAST.

namespace tern::sql {
namespace {

constexpr size_t kHexDigitsMax = 16;
constexpr std::string_view kTwoTo63 = "9223372036854775808";

uint8_t hex_value(char c) {
  return static_cast<uint8_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

double to_real(std::string_view text) {
  double value = 0;
  if (text.starts_with('.')) {
    const std::string padded = "0" + std::string(text);
    return to_real(padded);
  }
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc::result_out_of_range) return value;
  // Out of range: too small if its exponent is negative or it starts with 0., else too great.
  const bool is_tiny = text.find('-') != std::string_view::npos || text.starts_with("0.");
  return is_tiny ? 0.0 : std::numeric_limits<double>::infinity();
}

}  // namespace

ExprPtr Parser::number() {
  const std::string_view text = text_of(token_);
  auto node = std::make_unique<Literal>(LiteralKind::Integer);
  node->offset = token_.begin;
  node->text.assign(text);
  if (at(K::Float)) {
    node->literal = LiteralKind::Real;
    node->real = to_real(text);
  } else if (text.size() > 2 && (text[1] | 0x20) == 'x') {
    std::string_view digits = text.substr(2);
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
    if (digits.size() > kHexDigitsMax) {
      fail_at(token_.begin, "hex literal too big: " + std::string(text));
    }
    uint64_t bits = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), bits, 16);
    node->integer = static_cast<int64_t>(bits);
  } else if (std::from_chars(text.data(), text.data() + text.size(), node->integer).ec !=
             std::errc()) {
    node->literal = LiteralKind::Real;
    node->real = to_real(text);
    std::string_view digits = text;
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
    node->is_two_to_63 = digits == kTwoTo63;
  }
  const uint32_t begin = token_.begin;
  advance();
  return finish(std::move(node), begin);
}

ExprPtr Parser::literal() {
  const uint32_t begin = token_.begin;
  auto node = std::make_unique<Literal>(LiteralKind::Null);
  node->offset = begin;
  switch (token_.kind) {
    case K::String:
      node->literal = LiteralKind::Text;
      node->text = to_name(token_).text;
      break;
    case K::Blob: {
      node->literal = LiteralKind::Blob;
      const std::string_view hex = sql_.substr(begin + 2, token_.end - begin - 3);
      node->text.reserve(hex.size() / 2);
      for (size_t i = 0; i + 1 < hex.size(); i += 2) {
        node->text.push_back(static_cast<char>(hex_value(hex[i]) * 16 + hex_value(hex[i + 1])));
      }
      break;
    }
    case K::CurrentDate:
      node->literal = LiteralKind::CurrentDate;
      break;
    case K::CurrentTime:
      node->literal = LiteralKind::CurrentTime;
      break;
    case K::CurrentTimestamp:
      node->literal = LiteralKind::CurrentTimestamp;
      break;
    default:
      break;
  }
  advance();
  return finish(std::move(node), begin);
}

ExprPtr Parser::parameter() {
  const uint32_t begin = token_.begin;
  const std::string_view text = text_of(token_);
  auto node = std::make_unique<Parameter>();
  node->offset = begin;
  if (text[0] == '#' && text[1] >= '0' && text[1] <= '9') syntax_error();
  if (text.size() > 1) node->name.assign(text);
  node->number = assign_parameter(text, begin);
  advance();
  return finish(std::move(node), begin);
}

uint32_t Parser::assign_parameter(std::string_view text, uint32_t offset) {
  if (text.size() > 1 && text[0] == '?') {
    uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), number);
    if (error != std::errc() || number == 0 || exceeds(Limit::VariableNumber, number)) {
      fail_at(offset, "variable number must be between ?1 and ?" +
                          std::to_string(limits_[Limit::VariableNumber]));
      return 0;
    }
    if (parameter_names_.size() < number) parameter_names_.resize(number);
    std::string& name = parameter_names_[number - 1];
    if (name.empty()) name = text;
    return number;
  }
  if (text.size() > 1) {
    for (size_t i = 0; i < parameter_names_.size(); ++i) {
      if (parameter_names_[i] == text) return static_cast<uint32_t>(i + 1);
    }
  }
  if (exceeds(Limit::VariableNumber, parameter_names_.size() + 1)) {
    fail_at(offset, "too many SQL variables");
  }
  parameter_names_.emplace_back(text.size() > 1 ? text : std::string_view());
  return static_cast<uint32_t>(parameter_names_.size());
}

// column, table.column, schema.table.column, or a call.
ExprPtr Parser::name_expression() {
  const Token first = token_;
  if (!at_class(kAnyName)) {
    syntax_error();
    return nullptr;
  }
  const bool may_call = at_class(kNamesId | kNamesIndexed);
  advance();
  if (at(K::LeftParen) && may_call) return function(first);
  auto node = std::make_unique<ColumnRef>();
  node->offset = first.begin;
  if (!accept(K::Dot)) {
    set_name(first, node->column);
    return finish(std::move(node), first.begin);
  }
  const Token second = name_token();
  if (!accept(K::Dot)) {
    set_name(first, node->table);
    set_name(second, node->column);
    return finish(std::move(node), first.begin);
  }
  set_name(first, node->schema);
  set_name(second, node->table);
  set_name(name_token(), node->column);
  return finish(std::move(node), first.begin);
}

ExprPtr Parser::function(const Token& called) {
  auto node = std::make_unique<Function>();
  node->offset = called.begin;
  set_name(called, node->name);
  advance();
  if (accept(K::Asterisk)) {
    node->star = true;
  } else {
    node->distinct = accept(K::Distinct);
    if (!node->distinct) accept(K::All);
    if (!at(K::RightParen) && !at(K::Order)) node->arguments = expression_list();
    if (accept(K::Order)) {
      expect(K::By);
      node->order_by = ordering_terms();
    }
  }
  expect(K::RightParen);
  if (exceeds(Limit::FunctionArguments, node->arguments.size())) {
    fail_at(called.begin, "too many arguments on function " + std::string(text_of(called)));
  }
  if (accept(K::Filter)) {
    expect(K::LeftParen);
    expect(K::Where);
    node->filter = expression();
    expect(K::RightParen);
  }
  if (at(K::Over)) {
    if (node->distinct) fail_at(called.begin, "DISTINCT is not supported for window functions");
    node->over = over_clause();
  }
  for (const ExprPtr& argument : node->arguments) grow(*node, argument);
  for (const OrderingTerm& term : node->order_by) grow(*node, term.expr);
  grow(*node, node->filter);
  return finish(std::move(node), called.begin);
}

ExprList Parser::expression_list() {
  ExprList list;
  do {
    list.push_back(expression());
  } while (accept(K::Comma));
  return list;
}

// A scalar subquery, a row value, or an expression on its own.
ExprPtr Parser::parenthesized() {
  const uint32_t begin = token_.begin;
  advance();
  if (at_select()) {
    auto node = std::make_unique<Subquery>();
    node->offset = begin;
    node->select = select_in_parentheses();
    grow(*node, node->select->height);
    return finish(std::move(node), begin);
  }
  ExprPtr first = expression();
  if (!at(K::Comma)) {
    expect(K::RightParen);
    return first;
  }
  auto node = std::make_unique<RowValue>();
  node->offset = begin;
  node->items.push_back(std::move(first));
  while (accept(K::Comma)) node->items.push_back(expression());
  expect(K::RightParen);
  for (const ExprPtr& item : node->items) grow(*node, item);
  return finish(std::move(node), begin);
}

ExprPtr Parser::exists() {
  auto node = std::make_unique<sql::Exists>();
  const uint32_t begin = token_.begin;
  node->offset = begin;
  advance();
  expect(K::LeftParen);
  node->select = select_in_parentheses();
  grow(*node, node->select->height);
  return finish(std::move(node), begin);
}

ExprPtr Parser::case_expression() {
  auto node = std::make_unique<sql::Case>();
  const uint32_t begin = token_.begin;
  node->offset = begin;
  advance();
  if (!at(K::When)) node->operand = expression();
  grow(*node, node->operand);
  do {
    expect(K::When);
    sql::Case::Branch branch;
    branch.when = expression();
    expect(K::Then);
    branch.then = expression();
    grow(*node, branch.when);
    grow(*node, branch.then);
    node->branches.push_back(std::move(branch));
  } while (at(K::When));
  if (accept(K::Else)) node->otherwise = expression();
  grow(*node, node->otherwise);
  expect(K::End_);
  return finish(std::move(node), begin);
}

ExprPtr Parser::cast() {
  auto node = std::make_unique<sql::Cast>();
  const uint32_t begin = token_.begin;
  node->offset = begin;
  advance();
  expect(K::LeftParen);
  node->operand = expression();
  expect(K::As);
  node->type_name = type_name();
  expect(K::RightParen);
  grow(*node, node->operand);
  return finish(std::move(node), begin);
}

ExprPtr Parser::raise() {
  auto node = std::make_unique<sql::Raise>();
  const uint32_t begin = token_.begin;
  node->offset = begin;
  advance();
  expect(K::LeftParen);
  if (accept(K::Ignore)) {
    node->action = RaiseAction::Ignore;
  } else {
    if (accept(K::Rollback)) {
      node->action = RaiseAction::Rollback;
    } else if (accept(K::Abort)) {
      node->action = RaiseAction::Abort;
    } else {
      expect(K::Fail);
      node->action = RaiseAction::Fail;
    }
    expect(K::Comma);
    node->message = name().text;
  }
  expect(K::RightParen);
  return finish(std::move(node), begin);
}

}  // namespace tern::sql
