#include "engine/sql/lexer.h"

#include <array>

namespace tern::sql {
namespace {

enum CharBits : uint8_t {
  kSpace = 1,
  kWordStart = 2,
  kWord = 4,
  kDigit = 8,
  kHexDigit = 16,
  kBlank = 32,  // a space, or what a comment begins with
};

constexpr auto kChars = [] {
  std::array<uint8_t, 256> bits{};
  for (const char c : {' ', '\t', '\n', '\f', '\r'})
    bits[static_cast<uint8_t>(c)] = kSpace | kBlank;
  for (const char c : {'-', '/'}) bits[static_cast<uint8_t>(c)] = kBlank;
  for (size_t c = 'a'; c <= 'z'; ++c) bits[c] = bits[c - 32] = kWordStart | kWord;
  for (size_t c = 0x80; c < 256; ++c) bits[c] = kWordStart | kWord;
  bits['_'] = kWordStart | kWord;
  bits['$'] = kWord;
  for (size_t c = '0'; c <= '9'; ++c) bits[c] = kWord | kDigit | kHexDigit;
  for (size_t c = 'a'; c <= 'f'; ++c) {
    bits[c] |= kHexDigit;
    bits[c - 32] |= kHexDigit;
  }
  return bits;
}();

bool is(char c, uint8_t bits) { return (kChars[static_cast<uint8_t>(c)] & bits) != 0; }

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

bool Lexer::starts_word(char c) { return is(c, kWordStart); }
bool Lexer::is_word(char c) { return is(c, kWord); }
bool Lexer::is_space(char c) { return is(c, kSpace); }

Lexer::Lexer(std::string_view sql) : sql_(sql.substr(0, sql.find('\0'))) {
  if (sql_.starts_with(kByteOrderMark)) here_ = kByteOrderMark.size();
}

char Lexer::next_char() const {
  size_t at_byte = here_;
  while (is(at(at_byte), kSpace)) ++at_byte;
  return at(at_byte);
}

void Lexer::skip_blanks() {
  for (;;) {
    while (here_ < sql_.size() && is(sql_[here_], kSpace)) ++here_;
    const char c = at(here_);
    if (c == '-' && at(here_ + 1) == '-') {
      while (here_ < sql_.size() && sql_[here_] != '\n') ++here_;
    } else if (c == '/' && at(here_ + 1) == '*' && at(here_ + 2) != '\0') {
      const size_t close = sql_.find("*/", here_ + 2);
      here_ = close == std::string_view::npos ? sql_.size() : close + 2;
    } else {
      return;
    }
  }
}

Token Lexer::next() {
  // Before most tokens there is one space, or none.
  if (at(here_) == ' ') ++here_;
  if (is(at(here_), kBlank)) skip_blanks();
  Token token;
  token.begin = static_cast<uint32_t>(here_);
  token.kind = scan();
  token.end = static_cast<uint32_t>(here_);
  return token;
}

TokenKind Lexer::scan() {
  const char c = at(here_);
  if (is(c, kWordStart)) {
    if ((c == 'x' || c == 'X') && at(here_ + 1) == '\'') return scan_blob();
    return scan_word();
  }
  if (is(c, kDigit) || (c == '.' && is(at(here_ + 1), kDigit))) return scan_number();
  return scan_punctuation(c);
}

TokenKind Lexer::scan_punctuation(char c) {
  using enum TokenKind;
  const char after = at(here_ + 1);
  switch (c) {
    case '\0':
      return End;
    case '(':
      return take(1, LeftParen);
    case ')':
      return take(1, RightParen);
    case ',':
      return take(1, Comma);
    case ';':
      return take(1, Semicolon);
    case '.':
      return take(1, Dot);
    case '*':
      return take(1, Asterisk);
    case '+':
      return take(1, PlusSign);
    case '/':
      return take(1, Slash);
    case '%':
      return take(1, Percent);
    case '&':
      return take(1, Ampersand);
    case '~':
      return take(1, Tilde);
    case '|':
      return after == '|' ? take(2, DoublePipe) : take(1, Pipe);
    case '=':
      return take(after == '=' ? 2 : 1, Equal);
    case '!':
      return after == '=' ? take(2, NotEqual) : take(1, Illegal);
    case '-':
      if (after != '>') return take(1, MinusSign);
      return at(here_ + 2) == '>' ? take(3, DoubleArrow) : take(2, Arrow);
    case '<':
      if (after == '=') return take(2, LessOrEqual);
      if (after == '>') return take(2, NotEqual);
      return after == '<' ? take(2, LeftShift) : take(1, LessThan);
    case '>':
      if (after == '=') return take(2, GreaterOrEqual);
      return after == '>' ? take(2, RightShift) : take(1, GreaterThan);
    case '\'':
    case '"':
    case '`':
    case '[':
      return scan_quoted(c);
    case '?':
    case '$':
    case '@':
    case ':':
    case '#':
      return scan_variable();
    default:
      return take(1, Illegal);
  }
}

TokenKind Lexer::scan_word() {
  const size_t begin = here_;
  size_t end = begin + 1;
  while (end < sql_.size() && is(sql_[end], kWord)) ++end;
  here_ = end;
  return find_keyword({sql_.data() + begin, end - begin});
}

TokenKind Lexer::scan_number() {
  TokenKind kind = TokenKind::Integer;
  if (at(here_) == '0' && (at(here_ + 1) | 0x20) == 'x' && is(at(here_ + 2), kHexDigit)) {
    here_ += 3;
    while (is(at(here_), kHexDigit)) ++here_;
    return kind;  // a letter behind it begins the next token
  } else {
    const auto digits = [this] {
      while (is(at(here_), kDigit)) ++here_;
    };
    digits();
    if (at(here_) == '.') {
      kind = TokenKind::Float;
      ++here_;
      digits();
    }
    const char sign = at(here_ + 1);
    const bool has_sign = sign == '+' || sign == '-';
    if ((at(here_) | 0x20) == 'e' && is(at(here_ + (has_sign ? 2 : 1)), kDigit)) {
      kind = TokenKind::Float;
      here_ += has_sign ? 3 : 2;
      digits();
    }
  }
  while (is(at(here_), kWord)) {
    kind = TokenKind::Illegal;
    ++here_;
  }
  return kind;
}

TokenKind Lexer::scan_quoted(char quote) {
  const char close = quote == '[' ? ']' : quote;
  for (++here_; here_ < sql_.size(); ++here_) {
    if (sql_[here_] != close) continue;
    if (close == ']' || at(here_ + 1) != close) {
      ++here_;
      return quote == '\'' ? TokenKind::String : TokenKind::Identifier;
    }
    ++here_;
  }
  return TokenKind::Illegal;
}

TokenKind Lexer::scan_blob() {
  here_ += 2;
  const size_t begin = here_;
  while (is(at(here_), kHexDigit)) ++here_;
  if (at(here_) == '\'' && (here_ - begin) % 2 == 0) return take(1, TokenKind::Blob);
  while (at(here_) != '\0' && at(here_) != '\'') ++here_;
  if (at(here_) != '\0') ++here_;
  return TokenKind::Illegal;
}

// ?, ?NNN, or a prefix and a name with Tcl's `::` and `(index)` in it.
TokenKind Lexer::scan_variable() {
  if (at(here_) == '?') {
    ++here_;
    while (is(at(here_), kDigit)) ++here_;
    return TokenKind::Variable;
  }
  size_t name_bytes = 0;
  for (++here_; here_ < sql_.size(); ++here_) {
    const char c = sql_[here_];
    if (is(c, kWord)) {
      ++name_bytes;
    } else if (c == '(' && name_bytes > 0) {
      do {
        ++here_;
      } while (at(here_) != '\0' && !is(at(here_), kSpace) && at(here_) != ')');
      if (at(here_) != ')') return TokenKind::Illegal;
      ++here_;
      break;
    } else if (c == ':' && at(here_ + 1) == ':') {
      ++here_;
    } else {
      break;
    }
  }
  return name_bytes > 0 ? TokenKind::Variable : TokenKind::Illegal;
}

}  // namespace tern::sql
