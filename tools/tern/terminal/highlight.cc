#include "tools/tern/terminal/highlight.h"

#include <algorithm>

#include "engine/sql/lexer.h"
#include "tools/tern/terminal/terminal.h"

namespace tern::shell {
namespace {

using sql::Token;
using sql::TokenKind;

std::string_view style_of(std::string_view sql, const Token& token) {
  switch (token.kind) {
    case TokenKind::String:
    case TokenKind::Blob:
      return style::kString;
    case TokenKind::Integer:
    case TokenKind::Float:
      return style::kNumber;
    case TokenKind::Illegal: {
      // A string whose end is still to come.
      const char first = sql[token.begin];
      return first == '\'' || first == '"' ? style::kString : std::string_view();
    }
    default:
      return token.kind > TokenKind::DoubleArrow ? style::kKeyword : std::string_view();
  }
}

/// Appends what of [begin, end) lies behind `from`.
class HighlightedText {
 public:
  HighlightedText(std::string_view sql, size_t from) : sql_(sql), from_(from) {}

  void append(size_t begin, size_t end, std::string_view style) {
    begin = std::max(begin, from_);
    if (begin >= end) return;
    text_ += style;
    text_ += sql_.substr(begin, end - begin);
    if (!style.empty()) text_ += style::kReset;
  }
  /// Between tokens there are blanks and comments.
  void append_gap(size_t begin, size_t end) {
    size_t first = begin;
    while (first < end && sql::Lexer::is_space(sql_[first])) ++first;
    size_t last = end;
    while (last > first && sql::Lexer::is_space(sql_[last - 1])) --last;
    append(begin, first, {});
    append(first, last, style::kComment);
    append(last, end, {});
  }
  std::string text() && { return std::move(text_); }

 private:
  std::string_view sql_;
  size_t from_;
  std::string text_;
};

}  // namespace

std::string highlighted_sql(std::string_view sql, size_t from) {
  HighlightedText out(sql, from);
  sql::Lexer lexer(sql);
  size_t at = 0;
  for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
    out.append_gap(at, token.begin);
    at = std::max<size_t>(token.end, token.begin + 1);
    out.append(token.begin, at, style_of(sql, token));
  }
  out.append_gap(at, sql.size());
  return std::move(out).text();
}

}  // namespace tern::shell
