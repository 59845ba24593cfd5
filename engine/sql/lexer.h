#pragma once

#include <string_view>

#include "engine/sql/token.h"

namespace tern::sql {

/// Cuts SQL text into tokens. A small value: copy it to look ahead. A zero byte ends the text.
/// Lifetime: the text outlives the lexer.
class Lexer {
 public:
  explicit Lexer(std::string_view sql);

  /// The next token after whitespace and comments; End at the end, for ever.
  Token next();
  /// The next byte that is not plain whitespace, 0 at the end. Comments are not skipped.
  char next_char() const;

  static bool starts_word(char c);
  static bool is_word(char c);
  static bool is_space(char c);

 private:
  char at(size_t offset) const { return offset < sql_.size() ? sql_[offset] : '\0'; }
  void skip_blanks();
  TokenKind scan();
  TokenKind scan_punctuation(char c);
  TokenKind scan_word();
  TokenKind scan_number();
  TokenKind scan_quoted(char quote);
  TokenKind scan_blob();
  TokenKind scan_variable();
  TokenKind take(size_t bytes, TokenKind kind) {
    here_ += bytes;
    return kind;
  }

  std::string_view sql_;
  size_t here_ = 0;
};

}  // namespace tern::sql
