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

/// Of a statement that changes rows, or asks for some; nothing: it is another one.
std::optional<Verb> verb_of_rows(TokenKind kind) {
  switch (kind) {
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
      return std::nullopt;
  }
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
    if (const auto verb = verb_of_rows(kind)) return *verb;
    switch (kind) {
      case TokenKind::End:
        return Verb::Nothing;
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
        read_attach(out);
        return Verb::Attach;
      case TokenKind::Detach:
        return Verb::Detach;
      case TokenKind::Vacuum:
        read_vacuum(out);
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
      const bool may_be_it = depth == 0 && before == TokenKind::RightParen;
      const auto verb = may_be_it ? verb_of_rows(token.kind) : std::nullopt;
      if (verb) return *verb;
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
    read_to_end(token, out);
    return verb;
  }

  void read_to_end(Token token, StatementText& out) {
    while (!is_end(token.kind)) token = lexer_.next();
    out.end = token.kind == TokenKind::End ? sql_.size() : token.end;
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
    if (token.kind == TokenKind::Equal || token.kind == TokenKind::LeftParen) {
      token = lexer_.next();
      const bool is_signed =
          token.kind == TokenKind::MinusSign || token.kind == TokenKind::PlusSign;
      out.value = is_signed ? text_of(lexer_.next()) : name_of(token);
    }
    read_to_end(token, out);
  }

  /// Leaves both empty for any other form.
  void read_attach(StatementText& out) {
    Token file = lexer_.next();
    if (file.kind == TokenKind::Database) file = lexer_.next();
    const TokenKind as = lexer_.next().kind;
    const Token schema = lexer_.next();
    const auto is_plain = [](const Token& token) {
      return token.kind == TokenKind::Identifier || token.kind == TokenKind::String;
    };
    const bool is_whole = as == TokenKind::As && is_end(lexer_.next().kind);
    if (!is_whole || !is_plain(file) || !is_plain(schema)) return;
    out.file = name_of(file);
    out.schema = name_of(schema);
  }

  void read_vacuum(StatementText& out) {
    Token token = lexer_.next();
    if (!is_end(token.kind) && token.kind != TokenKind::Into) {
      out.schema = name_of(token);
      token = lexer_.next();
    }
    for (; !is_end(token.kind); token = lexer_.next()) {
      if (token.kind == TokenKind::Into) out.has_into = true;
    }
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
