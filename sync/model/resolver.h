#pragma once

#include <vector>

#include "sync/model/conflict.h"
#include "sync/model/policy.h"
#include "sync/model/row_change.h"
#include "sync/model/version_index.h"

// What becomes of one row operation when it meets a newer state. Pure: the result depends on the
// arguments alone, so that every replica and every replay decides the same (I8).
//
// An operation conflicts iff, for a column that it writes (a delete: any column; an insert: the
// key), the last writer is neither its author nor one of the author's former ids, wrote after the
// author's base, and left another value than the operation wants. Where the history does not reach
// back to the base, values are compared with the operation's before image instead.

namespace tern::sync::model {

/// Who made the transaction, on top of what.
struct Author {
  ReplicaId rid;
  std::vector<ReplicaId> parents;  // former ids of the same device
  Revision base;
  Hlc hlc;
  /// It did not say what it had seen: the old values of its operations are those of the state that
  /// they meet, and only the history tells what it has not seen.
  bool has_values_of_head = false;
  bool is_own(const ReplicaId& writer) const;
};

/// The row as it stands, in the column order of the operation's table.
struct RowState {
  bool exists = false;
  std::vector<record::Value> values;
  std::vector<bool> missing;  // columns that the table does not have any more; empty: none
  const RowHistory* history = nullptr;  // null: not written since the horizon
  bool history_reaches_base = false;
};

struct RowDecision {
  enum class Action : uint8_t { Nothing, Insert, Update, Delete, Park };
  Action action = Action::Nothing;
  std::vector<record::Value> values;  // Insert, Update: the whole row
  std::vector<Conflict> conflicts;    // Park: the one that made it so is last
};

/// Requires: `change` is not DDL.
RowDecision resolve(const RowChange& change, const RowState& state, const PolicyTable& policies,
                    const Author& author);

}  // namespace tern::sync::model
