#include "engine/functions/json_tree.h"

#include <algorithm>

#include "engine/record/affinity.h"

namespace tern::functions {

using record::ValueView;

Status append_json_value(std::string& out, ValueView value) {
  switch (value.type()) {
    case record::ValueType::Null:
      out += "null";
      return ok();
    case record::ValueType::Integer:
    case record::ValueType::Real: {
      std::string number;
      out += record::to_text(value, number);
      return ok();
    }
    case record::ValueType::Text:
      if (value.subtype() == kJsonSubtype) {
        out += value.as_text();
      } else {
        append_json_string(out, value.as_text());
      }
      return ok();
    case record::ValueType::Blob:
      return fail(ErrorCode::Error, "JSON cannot hold BLOB values");
  }
  return ok();
}

JsonTree::Node JsonTree::make(const JsonText& text, uint32_t index) {
  Node node;
  node.kind = text.node(index).kind;
  node.raw = text.raw(index);
  take_children(node, text, index);
  return node;
}

void JsonTree::take_children(Node& node, const JsonText& text, uint32_t index) {
  const JsonNode& from = text.node(index);
  for (uint32_t at = index + 1; at < from.after; at = text.node(at).after) {
    std::string_view label;
    if (from.kind == JsonKind::Object) label = text.raw(at++);
    node.children.push_back(std::make_unique<Node>(make(text, at)));
    node.children.back()->label = label;
  }
}

Status JsonTree::append(std::string& out, const Node& node) {
  if (node.value) return append_json_value(out, *node.value);
  if (node.kind != JsonKind::Array && node.kind != JsonKind::Object) {
    out += node.raw.empty() ? std::string_view("null") : node.raw;
    return ok();
  }
  const bool is_object = node.kind == JsonKind::Object;
  out += is_object ? '{' : '[';
  bool is_first = true;
  for (const auto& child : node.children) {
    if (child->is_removed) continue;
    if (!is_first) out += ',';
    is_first = false;
    if (is_object) {
      if (child->is_label_raw) {
        out += child->label;
      } else {
        append_json_string(out, child->label);
      }
      out += ':';
    }
    TRY(append(out, *child));
  }
  out += is_object ? '}' : ']';
  return ok();
}

JsonTree::Node* JsonTree::child_for(Node& parent, const JsonStep& step) {
  if (step.kind == JsonStep::Kind::Label) {
    for (const auto& child : parent.children) {
      const bool is_it =
          child->is_label_raw ? is_label(child->label, step) : child->label == step.label;
      if (is_it) return child.get();
    }
    return nullptr;
  }
  const auto is_there = [](const auto& child) { return !child->is_removed; };
  const auto size = static_cast<uint32_t>(std::ranges::count_if(parent.children, is_there));
  if (step.kind == JsonStep::Kind::FromEnd && step.index > size) return nullptr;
  uint32_t index = step.kind == JsonStep::Kind::FromEnd ? size - step.index : step.index;
  for (const auto& child : parent.children) {
    if (is_there(child) && index-- == 0) return child.get();
  }
  return nullptr;
}

namespace {

/// May `step`, which found nothing in an array of `size`, append to it?
bool may_append(const JsonStep& step, size_t size) {
  if (step.kind == JsonStep::Kind::Label) return true;
  return step.kind == JsonStep::Kind::FromEnd ? step.index == 0 : step.index == size;
}

}  // namespace

Result<JsonTree::Node*> JsonTree::find(std::string_view path_text, bool creates,
                                       bool& was_created) {
  JsonPath path(path_text);
  TRY(path.start());
  Node* node = &root_;
  while (!path.at_end()) {
    const bool wants_object = TRY(path.wants_object());
    if (wants_object && node->kind != JsonKind::Object) return nullptr;
    if (path.is_from_end_next() && node->kind != JsonKind::Array) return nullptr;
    const JsonStep step = TRY(path.next());
    if (!wants_object && node->kind != JsonKind::Array) return nullptr;
    Node* child = child_for(*node, step);
    if (!child) {
      const auto size = static_cast<size_t>(std::ranges::count_if(
          node->children, [](const auto& other) { return !other->is_removed; }));
      if (!creates || !may_append(step, size)) return nullptr;
      auto fresh = std::make_unique<Node>();
      // What comes next says what the new node is; only .label and [0] can begin something new.
      if (!path.at_end()) {
        if (path.is_label_next()) {
          fresh->kind = JsonKind::Object;
        } else if (path.is_first_index_next()) {
          fresh->kind = JsonKind::Array;
        } else {
          return nullptr;
        }
      }
      fresh->label = step.label;
      fresh->is_label_raw = false;
      was_created = true;
      child = fresh.get();
      node->children.push_back(std::move(fresh));
    }
    node = child;
  }
  return node;
}

Status JsonTree::put(std::string_view path, ValueView value, Mode mode) {
  bool was_created = false;
  Node* node = TRY(find(path, mode != Mode::Replace, was_created));
  if (node && (was_created || mode != Mode::Insert)) node->value = value;
  return ok();
}

Status JsonTree::remove(std::string_view path) {
  bool was_created = false;
  Node* node = TRY(find(path, false, was_created));
  if (node) node->is_removed = true;
  return ok();
}

void JsonTree::merge_patch(const JsonText& text) { patch(root_, text, 0); }

void JsonTree::drop_nulls(Node& node) {
  if (node.kind != JsonKind::Object) return;
  for (const auto& child : node.children) {
    child->is_removed = child->is_removed || child->kind == JsonKind::Null;
    drop_nulls(*child);
  }
}

void JsonTree::patch(Node& target, const JsonText& text, uint32_t index) {
  const JsonNode& from = text.node(index);
  if (from.kind != JsonKind::Object || target.kind != JsonKind::Object) {
    const std::string_view label = target.label;
    const bool is_label_raw = target.is_label_raw;
    target = make(text, index);
    target.label = label;
    target.is_label_raw = is_label_raw;
    drop_nulls(target);
    return;
  }
  for (uint32_t at = index + 1; at < from.after; at = text.node(at + 1).after) {
    const std::string_view label = text.raw(at);
    const auto found = std::ranges::find_if(
        target.children, [&](const auto& child) { return child->label == label; });
    const bool is_null = text.node(at + 1).kind == JsonKind::Null;
    if (found != target.children.end()) {
      if (is_null) {
        (*found)->is_removed = true;
      } else {
        patch(**found, text, at + 1);
      }
    } else if (!is_null) {
      auto fresh = std::make_unique<Node>(make(text, at + 1));
      fresh->label = label;
      drop_nulls(*fresh);
      target.children.push_back(std::move(fresh));
    }
  }
}

}  // namespace tern::functions
