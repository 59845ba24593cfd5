#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace tern::daemon::hrana {

class JsonValue;

/// A JSON document as a flat list of its values, in the order of the text: nothing is allocated
/// per value, and strings without escapes stay where they are in the body.
///
/// Boost.JSON's parser reads it; its own values are not used because that release rounds numbers
/// wrongly in the last place, while here a number keeps its text.
class JsonTape {
 public:
  enum class Kind : uint8_t { Null, False, True, Number, String, Object, Array };
  static constexpr size_t kDepthMax = 128;
  static constexpr size_t kValuesMax = size_t{16} << 20;  // 16 bytes each

  /// `text` receives strings that had escapes. Lifetime: body and text outlive the tape.
  /// Errors: Protocol: no JSON, text that is no UTF-8, half surrogates, too deep, too many values.
  static Result<JsonTape> parse(std::string_view body, std::string& text);
  JsonValue root() const;

 private:
  friend class JsonValue;
  friend class TapeWriter;
  struct Node {
    uint32_t begin = 0;  // of a number's or string's characters
    uint32_t size = 0;
    uint32_t next = 0;  // the node after this value
    Kind kind = Kind::Null;
    bool is_in_body = true;
  };
  static_assert(sizeof(Node) == 16);

  std::string_view body_;
  const std::string* text_ = nullptr;
  std::vector<Node> nodes_;  // a member of an object is two: a string and its value
};

/// A place on the tape. Lifetime: the tape's.
class JsonValue {
 public:
  JsonTape::Kind kind() const { return node().kind; }
  bool is(JsonTape::Kind kind) const { return node().kind == kind; }
  /// Of a number as it was written, of a string without escapes.
  std::string_view characters() const;
  /// The member of that name; of several the last, as everywhere in JavaScript. Nothing where it is
  /// missing or null, or this is no object.
  std::optional<JsonValue> member(std::string_view name) const;
  /// Whether there is one of that name, even null.
  bool has_member(std::string_view name) const;
  /// The first element of an array; then next() until that is nothing.
  std::optional<JsonValue> first() const;
  std::optional<JsonValue> next_in(const JsonValue& array) const;

 private:
  friend class JsonTape;
  JsonValue(const JsonTape* tape, uint32_t at) : tape_(tape), at_(at) {}
  const JsonTape::Node& node() const { return tape_->nodes_[at_]; }
  std::optional<JsonValue> find(std::string_view name) const;

  const JsonTape* tape_;
  uint32_t at_;
};

inline JsonValue JsonTape::root() const { return {this, 0}; }

}  // namespace tern::daemon::hrana
