#pragma once

#include "engine/btree/tree_store.h"
#include "engine/catalog/schema.h"

namespace tern::catalog {

/// Fills in the sizes of `table` and of its indexes as they are guessed without ANALYZE.
/// Source: SQLite documentation, "The SQLite Query Optimizer Overview".
void guess_sizes(Table& table);

/// Takes over what ANALYZE wrote into sqlite_stat1, if the schema has one, for all tables. It is
/// advice: what cannot be read of it is guessed, and keeps nobody from the data.
/// Source: SQLite documentation, "The sqlite_stat1 table".
void read_statistics(btree::TreeStore& store, Schema& schema);

}  // namespace tern::catalog
