#pragma once

#include "engine/exec/description.h"
#include "engine/plan/plan.h"

namespace tern::exec {

/// "orders AS o": what `source` reads, and by which name its columns go.
std::string source_text(const bind::Source& source);

/// Describes a scan of what `access` reads: of what, by which index, between which keys.
void describe_access(const plan::Access& access, std::string operation, Description& out);

/// "t.a = u.b AND ...": the keys of a hash join.
std::string hash_key_text(const plan::Access& access, Description& out);

}  // namespace tern::exec
