#pragma once

#include <string>
#include <vector>

#include "engine/api/include/tern/tern.h"

namespace tern::shell {

struct IndexTermName {
  std::string column;
  std::string collation;
};

/// The key of `index`, of main of `db`; empty where an expression is part of it.
Result<std::vector<IndexTermName>> index_terms(Connection& db, const std::string& index);

/// Looks at the rows of tables, or at some of them, as indexes of them would.
class IndexStatistics {
 public:
  /// `percent`: so many rows of a table, 1 to 100; which ones is chance, but the same for all its
  /// indexes. Lifetime: `db` outlives this object.
  IndexStatistics(Connection& db, int percent);

  /// What sqlite_stat1 would say of an index with these terms; "": there is no row.
  ///
  /// Two rows count as alike where they are read one after the other. So an order of the rows that
  /// is not that of the index makes its values look more different than they are, as it does in the
  /// reference, whose figures these are.
  Result<std::string> of(const std::string& table, const std::vector<IndexTermName>& terms);

 private:
  Connection& db_;
  int percent_;
  uint64_t seed_;
};

}  // namespace tern::shell
