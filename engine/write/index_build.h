#pragma once

#include <cstdint>

#include "engine/catalog/schema.h"
#include "engine/txn/transaction.h"

namespace tern::write {

/// Fills the empty tree of `index` with the entries of all rows, in key order.
/// Requires: `index` belongs to the schema as it is.
/// Errors: ConstraintUnique "UNIQUE constraint failed: ..."; of the binder; Corrupt.
Status build_index(txn::Transaction& transaction, const catalog::Index& index);

/// Whether the DEFAULTs are, but for their functions. Errors: Error "default value of column [x] is
/// not constant".
Status check_defaults(const catalog::Table& table);

/// Is it part of the schema already? Then it means what it has meant, whatever restrictions say.
enum class Definition : uint8_t { Known, Fresh };

/// Compiles every expression of the table's definition, indexes included.
/// Errors: as SQLite refuses them (no such column: x; subqueries prohibited in ...).
Status check_expressions(txn::Transaction& transaction, const catalog::Table& table,
                         Definition definition = Definition::Known);

/// Compiles the expressions of `index`, whose table may be only described as long as it is said to
/// be part of a schema. Errors: as above.
Status check_index(txn::Transaction& transaction, const catalog::Index& index,
                   Definition definition = Definition::Known);

/// Evaluates the CHECKs of all rows, and NOT NULL (after ALTER TABLE ADD COLUMN).
/// Errors: Error "CHECK constraint failed", "NOT NULL constraint failed".
Status check_rows(txn::Transaction& transaction, const catalog::Table& table);

/// Writes all rows anew without column `dropped` of `from`; `to` is the table as it is then.
Status drop_column_of_rows(txn::Transaction& transaction, const catalog::Table& from,
                           uint16_t dropped, const catalog::Table& to);

}  // namespace tern::write
