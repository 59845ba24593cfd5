#pragma once

#include <functional>
#include <optional>
#include <string>

#include "engine/base/result.h"
#include "sqlite3.h"
#include "tern/tern.h"

namespace tern::abi {

// Hosted connections: a program uses one by the C++ interface, as a shell does, and extensions that
// it loads get the handle of the same connection. EXPLAIN stays the engine's, and what the engine
// has beyond SQLite stays visible. sqlite3_close() closes it.

/// Moves a connection into the place where it stays until the handle is closed.
using MoveIn = std::function<void(std::optional<Connection>& place)>;

/// The handle of a connection that is open already. load_extension() is allowed, to SQL too.
/// Errors: NoMem; those of automatic extensions.
Result<sqlite3*> host_connection(const MoveIn& move_in);
/// Opens as Connection::open() does; a URI may also name a file system that was registered with
/// sqlite3_vfs_register(). Errors: those of both.
Result<sqlite3*> open_hosted(const std::string& name, const OpenOptions& options);

/// Lifetime: the handle's.
Connection& hosted_connection(sqlite3& db);

/// The C++ interface has come to the end of a statement's run: extensions get back what their
/// functions kept for it.
void hosted_run_ended(const sqlite3& db);
/// Preparing a statement failed with `error`: true if an extension has since defined the collation
/// that was missing, and it is worth another try.
bool hosted_may_try_again(sqlite3& db, Error& error);

}  // namespace tern::abi
