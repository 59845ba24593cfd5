#pragma once

#include "engine/bind/context.h"
#include "engine/exec/program.h"

namespace tern::exec {

/// What a view or a trigger says, bound to the schema of `context` without being run: ALTER TABLE
/// wants to know whether it makes sense, and where it names a column.
/// Errors: of the binder, with places in the object's own text.
Status bind_view(const catalog::View& view, const CompileContext& context,
                 bind::NameObserver& names);
Status bind_trigger(const catalog::Trigger& trigger, const CompileContext& context,
                    bind::NameObserver& names);

}  // namespace tern::exec
