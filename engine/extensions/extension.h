#pragma once

#include <span>

#include "engine/functions/function_table.h"
#include "engine/vtab/virtual_table.h"

// What an extension is made of: functions and virtual tables that SQLite does not have.

namespace tern::extensions {

struct Extension {
  std::span<const functions::ScalarRow> scalars;
  std::span<const functions::AggregateRow> aggregates;
  /// Adds its virtual tables and modules, if it has any, to those of a connection.
  void (*add_tables)(vtab::Registry& registry) = nullptr;
};

}  // namespace tern::extensions
