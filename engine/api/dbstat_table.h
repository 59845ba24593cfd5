#pragma once

#include <memory>

#include "engine/vtab/virtual_table.h"

namespace tern::api {

class ConnectionState;

/// dbstat(schema, aggregate): what the pages of each tree are used for.
/// Source: SQLite documentation, "The DBSTAT Virtual Table".
std::unique_ptr<vtab::VirtualTable> make_dbstat(ConnectionState& connection);
/// CREATE VIRTUAL TABLE x USING dbstat(schema): the same of that database.
std::unique_ptr<vtab::Module> make_dbstat_module(ConnectionState& connection);

}  // namespace tern::api
