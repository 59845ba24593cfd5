#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/base/bytes.h"

namespace tern::functions {

enum class JsonKind : uint8_t { Null, True, False, Integer, Real, String, Array, Object };

/// How a number or string is written.
enum class JsonForm : uint8_t {
  Plain,     // as RFC 8259 has it; a string without escapes that needs none
  Escaped,   // a string with the escapes of RFC 8259
  Extended,  // as only JSON5 has it
  Raw,       // a string as it is meant, which may need escapes to be JSON
};

/// A value, or an object's label, in a document.
struct JsonNode {
  JsonKind kind;
  JsonForm form;
  bool is_label;   // of a member, whose value comes next
  uint32_t begin;  // its bytes in the document; strings without their quotes
  uint32_t size;
  uint32_t after;  // index of the node after all that is below this one
};

/// A document, given as JSON or JSON5 text or as JSONB, of which it takes a copy: nodes in its
/// order. A container's children follow it; an object has label, value, label, value. Reused for
/// document after document without allocation.
/// Source: SQLite documentation, "JSON Functions And Operators" and "The JSONB Format".
class JsonDocument {
 public:
  static constexpr int kDepthMax = 1000;

  JsonDocument() = default;
  JsonDocument(const JsonDocument&) = delete;
  JsonDocument& operator=(const JsonDocument&) = delete;

  /// false: `text`, up to its first NUL, is neither JSON nor JSON5, and error_offset() says where
  /// it ends to be.
  bool parse_text(std::string_view text);
  /// false: `bytes` are not JSONB all through; error_offset() is where.
  bool parse_jsonb(Bytes bytes);
  /// What was parsed last. Lifetime: as all views that this gives, until the next parse.
  std::string_view source() const { return source_; }

  /// Requires: a parse. No JSON5 was needed (of JSONB: nothing is written as JSON5).
  bool is_rfc8259() const { return is_rfc8259_; }
  /// It is text of RFC 8259 without spaces: what is written of it is as it stands there.
  bool is_minified() const { return is_minified_; }
  /// Requires: is_minified().
  std::string_view minified(const JsonNode& node) const {
    const uint32_t quotes = node.kind == JsonKind::String ? 1 : 0;
    return source_.substr(node.begin - quotes, node.size + 2 * quotes);
  }
  size_t error_offset() const { return error_offset_; }

  const JsonNode& node(uint32_t index) const { return nodes_[index]; }
  /// The bytes of a number or string; of infinities the word.
  std::string_view payload(const JsonNode& node) const {
    return source_.substr(node.begin, node.size);
  }
  std::string_view payload(uint32_t index) const { return payload(nodes_[index]); }
  bool is_container(uint32_t index) const { return nodes_[index].kind >= JsonKind::Array; }
  /// How many elements an array has; 0 for all else.
  uint32_t array_size(uint32_t index) const;

 private:
  void keep(std::string_view source);
  bool parse_any_text();

  std::vector<char> bytes_;  // of the source, and zeros that parsers may look at
  std::string_view source_;
  std::vector<JsonNode> nodes_;  // there may be more than the document has
  bool is_rfc8259_ = true;
  bool is_minified_ = false;
  size_t error_offset_ = 0;
};

}  // namespace tern::functions
