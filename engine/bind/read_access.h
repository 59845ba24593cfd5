#pragma once

#include "engine/bind/context.h"
#include "engine/bind/scope.h"

namespace tern::bind {

/// The column of a source that a name means, inside joins in parentheses.
struct ColumnOrigin {
  const Source* source;
  int32_t column;  // FoundColumn::kRowid: the rowid
};
ColumnOrigin origin_of(const FoundColumn& found);

/// Asks whether a name may mean the column; false: it is to be NULL. Columns of subqueries and
/// common table expressions, and what FULL JOINs merge, are nobody's.
/// Errors: of Access::ask_to_read.
Result<bool> may_read(const Access& access, const FoundColumn& found);

/// Asks about the tables in FROM none of whose columns are read: there the column is "".
/// Requires: all expressions over `sources` are bound.
Status ask_for_unread(const Access& access, const std::vector<std::unique_ptr<Source>>& sources);

}  // namespace tern::bind
