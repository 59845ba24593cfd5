#pragma once

#include "sqlite3.h"

namespace tern::abi {

/// Runs those of the process for `db`, which was just opened; the first that fails is the last, and
/// the connection's result.
void run_auto_extensions(sqlite3* db);

}  // namespace tern::abi
