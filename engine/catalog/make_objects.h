#pragma once

#include <string_view>

#include "engine/catalog/schema.h"

namespace tern::catalog {

/// Makes a table or view that waits in `schema`, and all that belongs to it. That nothing is wrong
/// with it was found when the schema was loaded; what cannot be made after all is not there.
/// Requires: nothing of it is made yet.
void make_objects(const Schema& schema, std::string_view table);

/// Makes the table that the schema was read from. Requires: it is not made yet.
void make_schema_table(const Schema& schema);

}  // namespace tern::catalog
