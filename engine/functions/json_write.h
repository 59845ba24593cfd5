#pragma once

#include <string>
#include <string_view>

#include "engine/functions/json_document.h"
#include "engine/record/value.h"

namespace tern::functions {

constexpr uint8_t kJsonSubtype = 'J';

/// Appends what is no array or object.
void append_json_scalar(std::string& out, JsonKind kind, JsonForm form, std::string_view payload);
/// Appends node `index` as JSON without white space.
void append_minified(std::string& out, const JsonDocument& document, uint32_t index);
/// Appends it with a line for each element and member; `indent` for each level that it is deep.
void append_pretty(std::string& out, const JsonDocument& document, uint32_t index,
                   std::string_view indent);

/// As json_value(), for nodes of all sorts.
record::ValueView any_json_value(const JsonDocument& document, uint32_t index, std::string& buffer);
/// Node `index` as an SQL value: arrays and objects as JSON text. Lifetime: as the document's bytes
/// and `buffer`.
inline record::ValueView json_value(const JsonDocument& document, uint32_t index,
                                    std::string& buffer) {
  const JsonNode& node = document.node(index);
  const bool is_as_meant = node.form == JsonForm::Plain || node.form == JsonForm::Raw;
  if (node.kind == JsonKind::String && is_as_meant) {
    return record::ValueView::text(document.payload(node));
  }
  return any_json_value(document, index, buffer);
}

}  // namespace tern::functions
