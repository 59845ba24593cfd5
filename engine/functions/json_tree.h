#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/functions/json_text.h"
#include "engine/record/value.h"

namespace tern::functions {

/// A JSON document that is being changed. Lifetime: as the JsonText it was made from, the paths and
/// the values put into it.
class JsonTree {
 public:
  JsonTree(const JsonText& text, uint32_t root) : root_(make(text, root)) {}

  /// Which values put() may change: only missing ones, only those there, or both.
  enum class Mode : uint8_t { Insert, Replace, Set };
  /// Errors: a broken path.
  Status put(std::string_view path, record::ValueView value, Mode mode);
  Status remove(std::string_view path);
  /// RFC 7396: members of `patch` replace ours, null removes.
  void merge_patch(const JsonText& patch);

  bool is_removed() const { return root_.is_removed; }
  /// Set: the whole document has been replaced by an SQL value.
  const std::optional<record::ValueView>& replaced_by() const { return root_.value; }
  /// Errors: a value that JSON cannot hold.
  Status append_to(std::string& out) const { return append(out, root_); }

 private:
  struct Node {
    JsonKind kind = JsonKind::Null;
    std::string_view raw;      // of a scalar; empty: null
    std::string_view label;    // of a member
    bool is_label_raw = true;  // `label` has its quotes
    bool is_removed = false;
    std::optional<record::ValueView> value;  // what stands here now; children stay to be found
    std::vector<std::unique_ptr<Node>> children;
  };

  static Node make(const JsonText& text, uint32_t index);
  static void take_children(Node& node, const JsonText& text, uint32_t index);
  static Status append(std::string& out, const Node& node);
  static Node* child_for(Node& parent, const JsonStep& step);
  Result<Node*> find(std::string_view path, bool creates, bool& was_created);
  static void drop_nulls(Node& node);
  static void patch(Node& target, const JsonText& text, uint32_t index);

  Node root_;
};

/// Appends an SQL value as JSON. Errors: a blob.
Status append_json_value(std::string& out, record::ValueView value);

constexpr uint8_t kJsonSubtype = 'J';

}  // namespace tern::functions
