#pragma once

#include "engine/functions/function_table.h"
#include "engine/vtab/virtual_table.h"

namespace tern::extensions {

/// The built-in functions and those of all extensions in this build. Threads: any.
const functions::FunctionTable& shared_functions();

/// Adds the virtual tables of all extensions in this build to those of a connection.
void add_tables(vtab::Registry& registry);

}  // namespace tern::extensions
