#pragma once

#include <cstdarg>

#include "engine/sqlite3/library/str.h"

namespace tern::abi {

/// Appends `format` with `arguments` set in, as sqlite3_mprintf() knows conversions. Leaves
/// `arguments` where they were.
/// Errors: in `out`.
/// Source: SQLite documentation, "Built-in printf()".
void append_formatted(sqlite3_str& out, const char* format, va_list arguments);

}  // namespace tern::abi
