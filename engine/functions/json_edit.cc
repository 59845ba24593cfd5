#include <deque>

#include "engine/functions/builtins.h"
#include "engine/functions/json_call.h"
#include "engine/functions/json_path.h"
#include "engine/functions/json_tree.h"
#include "engine/record/affinity.h"

// JSON functions that change JSON.
// Source: SQLite documentation, "JSON Functions And Operators".

namespace tern::functions {
namespace {

using record::ValueView;
using Mode = JsonTree::Mode;

template <JsonOutput Output>
Result<ValueView> tree_result(Call& call, const JsonTree& tree) {
  if (tree.is_removed()) return ValueView::null();
  if constexpr (Output == JsonOutput::Jsonb) {
    TRY(tree.append_jsonb(call.buffer()));
  } else {
    if (tree.replaced_by()) return *tree.replaced_by();
    TRY(tree.append_text(call.buffer()));
  }
  return json_result<Output>(call);
}

/// Puts one value in the place of one that is there: the text around it stays. False: that is not
/// so.
template <Mode Chosen>
Result<bool> put_in_text(Call& call, const JsonDocument& json, Arguments a) {
  if (a.size() != 3 || a[1].is_null() || !json.is_minified()) return false;
  const std::optional<uint32_t> found = TRY(find_kept_json(call, call.text(a[1], 1)));
  if (!found || *found == 0) return false;
  std::string& out = call.buffer();
  const std::string_view whole = json.minified(json.node(0));
  if (Chosen == Mode::Insert) {
    out += whole;
    return true;
  }
  const std::string_view part = json.minified(json.node(*found));
  const auto before = static_cast<size_t>(part.data() - whole.data());
  out += whole.substr(0, before);
  TRY(append_json_value(out, a[2]));
  out += whole.substr(before + part.size());
  return true;
}

template <Mode Chosen, JsonOutput Output>
Result<ValueView> call_json_put(Call& call, Arguments a) {
  if (a.empty()) return ValueView::null();
  if (a.size() % 2 == 0) {
    const std::string name = Chosen == Mode::Insert    ? "insert"
                             : Chosen == Mode::Replace ? "replace"
                                                       : "set";
    return fail(ErrorCode::Error, "json_" + name + "() needs an odd number of arguments");
  }
  if (a[0].is_null()) return ValueView::null();
  const JsonDocument* json = parse_json(call, a[0]);
  if (!json) return malformed_json();
  if constexpr (Output == JsonOutput::Text) {
    if (TRY(put_in_text<Chosen>(call, *json, a))) return json_result<Output>(call);
  }
  JsonTree tree(*json);
  std::deque<std::string> paths;  // the tree points into them
  for (size_t i = 1; i < a.size(); i += 2) {
    if (a[i].is_null()) continue;
    std::string scratch;
    paths.emplace_back(record::to_text(a[i], scratch));
    TRY(tree.put(paths.back(), a[i + 1], Chosen));
  }
  return tree_result<Output>(call, tree);
}

template <JsonOutput Output>
Result<ValueView> call_json_remove(Call& call, Arguments a) {
  if (a.empty() || a[0].is_null()) return ValueView::null();
  const JsonDocument* json = parse_json(call, a[0]);
  if (!json) return malformed_json();
  JsonTree tree(*json);
  for (const ValueView& path : a.subspan(1)) {
    if (path.is_null()) return ValueView::null();
    TRY(tree.remove(call.text(path, 1)));
  }
  return tree_result<Output>(call, tree);
}

template <JsonOutput Output>
Result<ValueView> call_json_patch(Call& call, Arguments a) {
  if (a[0].is_null()) return ValueView::null();
  const JsonDocument* json = parse_json(call, a[0]);
  if (!json) return malformed_json();
  if (a[1].is_null()) return ValueView::null();
  JsonDocument patch;
  if (!parse_json(call, a[1], patch)) return malformed_json();
  JsonTree tree(*json);
  tree.merge_patch(patch);
  return tree_result<Output>(call, tree);
}

constexpr ScalarRow kJsonEditFunctions[] = {
    {"json_insert", 0, kArgumentsMax, call_json_put<Mode::Insert, JsonOutput::Text>},
    {"json_patch", 2, 2, call_json_patch<JsonOutput::Text>},
    {"json_remove", 0, kArgumentsMax, call_json_remove<JsonOutput::Text>},
    {"json_replace", 0, kArgumentsMax, call_json_put<Mode::Replace, JsonOutput::Text>},
    {"json_set", 0, kArgumentsMax, call_json_put<Mode::Set, JsonOutput::Text>},
    {"jsonb_insert", 0, kArgumentsMax, call_json_put<Mode::Insert, JsonOutput::Jsonb>},
    {"jsonb_patch", 2, 2, call_json_patch<JsonOutput::Jsonb>},
    {"jsonb_remove", 0, kArgumentsMax, call_json_remove<JsonOutput::Jsonb>},
    {"jsonb_replace", 0, kArgumentsMax, call_json_put<Mode::Replace, JsonOutput::Jsonb>},
    {"jsonb_set", 0, kArgumentsMax, call_json_put<Mode::Set, JsonOutput::Jsonb>},
};

}  // namespace

std::span<const ScalarRow> json_edit_functions() { return kJsonEditFunctions; }

}  // namespace tern::functions
