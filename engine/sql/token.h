#pragma once

#include <cstdint>
#include <string_view>

namespace tern::sql {

enum class TokenKind : uint8_t {
  End,
  Illegal,
  Semicolon,
  Identifier,  // bare, or in double quotes, brackets or backticks
  String,
  Integer,
  Float,
  Blob,
  Variable,
  LeftParen,
  RightParen,
  Comma,
  Dot,
  Asterisk,
  PlusSign,
  MinusSign,
  Slash,
  Percent,
  Equal,
  NotEqual,
  LessThan,
  LessOrEqual,
  GreaterThan,
  GreaterOrEqual,
  Ampersand,
  Pipe,
  Tilde,
  DoublePipe,
  LeftShift,
  RightShift,
  Arrow,
  DoubleArrow,
#define TERN_KEYWORD(name, text, word_class) name,
#include "engine/sql/keywords.def"
#undef TERN_KEYWORD
};

#define TERN_KEYWORD(name, text, word_class) +1
constexpr int kKeywordCount = 0
#include "engine/sql/keywords.def"
    ;
#undef TERN_KEYWORD
constexpr int kTokenKindCount = static_cast<int>(TokenKind::DoubleArrow) + 1 + kKeywordCount;

struct Token {
  TokenKind kind = TokenKind::End;
  uint32_t begin = 0;
  uint32_t end = 0;
};

/// What a token may name; the grammar asks for unions of these.
enum NameClass : uint8_t {
  kNamesNothing = 0,
  kNamesId = 1,        // an identifier or a keyword that falls back to one
  kNamesIndexed = 2,   // INDEXED
  kNamesJoinWord = 4,  // LEFT, NATURAL, ...
  kNamesString = 8,    // 'text'
};
uint8_t name_class(TokenKind kind);

/// Any name: of a table, a column, a schema.
constexpr uint8_t kAnyName = kNamesId | kNamesIndexed | kNamesJoinWord | kNamesString;
/// An alias without AS, a collation, a word of a type.
constexpr uint8_t kIdOrString = kNamesId | kNamesString;

/// The keyword that `word` spells in any case, or Identifier.
TokenKind find_keyword(std::string_view word);
/// True if `word` may stand unquoted as any identifier.
bool is_plain_identifier(std::string_view word);

}  // namespace tern::sql
