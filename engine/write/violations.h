#pragma once

#include "engine/base/error.h"
#include "engine/catalog/schema.h"

namespace tern::write {

/// UNIQUE constraint failed: t.a, t.b
Error unique_violation(const catalog::Index& index);
/// UNIQUE constraint failed: t.id, or t.rowid where no column is its alias.
Error rowid_violation(const catalog::Table& table);

}  // namespace tern::write
