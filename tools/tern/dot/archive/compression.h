#pragma once

#include "engine/api/include/tern/tern.h"

namespace tern::shell {

/// Adds the functions that SQLite archives hold files with, in the zlib format:
///   sqlar_compress(x)         a blob made smaller, or x as it is where that gains nothing
///   sqlar_uncompress(x, size) the blob of `size` bytes that x was made of; x as it is where that
///   is
///                             its own size, or `size` is not above 0. Errors: Error, TooBig
/// Source: SQLite documentation, "SQLite Archive Files".
Status add_archive_functions(Connection& db);

}  // namespace tern::shell
