#pragma once

#include "engine/api/connection_state.h"

namespace tern::api {

/// Adds the pragmas that only tell something to the connection's virtual tables, as pragma_<name>
/// with hidden columns `arg` and `schema` where the pragma takes such.
/// Source: SQLite documentation, "PRAGMA functions".
void add_pragma_tables(ConnectionState& connection);

/// From here on the table pragma_database_list says no more where the files lie.
void hide_database_files(ConnectionState& connection);

}  // namespace tern::api
