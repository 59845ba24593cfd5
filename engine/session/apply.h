#pragma once

#include <functional>

#include "engine/session/change.h"
#include "tern/tern.h"

namespace tern::session {

/// Why a change does not simply apply.
enum class ConflictKind : uint8_t {
  Data = 1,        // update, delete: the row is not what it was where the change was made
  NotFound = 2,    // update, delete: there is no such row
  Conflict = 3,    // insert: there is a row of that key
  Constraint = 4,  // UNIQUE, NOT NULL, CHECK, ... do not let the change pass
  ForeignKey = 5,  // once, at the end: foreign keys are violated
};

enum class Answer : uint8_t {
  Omit,     // the change is left out; ForeignKey: the violations stay
  Replace,  // Data, Conflict: the change takes the place of what is there
  Abort,    // apply fails; in a savepoint all is undone
};

/// Lifetime: the call that it is given to.
struct ConflictView {
  ConflictKind kind{};
  const ChangeView* change = nullptr;  // null: ForeignKey
  std::span<const ValueView> row;  // Data, Conflict: as the database has it, the change's columns
};

struct ApplyOptions {
  /// Which tables' changes are applied; empty: all. If it throws, apply fails with Abort.
  std::function<bool(std::string_view table)> filter;
  /// May read and write through the connection, but not end its transaction. Empty: any conflict
  /// aborts; so does one for which it throws.
  std::function<Answer(const ConflictView& conflict)> on_conflict;
  /// The changeset is inverted first.
  bool inverted = false;
  /// All or nothing. False: on an error what was applied so far stays.
  bool in_savepoint = true;
  /// Gets what a Rebaser (rebaser.h) needs to know of the answers, if not null. Of patchsets:
  /// nothing.
  ByteVector* decisions = nullptr;
};

/// Applies a changeset or patchset to the main database, in its order; what a constraint does not
/// let pass is tried again when the table's other changes are done. Changes of tables that the
/// database has not, or with another key or fewer columns, are left out (and logged); columns that
/// it has beyond those of the changeset get their defaults. Triggers fire. Foreign keys, if the
/// connection enforces them, are deferred to the end; PRAGMA defer_foreign_keys is off afterwards.
/// Requires: no statement of the connection writes. In autocommit mode it is a transaction.
/// Errors: Abort as the handler wants; Misuse for a Replace where there is nothing to replace;
/// Constraint for foreign keys; Corrupt; of the statements. In a
/// savepoint the database is then as it was.
/// Source: SQLite documentation, "Apply A Changeset To A Database" (sqlite3changeset_apply_v2).
Status apply(Connection& connection, Bytes changes, const ApplyOptions& options);

}  // namespace tern::session
