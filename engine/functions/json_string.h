#pragma once

#include <string>
#include <string_view>

#include "engine/functions/json_document.h"

namespace tern::functions {

/// Is `text` between quotes a JSON string as it stands?
bool needs_no_escapes(std::string_view text);
/// Writes `text`, which needs no escapes, as a JSON string, two bytes longer. Returns its end.
char* write_quoted(char* out, std::string_view text);
/// Appends `text` as a JSON string, with quotes.
void append_json_string(std::string& out, std::string_view text);
/// Appends the payload of a String node as a JSON string, with quotes.
void append_json_string(std::string& out, std::string_view payload, JsonForm form);
/// Appends the payload of a number as JSON has it.
void append_json_number(std::string& out, std::string_view payload, JsonKind kind, JsonForm form);
/// Appends what the payload of a String node means.
void append_unescaped(std::string& out, std::string_view payload, JsonForm form);

/// What an infinity is in JSON, if `payload` of a Real is the word for it; else itself.
std::string_view spelled_number(std::string_view payload);

}  // namespace tern::functions
