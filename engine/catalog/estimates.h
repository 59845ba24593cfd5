#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/btree/tree_store.h"
#include "engine/catalog/schema.h"

namespace tern::catalog {

/// What ANALYZE wrote into sqlite_stat1.
struct Statistics {
  struct Row {
    std::string index;  // "": of the table
    std::string text;
  };
  NameMap<std::vector<Row>> of_table;
};

/// Fills in the sizes of `table` and of its indexes as they are guessed without ANALYZE.
/// Source: SQLite documentation, "The SQLite Query Optimizer Overview".
void guess_sizes(Table& table);

/// Null: the schema has no sqlite_stat1. It is advice: what cannot be read of it is guessed, and
/// keeps nobody from the data.
/// Source: SQLite documentation, "The sqlite_stat1 table".
std::unique_ptr<Statistics> read_statistics(btree::TreeStore& store, const Schema& schema);

/// Fills in the sizes of `table`, a part of the schema: as its statistics tell, else as guessed.
void estimate_sizes(const Schema& schema, Table& table);

}  // namespace tern::catalog
