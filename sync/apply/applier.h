#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/api/include/tern/tern.h"
#include "sync/apply/rename_map.h"
#include "sync/model/outcome.h"
#include "sync/model/resolver.h"
#include "sync/model/transaction_record.h"
#include "sync/model/version_index.h"

namespace tern::sync::apply {

/// Rows of tables without a declared key that got another rowid than their replica gave them.
struct RowidRemap {
  std::string table;  // folded
  int64_t from = 0;
  int64_t to = 0;
};

ByteVector encode(const std::vector<RowidRemap>& remaps);
Result<std::vector<RowidRemap>> decode_remaps(Bytes bytes);

/// What the primary remembers of past commits, for judging transactions made before they were seen.
/// Rebuilt from the history.
struct Memory {
  model::VersionIndex versions;
  RenameMap renames;
  struct Remapped {
    model::Revision revision;
    RowidRemap remap;
  };
  std::map<model::ReplicaId, std::vector<Remapped>> remaps;
  /// Keys that parked transactions wanted to write, and when they were parked.
  std::map<model::ReplicaId, std::map<std::string, model::Revision>> parked;

  Status note_parked(const model::ReplicaId& rid, Bytes changeset, model::Revision revision);
};

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
