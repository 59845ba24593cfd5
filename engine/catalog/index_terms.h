#pragma once

#include "engine/catalog/schema.h"

// What automatic and created indexes share: resolving terms, and completing the stored key.

namespace tern::catalog {

/// What a schema means by `name`; a connection knows also what nobody has defined (yet).
/// Errors: Error "no such collation sequence: x".
Result<const record::Collation*> stored_collation(const FileTraits& traits, std::string_view name);

/// The term that `column` means for `table`: a column of it, or an expression.
/// Errors: Error "no such column: x" for a plain name that is none.
Result<IndexTerm> resolve_term(const Table& table, const sql::IndexedColumn& column);

/// Primary keys that name a column twice keep the first mention.
void remove_repeated_terms(Index& index);

/// Appends what the stored key holds behind the declared terms, and fills `key_columns`.
void complete_terms(const Table& table, Index& index);

/// Moves indexes with ON CONFLICT REPLACE behind the others, keeping the order otherwise, and finds
/// the place of a primary key that is the table.
void order_indexes(Table& table);

}  // namespace tern::catalog
