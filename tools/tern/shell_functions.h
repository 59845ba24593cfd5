#pragma once

#include "engine/api/include/tern/tern.h"

namespace tern::shell {

/// Adds the SQL functions that the shell has beside those of the engine:
///   those for files           file_functions.h
///   those for archives        dot/archive/compression.h
///   sha3_query(sql [, bits])  the hash of what statements give (query_hash.h)
Status add_shell_functions(Connection& db);

}  // namespace tern::shell
