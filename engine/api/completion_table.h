#pragma once

#include <memory>

#include "engine/vtab/virtual_table.h"

namespace tern::api {

class ConnectionState;

/// completion(prefix, wholeline): the words of SQL and the names of databases, tables (indexes,
/// views and triggers among them) and columns that begin with `prefix`, or without one with the
/// last word of the line. Source: SQLite documentation, "The COMPLETION() Table-Valued Function".
std::unique_ptr<vtab::VirtualTable> make_completion(ConnectionState& connection);

}  // namespace tern::api
