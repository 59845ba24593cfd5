#pragma once

#include "engine/plan/terms.h"

// Which indexes serve which conditions.

namespace tern::plan {

/// Does the key column `at` of `index` answer `constraint`?
bool matches(const SearchSpace& space, const Constraint& constraint, const catalog::Index& index,
             size_t at);
/// Is `expr` what the key column `at` of `index` holds? Collations are the caller's.
bool is_key_column(const bind::Source& source, const catalog::Index& index, size_t at,
                   const expr::Expr& expr);
bool is_rowid(const bind::Source& source, const expr::Expr& expr);
/// Does a rowid comparison under `rule` go by number?
bool suits_rowid(const expr::CompareRule& rule);

/// Columns of the key by which entries are found: without the others of a WITHOUT ROWID table.
size_t key_columns(const bind::Source& source, const catalog::Index& index);
/// The declared columns.
size_t declared_columns(const bind::Source& source, const catalog::Index& index);
bool is_table_itself(const bind::Source& source, const catalog::Index& index);
/// No two rows are equal in the declared columns: UNIQUE, all of them NOT NULL.
bool is_unique_not_null(const bind::Source& source, const catalog::Index& index);
/// The column is declared NOT NULL.
bool is_not_null(const bind::Source& source, const catalog::Index& index, size_t at);

/// Can the rows of a partial index be all that the query asks for?
bool is_available(const SearchSpace& space, size_t source, const catalog::Index& index);
/// Has the index all columns that are read?
bool covers(const bind::Source& source, const catalog::Index& index);
/// Can `expr` be computed from the index's entry alone?
bool computes(const bind::Source& source, const catalog::Index& index, const expr::Expr& expr);

}  // namespace tern::plan
