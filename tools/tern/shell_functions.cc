#include "tools/tern/shell_functions.h"

#include "engine/api/include/tern/functions.h"
#include "tools/tern/dot/archive/compression.h"
#include "tools/tern/file_functions.h"
#include "tools/tern/query_hash.h"

namespace tern::shell {

Status add_shell_functions(Connection& db) {
  constexpr int kBitsDefault = 256;
  constexpr FunctionOptions kDirect{.direct_only = true};
  TRY(add_file_functions(db));
  TRY(add_archive_functions(db));
  TRY(add_function(
      db, "sha3_query", [&db](std::string_view sql) { return query_hash(db, sql, kBitsDefault); },
      kDirect));
  return add_function(
      db, "sha3_query", [&db](std::string_view sql, int bits) { return query_hash(db, sql, bits); },
      kDirect);
}

}  // namespace tern::shell
