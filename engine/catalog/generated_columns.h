#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/result.h"
#include "engine/catalog/schema.h"

// How the generated columns of a table, and its indexes, hang on its other columns.

namespace tern::catalog {

/// The generated columns, each behind those that its expression reads.
/// Errors: Error "generated column loop on "x"".
Result<std::vector<uint16_t>> order_of_computing(const Table& table);

/// Marks the generated columns that change with the columns marked already.
void mark_dependents(const Table& table, std::span<bool> changed);

/// Do the entries of an index of `table` depend on the columns that are `changed`?
bool depends_on(const Table& table, const Index& index, std::span<const bool> changed);

}  // namespace tern::catalog
