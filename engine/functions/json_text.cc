#include "engine/functions/json_text.h"

#include <algorithm>
#include <cctype>

#include "engine/base/numeric_text.h"
#include "engine/base/utf8.h"

namespace tern::functions {
namespace {

bool is_alphanumeric(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool is_hex4(std::string_view text) {
  if (text.size() < 4) return false;
  for (size_t i = 0; i < 4; ++i) {
    if (hex_digit(text[i]) < 0) return false;
  }
  return true;
}

uint32_t hex4(std::string_view text) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) value = value * 16 + static_cast<uint32_t>(hex_digit(text[i]));
  return value;
}

}  // namespace

bool JsonText::parse(std::string_view text) {
  text_ = text.substr(0, std::min(text.find('\0'), text.size()));
  at_ = 0;
  nodes_.clear();
  if (text_.size() > UINT32_MAX || !parse_value(0)) return false;
  skip_spaces();
  return at_ == text_.size();
}

void JsonText::skip_spaces() {
  while (at_ < text_.size() &&
         (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t')) {
    ++at_;
  }
}

bool JsonText::parse_value(int depth) {
  skip_spaces();
  switch (peek()) {
    case '{':
      return parse_container(JsonKind::Object, '}', depth + 1);
    case '[':
      return parse_container(JsonKind::Array, ']', depth + 1);
    case '"':
      return parse_string();
    case 'n':
      return parse_word("null", JsonKind::Null);
    case 't':
      return parse_word("true", JsonKind::True);
    case 'f':
      return parse_word("false", JsonKind::False);
    default:
      return parse_number();
  }
}

bool JsonText::parse_container(JsonKind kind, char close, int depth) {
  if (depth > kDepthMax) return false;
  const size_t self = nodes_.size();
  const size_t begin = at_++;
  nodes_.push_back({kind, false, static_cast<uint32_t>(begin), 0, 0});
  skip_spaces();
  if (peek() != close) {
    for (;;) {
      if (kind == JsonKind::Object) {
        skip_spaces();
        if (peek() != '"' || !parse_string()) return false;
        skip_spaces();
        if (peek() != ':') return false;
        ++at_;
      }
      if (!parse_value(depth)) return false;
      skip_spaces();
      if (peek() != ',') break;
      ++at_;
    }
    if (peek() != close) return false;
  }
  ++at_;
  nodes_[self].size = static_cast<uint32_t>(at_ - begin);
  nodes_[self].after = static_cast<uint32_t>(nodes_.size());
  return true;
}

bool JsonText::parse_string() {
  const size_t begin = at_++;
  bool has_escapes = false;
  for (;; ++at_) {
    if (at_ >= text_.size()) return false;
    const char c = text_[at_];
    if (c == '"') break;
    if (static_cast<unsigned char>(c) < 0x20) return false;
    if (c != '\\') continue;
    has_escapes = true;
    ++at_;
    const char escaped = peek();
    if (escaped == 'u') {
      if (!is_hex4(text_.substr(at_ + 1))) return false;
    } else if (escaped == '\0' ||
               std::string_view("\"\\/bfnrt").find(escaped) == std::string_view::npos) {
      return false;
    }
  }
  ++at_;
  const auto index = static_cast<uint32_t>(nodes_.size());
  nodes_.push_back({JsonKind::String, has_escapes, static_cast<uint32_t>(begin),
                    static_cast<uint32_t>(at_ - begin), index + 1});
  return true;
}

bool JsonText::parse_number() {
  const size_t begin = at_;
  if (peek() == '-') ++at_;
  if (!is_digit(peek())) return false;
  if (peek() == '0' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1])) return false;
  while (is_digit(peek())) ++at_;
  JsonKind kind = JsonKind::Integer;
  if (peek() == '.') {
    kind = JsonKind::Real;
    ++at_;
    if (!is_digit(peek())) return false;
    while (is_digit(peek())) ++at_;
  }
  if (peek() == 'e' || peek() == 'E') {
    kind = JsonKind::Real;
    ++at_;
    if (peek() == '+' || peek() == '-') ++at_;
    if (!is_digit(peek())) return false;
    while (is_digit(peek())) ++at_;
  }
  const auto index = static_cast<uint32_t>(nodes_.size());
  nodes_.push_back(
      {kind, false, static_cast<uint32_t>(begin), static_cast<uint32_t>(at_ - begin), index + 1});
  return true;
}

bool JsonText::parse_word(std::string_view word, JsonKind kind) {
  if (text_.substr(at_, word.size()) != word) return false;
  const size_t begin = at_;
  at_ += word.size();
  if (is_alphanumeric(peek())) return false;
  const auto index = static_cast<uint32_t>(nodes_.size());
  nodes_.push_back(
      {kind, false, static_cast<uint32_t>(begin), static_cast<uint32_t>(word.size()), index + 1});
  return true;
}

uint32_t JsonText::array_size(uint32_t index) const {
  const JsonNode& array = nodes_[index];
  if (array.kind != JsonKind::Array) return 0;
  uint32_t count = 0;
  for (uint32_t at = index + 1; at < array.after; at = nodes_[at].after) ++count;
  return count;
}

void JsonText::append_minified(std::string& out, uint32_t index) const {
  const JsonNode& node = nodes_[index];
  if (node.kind != JsonKind::Array && node.kind != JsonKind::Object) {
    out += raw(node);
    return;
  }
  const bool is_object = node.kind == JsonKind::Object;
  out += is_object ? '{' : '[';
  for (uint32_t at = index + 1; at < node.after; at = nodes_[at].after) {
    if (at != index + 1) out += ',';
    if (is_object) {
      out += raw(at);
      out += ':';
      at = nodes_[at].after;
    }
    append_minified(out, at);
  }
  out += is_object ? '}' : ']';
}

std::unexpected<Error> JsonPath::broken(std::string_view at) const {
  std::string quoted;
  for (const char c : at) {
    if (c == '\'') quoted += '\'';
    quoted += c;
  }
  return fail(ErrorCode::Error, "JSON path error near '" + quoted + "'");
}

Status JsonPath::start() {
  whole_ = whole_.substr(0, std::min(whole_.find('\0'), whole_.size()));
  if (!whole_.starts_with('$')) return broken(whole_);
  rest_ = whole_.substr(1);
  return ok();
}

Result<bool> JsonPath::wants_object() const {
  if (rest_[0] == '.') return true;
  if (rest_[0] == '[') return false;
  return broken(rest_);
}

Result<JsonStep> JsonPath::next() {
  if (rest_[0] == '.') return next_label();
  if (rest_[0] == '[') return next_index();
  return broken(rest_);
}

Result<JsonStep> JsonPath::next_label() {
  JsonStep step;
  const std::string_view name = rest_.substr(1);
  if (name.starts_with('"')) {
    const size_t close = name.find('"', 1);
    if (close == std::string_view::npos) return broken(name);
    step.label = name.substr(1, close - 1);
    rest_ = name.substr(close + 1);
    return step;
  }
  const size_t size = std::min(name.find_first_of(".["), name.size());
  if (size == 0) return broken(name);
  step.label = name.substr(0, size);
  rest_ = name.substr(size);
  return step;
}

Result<JsonStep> JsonPath::next_index() {
  JsonStep step;
  step.kind = JsonStep::Kind::Index;
  size_t at = 1;
  const auto read_digits = [&] {
    const size_t begin = at;
    for (; at < rest_.size() && is_digit(rest_[at]); ++at) {
      step.index = step.index * 10 + static_cast<uint32_t>(rest_[at] - '0');
    }
    return at > begin;
  };
  if (!read_digits()) {
    if (at >= rest_.size() || rest_[at] != '#') return broken(rest_);
    ++at;
    step.kind = JsonStep::Kind::FromEnd;
    if (at < rest_.size() && rest_[at] == '-') {
      ++at;
      if (!read_digits()) return broken(rest_);
    }
  }
  if (at >= rest_.size() || rest_[at] != ']') return broken(rest_);
  rest_ = rest_.substr(at + 1);
  return step;
}

bool is_label(std::string_view raw, const JsonStep& step) {
  return raw.size() == step.label.size() + 2 && raw.substr(1, step.label.size()) == step.label;
}

namespace {

std::optional<uint32_t> find_member(const JsonText& text, uint32_t object, const JsonStep& step) {
  for (uint32_t at = object + 1; at < text.node(object).after; at = text.node(at + 1).after) {
    if (is_label(text.raw(at), step)) return at + 1;
  }
  return std::nullopt;
}

std::optional<uint32_t> find_element(const JsonText& text, uint32_t array, const JsonStep& step) {
  uint32_t index = step.index;
  if (step.kind == JsonStep::Kind::FromEnd) {
    const uint32_t size = text.array_size(array);
    if (step.index > size) return std::nullopt;
    index = size - step.index;
  }
  for (uint32_t at = array + 1; at < text.node(array).after; at = text.node(at).after) {
    if (index-- == 0) return at;
  }
  return std::nullopt;
}

}  // namespace

Result<std::optional<uint32_t>> find_json(const JsonText& text, std::string_view path_text) {
  JsonPath path(path_text);
  TRY(path.start());
  std::optional<uint32_t> node = 0;
  while (node && !path.at_end()) {
    const bool wants_object = TRY(path.wants_object());
    const bool is_object = text.node(*node).kind == JsonKind::Object;
    if (wants_object && !is_object) return std::nullopt;
    if (path.is_from_end_next() && text.node(*node).kind != JsonKind::Array) return std::nullopt;
    const JsonStep step = TRY(path.next());
    if (!wants_object && text.node(*node).kind != JsonKind::Array) return std::nullopt;
    node = is_object ? find_member(text, *node, step) : find_element(text, *node, step);
  }
  return node;
}

void append_json_string(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte >= 0x20) {
      out += c;
    } else {
      constexpr std::string_view kShort = "\b\t\n\f\r";
      const size_t which = kShort.find(c);
      out += '\\';
      if (which != std::string_view::npos) {
        out += "btnfr"[which];
      } else {
        out += "u00";
        out += kHex[byte >> 4];
        out += kHex[byte & 15];
      }
    }
  }
  out += '"';
}

void append_unescaped(std::string& out, std::string_view raw) {
  for (size_t i = 1; i + 1 < raw.size(); ++i) {
    if (raw[i] != '\\') {
      out += raw[i];
      continue;
    }
    const char c = raw[++i];
    if (c != 'u') {
      constexpr std::string_view kLetters = "bfnrt";
      const size_t which = kLetters.find(c);
      out += which == std::string_view::npos ? c : "\b\f\n\r\t"[which];
      continue;
    }
    uint32_t code = hex4(raw.substr(i + 1));
    i += 4;
    if (code == 0) return;  // a text ends at NUL
    const bool is_high = (code & 0xFC00) == 0xD800;
    if (is_high && raw.substr(i + 1).starts_with("\\u") && is_hex4(raw.substr(i + 3))) {
      const uint32_t low = hex4(raw.substr(i + 3));
      if ((low & 0xFC00) == 0xDC00) {
        code = 0x10000 + ((code & 0x3FF) << 10) + (low & 0x3FF);
        i += 6;
      }
    }
    append_utf8(out, code);
  }
}

}  // namespace tern::functions
