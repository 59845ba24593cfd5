#pragma once

#include <cstddef>
#include <string_view>

namespace tern::sql {

/// How far a text is statements that are complete. One that CREATE TRIGGER begins ends with
/// "; END ;", any other with a semicolon outside of quotes and comments.
struct WholeStatements {
  size_t bytes = 0;          ///< up to behind the last semicolon that ends a statement
  bool is_complete = false;  ///< blanks and comments may follow it, nothing else; no end is missing
};

/// Does not parse: what stands between the semicolons may be anything.
WholeStatements whole_statements(std::string_view text);

}  // namespace tern::sql
