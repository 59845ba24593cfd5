#include "engine/sql/token.h"

#include <array>

#include "engine/sql/lexer.h"

namespace tern::sql {
namespace {

struct Keyword {
  std::string_view text;
  TokenKind kind;
};

constexpr std::array<Keyword, kKeywordCount> kKeywords = {{
#define TERN_KEYWORD(name, text, word_class) {text, TokenKind::name},
#include "engine/sql/keywords.def"
#undef TERN_KEYWORD
}};

constexpr uint8_t kReserved = kNamesNothing;
constexpr uint8_t kFallback = kNamesId;
constexpr uint8_t kIndexed = kNamesIndexed;
constexpr uint8_t kJoinWord = kNamesJoinWord;

constexpr auto kNameClasses = [] {
  std::array<uint8_t, kTokenKindCount> classes{};
  classes[static_cast<size_t>(TokenKind::Identifier)] = kNamesId;
  classes[static_cast<size_t>(TokenKind::String)] = kNamesString;
#define TERN_KEYWORD(name, text, word_class) \
  classes[static_cast<size_t>(TokenKind::name)] = k##word_class;
#include "engine/sql/keywords.def"
#undef TERN_KEYWORD
  return classes;
}();

constexpr size_t kKeywordSizeMin = 2;
constexpr size_t kKeywordSizeMax = 17;
constexpr size_t kBuckets = 256;

// Of letters and '_', which keywords are made of; nothing else that is part of a word becomes one.
constexpr unsigned char upper(char c) { return static_cast<unsigned char>(c) & 0xDFU; }

// Requires: two characters or more.
constexpr size_t bucket_of(std::string_view word) {
  return (upper(word[0]) * 5U + upper(word[1]) * 17U + upper(word.back()) * 47U +
          word.size() * 3U) %
         kBuckets;
}

// Chains of keywords by bucket: indexes plus one, 0 ends a chain.
struct KeywordTable {
  std::array<uint8_t, kBuckets> first{};
  std::array<uint8_t, kKeywordCount> next{};
};

constexpr auto kTable = [] {
  KeywordTable table;
  for (size_t i = 0; i < kKeywords.size(); ++i) {
    const size_t bucket = bucket_of(kKeywords[i].text);
    table.next[i] = table.first[bucket];
    table.first[bucket] = static_cast<uint8_t>(i + 1);
  }
  return table;
}();

bool spells(std::string_view word, std::string_view keyword) {
  if (word.size() != keyword.size()) return false;
  for (size_t i = 0; i < word.size(); ++i) {
    if (upper(word[i]) != static_cast<unsigned char>(keyword[i])) return false;
  }
  return true;
}

}  // namespace

uint8_t name_class(TokenKind kind) { return kNameClasses[static_cast<size_t>(kind)]; }

TokenKind find_keyword(std::string_view word) {
  if (word.size() < kKeywordSizeMin || word.size() > kKeywordSizeMax) return TokenKind::Identifier;
  for (uint8_t i = kTable.first[bucket_of(word)]; i != 0; i = kTable.next[i - 1U]) {
    if (spells(word, kKeywords[i - 1U].text)) return kKeywords[i - 1U].kind;
  }
  return TokenKind::Identifier;
}

bool is_plain_identifier(std::string_view word) {
  if (word.empty() || !Lexer::starts_word(word[0])) return false;
  for (const char c : word) {
    if (!Lexer::is_word(c)) return false;
  }
  return find_keyword(word) == TokenKind::Identifier;
}

}  // namespace tern::sql
