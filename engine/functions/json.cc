#include <algorithm>
#include <deque>

#include "engine/base/numeric_text.h"
#include "engine/functions/builtins.h"
#include "engine/functions/json_text.h"
#include "engine/functions/json_tree.h"
#include "engine/functions/json_value.h"
#include "engine/record/affinity.h"

// JSON functions on text.
// Source: SQLite documentation, "JSON Functions And Operators".

namespace tern::functions {
namespace {

using record::ValueView;

std::unexpected<Error> malformed() { return fail(ErrorCode::Error, "malformed JSON"); }

/// The document that a call site parsed last: queries ask many things of one document, or one thing
/// of a constant.
class ParsedDocument final : public CallCache {
 public:
  const JsonText* parse(std::string_view text) {
    if (is_valid_ && text == copy_) return &json_;
    copy_.assign(text);
    is_valid_ = json_.parse(copy_);
    return is_valid_ ? &json_ : nullptr;
  }

 private:
  std::string copy_;
  JsonText json_;
  bool is_valid_ = false;
};

/// Null: `value` is not JSON.
const JsonText* parse(Call& call, ValueView value) {
  if (!call.cache()) call.cache() = std::make_unique<ParsedDocument>();
  return static_cast<ParsedDocument&>(*call.cache()).parse(call.text(value, 0));
}

Result<ValueView> json_result(Call& call) {
  const ValueView text = TRY(call.text_result());
  return text.with_subtype(kJsonSubtype);
}

Result<ValueView> minified(Call& call, const JsonText& json, uint32_t index) {
  json.append_minified(call.buffer(), index);
  return json_result(call);
}

/// A node as an SQL value; arrays and objects as JSON text.
Result<ValueView> sql_value(Call& call, const JsonText& json, uint32_t index) {
  const JsonKind kind = json.node(index).kind;
  if (kind == JsonKind::Array || kind == JsonKind::Object) return minified(call, json, index);
  return json_value(json, index, call.buffer());
}

Result<ValueView> call_json(Call& call, Arguments a) {
  if (a[0].is_null()) return ValueView::null();
  const JsonText* json = parse(call, a[0]);
  if (!json) return malformed();
  return minified(call, *json, 0);
}

Result<ValueView> call_json_valid(Call& call, Arguments a) {
  return ValueView::boolean(!a[0].is_null() && parse(call, a[0]) != nullptr);
}

Result<ValueView> call_json_quote(Call& call, Arguments a) {
  TRY(append_json_value(call.buffer(), a[0]));
  return json_result(call);
}

Result<ValueView> call_json_array(Call& call, Arguments a) {
  std::string& out = call.buffer();
  out += '[';
  for (size_t i = 0; i < a.size(); ++i) {
    if (i > 0) out += ',';
    TRY(append_json_value(out, a[i]));
  }
  out += ']';
  return json_result(call);
}

Result<ValueView> call_json_object(Call& call, Arguments a) {
  if (a.size() % 2 != 0) {
    return fail(ErrorCode::Error, "json_object() requires an even number of arguments");
  }
  std::string& out = call.buffer();
  out += '{';
  for (size_t i = 0; i < a.size(); i += 2) {
    if (!a[i].is_text()) return fail(ErrorCode::Error, "json_object() labels must be TEXT");
    if (i > 0) out += ',';
    append_json_string(out, a[i].as_text());
    out += ':';
    TRY(append_json_value(out, a[i + 1]));
  }
  out += '}';
  return json_result(call);
}

/// The node that argument 1 leads to (the root without one); no value if there is none or if
/// an argument is NULL.
struct Place {
  const JsonText* json;
  uint32_t node;
};
Result<std::optional<Place>> place_of(Call& call, Arguments a) {
  if (a[0].is_null()) return std::nullopt;
  const JsonText* json = parse(call, a[0]);
  if (!json) return malformed();
  if (a.size() == 1) return Place{json, 0};
  if (a[1].is_null()) return std::nullopt;
  const std::optional<uint32_t> node = TRY(find_json(*json, call.text(a[1], 1)));
  if (!node) return std::nullopt;
  return Place{json, *node};
}

Result<ValueView> call_json_array_length(Call& call, Arguments a) {
  const std::optional<Place> place = TRY(place_of(call, a));
  if (!place) return ValueView::null();
  return ValueView::integer(place->json->array_size(place->node));
}

Result<ValueView> call_json_type(Call& call, Arguments a) {
  constexpr std::string_view kNames[] = {"null", "true", "false", "integer",
                                         "real", "text", "array", "object"};
  const std::optional<Place> place = TRY(place_of(call, a));
  if (!place) return ValueView::null();
  return ValueView::text(kNames[static_cast<size_t>(place->json->node(place->node).kind)]);
}

Result<ValueView> call_json_extract(Call& call, Arguments a) {
  if (a.size() < 2) return ValueView::null();
  if (a.size() == 2) {
    const std::optional<Place> place = TRY(place_of(call, a));
    if (!place) return ValueView::null();
    return sql_value(call, *place->json, place->node);
  }
  if (a[0].is_null()) return ValueView::null();
  const JsonText* json = parse(call, a[0]);
  if (!json) return malformed();
  std::string& out = call.buffer();
  out += '[';
  for (size_t i = 1; i < a.size(); ++i) {
    if (i > 1) out += ',';
    std::optional<uint32_t> node;
    if (!a[i].is_null()) node = TRY(find_json(*json, call.text(a[i], 1)));
    if (node) {
      json->append_minified(out, *node);
    } else {
      out += "null";
    }
  }
  out += ']';
  return json_result(call);
}

/// The right operand of -> and ->>: a path, an array index or a label.
std::string_view arrow_path(Call& call, ValueView operand) {
  const std::string_view text = call.text(operand, 1);
  if (text.starts_with('$')) return text;
  std::string& path = call.scratch(2);
  if (!text.empty() && text[0] >= '0' && text[0] <= '9') {
    path.assign("$[").append(text).append("]");
  } else {
    path.assign(text.starts_with('[') ? "$" : "$.").append(text);
  }
  return path;
}

template <bool AsSqlValue>
Result<ValueView> call_arrow(Call& call, Arguments a) {
  if (a[0].is_null()) return ValueView::null();
  const JsonText* json = parse(call, a[0]);
  if (!json) return malformed();
  if (a[1].is_null()) return ValueView::null();
  const std::optional<uint32_t> node = TRY(find_json(*json, arrow_path(call, a[1])));
  if (!node) return ValueView::null();
  if (!AsSqlValue) return minified(call, *json, *node);
  const ValueView value = TRY(sql_value(call, *json, *node));
  return value.with_subtype(0);
}

Result<ValueView> tree_result(Call& call, const JsonTree& tree) {
  if (tree.is_removed()) return ValueView::null();
  if (tree.replaced_by()) return *tree.replaced_by();
  TRY(tree.append_to(call.buffer()));
  return json_result(call);
}

template <JsonTree::Mode Mode>
Result<ValueView> call_json_put(Call& call, Arguments a) {
  if (a.empty()) return ValueView::null();
  if (a.size() % 2 == 0) {
    const std::string name = Mode == JsonTree::Mode::Insert    ? "insert"
                             : Mode == JsonTree::Mode::Replace ? "replace"
                                                               : "set";
    return fail(ErrorCode::Error, "json_" + name + "() needs an odd number of arguments");
  }
  if (a[0].is_null()) return ValueView::null();
  const JsonText* json = parse(call, a[0]);
  if (!json) return malformed();
  JsonTree tree(*json, 0);
  std::deque<std::string> paths;  // the tree points into them
  for (size_t i = 1; i < a.size(); i += 2) {
    if (a[i].is_null()) continue;
    std::string scratch;
    paths.emplace_back(record::to_text(a[i], scratch));
    TRY(tree.put(paths.back(), a[i + 1], Mode));
  }
  return tree_result(call, tree);
}

Result<ValueView> call_json_remove(Call& call, Arguments a) {
  if (a.empty() || a[0].is_null()) return ValueView::null();
  const JsonText* json = parse(call, a[0]);
  if (!json) return malformed();
  JsonTree tree(*json, 0);
  for (const ValueView& path : a.subspan(1)) {
    if (path.is_null()) return ValueView::null();
    TRY(tree.remove(call.text(path, 1)));
  }
  return tree_result(call, tree);
}

Result<ValueView> call_json_patch(Call& call, Arguments a) {
  if (a[0].is_null()) return ValueView::null();
  const JsonText* json = parse(call, a[0]);
  if (!json) return malformed();
  if (a[1].is_null()) return ValueView::null();
  JsonText patch;
  if (!patch.parse(call.text(a[1], 1))) return malformed();
  JsonTree tree(*json, 0);
  tree.merge_patch(patch);
  return tree_result(call, tree);
}

/// json_group_array() and json_group_object(): the items' text, as parts that can be taken back.
class JsonGroup : public AggregateState {
 public:
  JsonGroup(char open, char close) : open_(open), close_(close) {}
  Status inverse(Call&, Arguments) final {
    if (items_.empty()) return ok();
    size_ -= items_.front().size() + 1;
    items_.pop_front();
    return ok();
  }
  Result<ValueView> value(Call& call) final {
    std::string& out = call.buffer();
    out += open_;
    for (size_t i = 0; i < items_.size(); ++i) {
      if (i > 0) out += ',';
      out += items_[i];
    }
    out += close_;
    return json_result(call);
  }

 protected:
  Status add(std::string item, Call& call) {
    size_ += item.size() + 1;
    if (size_ > call.connection().length_max()) return fail(ErrorCode::TooBig);
    items_.push_back(std::move(item));
    return ok();
  }

 private:
  char open_;
  char close_;
  uint64_t size_ = 0;
  std::deque<std::string> items_;
};

class JsonGroupArray final : public JsonGroup {
 public:
  JsonGroupArray() : JsonGroup('[', ']') {}
  Status step(Call& call, Arguments a) override {
    std::string item;
    TRY(append_json_value(item, a[0]));
    return add(std::move(item), call);
  }
};

class JsonGroupObject final : public JsonGroup {
 public:
  JsonGroupObject() : JsonGroup('{', '}') {}
  Status step(Call& call, Arguments a) override {
    std::string item;
    if (!a[0].is_null()) append_json_string(item, call.text(a[0], 0));
    item += ':';
    TRY(append_json_value(item, a[1]));
    return add(std::move(item), call);
  }
};

constexpr ScalarRow kJsonFunctions[] = {
    {"->", 2, 2, call_arrow<false>},
    {"->>", 2, 2, call_arrow<true>},
    {"json", 1, 1, call_json},
    {"json_array", 0, kArgumentsMax, call_json_array},
    {"json_array_length", 1, 2, call_json_array_length},
    {"json_extract", 0, kArgumentsMax, call_json_extract},
    {"json_insert", 0, kArgumentsMax, call_json_put<JsonTree::Mode::Insert>},
    {"json_object", 0, kArgumentsMax, call_json_object},
    {"json_patch", 2, 2, call_json_patch},
    {"json_quote", 1, 1, call_json_quote},
    {"json_remove", 0, kArgumentsMax, call_json_remove},
    {"json_replace", 0, kArgumentsMax, call_json_put<JsonTree::Mode::Replace>},
    {"json_set", 0, kArgumentsMax, call_json_put<JsonTree::Mode::Set>},
    {"json_type", 1, 2, call_json_type},
    {"json_valid", 1, 1, call_json_valid},
};

template <class T>
constexpr AggregateRow group_row(const char* name, int arguments) {
  AggregateRow row = aggregate_row<T>(name, arguments, arguments, true);
  row.reads_subtypes = true;
  return row;
}

constexpr AggregateRow kAggregates[] = {
    group_row<JsonGroupArray>("json_group_array", 1),
    group_row<JsonGroupObject>("json_group_object", 2),
};

}  // namespace

std::span<const ScalarRow> json_functions() { return kJsonFunctions; }
std::span<const AggregateRow> json_aggregates() { return kAggregates; }

}  // namespace tern::functions
