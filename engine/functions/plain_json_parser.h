#pragma once

#include <string_view>
#include <vector>

#include "engine/functions/json_document.h"

namespace tern::functions {

/// Reads JSON as RFC 8259 has it, which most documents are, with as little work for each byte as
/// can be. What it does not take, errors among it, is left to JsonParser, which starts over.
class PlainJsonParser {
 public:
  /// Requires: kJsonPadding zeros behind `text`, and none in it. Lifetime: of `nodes` and `text`,
  /// as the parser. Of `nodes`, more than the document has may be left.
  PlainJsonParser(std::string_view text, std::vector<JsonNode>& nodes)
      : text_(text), nodes_(nodes), next_(nodes.data()), limit_(next_ + nodes.size()) {}
  bool parse();
  /// Between its values and signs stands nothing.
  bool is_minified() const { return !has_spaces_; }

 private:
  static constexpr int kDepthMax = JsonDocument::kDepthMax;

  const char* past_spaces(const char* at) {
    return static_cast<unsigned char>(*at) <= ' ' ? past_more_spaces(at) : at;
  }
  const char* past_more_spaces(const char* at);
  // Each takes what stands at `at`; where it ends, or null.
  const char* take_string(const char* at, bool is_label);
  const char* take_escaped_string(const char* at, bool is_label);
  const char* take_label(const char* at);
  const char* take_number(const char* at);
  const char* take_word(const char* at, std::string_view word, JsonKind kind);
  const char* take_number_or_word(const char* at);
  /// false: too deep.
  bool open(const char* at);
  /// `at`: behind its sign.
  void close(const char* at);
  JsonNode& add(JsonKind kind, JsonForm form, bool is_label, const char* from, const char* to) {
    if (next_ == limit_) grow();
    // By pointers, not numbers: what is stored here cannot be mistaken for one of them.
    const auto after = static_cast<uint32_t>(next_ - nodes_.data()) + 1;
    *next_ = {kind,
              form,
              is_label,
              static_cast<uint32_t>(from - text_.data()),
              static_cast<uint32_t>(to - from),
              after};
    return *next_++;
  }
  void grow();

  std::string_view text_;
  std::vector<JsonNode>& nodes_;
  JsonNode* next_;
  JsonNode* limit_;
  int depth_ = 0;
  char closer_ = '\0';  // of the inmost container that has no end yet
  bool has_spaces_ = false;
  uint32_t open_[kDepthMax];  // these containers, the inmost last
};

}  // namespace tern::functions
