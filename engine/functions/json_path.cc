#include "engine/functions/json_path.h"

#include <string>

#include "engine/functions/json_characters.h"
#include "engine/functions/json_parser.h"
#include "engine/functions/json_string.h"
#include "engine/functions/until_nul.h"

namespace tern::functions {

std::unexpected<Error> JsonPath::broken(std::string_view at) const {
  std::string quoted;
  for (const char c : at) {
    if (c == '\'') quoted += '\'';
    quoted += c;
  }
  return fail(ErrorCode::Error, "JSON path error near '" + quoted + "'");
}

Status JsonPath::start() {
  whole_ = until_nul(whole_);
  if (!whole_.starts_with('$')) return broken(whole_);
  rest_ = whole_.substr(1);
  return ok();
}

Result<bool> JsonPath::wants_object() const {
  if (rest_[0] == '.') return true;
  if (rest_[0] == '[') return false;
  return broken(rest_);
}

Result<JsonStep> JsonPath::next(uint32_t size) {
  if (rest_[0] == '.') return next_label();
  if (rest_[0] == '[') return next_index(size);
  return broken(rest_);
}

Result<JsonStep> JsonPath::next_label() {
  JsonStep step;
  const std::string_view name = rest_.substr(1);
  if (name.starts_with('"')) {
    const size_t close = name.find('"', 1);
    if (close == std::string_view::npos) return broken(name);
    step.label = name.substr(1, close - 1);
    step.has_escapes = step.label.find('\\') != std::string_view::npos &&
                       is_json_payload(step.label, 0, JsonForm::Extended);
    rest_ = name.substr(close + 1);
    return step;
  }
  size_t size = 0;
  while (size < name.size() && name[size] != '.' && name[size] != '[') ++size;
  if (size == 0) return broken(name);
  step.label = name.substr(0, size);
  rest_ = name.substr(size);
  return step;
}

Result<JsonStep> JsonPath::next_index(uint32_t size) {
  JsonStep step;
  step.kind = JsonStep::Kind::Index;
  size_t at = 1;
  const auto read_digits = [&] {
    const size_t begin = at;
    for (; at < rest_.size() && is_digit(rest_[at]); ++at) {
      step.index = step.index * 10 + static_cast<uint32_t>(rest_[at] - '0');
    }
    return at > begin;
  };
  if (!read_digits()) {
    if (at >= rest_.size() || rest_[at] != '#') return broken(rest_);
    ++at;
    if (at < rest_.size() && rest_[at] == '-') {
      ++at;
      if (!read_digits()) return broken(rest_);
    }
    if (step.index > size) {  // nobody looks at what is behind
      step.kind = JsonStep::Kind::Nowhere;
      return step;
    }
    step.index = size - step.index;
  }
  if (at >= rest_.size() || rest_[at] != ']') return broken(rest_);
  rest_ = rest_.substr(at + 1);
  return step;
}

bool means_label(std::string_view payload, JsonForm form, const JsonStep& step) {
  std::string label;
  std::string wanted;
  append_unescaped(label, payload, form);
  append_unescaped(wanted, step.label, step.has_escapes ? JsonForm::Extended : JsonForm::Raw);
  return label == wanted;
}

namespace {

std::optional<uint32_t> find_member(const JsonDocument& document, uint32_t object,
                                    const JsonStep& step) {
  for (uint32_t at = object + 1; at < document.node(object).after;
       at = document.node(at + 1).after) {
    const JsonNode& label = document.node(at);
    if (is_label(document.payload(label), label.form, step)) return at + 1;
  }
  return std::nullopt;
}

std::optional<uint32_t> find_element(const JsonDocument& document, uint32_t array,
                                     const JsonStep& step) {
  if (step.kind == JsonStep::Kind::Nowhere) return std::nullopt;
  uint32_t index = step.index;
  for (uint32_t at = array + 1; at < document.node(array).after; at = document.node(at).after) {
    if (index-- == 0) return at;
  }
  return std::nullopt;
}

}  // namespace

Result<std::optional<uint32_t>> find_json(const JsonDocument& document,
                                          std::string_view path_text) {
  JsonPath path(path_text);
  TRY(path.start());
  std::optional<uint32_t> node = 0;
  while (node && !path.at_end()) {
    const bool wants_object = TRY(path.wants_object());
    const bool is_object = document.node(*node).kind == JsonKind::Object;
    if (wants_object && !is_object) return std::nullopt;
    uint32_t size = 0;
    if (path.is_from_end_next()) {
      if (document.node(*node).kind != JsonKind::Array) return std::nullopt;
      size = document.array_size(*node);
    }
    const JsonStep step = TRY(path.next(size));
    if (!wants_object && document.node(*node).kind != JsonKind::Array) return std::nullopt;
    node = is_object ? find_member(document, *node, step) : find_element(document, *node, step);
  }
  return node;
}

bool PlainJsonPath::read(std::string_view path) {
  text_.assign(path);
  steps_.clear();
  JsonPath rest(text_);
  if (!rest.start()) return false;
  while (!rest.at_end()) {
    if (rest.is_from_end_next()) return false;
    const Result<JsonStep> step = rest.next(0);
    if (!step) return false;
    steps_.push_back(*step);
  }
  return true;
}

std::optional<uint32_t> PlainJsonPath::find(const JsonDocument& document) const {
  std::optional<uint32_t> node = 0;
  for (const JsonStep& step : steps_) {
    const bool wants_object = step.kind == JsonStep::Kind::Label;
    const JsonKind kind = document.node(*node).kind;
    if (kind != (wants_object ? JsonKind::Object : JsonKind::Array)) return std::nullopt;
    node = wants_object ? find_member(document, *node, step) : find_element(document, *node, step);
    if (!node) return std::nullopt;
  }
  return node;
}

}  // namespace tern::functions
