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

/// Node `index` as an SQL value: arrays and objects as JSON text. Lifetime: as the document's bytes
/// and `buffer`.
record::ValueView json_value(const JsonDocument& document, uint32_t index, std::string& buffer);

}  // namespace tern::functions
