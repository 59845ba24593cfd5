#include "daemon/streams/statement_text.h"

#include "engine/base/utf8.h"
#include "engine/sql/lexer.h"

namespace tern::daemon::streams {
namespace {

using sql::Token;
using sql::TokenKind;
using Verb = StatementText::Verb;

bool is_word(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (fold_case(text[i]) != lower[i]) return false;
  }
  return true;
}

bool is_end(TokenKind kind) { return kind == TokenKind::End || kind == TokenKind::Semicolon; }

class TextReader {
 public:
  explicit TextReader(std::string_view sql) : sql_(sql), lexer_(sql) {}

  StatementText read() {
    StatementText out;
    Token first = lexer_.next();
    while (first.kind == TokenKind::Semicolon) first = lexer_.next();
    if (first.kind == TokenKind::Explain) first = skip_explain(out);
    out.verb = verb_of(first.kind, out);
    return out;
  }

 private:
  Token skip_explain(StatementText& out) {
    out.is_explain = true;
    Token token = lexer_.next();
    if (token.kind == TokenKind::Query) token = lexer_.next();
    if (token.kind == TokenKind::Plan) token = lexer_.next();
    if (token.kind == TokenKind::Analyze) {  // which runs it
      const Token next = sql::Lexer(lexer_).next();
      if (!is_end(next.kind)) {
        out.is_explain = false;
        lexer_.next();
        return next;
      }
    }
    return token;
  }

  Verb verb_of(TokenKind kind, StatementText& out) {
    switch (kind) {
      case TokenKind::End:
        return Verb::Nothing;
      case TokenKind::Insert:
      case TokenKind::Replace:
        return Verb::Insert;
      case TokenKind::Update:
      case TokenKind::Delete:
        return Verb::Change;
      case TokenKind::With:
        return verb_behind_with();
      case TokenKind::Begin:
        return read_begin(out);
      case TokenKind::Commit:
      case TokenKind::End_:
        return Verb::Commit;
      case TokenKind::Rollback:
        return read_rollback();
      case TokenKind::Pragma:
        read_pragma(out);
        return Verb::Pragma;
      case TokenKind::Attach:
      case TokenKind::Detach:
        return Verb::Attach;
      case TokenKind::Vacuum:
        out.has_into = has_into();
        return Verb::Vacuum;
      default:
        return Verb::Other;
    }
  }

  /// The verb stands behind the closing parenthesis of the last common table expression.
  Verb verb_behind_with() {
    int depth = 0;
    TokenKind before = TokenKind::With;
    for (Token token = lexer_.next(); !is_end(token.kind); token = lexer_.next()) {
      if (token.kind == TokenKind::LeftParen) ++depth;
      if (token.kind == TokenKind::RightParen) --depth;
      if (depth == 0 && before == TokenKind::RightParen) {
        switch (token.kind) {
          case TokenKind::Insert:
          case TokenKind::Replace:
            return Verb::Insert;
          case TokenKind::Update:
          case TokenKind::Delete:
            return Verb::Change;
          case TokenKind::Select:
          case TokenKind::Values:
            return Verb::Other;
          default:
            break;
        }
      }
      before = token.kind;
    }
    return Verb::Other;
  }

  Verb read_begin(StatementText& out) {
    Verb verb = Verb::Begin;
    Token token = lexer_.next();
    if (token.kind == TokenKind::Immediate || token.kind == TokenKind::Exclusive) {
      verb = Verb::BeginWriting;
    } else {
      if (token.kind == TokenKind::Transaction) token = lexer_.next();
      const bool is_last = is_end(sql::Lexer(lexer_).next().kind);
      if (is_last && is_word(text_of(token), "readonly")) verb = Verb::BeginReadonly;
    }
    while (!is_end(token.kind)) token = lexer_.next();
    out.end = token.kind == TokenKind::End ? sql_.size() : token.end;
    return verb;
  }

  Verb read_rollback() {
    for (Token token = lexer_.next(); !is_end(token.kind); token = lexer_.next()) {
      if (token.kind == TokenKind::To) return Verb::Other;
    }
    return Verb::Rollback;
  }

  void read_pragma(StatementText& out) {
    out.pragma = name_of(lexer_.next());
    Token token = lexer_.next();
    if (token.kind == TokenKind::Dot) {
      out.pragma = name_of(lexer_.next());
      token = lexer_.next();
    }
    if (token.kind != TokenKind::Equal && token.kind != TokenKind::LeftParen) return;
    token = lexer_.next();
    const bool is_signed = token.kind == TokenKind::MinusSign || token.kind == TokenKind::PlusSign;
    out.value = is_signed ? text_of(lexer_.next()) : name_of(token);
  }

  bool has_into() {
    for (Token token = lexer_.next(); !is_end(token.kind); token = lexer_.next()) {
      if (token.kind == TokenKind::Into) return true;
    }
    return false;
  }

  std::string_view text_of(const Token& token) const {
    return sql_.substr(token.begin, token.end - token.begin);
  }
  /// Without its quotes.
  std::string_view name_of(const Token& token) const {
    const std::string_view text = text_of(token);
    const bool is_quoted = text.size() >= 2 && std::string_view("'\"[`").contains(text.front());
    return is_quoted ? text.substr(1, text.size() - 2) : text;
  }

  std::string_view sql_;
  sql::Lexer lexer_;
};

}  // namespace

StatementText read_statement_text(std::string_view sql) { return TextReader(sql).read(); }

bool has_statement(std::string_view sql) {
  sql::Lexer lexer(sql);
  Token token = lexer.next();
  while (token.kind == TokenKind::Semicolon) token = lexer.next();
  return token.kind != TokenKind::End;
}

}  // namespace tern::daemon::streams
