#pragma once

#include <string_view>

#include "tools/diff/coverage.h"

namespace tern::diff {

/// Counts the productions of the grammar that `sql`, a SELECT, is made of, and the functions that
/// it calls.
void cover_syntax(std::string_view sql, Coverage& coverage);

}  // namespace tern::diff
