#include "engine/sql/parser.h"

#include "engine/sql/parser_core.h"

namespace tern::sql {

Parser::Parser(std::string_view sql, const Limits& limits)
    : sql_(sql.substr(0, sql.find('\0'))), limits_(limits), lexer_(sql_) {
  advance();
}

void Parser::advance() {
  if (failed()) return;
  last_ = token_;
  token_ = lexer_.next();
  switch (token_.kind) {
    case K::Illegal:
      fail_at(token_.begin, "unrecognized token: \"" + std::string(text_of(token_)) + "\"");
      break;
    case K::Window:
    case K::Over:
    case K::Filter:
      token_.kind = contextual(token_);
      break;
    default:
      break;
  }
}

// WINDOW, OVER and FILTER are keywords only where what surrounds them says so.
TokenKind Parser::contextual(const Token& token) const {
  Lexer ahead = lexer_;
  const auto is_name = [](const Token& t) {
    return t.kind == K::Window || t.kind == K::Over ||
           (name_class(t.kind) & (kNamesId | kNamesString | kNamesJoinWord)) != 0;
  };
  const Token next = ahead.next();
  switch (token.kind) {
    case K::Window:
      return is_name(next) && ahead.next().kind == K::As ? K::Window : K::Identifier;
    case K::Over:
      if (last_.kind != K::RightParen) return K::Identifier;
      return next.kind == K::LeftParen || is_name(next) ? K::Over : K::Identifier;
    default:
      if (last_.kind != K::RightParen) return K::Identifier;
      return next.kind == K::LeftParen ? K::Filter : K::Identifier;
  }
}

Token Parser::peek() const {
  Lexer ahead = lexer_;
  return ahead.next();
}

bool Parser::expect(K kind) {
  if (accept(kind)) return true;
  syntax_error();
  return false;
}

void Parser::syntax_error() {
  if (failed()) return;
  if (token_.kind == K::End) {
    fail("incomplete input");
  } else {
    fail_at(token_.begin, "near \"" + std::string(text_of(token_)) + "\": syntax error");
  }
}

void Parser::fail_at(size_t offset, ErrorCode code, std::string text) {
  if (!failed()) error_ = Error(code, std::move(text)).at(offset);
  token_.kind = K::Illegal;
}

void Parser::fail(std::string text) {
  if (!failed()) error_ = Error(ErrorCode::Error, std::move(text));
  token_.kind = K::Illegal;
}

SourceSpan Parser::trimmed(uint32_t begin, uint32_t end) const {
  while (begin < end && Lexer::is_space(sql_[begin])) ++begin;
  while (end > begin && Lexer::is_space(sql_[end - 1])) --end;
  return {begin, end};
}

void Parser::set_name(const Token& token, Name& out) const {
  out.offset = token.begin;
  out.present = true;
  const std::string_view text = text_of(token);
  const char first = text.empty() ? '\0' : text[0];
  switch (first) {
    case '"':
      out.quote = Quote::Double;
      break;
    case '\'':
      out.quote = Quote::Single;
      break;
    case '`':
      out.quote = Quote::Backtick;
      break;
    case '[':
      out.quote = Quote::Bracket;
      out.text.assign(text.substr(1, text.size() - 2));
      return;
    default:
      out.text.assign(text);
      return;
  }
  const std::string_view inner = text.substr(1, text.size() - 2);
  out.text.reserve(inner.size());
  for (size_t i = 0; i < inner.size(); ++i) {
    out.text.push_back(inner[i]);
    if (inner[i] == first) ++i;  // quotes inside come doubled
  }
}

/// The token of a name, of which there must be one.
Token Parser::name_token(uint8_t classes) {
  const Token out = token_;
  if (at_class(classes)) {
    advance();
  } else {
    syntax_error();
  }
  return out;
}

Name Parser::name(uint8_t classes) {
  Name out;
  if (!accept_name(out, classes)) syntax_error();
  return out;
}

bool Parser::accept_name(Name& out, uint8_t classes) {
  if (!at_class(classes)) return false;
  set_name(token_, out);
  advance();
  return true;
}

QualifiedName Parser::qualified_name() {
  QualifiedName out;
  qualified_name(out);
  return out;
}

void Parser::qualified_name(QualifiedName& out) {
  const Token first = name_token();
  if (!accept(K::Dot)) return set_name(first, out.name);
  set_name(first, out.schema);
  set_name(name_token(), out.name);
}

std::vector<Name> Parser::name_list() {
  std::vector<Name> names;
  do {
    names.push_back(name());
  } while (accept(K::Comma));
  return names;
}

std::vector<Name> Parser::optional_name_list() {
  if (!accept(K::LeftParen)) return {};
  std::vector<Name> names = name_list();
  expect(K::RightParen);
  return names;
}

// (a, b) or nothing. The grammar has COLLATE and an order after each name, only to refuse them.
std::vector<Name> Parser::plain_columns() {
  std::vector<Name> names;
  if (!accept(K::LeftParen)) return names;
  do {
    names.push_back(name());
    const bool has_collation = accept(K::Collate);
    if (has_collation) name(kIdOrString);
    if (sort_order() != SortOrder::Unspecified || has_collation) {
      fail_at(names.back().offset, "syntax error after column name \"" + names.back().text + "\"");
    }
  } while (accept(K::Comma));
  expect(K::RightParen);
  return names;
}

// Words, then perhaps (n) or (n, m) with signed numbers; the text as it stands.
std::string Parser::type_name() {
  if (!at_class(kIdOrString)) return {};
  const uint32_t begin = token_.begin;
  while (at_class(kIdOrString)) advance();
  if (accept(K::LeftParen)) {
    const auto signed_number = [this] {
      if (!accept(K::PlusSign)) accept(K::MinusSign);
      if (!accept(K::Integer)) expect(K::Float);
    };
    signed_number();
    if (accept(K::Comma)) signed_number();
    expect(K::RightParen);
  }
  return text_since(begin);
}

// What stands behind EXPLAIN.
ExplainMode Parser::explain_mode() {
  if (accept(K::Query)) {
    expect(K::Plan);
    return ExplainMode::QueryPlan;
  }
  if (!at(K::Analyze) || !is_analyzed_statement()) return ExplainMode::Explain;
  advance();
  return ExplainMode::Analyze;
}

// Is the ANALYZE that stands here to run what follows, or is it the statement itself, perhaps of a
// table called "with" or "replace"?
bool Parser::is_analyzed_statement() const {
  Lexer ahead = lexer_;
  switch (ahead.next().kind) {
    case K::Select:
    case K::Values:
    case K::Insert:
    case K::Update:
    case K::Delete:
      return true;
    case K::With:
    case K::Replace: {
      const K following = ahead.next().kind;
      return following != K::End && following != K::Semicolon && following != K::Dot;
    }
    default:
      return false;
  }
}

Result<ParsedStatement> Parser::statement() {
  while (accept(K::Semicolon)) {
  }
  ParsedStatement out;
  if (!at(K::End)) {
    if (accept(K::Explain)) out.explain = explain_mode();
    out.statement = any_statement();
    if (!at_end()) syntax_error();
  }
  if (failed()) return std::unexpected(*std::move(error_));
  out.consumed = token_.end;
  out.parameter_names = std::move(parameter_names_);
  return out;
}

Result<ExprPtr> Parser::lone_expression() {
  ExprPtr out = expression();
  if (!at(K::End)) syntax_error();
  if (failed()) return std::unexpected(*std::move(error_));
  return out;
}

Result<ParsedStatement> parse_statement(std::string_view sql, const Limits& limits) {
  if (sql.size() > static_cast<uint64_t>(limits[Limit::SqlLength])) {
    return fail(ErrorCode::TooBig, "statement too long");
  }
  return Parser(sql, limits).statement();
}

Result<ExprPtr> parse_expression(std::string_view sql) {
  const Limits limits;
  if (sql.size() > static_cast<uint64_t>(limits[Limit::SqlLength])) {
    return fail(ErrorCode::TooBig, "statement too long");
  }
  return Parser(sql, limits).lone_expression();
}

std::string schema_text(const CreateStatement& statement, std::string_view sql) {
  std::string_view what = "TABLE ";
  switch (statement.kind) {
    case StatementKind::CreateIndex:
      what = statement.as<CreateIndexStatement>().unique ? "UNIQUE INDEX " : "INDEX ";
      break;
    case StatementKind::CreateView:
      what = "VIEW ";
      break;
    case StatementKind::CreateTrigger:
      what = "TRIGGER ";
      break;
    case StatementKind::CreateVirtualTable:
      what = "VIRTUAL TABLE ";
      break;
    default:
      break;
  }
  return "CREATE " + std::string(what) + std::string(statement.definition.in(sql));
}

}  // namespace tern::sql
