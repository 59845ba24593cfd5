#pragma once

#include <vector>

#include "engine/api/include/tern/tern.h"
#include "sync/apply/memory.h"
#include "sync/model/outcome.h"
#include "sync/model/resolver.h"
#include "sync/model/transaction_record.h"

namespace tern::sync::apply {

struct Applied {
  model::OutcomeKind kind = model::OutcomeKind::Applied;
  std::vector<model::Conflict> conflicts;
  std::vector<RowidRemap> remaps;
};

/// Applies `record` to the present state, inside the connection's open write transaction. Parked:
/// the state is as before and the last conflict says why. Triggers do not run. `memory` null: a
/// preview at the replica; values decide then, invariants and parking by others' history are not
/// known. Errors: Corrupt for a changeset that is none; what storage says. The caller rolls back.
Result<Applied> apply_record(Connection& connection, const model::TransactionRecord& record,
                             const model::Author& author, const Memory* memory);

}  // namespace tern::sync::apply
