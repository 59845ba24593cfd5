#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/session/change.h"

namespace tern::session {

/// What tells the rows of `table` apart: the fields of the key. Nothing: NULL is in it.
std::optional<std::string> key_of(const Table& table, std::span<const Bytes> row);
/// A row of which only `key` (key_of) is known. Lifetime: that of `key`.
std::vector<Bytes> fields_of_key(const Table& table, std::string_view key);

}  // namespace tern::session
