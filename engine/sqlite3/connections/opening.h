#pragma once

#include <string>

#include "sqlite3.h"

namespace tern::abi {

/// A handle without a connection as yet. Null: memory ran out.
/// Requires: the library is initialized.
sqlite3* make_handle(bool has_mutex);

/// Makes a handle whose connection has been put in its place one that every call may use. `uri`:
/// what it was opened by, or "". Returns the handle's result; not SQLITE_OK: it is sick.
int begin_handle(sqlite3* db, const std::string& uri);

}  // namespace tern::abi
