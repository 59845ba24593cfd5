#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/functions/json_document.h"

// JSONB, SQLite's binary encoding of JSON. An element is a header and a payload:
//
//   header    low four bits: the type; high four bits: the payload's size if it is 11 or less,
//             else 12, 13, 14 or 15: the size stands in the next 1, 2, 4 or 8 bytes, big endian
//   payload   nothing (null, true, false), the characters of a number or string as JSON text has
//             them, or the elements of an array, or labels and values of an object in turn
//
// Source: SQLite documentation, "The JSONB Format".

namespace tern::functions {

enum class JsonbType : uint8_t {
  Null,
  True,
  False,
  Int,
  Int5,
  Float,
  Float5,
  Text,
  TextJ,
  Text5,
  TextRaw,
  Array,
  Object,
};

struct JsonbHeader {
  JsonbType type;
  size_t begin;  // of the payload
  size_t end;
};
/// Reads the header at `at`, of an element that ends at `end` or before. false: there is none.
bool read_jsonb_header(std::string_view bytes, size_t at, size_t end, JsonbHeader& out);

/// Reads JSONB into nodes and proves all of it: sizes, nesting, labels, and what payloads say.
class JsonbReader {
 public:
  /// Lifetime: of `bytes` and `nodes`, as the reader.
  JsonbReader(std::string_view bytes, std::vector<JsonNode>& nodes)
      : bytes_(bytes), nodes_(nodes) {}
  bool read();
  /// Where the element stands that is none.
  size_t offset() const { return at_; }

 private:
  using Header = JsonbHeader;
  bool read_element(size_t end, int depth, bool is_label);
  bool read_container(const Header& header, int depth);
  bool read_number(const Header& header);
  bool read_string(const Header& header);
  bool add(JsonKind kind, JsonForm form, const Header& header);

  std::string_view bytes_;
  std::vector<JsonNode>& nodes_;
  size_t at_ = 0;
};

/// Does the outermost header of `bytes` fit them? What is below is not looked at.
bool looks_like_jsonb(std::string_view bytes);

/// Appends an element. For numbers and strings `payload` is as in the node.
void append_jsonb(std::string& out, JsonKind kind, JsonForm form, std::string_view payload);

/// Appends an array or object around what is appended while this lives. Close it with end().
class JsonbContainer {
 public:
  JsonbContainer(std::string& out, JsonKind kind);
  void end();

 private:
  std::string& out_;
  size_t begin_;
};

/// Appends node `index` of `document` with all below.
void append_jsonb(std::string& out, const JsonDocument& document, uint32_t index);

}  // namespace tern::functions
