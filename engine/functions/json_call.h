#pragma once

#include <optional>

#include "engine/functions/function.h"
#include "engine/functions/json_document.h"
#include "engine/functions/json_write.h"

// What the JSON functions share.

namespace tern::functions {

/// As what a function gives JSON back.
enum class JsonOutput : uint8_t { Text, Jsonb };

std::unexpected<Error> malformed_json();

/// `value` as a document: JSONB, or the text that it is. False: it is neither; the document's
/// error_offset() says where.
bool parse_json(Call& call, record::ValueView value, JsonDocument& out);
/// The document of argument `value`, kept at the call site: queries ask many things of one
/// document, or one thing of a constant. Null: it is none.
const JsonDocument* parse_json(Call& call, record::ValueView value);
/// As find_json() in the document that parse_json() has given; the path, too, is kept.
Result<std::optional<uint32_t>> find_kept_json(Call& call, std::string_view path);
/// As find_kept_json(), of what stands behind an arrow: a path, an array index or a label.
Result<std::optional<uint32_t>> find_behind_arrow(Call& call, record::ValueView operand);

/// What the call's buffer holds, as the result: JSON text or JSONB.
template <JsonOutput Output>
Result<record::ValueView> json_result(Call& call) {
  if constexpr (Output == JsonOutput::Jsonb) return call.blob_result();
  Result<record::ValueView> text = call.text_result();
  if (text) *text = text->with_subtype(kJsonSubtype);
  return text;
}
/// The JSON text that the call's buffer holds as the result.
template <JsonOutput Output>
Result<record::ValueView> json_text_result(Call& call);

/// Node `index` as the result.
template <JsonOutput Output>
Result<record::ValueView> json_node_result(Call& call, const JsonDocument& document,
                                           uint32_t index);

}  // namespace tern::functions
