#pragma once

#include <string_view>
#include <vector>

#include "engine/functions/json_document.h"

namespace tern::functions {

/// Reads JSON as RFC 8259 has it, which most documents are, with as little work for each byte as
/// can be. What it does not take, errors and zeros in the text among it, is left to JsonParser,
/// which starts over.
/// Requires: JsonQuoteMarks::kBlock zeros behind `text`. Of `nodes`, more than the document has may
/// be left. `is_minified`: between its values and signs stands nothing.
bool parse_plain_json(std::string_view text, std::vector<JsonNode>& nodes, bool& is_minified);

}  // namespace tern::functions
