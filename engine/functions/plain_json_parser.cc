#include "engine/functions/plain_json_parser.h"

#include <cstring>

#include "engine/functions/json_characters.h"
#include "engine/functions/json_parser.h"

namespace tern::functions {
namespace {

constexpr int kDepthMax = JsonDocument::kDepthMax;

/// A number, true, false or null.
struct Scalar {
  JsonKind kind = JsonKind::Null;
  const char* end = nullptr;  // null: it is none
};

const char* skip_digits(const char* at) {
  while (is_digit(*at)) ++at;
  return at;
}

Scalar scan_number(const char* at) {
  const char* const whole = at + (*at == '-' ? 1 : 0);
  const char* to = skip_digits(whole);
  if (to == whole || (*whole == '0' && to > whole + 1)) return {};
  JsonKind kind = JsonKind::Integer;
  if (*to == '.') {
    const char* const fraction = to + 1;
    to = skip_digits(fraction);
    if (to == fraction) return {};
    kind = JsonKind::Real;
  }
  if (*to == 'e' || *to == 'E') {
    const char* const exponent = to + (to[1] == '+' || to[1] == '-' ? 2 : 1);
    to = skip_digits(exponent);
    if (to == exponent) return {};
    kind = JsonKind::Real;
  }
  return {kind, to};
}

Scalar scan_word(const char* at, std::string_view word, JsonKind kind) {
  if (std::memcmp(at, word.data(), word.size()) != 0) return {};
  return {kind, at + word.size()};
}

Scalar scan_scalar(const char* at) {
  switch (*at) {
    case 't':
      return scan_word(at, "true", JsonKind::True);
    case 'f':
      return scan_word(at, "false", JsonKind::False);
    case 'n':
      return scan_word(at, "null", JsonKind::Null);
    default:
      return scan_number(at);
  }
}

const char* skip_spaces(const char* at) {
  while (is_json_space(*at)) ++at;
  return at;
}

/// Lives in one function that all of its own are compiled into, so that what changes with every
/// token stands in registers.
class Parser {
 public:
  /// `open`: room for kDepthMax.
  Parser(std::string_view text, std::vector<JsonNode>& nodes, uint32_t* open)
      : text_(text),
        at_(text.data()),
        nodes_(nodes),
        next_(nodes.data()),
        limit_(next_ + nodes.size()),
        open_(open) {}

  [[gnu::always_inline]] bool parse() {
    past_spaces();
    while (true) {
      // Here a value is to stand.
      const char c = *at_;
      if (c == '"') {
        if (!take_string(false)) return false;
      } else if (c == '{' || c == '[') {
        if (!open_container()) return false;
        if (*at_ != closer_) {
          if (c == '{' && !take_label()) return false;
          continue;
        }
      } else {
        const Scalar scalar = scan_scalar(at_);
        if (!scalar.end) return false;
        add(scalar.kind, JsonForm::Plain, false, at_, scalar.end);
        at_ = scalar.end;
      }
      if (!close_containers()) return false;
      if (depth_ == 0) return at_ == text_.data() + text_.size();
      ++at_;  // the comma
      past_spaces();
      if (closer_ == '}' && !take_label()) return false;
    }
  }
  bool is_minified() const { return !has_spaces_; }

 private:
  [[gnu::always_inline]] void past_spaces() {
    if (static_cast<unsigned char>(*at_) > ' ') [[likely]]
      return;
    const char* const from = at_;
    at_ = skip_spaces(at_);
    has_spaces_ |= at_ > from;
  }

  [[gnu::always_inline]] void add(JsonKind kind, JsonForm form, bool is_label, const char* from,
                                  const char* to) {
    if (next_ == limit_) [[unlikely]] {
      const auto count = next_ - nodes_.data();
      nodes_.resize(2 * nodes_.size() + 64);
      next_ = nodes_.data() + count;
      limit_ = nodes_.data() + nodes_.size();
    }
    *next_++ = {kind,
                form,
                is_label,
                static_cast<uint32_t>(from - text_.data()),
                static_cast<uint32_t>(to - from),
                ++count_};
  }

  [[gnu::always_inline]] bool take_string(bool is_label) {
    const char* const end = find_json_quote(at_ + 1);
    if (*end == '"') [[likely]] {
      add(JsonKind::String, JsonForm::Plain, is_label, at_ + 1, end);
      at_ = end + 1;
      return true;
    }
    const JsonScalar string = scan_json_string(text_, static_cast<size_t>(at_ - text_.data()));
    if (string.is_error() || string.needs_json5) return false;
    add(JsonKind::String, string.form, is_label, text_.data() + string.begin,
        text_.data() + string.end);
    at_ = text_.data() + string.after;
    return true;
  }

  /// With the colon behind it.
  [[gnu::always_inline]] bool take_label() {
    if (*at_ != '"' || !take_string(true)) return false;
    past_spaces();
    if (*at_ != ':') return false;
    ++at_;
    past_spaces();
    return true;
  }

  /// false: too deep.
  [[gnu::always_inline]] bool open_container() {
    if (depth_ == kDepthMax) return false;
    const bool is_object = *at_ == '{';
    open_[depth_++] = count_;
    closer_ = is_object ? '}' : ']';
    add(is_object ? JsonKind::Object : JsonKind::Array, JsonForm::Plain, false, at_, at_);
    ++at_;
    past_spaces();
    return true;
  }

  /// Behind a value: the ends of the containers that end with it. False: a comma is missing.
  [[gnu::always_inline]] bool close_containers() {
    while (true) {
      past_spaces();
      if (depth_ == 0 || *at_ == ',') return true;
      if (*at_ != closer_) return false;
      ++at_;
      JsonNode& node = nodes_[open_[--depth_]];
      node.size = static_cast<uint32_t>(at_ - text_.data()) - node.begin;
      node.after = count_;
      if (depth_ == 0) continue;
      closer_ = nodes_[open_[depth_ - 1]].kind == JsonKind::Object ? '}' : ']';
    }
  }

  const std::string_view text_;
  const char* at_;
  std::vector<JsonNode>& nodes_;
  JsonNode* next_;
  JsonNode* limit_;
  uint32_t count_ = 0;  // of the nodes so far
  uint32_t* open_;      // the containers without an end yet, the inmost last
  int depth_ = 0;       // how many they are
  char closer_ = '\0';  // of the inmost
  bool has_spaces_ = false;
};

}  // namespace

bool parse_plain_json(std::string_view text, std::vector<JsonNode>& nodes, bool& is_minified) {
  if (text.size() > UINT32_MAX) return false;
  uint32_t open[kDepthMax];
  Parser parser(text, nodes, open);
  const bool is_good = parser.parse();
  is_minified = parser.is_minified();
  return is_good;
}

}  // namespace tern::functions
