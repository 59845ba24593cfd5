#include "tools/diff/reference_way.h"

#include <algorithm>

namespace tern::diff {
namespace {

// Bits of SQLITE_TESTCTRL_OPTIMIZATIONS.
constexpr uint32_t kScansOfCoveringIndexes = 0x20;
constexpr uint32_t kAll = 0xffffffff;

constexpr ReferenceWay kOthers[] = {
    {"the other way round", true, 0},
    {"by the table", false, kScansOfCoveringIndexes},
    {"by the table, the other way round", true, kScansOfCoveringIndexes},
    {"with no optimization", false, kAll},
    {"with no optimization, the other way round", true, kAll},
    {"not indexed", false, 0, true},
    {"not indexed, the other way round", true, 0, true},
};

/// Where the table's name, and its alias, end in an UPDATE or DELETE.
size_t end_of_table(const std::string& sql) {
  if (sql.starts_with("UPDATE ")) return sql.find(" SET ");
  if (!sql.starts_with("DELETE FROM ")) return std::string::npos;
  size_t end = sql.size();
  for (const char* const word : {" WHERE ", " RETURNING ", " ORDER BY ", " LIMIT "}) {
    end = std::min(end, sql.find(word));
  }
  return end;
}

}  // namespace

std::string ReferenceWay::worded(const std::string& sql) const {
  const size_t end = end_of_table(sql);
  if (!is_not_indexed || end == std::string::npos || sql.contains(" INDEXED ")) return sql;
  return std::string(sql).insert(end, " NOT INDEXED");
}

std::span<const ReferenceWay> ReferenceWay::others() { return kOthers; }

}  // namespace tern::diff
