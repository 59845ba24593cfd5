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
  Abort,    // all is undone
};

struct ConflictView {
  ConflictKind kind{};
  const ChangeView* change = nullptr;  // null: ForeignKey
  std::span<const ValueView> row;      // Data, Conflict: as the database has it
};

struct ApplyOptions {
  /// Which tables' changes are applied; empty: all.
  std::function<bool(std::string_view table)> filter;
  /// May use the connection. Empty: any conflict aborts.
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
/// let pass is tried again when the table's other changes are done. Foreign keys are deferred to
/// the end. Changes of tables that the database has not, or with another key or fewer columns, are
/// left out; columns that it has beyond those of the changeset get their defaults.
/// Errors: Abort as the handler wants; Misuse for a Replace where there is nothing to replace;
/// Constraint for foreign keys; Corrupt; Unsupported for sqlite_stat1; of the statements.
Status apply(Connection& connection, Bytes changes, const ApplyOptions& options);

}  // namespace tern::session
