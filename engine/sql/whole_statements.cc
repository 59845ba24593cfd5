#include "engine/sql/whole_statements.h"

#include <algorithm>
#include <cstdint>

#include "engine/sql/lexer.h"

namespace tern::sql {
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
  switch (find_keyword(word)) {
    case TokenKind::Explain:
      return Piece::Explain;
    case TokenKind::Create:
      return Piece::Create;
    case TokenKind::Temp:
    case TokenKind::Temporary:
      return Piece::Temp;
    case TokenKind::Trigger:
      return Piece::Trigger;
    case TokenKind::End_:
      return Piece::End;
    default:
      return Piece::Other;
  }
}

constexpr size_t kEndIsMissing = std::string_view::npos;

/// Behind the next `closing` from `from` on.
size_t behind(std::string_view text, size_t from, std::string_view closing) {
  const size_t found = text.find(closing, std::min(from, text.size()));
  return found == std::string_view::npos ? kEndIsMissing : found + closing.size();
}

/// Reads what stands at `at`, which goes behind it, or becomes kEndIsMissing.
Piece read_piece(std::string_view text, size_t& at) {
  const char first = text[at];
  const char second = at + 1 < text.size() ? text[at + 1] : '\0';
  if (first == ';') {
    ++at;
    return Piece::Semicolon;
  }
  if (Lexer::is_space(first)) {
    ++at;
    return Piece::Blank;
  }
  if (first == '-' && second == '-') {
    at = std::min(text.find('\n', at), text.size());
    return Piece::Blank;
  }
  if (first == '/' && second == '*') {
    at = behind(text, at + 2, "*/");
    return Piece::Blank;
  }
  if (first == '[' || first == '\'' || first == '"' || first == '`') {
    const char closing[] = {first == '[' ? ']' : first, '\0'};
    at = behind(text, at + 1, closing);
    return Piece::Other;
  }
  if (!Lexer::is_word(first)) {
    ++at;
    return Piece::Other;
  }
  const size_t begin = at;
  while (at < text.size() && Lexer::is_word(text[at])) ++at;
  return piece_of_word(text.substr(begin, at - begin));
}

}  // namespace

WholeStatements whole_statements(std::string_view text) {
  WholeStatements out;
  Progress progress = Progress::Nothing;
  for (size_t at = 0; at < text.size();) {
    const Piece piece = read_piece(text, at);
    if (at == kEndIsMissing) return out;
    progress = progress_after(progress, piece);
    if (piece == Piece::Semicolon && progress == Progress::Complete) out.bytes = at;
  }
  out.is_complete = progress == Progress::Complete;
  return out;
}

}  // namespace tern::sql
