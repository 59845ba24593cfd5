#include "engine/functions/plain_json_parser.h"

#include <cstring>
#include <utility>

#include "engine/functions/json_characters.h"
#include "engine/functions/json_parser.h"
#include "engine/functions/json_quote_marks.h"

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

/// The string in quotes at `at`, which is too long for its end to be known or has escapes, as
/// `out`. Returns where the text goes on; 0: it is none.
[[gnu::noinline]] size_t take_odd_string(std::string_view text, size_t at, JsonNode& out) {
  const char* const from = text.data() + at + 1;
  const char* const to = find_json_quote(from, text.data() + text.size());
  if (*to == '"') {
    out.size = static_cast<uint32_t>(to - from);
    return at + out.size + 2;
  }
  const JsonScalar string = scan_json_string(text, at);
  if (string.is_error() || string.needs_json5) return 0;
  out.form = string.form;
  out.size = static_cast<uint32_t>(string.end - string.begin);
  return string.after;
}

/// The first mark that is not before the quote at `at`: that quote.
[[gnu::noinline]] const uint32_t* find_mark(JsonQuoteMarks& marks, const uint32_t* mark,
                                            std::string_view text, size_t at) {
  while (*mark < at) ++mark;
  return *mark == at ? mark : marks.find(text, at);
}

/// Lives in one function that all of its own are compiled into, so that what changes with every
/// token stands in registers. Spaces are looked for only where what should stand there does not.
class Parser {
 public:
  static constexpr size_t kMemberNodes = 2;

  /// `open`: room for kDepthMax. `nodes`: at least kMemberNodes.
  Parser(std::string_view text, std::vector<JsonNode>& nodes, uint32_t* open, JsonQuoteMarks& marks)
      : text_(text),
        marks_(marks),
        mark_(marks.find(text, 0)),
        nodes_(nodes),
        next_(nodes.data()),
        last_(last_of(nodes)),
        open_(open) {}

  [[gnu::always_inline]] bool parse() {
    make_room();
    if (take_value() == Taken::Nothing) return false;
    while (depth_ > 0) {
      if (!(is_in_object_ ? take_members() : take_elements())) return false;
    }
    past_spaces();
    return at_ == text_.size();
  }
  bool is_minified() const { return !has_spaces_; }

 private:
  enum class Taken : uint8_t { Nothing, Value, ContainerBegin };

  char here() const { return text_.data()[at_]; }

  [[gnu::always_inline]] bool past_spaces() {
    if (!is_json_space(here())) [[likely]]
      return false;
    while (is_json_space(here())) ++at_;
    has_spaces_ = true;
    return true;
  }

  /// Makes sure that a member fits.
  [[gnu::always_inline]] void make_room() {
    if (next_ <= last_) [[likely]]
      return;
    nodes_.resize(2 * nodes_.size());
    next_ = nodes_.data() + count_;
    last_ = last_of(nodes_);
  }
  static JsonNode* last_of(std::vector<JsonNode>& nodes) {
    return nodes.data() + nodes.size() - kMemberNodes;
  }

  [[gnu::always_inline]] void add(JsonKind kind, bool is_label, size_t begin, size_t end) {
    *next_++ = {kind,
                JsonForm::Plain,
                is_label,
                static_cast<uint32_t>(begin),
                static_cast<uint32_t>(end - begin),
                ++count_};
  }

  /// Requires: here stands a quote.
  [[gnu::always_inline]] bool take_string(bool is_label) {
    if (*mark_ != at_) [[unlikely]]
      mark_ = find_mark(marks_, mark_, text_, at_);
    const size_t end = mark_[1];
    add(JsonKind::String, is_label, at_ + 1, end);
    if (text_.data()[end] == '"') [[likely]] {
      mark_ += 2;
      at_ = end + 1;
      return true;
    }
    at_ = take_odd_string(text_, at_, next_[-1]);
    return at_ != 0;
  }

  /// With the colon behind it.
  [[gnu::always_inline]] bool take_label() {
    if (here() != '"') [[unlikely]] {
      if (!past_spaces() || here() != '"') return false;
    }
    if (!take_string(true)) return false;
    if (here() != ':') [[unlikely]] {
      if (!past_spaces() || here() != ':') return false;
    }
    ++at_;
    return true;
  }

  [[gnu::always_inline]] Taken take_value() {
    if (here() == '"') return take_string(false) ? Taken::Value : Taken::Nothing;
    return take_other_value();
  }

  [[gnu::always_inline]] Taken take_other_value() {
    if (past_spaces() && here() == '"') return take_string(false) ? Taken::Value : Taken::Nothing;
    if (here() == '{' || here() == '[') return open_container();
    const char* const begin = text_.data() + at_;
    const Scalar scalar = scan_scalar(begin);
    if (!scalar.end) return Taken::Nothing;
    const size_t end = at_ + static_cast<size_t>(scalar.end - begin);
    add(scalar.kind, false, at_, end);
    at_ = end;
    return Taken::Value;
  }

  /// Nothing: it lies too deep.
  [[gnu::always_inline]] Taken open_container() {
    if (depth_ == kDepthMax) return Taken::Nothing;
    const bool is_object = here() == '{';
    open_[depth_++] = count_;
    add(is_object ? JsonKind::Object : JsonKind::Array, false, at_, at_);
    ++at_;
    past_spaces();
    const bool was_in_object = std::exchange(is_in_object_, is_object);
    if (here() != (is_object ? '}' : ']')) return Taken::ContainerBegin;
    close_container();
    is_in_object_ = was_in_object;
    return Taken::Value;
  }

  /// Requires: here stands its last bracket.
  [[gnu::always_inline]] void close_container() {
    ++at_;
    JsonNode& node = nodes_[open_[--depth_]];
    node.size = static_cast<uint32_t>(at_) - node.begin;
    node.after = count_;
  }

  /// Behind a value, the last one of its container: all ends that stand here, and the comma.
  [[gnu::always_inline]] bool close_containers() {
    while (depth_ > 0) {
      past_spaces();
      if (here() == ',') {
        ++at_;
        return true;
      }
      if (here() != (is_in_object_ ? '}' : ']')) return false;
      close_container();
      is_in_object_ = depth_ > 0 && nodes_[open_[depth_ - 1]].kind == JsonKind::Object;
    }
    return true;
  }

  /// Members up to the end of the object or the begin of a container in it.
  [[gnu::always_inline]] bool take_members() {
    while (true) {
      make_room();
      if (!take_label()) return false;
      const Taken taken = take_value();
      if (taken != Taken::Value) return taken == Taken::ContainerBegin;
      if (here() != ',') return close_containers();
      ++at_;
    }
  }

  /// Elements, likewise.
  [[gnu::always_inline]] bool take_elements() {
    while (true) {
      make_room();
      const Taken taken = take_value();
      if (taken != Taken::Value) return taken == Taken::ContainerBegin;
      if (here() != ',') return close_containers();
      ++at_;
    }
  }

  const std::string_view text_;
  size_t at_ = 0;
  JsonQuoteMarks& marks_;
  const uint32_t* mark_;  // the first one not yet met
  std::vector<JsonNode>& nodes_;
  JsonNode* next_;
  JsonNode* last_;             // before which a member fits
  uint32_t count_ = 0;         // of the nodes so far
  uint32_t* open_;             // the containers without an end yet, the inmost last
  int depth_ = 0;              // how many they are
  bool is_in_object_ = false;  // the inmost is an object
  bool has_spaces_ = false;
};

}  // namespace

bool parse_plain_json(std::string_view text, std::vector<JsonNode>& nodes, bool& is_minified) {
  if (text.size() > UINT32_MAX) return false;
  constexpr size_t kFewNodes = 64;
  if (nodes.size() < kFewNodes) nodes.resize(kFewNodes);
  uint32_t open[kDepthMax];
  JsonQuoteMarks marks;
  Parser parser(text, nodes, open, marks);
  const bool is_good = parser.parse();
  is_minified = parser.is_minified();
  return is_good;
}

}  // namespace tern::functions
