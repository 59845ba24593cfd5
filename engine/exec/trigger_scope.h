#pragma once

#include "engine/catalog/schema.h"
#include "engine/write/row_triggers.h"

namespace tern::exec {

class TriggerPrograms;

/// A trigger at work, as the programs of its body see it.
struct TriggerScope {
  TriggerPrograms& programs;    // of the outermost statement
  const catalog::Table& table;  // whose columns OLD and NEW have
  sql::TriggerEvent event{};
  /// The conflict clause of the statement that fires; Unspecified: the body's own ones count.
  sql::Conflict on_conflict = sql::Conflict::Unspecified;
  write::RowTriggers::Row old_row;  // while it runs
  write::RowTriggers::Row new_row;
};

}  // namespace tern::exec
