#pragma once

#include <string>
#include <vector>

namespace tern::test {

/// How a database is opened by Tern and by the reference alike.
struct OpenAs {
  bool read_only = false;
  bool create = true;
  bool uri = true;
};

/// What came of opening `name` and running `sql`, statement by statement, as text: error codes,
/// messages, rows, the file's absolute name, whether it may only be read. ".other x" has another
/// process, the sqlite3 shell, run x on the file; ".files" lists its folder.
std::string open_by_tern(const std::string& name, const OpenAs& as,
                         const std::vector<std::string>& sql);
std::string open_by_reference(const std::string& name, const OpenAs& as,
                              const std::vector<std::string>& sql);

}  // namespace tern::test
