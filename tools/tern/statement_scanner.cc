#include "tools/tern/statement_scanner.h"

#include <cctype>
#include <string>

namespace tern::shell {
namespace {

enum class WordKind {
  Blank,
  Semicolon,
  Create,
  Temp,
  Trigger,
  Explain,
  End,
  Vacuum,
  Other,
  Unfinished
};

struct Word {
  WordKind kind;
  size_t end;
};

size_t end_of_quoted(std::string_view text, size_t at, char close) {
  const size_t end = text.find(close, at + 1);
  return end == std::string_view::npos ? end : end + 1;
}

WordKind kind_of(std::string_view word) {
  std::string upper;
  for (const char c : word) upper += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  if (upper == "CREATE") return WordKind::Create;
  if (upper == "TEMP" || upper == "TEMPORARY") return WordKind::Temp;
  if (upper == "TRIGGER") return WordKind::Trigger;
  if (upper == "EXPLAIN") return WordKind::Explain;
  if (upper == "END") return WordKind::End;
  if (upper == "VACUUM") return WordKind::Vacuum;
  return WordKind::Other;
}

Word next_word(std::string_view text, size_t at) {
  const char c = text[at];
  const auto closed = [&](size_t end) {
    return end == std::string_view::npos ? Word{WordKind::Unfinished, text.size()}
                                         : Word{WordKind::Other, end};
  };
  if (std::isspace(static_cast<unsigned char>(c))) return {WordKind::Blank, at + 1};
  if (c == ';') return {WordKind::Semicolon, at + 1};
  if (c == '\'' || c == '"' || c == '`') return closed(end_of_quoted(text, at, c));
  if (c == '[') return closed(end_of_quoted(text, at, ']'));
  if (text.substr(at).starts_with("--")) {
    const size_t end = text.find('\n', at);
    return {WordKind::Blank, end == std::string_view::npos ? text.size() : end + 1};
  }
  if (text.substr(at).starts_with("/*")) {
    const size_t end = text.find("*/", at + 2);
    if (end == std::string_view::npos) return {WordKind::Unfinished, text.size()};
    return {WordKind::Blank, end + 2};
  }
  const auto is_word = [](char w) {
    return std::isalnum(static_cast<unsigned char>(w)) || w == '_' || w == '$' ||
           static_cast<unsigned char>(w) >= 0x80;
  };
  if (!is_word(c)) return {WordKind::Other, at + 1};
  size_t end = at;
  while (end < text.size() && is_word(text[end])) ++end;
  return {kind_of(text.substr(at, end - at)), end};
}

/// Where in a statement the text stands. A trigger ends with `; END ;` only.
enum class State { Start, Normal, Explain, Create, Trigger, TriggerSemicolon, TriggerEnd };

State after(State state, WordKind word) {
  switch (state) {
    case State::Start:
    case State::Explain:
      if (word == WordKind::Semicolon) return State::Start;
      if (word == WordKind::Create) return State::Create;
      if (word == WordKind::Explain) return State::Explain;
      return state == State::Explain && word == WordKind::Other ? State::Explain : State::Normal;
    case State::Normal:
      return word == WordKind::Semicolon ? State::Start : State::Normal;
    case State::Create:
      if (word == WordKind::Semicolon) return State::Start;
      if (word == WordKind::Temp) return State::Create;
      return word == WordKind::Trigger ? State::Trigger : State::Normal;
    case State::Trigger:
      return word == WordKind::Semicolon ? State::TriggerSemicolon : State::Trigger;
    case State::TriggerSemicolon:
      if (word == WordKind::Semicolon) return State::TriggerSemicolon;
      return word == WordKind::End ? State::TriggerEnd : State::Trigger;
    case State::TriggerEnd:
      return word == WordKind::Semicolon ? State::Start : State::Trigger;
  }
  return State::Normal;
}

}  // namespace

bool is_complete_sql(std::string_view text) {
  State state = State::Start;
  bool any = false;
  for (size_t at = 0; at < text.size();) {
    const Word word = next_word(text, at);
    at = word.end;
    if (word.kind == WordKind::Unfinished) return false;
    if (word.kind == WordKind::Blank) continue;
    any = true;
    state = after(state, word.kind);
  }
  return any && state == State::Start;
}

bool is_blank_sql(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const Word word = next_word(text, at);
    if (word.kind != WordKind::Blank) return false;
    at = word.end;
  }
  return true;
}

bool is_vacuum(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const Word word = next_word(text, at);
    if (word.kind != WordKind::Blank) return word.kind == WordKind::Vacuum;
    at = word.end;
  }
  return false;
}

}  // namespace tern::shell
