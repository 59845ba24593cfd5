#pragma once

#include <memory>

#include "engine/exec/operator.h"
#include "engine/exec/profile.h"
#include "engine/exec/program.h"

namespace tern::exec {

/// `made`, which counts in `profile` what it does: for EXPLAIN ANALYZE alone, so that operators
/// need not count. Lifetime: the profile outlives it.
std::unique_ptr<Operator> measured(std::unique_ptr<Operator> made, Profile& profile);
std::unique_ptr<RowStream> measured(std::unique_ptr<RowStream> made, Profile& profile);
std::unique_ptr<Program> measured(std::unique_ptr<Program> made, Profile& profile,
                                  const txn::Transaction& transaction);

}  // namespace tern::exec
