#pragma once

#include "engine/vtab/virtual_table.h"

namespace tern::extensions::regexp {

/// regexp_matches(text, pattern) and regexp_split_to_table(text, pattern).
void add_tables(vtab::Registry& registry);

}  // namespace tern::extensions::regexp
