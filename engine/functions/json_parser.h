#pragma once

#include <string_view>
#include <vector>

#include "engine/functions/json_document.h"

namespace tern::functions {

/// A number or a string in JSON text, found by its first character.
struct JsonScalar {
  JsonForm form = JsonForm::Plain;
  JsonKind kind = JsonKind::Null;
  size_t begin = 0;  // of its payload
  size_t end = 0;
  size_t after = 0;  // where the text goes on; npos: an error at `end`
  bool needs_json5 = false;
  bool is_error() const { return after == std::string_view::npos; }
};
/// Requires: a sign, a point or a digit at `at`.
JsonScalar scan_json_number(std::string_view text, size_t at);
/// Requires: at `at` stands a quote, single or double.
JsonScalar scan_json_string(std::string_view text, size_t at);
/// Is text[begin, end of text) what may stand between the quotes of a string of that form, which is
/// not Raw?
bool is_json_payload(std::string_view text, size_t begin, JsonForm form);

/// Reads JSON, and JSON5 where it differs, into nodes, in one pass: what parse_plain_json() leaves.
class JsonParser {
 public:
  /// Lifetime: of `nodes` and `text`, as the parser.
  JsonParser(std::string_view text, std::vector<JsonNode>& nodes) : text_(text), nodes_(nodes) {}
  bool parse();
  bool needs_json5() const { return needs_json5_; }
  /// Where the error is.
  size_t offset() const { return at_; }

 private:
  bool parse_value(int depth);
  bool parse_array(int depth);
  bool parse_object(int depth);
  bool parse_label();
  bool parse_name();
  bool parse_word();
  bool parse_string();
  bool parse_number();
  bool take(const JsonScalar& scalar);
  void add(JsonKind kind, JsonForm form, size_t begin, size_t end) {
    const auto index = static_cast<uint32_t>(nodes_.size());
    nodes_.push_back({kind, form, false, static_cast<uint32_t>(begin),
                      static_cast<uint32_t>(end - begin), index + 1});
  }
  size_t open(JsonKind kind);
  bool close(size_t self);
  void skip_spaces() {
    // Mostly there are none. What is not ASCII is negative here, and may be a space.
    const char c = peek();
    if (static_cast<signed char>(c) <= ' ' || c == '/') skip_more_spaces();
  }
  void skip_more_spaces();
  void skip_json5_spaces();
  bool skip_comment();
  bool fail_at(size_t offset) {
    at_ = offset;
    return false;
  }
  char peek(size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  std::string_view text_;
  std::vector<JsonNode>& nodes_;
  size_t at_ = 0;
  bool needs_json5_ = false;
};

}  // namespace tern::functions
