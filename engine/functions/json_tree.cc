#include "engine/functions/json_tree.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/base/numeric_text.h"
#include "engine/functions/json_string.h"
#include "engine/functions/json_write.h"
#include "engine/functions/jsonb.h"
#include "engine/record/affinity.h"

namespace tern::functions {

using record::ValueView;

namespace {

std::unexpected<Error> not_json() { return fail(ErrorCode::Error, "JSON cannot hold BLOB values"); }

/// A number as JSON has it.
std::string_view number_text(ValueView value, std::string& scratch) {
  if (value.is_real() && std::isinf(value.as_real())) {
    return value.as_real() < 0 ? "-9.0e+999" : "9.0e+999";
  }
  return record::to_text(value, scratch);
}

}  // namespace

Status append_json_value(std::string& out, ValueView value) {
  switch (value.type()) {
    case record::ValueType::Null:
      out += "null";
      return ok();
    case record::ValueType::Integer:
      append_integer(out, value.as_integer());
      return ok();
    case record::ValueType::Real: {
      std::string scratch;
      out += number_text(value, scratch);
      return ok();
    }
    case record::ValueType::Text:
      if (value.subtype() == kJsonSubtype) {
        out += value.as_text();
      } else {
        append_json_string(out, value.as_text());
      }
      return ok();
    case record::ValueType::Blob: {
      JsonDocument document;
      if (!document.parse_jsonb(value.as_bytes())) return not_json();
      append_minified(out, document, 0);
      return ok();
    }
  }
  return ok();
}

Status append_jsonb_value(std::string& out, ValueView value) {
  switch (value.type()) {
    case record::ValueType::Null:
      functions::append_jsonb(out, JsonKind::Null, JsonForm::Plain, {});
      return ok();
    case record::ValueType::Integer:
    case record::ValueType::Real: {
      std::string scratch;
      functions::append_jsonb(out, value.is_real() ? JsonKind::Real : JsonKind::Integer,
                              JsonForm::Plain, number_text(value, scratch));
      return ok();
    }
    case record::ValueType::Text: {
      JsonDocument document;
      if (value.subtype() == kJsonSubtype && document.parse_text(value.as_text())) {
        functions::append_jsonb(out, document, 0);
      } else {
        functions::append_jsonb(out, JsonKind::String, JsonForm::Raw, value.as_text());
      }
      return ok();
    }
    case record::ValueType::Blob: {
      JsonDocument document;
      if (!document.parse_jsonb(value.as_bytes())) return not_json();
      out += as_text(value.as_bytes());
      return ok();
    }
  }
  return ok();
}

JsonTree::JsonTree(const JsonDocument& document) {
  constexpr size_t kMore = 8;  // what a few changes may add
  nodes_.reserve(document.node(0).after + kMore);
  nodes_.emplace_back();
  fill(kRoot, document, 0);
}

JsonTree::Place JsonTree::add_child(Place parent) {
  const auto place = static_cast<Place>(nodes_.size());
  nodes_.emplace_back();
  Node& node = nodes_[parent];
  (node.last == kNone ? node.first : nodes_[node.last].next) = place;
  node.last = place;
  return place;
}

void JsonTree::fill(Place place, const JsonDocument& document, uint32_t index) {
  const JsonNode& from = document.node(index);
  Node& node = nodes_[place];
  node.kind = from.kind;
  node.form = from.form;
  node.payload = node.is_container() ? std::string_view() : document.payload(from);
  node.first = node.last = kNone;
  for (uint32_t at = index + 1; at < from.after; at = document.node(at).after) {
    const Place child = add_child(place);
    if (from.kind == JsonKind::Object) {
      nodes_[child].label = document.payload(at);
      nodes_[child].label_form = document.node(at).form;
      ++at;
    }
    fill(child, document, at);
  }
}

Status JsonTree::append_text(std::string& out, const Node& node) const {
  if (node.has_value) return append_json_value(out, node.value);
  if (!node.is_container()) {
    append_json_scalar(out, node.kind, node.form, node.payload);
    return ok();
  }
  const bool is_object = node.kind == JsonKind::Object;
  out += is_object ? '{' : '[';
  bool is_first = true;
  for (Place at = node.first; at != kNone; at = nodes_[at].next) {
    const Node& child = nodes_[at];
    if (child.is_removed) continue;
    if (!std::exchange(is_first, false)) out += ',';
    if (is_object) {
      append_json_string(out, child.label, child.label_form);
      out += ':';
    }
    TRY(append_text(out, child));
  }
  out += is_object ? '}' : ']';
  return ok();
}

Status JsonTree::append_jsonb(std::string& out, const Node& node) const {
  if (node.has_value) return append_jsonb_value(out, node.value);
  if (!node.is_container()) {
    functions::append_jsonb(out, node.kind, node.form, node.payload);
    return ok();
  }
  JsonbContainer container(out, node.kind);
  for (Place at = node.first; at != kNone; at = nodes_[at].next) {
    const Node& child = nodes_[at];
    if (child.is_removed) continue;
    if (node.kind == JsonKind::Object) {
      functions::append_jsonb(out, JsonKind::String, child.label_form, child.label);
    }
    TRY(append_jsonb(out, child));
  }
  container.end();
  return ok();
}

uint32_t JsonTree::child_count(Place parent) const {
  uint32_t count = 0;
  for (Place at = nodes_[parent].first; at != kNone; at = nodes_[at].next) {
    if (!nodes_[at].is_removed) ++count;
  }
  return count;
}

JsonTree::Place JsonTree::child_for(Place parent, const JsonStep& step) const {
  const Place first = nodes_[parent].first;
  if (step.kind == JsonStep::Kind::Label) {
    for (Place at = first; at != kNone; at = nodes_[at].next) {
      if (is_label(nodes_[at].label, nodes_[at].label_form, step)) return at;
    }
    return kNone;
  }
  if (step.kind == JsonStep::Kind::Nowhere) return kNone;
  uint32_t index = step.index;
  for (Place at = first; at != kNone; at = nodes_[at].next) {
    if (!nodes_[at].is_removed && index-- == 0) return at;
  }
  return kNone;
}

Result<JsonTree::Place> JsonTree::take_step(Place place, JsonPath& path, JsonStep& step) const {
  step.kind = JsonStep::Kind::Nowhere;
  if (nodes_[place].has_value) return kNone;
  const bool wants_object = TRY(path.wants_object());
  const JsonKind kind = nodes_[place].kind;
  if (wants_object && kind != JsonKind::Object) return kNone;
  uint32_t size = 0;
  if (path.is_from_end_next()) {
    if (kind != JsonKind::Array) return kNone;
    size = child_count(place);
  }
  const JsonStep taken = TRY(path.next(size));
  if (!wants_object && kind != JsonKind::Array) return kNone;
  const Place child = child_for(place, taken);
  const bool may_append = wants_object || taken.index == child_count(place);
  if (child != kNone || may_append) step = taken;
  return child;
}

JsonTree::Place JsonTree::begin_child(Place parent, const JsonPath& path, const JsonStep& step) {
  // What comes next says what the new node is; only .label and [0] can begin something new.
  JsonKind kind = JsonKind::Null;
  if (path.is_label_next()) {
    kind = JsonKind::Object;
  } else if (path.is_first_index_next()) {
    kind = JsonKind::Array;
  } else if (!path.at_end()) {
    return kNone;
  }
  const Place child = add_child(parent);
  nodes_[child].kind = kind;
  nodes_[child].label = step.label;
  return child;
}

Result<std::optional<JsonTree::Place>> JsonTree::find(std::string_view path_text, bool creates,
                                                      bool& was_created) {
  JsonPath path(path_text);
  TRY(path.start());
  Place place = kRoot;
  Place grown = kNone;  // the first node that got a new child,
  Place last = kNone;   // and which was its last one before
  while (!path.at_end()) {
    JsonStep step;
    Place child = TRY(take_step(place, path, step));
    if (child == kNone && creates && step.kind != JsonStep::Kind::Nowhere) {
      if (!was_created) {
        grown = place;
        last = nodes_[place].last;
      }
      child = begin_child(place, path, step);
      was_created = was_created || child != kNone;
    }
    if (child == kNone) {
      if (was_created) drop_children(grown, last);
      return std::nullopt;
    }
    place = child;
  }
  return place;
}

void JsonTree::drop_children(Place parent, Place last) {
  Node& node = nodes_[parent];
  node.last = last;
  (last == kNone ? node.first : nodes_[last].next) = kNone;
}

Status JsonTree::put(std::string_view path, ValueView value, Mode mode) {
  bool was_created = false;
  const std::optional<Place> place = TRY(find(path, mode != Mode::Replace, was_created));
  if (place && (was_created || mode != Mode::Insert)) {
    nodes_[*place].value = value;
    nodes_[*place].has_value = true;
  }
  return ok();
}

Status JsonTree::remove(std::string_view path) {
  bool was_created = false;
  const std::optional<Place> place = TRY(find(path, false, was_created));
  if (place) nodes_[*place].is_removed = true;
  return ok();
}

void JsonTree::drop_nulls(Place place) {
  if (nodes_[place].kind != JsonKind::Object) return;
  for (Place at = nodes_[place].first; at != kNone; at = nodes_[at].next) {
    nodes_[at].is_removed = nodes_[at].is_removed || nodes_[at].kind == JsonKind::Null;
    drop_nulls(at);
  }
}

void JsonTree::merge(Place target, const JsonDocument& document, uint32_t index) {
  const JsonNode& from = document.node(index);
  if (from.kind != JsonKind::Object || nodes_[target].kind != JsonKind::Object) {
    nodes_[target].is_settled = true;
    fill(target, document, index);
    return drop_nulls(target);
  }
  bool adds = false;
  for (uint32_t at = index + 1; at < from.after; at = document.node(at + 1).after) {
    merge_member(target, document, at, adds);
  }
}

void JsonTree::drop_added(Place place) {
  for (Place at = nodes_[place].first; at != kNone; at = nodes_[at].next) {
    nodes_[at].is_removed = nodes_[at].is_removed || nodes_[at].is_added;
  }
}

void JsonTree::merge_member(Place target, const JsonDocument& document, uint32_t label,
                            bool& adds) {
  const std::string_view name = document.payload(label);
  const bool is_null = document.node(label + 1).kind == JsonKind::Null;
  Place member = nodes_[target].first;
  while (member != kNone && (nodes_[member].is_added || nodes_[member].label != name)) {
    member = nodes_[member].next;
  }
  if (member != kNone) {
    if (nodes_[member].is_settled) return;
    if (!is_null) return merge(member, document, label + 1);
    nodes_[member].is_removed = nodes_[member].is_settled = true;
    return;
  }
  if (is_null) return;
  if (!std::exchange(adds, true)) drop_added(target);
  member = add_child(target);
  nodes_[member].is_added = true;
  nodes_[member].label = name;
  nodes_[member].label_form = document.node(label).form;
  fill(member, document, label + 1);
  drop_nulls(member);
}

}  // namespace tern::functions
