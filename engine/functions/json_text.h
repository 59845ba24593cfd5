#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace tern::functions {

enum class JsonKind : uint8_t { Null, True, False, Integer, Real, String, Array, Object };

/// A value, or an object's label, in a parsed text.
struct JsonNode {
  JsonKind kind;
  bool has_escapes;  // a String with backslashes
  uint32_t begin;    // its bytes in the text; strings with their quotes
  uint32_t size;
  uint32_t after;  // index of the node after all that is below this one
};

/// A parsed JSON text: nodes in the order of the text. A container's children follow it; an object
/// has label, value, label, value. Reused for text after text without allocation.
/// Source: SQLite documentation, "JSON Functions And Operators" (RFC 8259, no extensions).
class JsonText {
 public:
  static constexpr int kDepthMax = 2000;

  /// false: `text` is not JSON. Lifetime: views into `text`.
  bool parse(std::string_view text);
  const JsonNode& node(uint32_t index) const { return nodes_[index]; }
  std::string_view raw(const JsonNode& node) const { return text_.substr(node.begin, node.size); }
  std::string_view raw(uint32_t index) const { return raw(nodes_[index]); }
  /// How many elements an array has; 0 for all else.
  uint32_t array_size(uint32_t index) const;

  /// Appends node `index` without white space.
  void append_minified(std::string& out, uint32_t index) const;

 private:
  bool parse_value(int depth);
  bool parse_container(JsonKind kind, char close, int depth);
  bool parse_string();
  bool parse_number();
  bool parse_word(std::string_view word, JsonKind kind);
  void skip_spaces();
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  std::string_view text_;
  size_t at_ = 0;
  std::vector<JsonNode> nodes_;
};

/// One step of a path: .label, [index], [#] or [#-index].
struct JsonStep {
  enum class Kind : uint8_t { Label, Index, FromEnd };
  Kind kind = Kind::Label;
  std::string_view label;  // without quotes
  uint32_t index = 0;      // FromEnd: 0 is behind the last element
};

/// Walks a path. Steps are read only as far as the walk goes, so a broken end behind a missing part
/// is no error, as in SQLite.
class JsonPath {
 public:
  explicit JsonPath(std::string_view path) : whole_(path) {}
  /// Requires: the first call. Errors: the path does not begin with $.
  Status start();
  bool at_end() const { return rest_.empty(); }
  /// Does the rest begin with '.', or with "[0]"?
  bool is_label_next() const { return rest_.starts_with('.'); }
  bool is_first_index_next() const { return rest_.starts_with("[0]"); }
  /// Such a step is looked at only where an array is.
  bool is_from_end_next() const { return rest_.starts_with("[#"); }
  /// What the next step is for: true an object, false an array. Errors: neither.
  Result<bool> wants_object() const;
  /// Requires: !at_end().
  Result<JsonStep> next();

 private:
  Result<JsonStep> next_label();
  Result<JsonStep> next_index();
  std::unexpected<Error> broken(std::string_view at) const;

  std::string_view whole_;
  std::string_view rest_;
};

/// Is the label node `raw` (with quotes) the one that `step` names? Escapes are compared as
/// written.
bool is_label(std::string_view raw, const JsonStep& step);

/// The node that `path` leads to, or no value.
Result<std::optional<uint32_t>> find_json(const JsonText& text, std::string_view path);

/// Appends `text` as a JSON string.
void append_json_string(std::string& out, std::string_view text);
/// Appends what a String node with its quotes means.
void append_unescaped(std::string& out, std::string_view raw);

}  // namespace tern::functions
