#pragma once

#include "engine/bind/context.h"
#include "engine/bind/scope.h"
#include "engine/bind/select_binder.h"

namespace tern::bind {

// The reference looks up all tables of a SELECT, those of its subqueries among them, before it
// resolves the first column. Where a SELECT could not be bound for `failure`, which is of the later
// kind, these give what is told instead: that a table is missing, if one is. `ctes`: the WITH
// clauses in force, or null.

Error table_or(Error failure, const sql::Select& select, const Context& context,
               const CteScope* ctes);
Error table_or(Error failure, const TargetSelect& select, const Context& context,
               const CteScope* ctes);

}  // namespace tern::bind
