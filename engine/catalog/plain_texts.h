#pragma once

#include <optional>
#include <string_view>

#include "engine/base/inline_vector.h"

// Texts in sqlite_schema of the plainest sort, told by their tokens alone: most that there are. Of
// such a text it is known without a tree that sql::parse_statement takes it, and that
// describe_table() or describe_index() find nothing wrong with it. What is not plain may be just as
// good, but has to be parsed to know. Lifetime: all views point into the texts.

namespace tern::catalog {

using PlainNames = InlineVector<std::string_view, 8>;

/// CREATE TABLE of columns with types, NOT NULL, NULL, literals as DEFAULT, the built-in
/// collations, at most an INTEGER PRIMARY KEY, and nothing else. It has no indexes of its own and
/// no foreign keys.
struct PlainTable {
  std::string_view name;
  PlainNames columns;
};
std::optional<PlainTable> plain_table(std::string_view sql);

/// CREATE INDEX of columns by name, with the built-in collations. The table must have the columns.
struct PlainIndex {
  std::string_view name;
  std::string_view table;
  PlainNames columns;
};
std::optional<PlainIndex> plain_index(std::string_view sql);

}  // namespace tern::catalog
