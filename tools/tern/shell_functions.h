#pragma once

#include "engine/api/include/tern/tern.h"

namespace tern::shell {

/// Adds the SQL functions that the shell has beside those of the engine:
///   readfile(path)            the bytes of a file; NULL where it cannot be read
///   writefile(path, content)  makes a file; how many bytes it has now
///   sha3_query(sql [, bits])  the hash of what statements give (query_hash.h)
Status add_shell_functions(Connection& db);

}  // namespace tern::shell
