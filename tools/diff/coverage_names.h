#pragma once

#include <set>
#include <string>

#include "engine/sql/ast_expr.h"

// What there is to cover.

namespace tern::diff {

using Names = std::set<std::string, std::less<>>;

/// The productions of SELECT, as syntax_walk.h names them, and what the generator puts into
/// databases and queries that their text does not show.
const Names& known_productions();

/// The lines of Tern's EXPLAIN QUERY PLAN as operator_of() shortens them.
const Names& known_operators();

/// The built-in functions that Tern and the reference both have.
Names known_functions();

/// "frame: ROWS n PRECEDING - CURRENT ROW"; without an end, if that is not written.
std::string frame_name(const sql::FrameSpec& frame);
/// "exclude of ROWS: TIES".
std::string exclude_name(sql::FrameUnit unit, sql::FrameExclude exclude);

}  // namespace tern::diff
