#include "tools/diff/coverage_syntax.h"

#include <algorithm>

#include "engine/sql/lexer.h"
#include "engine/sql/parser.h"
#include "tools/diff/syntax_walk.h"

namespace tern::diff {

namespace {

using sql::TokenKind;

/// What the tree does not tell: how it was spelled.
class SpellingWalk {
 public:
  explicit SpellingWalk(std::string_view sql) : sql_(sql) {}

  void run(Coverage& coverage) {
    sql::Lexer lexer(sql_);
    size_t end = 0;
    for (sql::Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
      if (sql_.substr(end, token.begin - end).find_first_of("-/") != std::string_view::npos) {
        coverage.hit_production("spelling: comment");
      }
      end = token.end;
      const std::string_view text = sql_.substr(token.begin, token.end - token.begin);
      const std::string_view name = spelling(token.kind, text);
      if (!name.empty()) coverage.hit_production(std::string("spelling: ").append(name));
      is_is_not_ = is_is_ && token.kind == TokenKind::Not;
      is_is_ = token.kind == TokenKind::Is;
    }
  }

 private:
  std::string_view spelling(TokenKind kind, std::string_view text) const {
    switch (kind) {
      case TokenKind::Equal:
      case TokenKind::NotEqual:
        return text == "==" || text == "!=" ? text : "";
      case TokenKind::Isnull:
        return "ISNULL";
      case TokenKind::Notnull:
        return "NOTNULL";
      case TokenKind::Inner:
        return "INNER";
      case TokenKind::Outer:
        return "OUTER";
      case TokenKind::Distinct:
        return is_is_ ? "IS DISTINCT FROM" : is_is_not_ ? "IS NOT DISTINCT FROM" : "";
      case TokenKind::Identifier:
        return text[0] == '"'   ? "\"name\""
               : text[0] == '[' ? "[name]"
               : text[0] == '`' ? "`name`"
                                : "";
      default:
        return "";
    }
  }

  std::string_view sql_;
  bool is_is_ = false;
  bool is_is_not_ = false;
};

}  // namespace

std::string lower(std::string_view text) {
  std::string out(text);
  const auto fold = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  std::ranges::transform(out, out.begin(), fold);
  return out;
}

void cover_syntax(std::string_view sql, Coverage& coverage) {
  const Result<sql::ParsedStatement> parsed = sql::parse_statement(sql);
  if (!parsed || !parsed->statement) return;
  const auto* statement = parsed->statement->as_if<sql::SelectStatement>();
  if (!statement) return;
  SyntaxWalk(sql, statement->select, coverage).walk(&statement->select);
  SpellingWalk(sql).run(coverage);
}

}  // namespace tern::diff
