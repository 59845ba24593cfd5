#pragma once

namespace tern::exec {

/// What PRAGMAs of a connection say about the programs that it compiles.
struct Switches {
  bool automatic_index = true;     // off: tables are not hashed for one statement
  bool count_changes = false;      // a change that returns nothing tells how many rows it was
  bool full_column_names = false;  // names of result columns: "table.column",
  bool short_column_names = true;  // or "column"; neither: as it is written
  bool reverse_unordered_selects = false;
};

}  // namespace tern::exec
