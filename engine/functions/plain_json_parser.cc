#include "engine/functions/plain_json_parser.h"

#include <cstring>

#include "engine/functions/json_characters.h"
#include "engine/functions/json_parser.h"

namespace tern::functions {
namespace {

const char* skip_digits(const char* at) {
  while (is_digit(*at)) ++at;
  return at;
}

}  // namespace

bool PlainJsonParser::parse() {
  if (text_.size() > UINT32_MAX) return false;
  const char* at = past_spaces(text_.data());
  for (;;) {
    // Here a value is to stand.
    const char c = *at;
    if (c == '"') {
      at = take_string(at, false);
      if (!at) return false;
    } else if (c == '{' || c == '[') {
      if (!open(at)) return false;
      at = past_spaces(at + 1);
      if (*at != closer_) {
        if (c == '{') at = take_label(at);
        if (!at) return false;
        continue;
      }
    } else {
      at = take_number_or_word(at);
      if (!at) return false;
    }
    // Behind a value: the ends of the containers that end with it, then a comma.
    for (;; ++at) {
      at = past_spaces(at);
      if (depth_ == 0) return at == text_.data() + text_.size();
      if (*at == ',') break;
      if (*at != closer_) return false;
      close(at + 1);
    }
    at = past_spaces(at + 1);
    if (closer_ == '}') at = take_label(at);
    if (!at) return false;
  }
}

inline const char* PlainJsonParser::take_string(const char* at, bool is_label) {
  const char* const end = find_json_quote(at + 1);
  if (*end != '"') [[unlikely]]
    return take_escaped_string(at, is_label);
  add(JsonKind::String, JsonForm::Plain, is_label, at + 1, end);
  return end + 1;
}

/// With the colon behind it.
inline const char* PlainJsonParser::take_label(const char* at) {
  if (*at != '"') return nullptr;
  at = take_string(at, true);
  if (!at) return nullptr;
  at = past_spaces(at);
  return *at == ':' ? past_spaces(at + 1) : nullptr;
}

const char* PlainJsonParser::take_escaped_string(const char* at, bool is_label) {
  const JsonScalar string = scan_json_string(text_, static_cast<size_t>(at - text_.data()));
  if (string.is_error() || string.needs_json5) return nullptr;
  add(JsonKind::String, string.form, is_label, text_.data() + string.begin,
      text_.data() + string.end);
  return text_.data() + string.after;
}

const char* PlainJsonParser::take_number_or_word(const char* at) {
  switch (*at) {
    case 't':
      return take_word(at, "true", JsonKind::True);
    case 'f':
      return take_word(at, "false", JsonKind::False);
    case 'n':
      return take_word(at, "null", JsonKind::Null);
    default:
      return take_number(at);
  }
}

inline const char* PlainJsonParser::take_number(const char* at) {
  const char* const whole = at + (*at == '-' ? 1 : 0);
  const char* to = skip_digits(whole);
  if (to == whole || (*whole == '0' && to > whole + 1)) return nullptr;
  JsonKind kind = JsonKind::Integer;
  if (*to == '.') {
    const char* const fraction = to + 1;
    to = skip_digits(fraction);
    if (to == fraction) return nullptr;
    kind = JsonKind::Real;
  }
  if (*to == 'e' || *to == 'E') {
    const char* const exponent = to + (to[1] == '+' || to[1] == '-' ? 2 : 1);
    to = skip_digits(exponent);
    if (to == exponent) return nullptr;
    kind = JsonKind::Real;
  }
  add(kind, JsonForm::Plain, false, at, to);
  return to;
}

inline const char* PlainJsonParser::take_word(const char* at, std::string_view word,
                                              JsonKind kind) {
  if (std::memcmp(at, word.data(), word.size()) != 0) return nullptr;
  add(kind, JsonForm::Plain, false, at, at + word.size());
  return at + word.size();
}

inline bool PlainJsonParser::open(const char* at) {
  if (depth_ == kDepthMax) return false;
  const bool is_object = *at == '{';
  const JsonNode& node =
      add(is_object ? JsonKind::Object : JsonKind::Array, JsonForm::Plain, false, at, at);
  open_[depth_++] = node.after - 1;
  closer_ = is_object ? '}' : ']';
  return true;
}

inline void PlainJsonParser::close(const char* at) {
  JsonNode& node = nodes_[open_[--depth_]];
  node.size = static_cast<uint32_t>(at - text_.data()) - node.begin;
  node.after = static_cast<uint32_t>(next_ - nodes_.data());
  if (depth_ > 0) closer_ = nodes_[open_[depth_ - 1]].kind == JsonKind::Object ? '}' : ']';
}

void PlainJsonParser::grow() {
  const auto count = next_ - nodes_.data();
  nodes_.resize(2 * nodes_.size() + 64);
  next_ = nodes_.data() + count;
  limit_ = nodes_.data() + nodes_.size();
}

const char* PlainJsonParser::past_more_spaces(const char* at) {
  const char* const from = at;
  while (is_json_space(*at)) ++at;
  has_spaces_ |= at > from;
  return at;
}

}  // namespace tern::functions
