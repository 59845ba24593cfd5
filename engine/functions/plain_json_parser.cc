#include "engine/functions/plain_json_parser.h"

#include "engine/functions/json_characters.h"
#include "engine/functions/json_parser.h"

namespace tern::functions {
namespace {

const char* skip_digits(const char* at, const char* end) {
  while (at < end && is_digit(*at)) ++at;
  return at;
}

}  // namespace

// What the loop changes for every token stands in variables of its own; members are for the rest.
bool PlainJsonParser::parse() {
  if (text_.size() > UINT32_MAX) return false;
  const char* at = at_;
  const char* const end = end_;
  const auto peek = [&] { return at < end ? *at : '\0'; };
  const auto skip_spaces = [&] {
    if (static_cast<unsigned char>(peek()) <= ' ') at = behind_spaces(at);
  };
  bool wants_label = false;
  for (;;) {
    skip_spaces();
    const char c = peek();
    if (c == '"') {
      const char* const to = find_json_quote(at + 1, end);
      if (to < end && *to == '"') [[likely]] {
        add(JsonKind::String, JsonForm::Plain, wants_label, at + 1, to);
        at = to + 1;
      } else {
        at = take_escaped_string(at, wants_label);
        if (!at) return false;
      }
      if (wants_label) {
        skip_spaces();
        if (peek() != ':') return false;
        ++at;
        wants_label = false;
        continue;
      }
    } else if (wants_label) {
      return false;
    } else if (c == '{' || c == '[') {
      if (!open(at++)) return false;
      skip_spaces();
      if (peek() != closer_) {
        wants_label = c == '{';
        continue;
      }
    } else {
      at = take_number_or_word(at);
      if (!at) return false;
    }
    // Behind a value: the ends of the containers that end with it, then a comma.
    for (;;) {
      skip_spaces();
      if (depth_ == 0) return at == end;
      const char sign = peek();
      ++at;
      if (sign == ',') break;
      if (sign != closer_) return false;
      close(at);
    }
    wants_label = closer_ == '}';
  }
}

const char* PlainJsonParser::take_escaped_string(const char* at, bool is_label) {
  const JsonScalar string = scan_json_string(text_, static_cast<size_t>(at - text_.data()));
  if (string.is_error() || string.needs_json5) return nullptr;
  add(JsonKind::String, string.form, is_label, text_.data() + string.begin,
      text_.data() + string.end);
  return text_.data() + string.after;
}

const char* PlainJsonParser::take_number_or_word(const char* at) {
  switch (at < end_ ? *at : '\0') {
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
  const char* const whole = at + (at < end_ && *at == '-' ? 1 : 0);
  const char* to = skip_digits(whole, end_);
  if (to == whole || (*whole == '0' && to > whole + 1)) return nullptr;
  JsonKind kind = JsonKind::Integer;
  if (to < end_ && *to == '.') {
    const char* const fraction = to + 1;
    to = skip_digits(fraction, end_);
    if (to == fraction) return nullptr;
    kind = JsonKind::Real;
  }
  if (to < end_ && (*to == 'e' || *to == 'E')) {
    const char* const exponent = to + (to + 1 < end_ && (to[1] == '+' || to[1] == '-') ? 2 : 1);
    to = skip_digits(exponent, end_);
    if (to == exponent) return nullptr;
    kind = JsonKind::Real;
  }
  add(kind, JsonForm::Plain, false, at, to);
  return to;
}

const char* PlainJsonParser::take_word(const char* at, std::string_view word, JsonKind kind) {
  const std::string_view rest(at, static_cast<size_t>(end_ - at));
  if (!rest.starts_with(word)) return nullptr;
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

const char* PlainJsonParser::behind_spaces(const char* at) {
  const char* const from = at;
  while (at < end_ && is_json_space(*at)) ++at;
  has_spaces_ |= at > from;
  return at;
}

}  // namespace tern::functions
