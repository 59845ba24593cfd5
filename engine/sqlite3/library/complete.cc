#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "engine/base/utf16.h"
#include "engine/sql/lexer.h"
#include "sqlite3.h"

// Does a text end with a statement that is complete? One that CREATE TRIGGER begins ends with
// "; END ;", any other with a semicolon.

namespace tern::abi {
namespace {

/// What has been read of the text.
enum class Progress : uint8_t {
  Nothing,      // no statement yet
  Complete,     // only whole statements
  Inside,       // a statement that ends with the next semicolon
  Explain,      // EXPLAIN, perhaps QUERY PLAN
  Create,       // CREATE, perhaps TEMP
  Trigger,      // the body of a trigger, up to "; END ;"
  TriggerPart,  // a semicolon within it
  TriggerEnd,   // "; END"
};

enum class Piece : uint8_t { Semicolon, Blank, Explain, Create, Temp, Trigger, End, Other };

Progress progress_in_trigger(Progress before, Piece piece) {
  if (piece == Piece::Blank) return before;
  if (piece == Piece::Semicolon) {
    return before == Progress::TriggerEnd ? Progress::Complete : Progress::TriggerPart;
  }
  const bool is_end = before == Progress::TriggerPart && piece == Piece::End;
  return is_end ? Progress::TriggerEnd : Progress::Trigger;
}

Progress progress_after(Progress before, Piece piece) {
  if (before >= Progress::Trigger) return progress_in_trigger(before, piece);
  if (piece == Piece::Blank) return before;
  if (piece == Piece::Semicolon) return Progress::Complete;
  switch (before) {
    case Progress::Nothing:
    case Progress::Complete:
      if (piece == Piece::Explain) return Progress::Explain;
      return piece == Piece::Create ? Progress::Create : Progress::Inside;
    case Progress::Explain:
      if (piece == Piece::Other) return Progress::Explain;
      return piece == Piece::Create ? Progress::Create : Progress::Inside;
    case Progress::Create:
      if (piece == Piece::Temp) return Progress::Create;
      return piece == Piece::Trigger ? Progress::Trigger : Progress::Inside;
    default:
      return Progress::Inside;
  }
}

Piece piece_of_word(std::string_view word) {
  switch (sql::find_keyword(word)) {
    case sql::TokenKind::Explain:
      return Piece::Explain;
    case sql::TokenKind::Create:
      return Piece::Create;
    case sql::TokenKind::Temp:
    case sql::TokenKind::Temporary:
      return Piece::Temp;
    case sql::TokenKind::Trigger:
      return Piece::Trigger;
    case sql::TokenKind::End_:
      return Piece::End;
    default:
      return Piece::Other;
  }
}

/// The text behind the next `closing`; null: it does not come.
const char* behind(const char* at, const char* closing) {
  const char* const found = std::strstr(at, closing);
  return found ? found + std::strlen(closing) : nullptr;
}

/// Reads what stands at `at`, which goes behind it, or becomes null if its end is missing.
Piece read_piece(const char*& at) {
  const char first = *at;
  if (first == ';') {
    ++at;
    return Piece::Semicolon;
  }
  if (sql::Lexer::is_space(first)) {
    ++at;
    return Piece::Blank;
  }
  if (first == '-' && at[1] == '-') {
    at += std::strcspn(at, "\n");
    return Piece::Blank;
  }
  if (first == '/' && at[1] == '*') {
    at = behind(at + 2, "*/");
    return Piece::Blank;
  }
  if (first == '[' || first == '\'' || first == '"' || first == '`') {
    const char closing[] = {first == '[' ? ']' : first, '\0'};
    at = behind(at + 1, closing);
    return Piece::Other;
  }
  if (!sql::Lexer::is_word(first)) {
    ++at;
    return Piece::Other;
  }
  const char* const begin = at;
  while (sql::Lexer::is_word(*at)) ++at;
  return piece_of_word({begin, at});
}

}  // namespace
}  // namespace tern::abi

int sqlite3_complete(const char* sql) {
  using tern::abi::Progress;
  if (!sql) return 0;
  Progress progress = Progress::Nothing;
  for (const char* at = sql; *at != '\0';) {
    const tern::abi::Piece piece = tern::abi::read_piece(at);
    if (!at) return 0;
    progress = progress_after(progress, piece);
  }
  return progress == Progress::Complete ? 1 : 0;
}

int sqlite3_complete16(const void* sql) {
  if (const int code = sqlite3_initialize(); code != SQLITE_OK) return code;
  if (!sql) return 0;
  constexpr bool is_little = std::endian::native == std::endian::little;
  const std::u16string_view units(static_cast<const char16_t*>(sql));
  const std::string_view bytes(static_cast<const char*>(sql), units.size() * sizeof(char16_t));
  try {
    std::string text;
    tern::append_from_utf16(text, bytes,
                            is_little ? tern::TextEncoding::Utf16le : tern::TextEncoding::Utf16be);
    return sqlite3_complete(text.c_str());
  } catch (...) {
    return SQLITE_NOMEM;
  }
}
