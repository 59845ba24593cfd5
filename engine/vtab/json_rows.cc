// json_each(json, path) and json_tree(json, path).
// Source: SQLite documentation, "JSON Functions And Operators", table-valued functions.

#include <algorithm>

#include "engine/base/byte_arena.h"
#include "engine/functions/json_document.h"
#include "engine/functions/json_path.h"
#include "engine/functions/json_string.h"
#include "engine/functions/json_write.h"
#include "engine/record/affinity.h"
#include "engine/record/kept_value.h"
#include "engine/vtab/argument_plan.h"

namespace tern::vtab {
namespace {

using functions::JsonDocument;
using functions::JsonKind;
using functions::JsonNode;
using record::ValueView;

enum Column : uint32_t { kKey, kValue, kType, kAtom, kId, kParent, kFullKey, kPath, kJson, kRoot };
enum Given : int32_t { kDocument = 1, kStart = 2 };

bool is_container(JsonKind kind) { return kind == JsonKind::Array || kind == JsonKind::Object; }

std::string_view name_of(JsonKind kind) {
  static constexpr std::string_view kNames[] = {"null", "true", "false", "integer",
                                                "real", "text", "array", "object"};
  return kNames[static_cast<size_t>(kind)];
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_letter_or_digit(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

/// Appends `.label`, without quotes where it is a plain word.
void append_label(std::string& out, const JsonDocument& document, uint32_t index) {
  const std::string_view label = document.payload(index);
  const bool is_word =
      !label.empty() && is_letter(label[0]) && std::ranges::all_of(label, is_letter_or_digit);
  out += '.';
  if (is_word) {
    out += label;
  } else {
    functions::append_json_string(out, label, document.node(index).form);
  }
}

/// One document; what json_each and json_tree share. `Rows` is which of them, and has begin(),
/// advance(), key(), parent(), append_full_key() and append_path().
template <class Rows>
class JsonCursor : public Cursor {
 public:
  Status filter(const IndexPlan& plan, std::span<const ValueView> arguments) final {
    rowid_ = 0;
    at_ = end_ = 0;
    if (plan.number == 0 || arguments[0].is_null()) return ok();
    std::string scratch;
    const std::string_view json = record::to_text(arguments[0], scratch);
    is_jsonb_ = arguments[0].is_blob() && document_.parse_jsonb(as_bytes(json));
    if (!is_jsonb_ && !document_.parse_text(json)) {
      return fail(ErrorCode::Error, "malformed JSON");
    }
    is_cut_ = document_.source().size() != json.size();
    if (is_cut_) json_.assign(json);
    root_ = "$";
    uint32_t start = 0;
    if (plan.number & kStart) {
      if (arguments[1].is_null()) return ok();
      root_.assign(record::to_text(arguments[1], scratch));
      const std::optional<uint32_t> found = TRY(functions::find_json(document_, root_));
      if (!found) return ok();
      start = *found;
    }
    rows().begin(start);
    return ok();
  }
  bool at_end() const final { return at_ >= end_; }
  Result<int64_t> rowid() const final { return rowid_; }
  Status next() final {
    ++rowid_;
    rows().advance();
    return ok();
  }
  Result<ValueView> column(uint32_t index) final { return value(index); }

  size_t read_rows(const RowBuffer& out) final {
    constexpr size_t kCopiedMax = size_t{1} << 16;
    copies_.clear();
    size_t copied = 0;
    size_t count = 0;
    for (; count < out.capacity && copied < kCopiedMax && at_ < end_; ++count) {
      ValueView* const row = out.values + count * out.width;
      for (const uint32_t index : out.columns) {
        row[index] = value(index);
        if (!is_in_buffer(row[index], index)) continue;
        copied += row[index].as_text().size();
        row[index] = kept_value(row[index], copies_);
      }
      out.rowids[count] = rowid_++;
      rows().advance();
    }
    return count;
  }

 protected:
  ValueView label_value(uint32_t label) {
    return functions::json_value(document_, label, buffers_[kKey]);
  }

  JsonDocument document_;
  std::string root_;
  uint32_t at_ = 0;  // node
  uint32_t end_ = 0;
  int64_t rowid_ = 0;

 private:
  Rows& rows() { return static_cast<Rows&>(*this); }

  [[gnu::always_inline]] ValueView value(uint32_t index) {
    switch (index) {
      case kKey:
        return rows().key();
      case kValue:
        return functions::json_value(document_, at_, buffers_[kValue]);
      case kType:
        return ValueView::text(name_of(document_.node(at_).kind));
      case kAtom:
        if (is_container(document_.node(at_).kind)) return ValueView::null();
        return functions::json_value(document_, at_, buffers_[kAtom]);
      case kId:
        return ValueView::integer(at_);
      case kParent:
        return rows().parent();
      case kFullKey:
        buffers_[kFullKey].clear();
        rows().append_full_key(buffers_[kFullKey]);
        return ValueView::text(buffers_[kFullKey]);
      case kPath:
        buffers_[kPath].clear();
        rows().append_path(buffers_[kPath]);
        return ValueView::text(buffers_[kPath]);
      case kJson:
        if (is_jsonb_) return ValueView::blob(as_bytes(document_.source()));
        return ValueView::text(is_cut_ ? json_ : document_.source());
      default:
        return ValueView::text(root_);
    }
  }
  /// Else it is a number, or its bytes stand in the document.
  bool is_in_buffer(const ValueView& value, uint32_t index) const {
    return value.is_text() && value.as_text().data() == buffers_[index].data();
  }

  bool is_jsonb_ = false;
  bool is_cut_ = false;  // something stood behind the document
  std::string json_;     // then: all of it
  std::string buffers_[kPath + 1];
  ByteArena copies_;  // of what was in the buffers
};

/// The children of one node, or the node itself if it has none to have.
class EachCursor final : public JsonCursor<EachCursor> {
 private:
  friend JsonCursor<EachCursor>;

  void begin(uint32_t start) {
    const JsonNode& node = document_.node(start);
    is_array_ = node.kind == JsonKind::Array;
    is_object_ = node.kind == JsonKind::Object;
    at_ = start + (is_object_ ? 2 : is_array_ ? 1 : 0);
    end_ = node.after;
  }
  void advance() {
    at_ = document_.node(at_).after;
    if (is_object_) ++at_;
  }
  ValueView key() {
    if (is_object_) return label_value(at_ - 1);
    return is_array_ ? ValueView::integer(rowid_) : ValueView::null();
  }
  static ValueView parent() { return ValueView::null(); }
  void append_full_key(std::string& out) {
    out += root_;
    if (is_array_) {
      out += '[';
      out += std::to_string(rowid_);
      out += ']';
    } else if (is_object_) {
      append_label(out, document_, at_ - 1);
    }
  }
  void append_path(std::string& out) { out += root_; }

  bool is_array_ = false;
  bool is_object_ = false;
};

/// A node and all below it.
class TreeCursor final : public JsonCursor<TreeCursor> {
 private:
  friend JsonCursor<TreeCursor>;

  /// Where a node stands: in which container, behind which label or at which index.
  struct Place {
    uint32_t container = 0;
    uint32_t label = 0;  // of a member; 0: none
    int64_t index = 0;   // of an element, as far as the elements before it were met
  };

  void begin(uint32_t start) {
    start_ = start;
    at_ = start;
    end_ = document_.node(start).after;
    places_.clear();
  }
  void advance() {
    ++at_;
    // Labels stand before their values and are no rows of their own.
    if (at_ < end_ && document_.node(at_).is_label) ++at_;
  }
  ValueView key() {
    if (at_ == 0) return ValueView::null();
    const Place& here = place_of(at_);
    // The start has a key only if it is a member and has something below, as in the reference.
    const bool is_below = at_ != start_;
    if (here.label != 0 && (is_below || is_container(document_.node(at_).kind))) {
      return label_value(here.label);
    }
    const bool is_element = is_below && document_.node(here.container).kind == JsonKind::Array;
    return is_element ? ValueView::integer(here.index) : ValueView::null();
  }
  ValueView parent() {
    if (at_ == start_) return ValueView::null();
    return ValueView::integer(place_of(at_).container);
  }
  void append_place(std::string& out, uint32_t node) {
    if (node == 0) {
      out += '$';
      return;
    }
    const Place& at = place_of(node);
    append_place(out, at.container);
    if (at.label != 0) return append_label(out, document_, at.label);
    out += '[';
    out += std::to_string(at.index);
    out += ']';
  }
  void append_full_key(std::string& out) { append_place(out, at_); }
  void append_path(std::string& out) { append_place(out, place_of(at_).container); }

  /// Found when they are first asked for: many queries do not.
  const Place& place_of(uint32_t node) {
    if (places_.empty()) find_places();
    return places_[node];
  }
  void find_places() {
    places_.assign(document_.node(0).after, Place());
    for (uint32_t node = 0; node < places_.size(); ++node) {
      if (!is_container(document_.node(node).kind)) continue;
      const bool is_object = document_.node(node).kind == JsonKind::Object;
      int64_t index = 0;
      for (uint32_t at = node + 1; at < document_.node(node).after; at = document_.node(at).after) {
        const uint32_t label = is_object ? at++ : 0;
        places_[at] = {node, label, index++};
      }
    }
    // The reference counts the elements that it meets, and it has met none around the start.
    for (uint32_t node = start_; node != 0; node = places_[node].container) {
      places_[node].index = 0;
    }
  }

  uint32_t start_ = 0;
  std::vector<Place> places_;  // by node; empty: not asked for yet
};

template <class CursorType>
class JsonRows final : public VirtualTable {
 public:
  explicit JsonRows(std::string name)
      : VirtualTable(std::move(name),
                     {"key", "value", "type", "atom", "id", "parent", "fullkey", "path"},
                     {"json", "root"}) {}
  Result<IndexPlan> best_index(const PlanQuestion& question) const override {
    IndexPlan out = argument_plan(question.constraints, first_argument(), 2);
    if (out.number & kDocument) {
      out.cost = 1;
      return out;
    }
    // A path without a document: no rows, and nothing is taken from the constraints.
    out.uses.assign(question.constraints.size(), {});
    out.number = 0;
    return out;
  }
  std::unique_ptr<Cursor> open() const override { return std::make_unique<CursorType>(); }
  bool may_read_ahead() const override { return true; }
};

}  // namespace

std::unique_ptr<VirtualTable> make_json_each() {
  return std::make_unique<JsonRows<EachCursor>>("json_each");
}
std::unique_ptr<VirtualTable> make_json_tree() {
  return std::make_unique<JsonRows<TreeCursor>>("json_tree");
}

}  // namespace tern::vtab
