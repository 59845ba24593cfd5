#pragma once

#include <vector>

#include "engine/bind/query.h"
#include "engine/expr/builder.h"
#include "engine/record/value.h"

namespace tern::exec {

/// What the columns of `table` have, by place in the stored row, in rows that are older than the
/// column (ALTER TABLE ADD COLUMN). Empty if no column has a default.
std::vector<record::Value> row_defaults(const catalog::Table& table,
                                        const functions::Registry& registry,
                                        functions::ConnectionView& connection);

}  // namespace tern::exec
