#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/api/include/tern/tern.h"
#include "sync/apply/rename_map.h"
#include "sync/model/conflict.h"

namespace tern::sync::apply {

/// Runs a DDL text of a transaction on the present schema. Equal definitions made on two sides
/// unify; what is dropped already stays dropped. A conflict (class schema) means: not done, park.
/// `renames` may be null. Errors: what storage says.
Result<std::optional<model::Conflict>> apply_ddl(Connection& connection, std::string_view sql,
                                                 const RenameMap* renames,
                                                 const model::Author& author);

}  // namespace tern::sync::apply
