#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/functions/json_document.h"
#include "engine/functions/json_path.h"
#include "engine/record/value.h"

namespace tern::functions {

/// A JSON document that is being changed. Lifetime: as the document it was made from, the paths and
/// the values put into it.
class JsonTree {
 public:
  explicit JsonTree(const JsonDocument& document);

  /// Which values put() may change: only missing ones, only those there, or both.
  enum class Mode : uint8_t { Insert, Replace, Set };
  /// Errors: a broken path.
  Status put(std::string_view path, record::ValueView value, Mode mode);
  Status remove(std::string_view path);
  /// RFC 7396: members of `patch` replace ours, null removes.
  void merge_patch(const JsonDocument& patch) { merge(kRoot, patch, 0); }

  bool is_removed() const { return nodes_[kRoot].is_removed; }
  /// The SQL value that has replaced the whole document; null: none has.
  const record::ValueView* replaced_by() const {
    return nodes_[kRoot].has_value ? &nodes_[kRoot].value : nullptr;
  }
  /// Errors: a value that JSON cannot hold.
  Status append_text(std::string& out) const { return append_text(out, nodes_[kRoot]); }
  Status append_jsonb(std::string& out) const { return append_jsonb(out, nodes_[kRoot]); }

 private:
  using Place = uint32_t;  // in nodes_
  static constexpr Place kRoot = 0;
  static constexpr Place kNone = 0;  // the root is nobody's child

  struct Node {
    JsonKind kind = JsonKind::Null;
    JsonForm form = JsonForm::Plain;
    JsonForm label_form = JsonForm::Raw;
    bool is_removed = false;
    bool is_added = false;     // by a patch, whose further members of that label are added, too
    bool is_settled = false;   // by a patch, whose further members of that label do nothing
    bool has_value = false;    // `value` stands here now; children stay to be found
    Place first = kNone;       // child
    Place last = kNone;        // child
    Place next = kNone;        // sibling
    std::string_view payload;  // of a number or string
    std::string_view label;    // of a member
    record::ValueView value;

    bool is_container() const { return kind >= JsonKind::Array; }
  };

  Place add_child(Place parent);
  /// Makes the node what node `index` of the document is, with all below it.
  void fill(Place place, const JsonDocument& document, uint32_t index);
  Status append_text(std::string& out, const Node& node) const;
  Status append_jsonb(std::string& out, const Node& node) const;
  Place child_for(Place parent, const JsonStep& step) const;
  uint32_t child_count(Place parent) const;
  /// The child that the next step of `path` leads to. kNone: there is none; `step` says where to
  /// add one, or Nowhere.
  Result<Place> take_step(Place place, JsonPath& path, JsonStep& step) const;
  /// A new child, that can take the rest of `path`. kNone: nothing new can.
  Place begin_child(Place parent, const JsonPath& path, const JsonStep& step);
  void drop_children(Place parent, Place last);
  /// Where the path leads; nodes for it are added only if all of it can be.
  Result<std::optional<Place>> find(std::string_view path, bool creates, bool& was_created);
  void drop_nulls(Place place);
  void merge(Place target, const JsonDocument& document, uint32_t index);
  /// `adds`: the patch has added members to `target`. The first one puts out those that a member
  /// of the same label, further ahead in the patch, has added to it, as in SQLite.
  void merge_member(Place target, const JsonDocument& document, uint32_t label, bool& adds);
  void drop_added(Place place);

  std::vector<Node> nodes_;
};

/// Appends an SQL value as JSON. Errors: a blob that is not JSONB.
Status append_json_value(std::string& out, record::ValueView value);
/// Appends an SQL value as JSONB. Errors: the same.
Status append_jsonb_value(std::string& out, record::ValueView value);

}  // namespace tern::functions
