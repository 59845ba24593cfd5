#pragma once

#include <string>

#include "engine/functions/json_text.h"
#include "engine/record/value.h"

namespace tern::functions {

/// Node `index` as an SQL value: arrays and objects as JSON text. Lifetime: as `json` and `buffer`.
record::ValueView json_value(const JsonText& json, uint32_t index, std::string& buffer);

}  // namespace tern::functions
