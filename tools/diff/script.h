#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/diff/outcome.h"

namespace tern::diff {

/// One statement, its parameters, and how its rows compare.
struct Step {
  std::string sql;
  std::vector<Value> parameters;
  bool in_order = false;  // the order of the rows is determined; else they compare as a multiset
  /// At the head of a script: the reference does this to the file before Tern opens it.
  bool by_reference = false;
  /// A second connection to the same database runs it.
  bool by_other = false;
};

using Script = std::vector<Step>;

/// Cuts a file of SQL into steps. A line `-- bind: <literals>` gives the parameters of the next
/// statement, `-- in order` says that its order is determined,
/// `-- by the reference` that the reference makes the file so far, `-- by another` that a second
/// connection runs it.
Script parse_script(std::string_view text);
/// What parse_script reads as `script` again.
std::string print_script(const Script& script);

/// Reads a sqllogictest file: its statements and queries that SQLite is to run.
Script parse_slt(std::string_view text);

}  // namespace tern::diff
