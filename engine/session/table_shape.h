#pragma once

#include "engine/session/change.h"
#include "engine/txn/changeset.h"

namespace tern::session {

/// The table of a captured operation; nothing: it has no declared primary key.
std::optional<Table> table_of(const txn::TableShape& shape);

}  // namespace tern::session
