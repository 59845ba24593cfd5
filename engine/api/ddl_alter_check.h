#pragma once

#include <functional>
#include <string_view>

#include "engine/api/ddl_parts.h"
#include "engine/exec/program.h"

namespace tern::api {

/// For binding what the schema's objects say, as the schema is now.
Result<exec::CompileContext> binding_context(const DdlCall& call);

/// Views and triggers have to make sense before a table is altered and afterwards. `when`: "",
/// " after rename", " after drop column". `renamed`: a table that is about to be renamed: of
/// temporary triggers on it " after rename" is said in advance. Errors: Error "error in view v
/// after rename: no such column: x". What cannot be bound because it is not built yet is passed
/// over.
Status check_views_and_triggers(const DdlCall& call, std::string_view when,
                                std::string_view renamed = {});
/// With PRAGMA legacy_alter_table they have not, except where names of columns change.
/// Errors: Error "SQL logic error", as of old.
Status check_legacy_texts(const DdlCall& call);

}  // namespace tern::api
