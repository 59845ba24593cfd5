#pragma once

#include <string>

#include "engine/sql/ast_expr.h"

namespace tern::sql {

/// `name` as it was written, quotes included.
std::string as_written(const Name& name);

}  // namespace tern::sql
