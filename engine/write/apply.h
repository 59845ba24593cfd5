#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "engine/txn/changeset.h"
#include "engine/txn/transaction.h"

namespace tern::write {

/// What stands in the way of an operation when a changeset is applied to another state than it was
/// made on.
enum class ApplyConflict : uint8_t {
  NotFound,    // update/delete: no row with this key
  Different,   // update/delete: the row is there, but not with the values of `before`
  Exists,      // insert: a row with this key is there
  Constraint,  // unique, check, not null, foreign key; `error` says which
  NoTable,     // the table or a column is gone
};
enum class ApplyDecision : uint8_t {
  Skip,     // leave this operation out
  Replace,  // do it all the same (Different: set the changed columns; Exists: replace the row)
  Stop,     // give up: apply_changeset returns Abort, the caller rolls back
};

struct ConflictContext {
  ApplyConflict kind;
  const txn::OpView& op;
  std::span<const record::ValueView> current;  // the row as it is now; empty if there is none
  const Error* error = nullptr;                // Constraint
};
using ConflictHandler = std::function<ApplyDecision(const ConflictContext&)>;

struct ApplyOptions {
  bool foreign_key_checks = true;  // actions are never run: their effects are operations
  ConflictHandler on_conflict;     // empty: Stop
  /// Runs a DDL text of the changeset. Empty: DDL is refused.
  std::function<Status(std::string_view sql)> run_ddl;
};

/// Applies the operations in order inside the open write transaction, through TableWriter. Columns
/// are matched by name; triggers and foreign key actions do not run. Deferred foreign keys are
/// counted in `transaction`. Errors: Corrupt (not a changeset); Abort (a handler said Stop); what
/// storage says.
Status apply_changeset(txn::Transaction& transaction, Bytes changeset, const ApplyOptions& options);

}  // namespace tern::write
