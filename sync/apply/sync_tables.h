#pragma once

#include <string>
#include <vector>

#include "engine/api/include/tern/tern.h"
#include "sync/model/conflict.h"
#include "sync/model/policy.h"

namespace tern::sync::apply {

constexpr std::string_view kConflictsTable = "sync_conflicts";

/// The policies in force: the rows of table sync_policy, if there is one. Unknown names count as
/// reject, so that a misspelled policy loses nothing.
Result<model::PolicyTable> load_policies(Connection& connection);

struct Invariant {
  std::string name;
  std::string sql;
};
/// The rows of table sync_invariant(name, sql), if there is one.
Result<std::vector<Invariant>> load_invariants(Connection& connection);
/// Is the first column of the first row true? An invariant that does not run counts as false.
Result<bool> holds(Connection& connection, const Invariant& invariant);

/// Whose conflict it is, for its row in sync_conflicts.
struct ConflictOrigin {
  model::Revision revision;
  model::ReplicaId origin;
  model::Seq seq;
  model::Hlc hlc;
};
/// Makes sync_conflicts if need be and adds a row. `data`: the parked transaction's record, or
/// empty.
Status insert_conflict(Connection& connection, const model::Conflict& conflict,
                       const ConflictOrigin& origin, Bytes data);

}  // namespace tern::sync::apply
