#pragma once

#include <memory>

#include "engine/vtab/virtual_table.h"

namespace tern::api {

class ConnectionState;

/// sqlite_stmt: the connection's statements that are prepared and not finalized. What is counted
/// per step of SQLite's bytecode is NULL.
/// Source: SQLite documentation, "The SQLITE_STMT Virtual Table".
std::unique_ptr<vtab::VirtualTable> make_statement_table(ConnectionState& connection);

}  // namespace tern::api
