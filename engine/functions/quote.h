#pragma once

#include <string>
#include <string_view>

#include "engine/record/value.h"

namespace tern::functions {

/// Appends `text` as an SQL text literal. A NUL character ends it, as in SQLite.
void append_quoted(std::string& out, std::string_view text);
/// Appends `value` as an SQL literal, as quote() gives it.
void append_literal(std::string& out, record::ValueView value);

}  // namespace tern::functions
