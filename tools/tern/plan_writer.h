#pragma once

#include <memory>

#include "tools/tern/row_writer.h"

namespace tern::shell {

/// Prints what EXPLAIN gives as a tree: of EXPLAIN QUERY PLAN its texts, as the sqlite3 shell does;
/// else operators, behind the columns of figures that there are.
std::unique_ptr<RowWriter> make_plan_writer(WriterContext context);

}  // namespace tern::shell
