#include "engine/functions/json_parser.h"

#include <algorithm>

#include "engine/functions/json_characters.h"

namespace tern::functions {

bool JsonParser::parse() {
  nodes_.clear();
  if (text_.size() > UINT32_MAX || !parse_value(0)) return false;
  skip_spaces();
  // What stands behind the value has no place of its own, as in SQLite.
  return at_ == text_.size() || fail_at(0);
}

size_t JsonParser::open(JsonKind kind) {
  add(kind, JsonForm::Plain, at_, at_);
  ++at_;
  return nodes_.size() - 1;
}

bool JsonParser::close(size_t self) {
  ++at_;
  nodes_[self].size = static_cast<uint32_t>(at_ - nodes_[self].begin);
  nodes_[self].after = static_cast<uint32_t>(nodes_.size());
  return true;
}

void JsonParser::skip_more_spaces() {
  for (; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t') continue;
    if (c == '/' || c == '\v' || c == '\f' || static_cast<unsigned char>(c) >= 0x80) {
      return skip_json5_spaces();
    }
    return;
  }
}

void JsonParser::skip_json5_spaces() {
  while (at_ < text_.size()) {
    if (const size_t size = json5_space(text_.substr(at_)); size != 0) {
      needs_json5_ = needs_json5_ || !is_json_space(text_[at_]);
      at_ += size;
    } else if (text_[at_] != '/' || !skip_comment()) {
      return;
    }
  }
}

bool JsonParser::skip_comment() {
  size_t end = 0;
  if (peek(1) == '*') {
    end = text_.find("*/", at_ + 2);
    if (end == std::string_view::npos) return false;
    end += 2;
  } else if (peek(1) == '/') {
    end = at_ + 2;
    while (end < text_.size() && text_[end] != '\n' && text_[end] != '\r' &&
           !is_json5_line_separator(text_.substr(end))) {
      ++end;
    }
  } else {
    return false;
  }
  at_ = end;
  needs_json5_ = true;
  return true;
}

bool JsonParser::parse_value(int depth) {
  skip_spaces();
  switch (peek()) {
    case '{':
      return parse_object(depth + 1);
    case '[':
      return parse_array(depth + 1);
    case '"':
    case '\'':
      return parse_string();
    case '.':
    case '+':
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
      return parse_number();
    default:
      return parse_word();
  }
}

bool JsonParser::parse_string() { return take(scan_json_string(text_, at_)); }

bool JsonParser::parse_number() { return take(scan_json_number(text_, at_)); }

bool JsonParser::take(const JsonScalar& scalar) {
  if (scalar.is_error()) return fail_at(scalar.end);
  needs_json5_ = needs_json5_ || scalar.needs_json5;
  add(scalar.kind, scalar.form, scalar.begin, scalar.end);
  at_ = scalar.after;
  return true;
}

bool JsonParser::parse_array(int depth) {
  if (depth > JsonDocument::kDepthMax) return false;
  const size_t self = open(JsonKind::Array);
  skip_spaces();
  if (peek() == ']') return close(self);
  for (;;) {
    if (!parse_value(depth)) return false;
    skip_spaces();
    if (peek() == ']') return close(self);
    if (peek() != ',') return false;
    ++at_;
    skip_spaces();
    if (peek() == ']') {
      needs_json5_ = true;
      return close(self);
    }
  }
}

bool JsonParser::parse_object(int depth) {
  if (depth > JsonDocument::kDepthMax) return false;
  const size_t self = open(JsonKind::Object);
  skip_spaces();
  if (peek() == '}') return close(self);
  for (;;) {
    if (!parse_label()) return false;
    nodes_.back().is_label = true;
    skip_spaces();
    if (peek() != ':') return false;
    ++at_;
    if (!parse_value(depth)) return false;
    skip_spaces();
    if (peek() == '}') return close(self);
    if (peek() != ',') return false;
    ++at_;
    skip_spaces();
    if (peek() == '}') {
      needs_json5_ = true;
      return close(self);
    }
  }
}

bool JsonParser::parse_label() {
  if (peek() == '"' || peek() == '\'') return parse_string();
  return parse_name();
}

/// A label without quotes.
bool JsonParser::parse_name() {
  const size_t begin = at_;
  JsonForm form = JsonForm::Plain;
  for (; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    const bool may_stand = is_name_start(c) || (at_ > begin && is_digit(c));
    if (may_stand && json5_space(text_.substr(at_)) == 0) continue;
    if (c != '\\' || peek(1) != 'u' || !is_hex(text_.substr(at_ + 2), 4)) break;
    form = JsonForm::Escaped;
    at_ += 5;
  }
  if (at_ == begin) return false;
  needs_json5_ = true;
  add(JsonKind::String, form, begin, at_);
  return true;
}

bool JsonParser::parse_word() {
  struct Word {
    std::string_view text;
    JsonKind kind;
    bool is_json5;
  };
  static constexpr Word kWords[] = {
      {"null", JsonKind::Null, false},   {"true", JsonKind::True, false},
      {"false", JsonKind::False, false}, {"infinity", JsonKind::Real, true},
      {"inf", JsonKind::Real, true},     {"nan", JsonKind::Null, true},
      {"qnan", JsonKind::Null, true},    {"snan", JsonKind::Null, true},
  };
  for (const Word& word : kWords) {
    const std::string_view here = text_.substr(at_, word.text.size());
    if (word.is_json5 ? !equals_folded(here, word.text) : here != word.text) continue;
    if (is_json_letter_or_digit(peek(word.text.size()))) continue;
    needs_json5_ = needs_json5_ || word.is_json5;
    add(word.kind, word.is_json5 ? JsonForm::Extended : JsonForm::Plain, at_,
        at_ + word.text.size());
    at_ += word.text.size();
    return true;
  }
  return false;
}

}  // namespace tern::functions
