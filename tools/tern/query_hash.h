#pragma once

#include <string_view>

#include "engine/api/include/tern/tern.h"

namespace tern::shell {

/// SHA-3 of `bits` (224, 256, 384, 512) of all statements of `sql` and of the rows that they give,
/// so that databases with the same content have the same hash. What is hashed:
///   of each statement   S<bytes of its text>:<text>, then its rows
///   of each row         R, then its values
///   of each value       N for NULL | I or F and 8 bytes, the highest first | T or B and
///   <bytes>:<bytes>
/// Errors: Error for other sizes and for statements that write; those of running them.
/// Source: what sha3_query() of the sqlite3 shell gives.
Result<ByteVector> query_hash(Connection& db, std::string_view sql, int bits);

}  // namespace tern::shell
