#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/restrictions.h"
#include "engine/txn/changeset.h"
#include "engine/txn/database.h"

namespace tern::functions {
class Registry;
class ConnectionView;
}  // namespace tern::functions

namespace tern::txn {

class RowListener;  // row_listener.h

/// A point inside a transaction that can be returned to: pages of all databases, captured
/// operations and the count of violated deferred foreign keys go back together.
struct Savepoint {
  uint32_t depth;  // of them all: 1, 2, ...
  ChangesetBuilder::Mark changes;
  int64_t deferred_violations;
  int64_t postponed_violations;
};

/// What sqlite_sequence is to remember of an AUTOINCREMENT table.
struct Sequence {
  const catalog::Schema* schema = nullptr;
  std::string table;
  int64_t value = 0;
  int64_t saved = 0;           // as sqlite_sequence has it
  std::optional<int64_t> row;  // its rowid there; nothing: none yet
};

/// What one connection's current transaction carries besides its pages. One per connection, reused.
/// Threads: as its Pager.
class Transaction {
 public:
  /// Lifetime: `databases` outlives this.
  explicit Transaction(const DatabaseList& databases) : databases_(databases) {}

  Database& main() { return *databases_.front(); }

  /// Row changes and DDL in main are collected while somebody listens (sync, hooks, sessions).
  void set_capture(bool on) { capturing_ = on; }
  ChangesetBuilder* capture() { return capturing_ ? &changes_ : nullptr; }
  ChangesetBuilder& changes() { return changes_; }
  /// Who hears of each row that changes, in the order in which they came. Not owned: they take
  /// themselves out before they go, and not while they are told.
  std::vector<RowListener*> row_listeners;

  /// Becomes the writer of `database`, in which the open savepoints are opened too: to them is what
  /// it is now. Errors: as Pager::begin_write.
  Status begin_write(Database& database);
  bool is_writing() const;  // to any database
  /// Pages that were in no cache and had to be read, of all databases, since they were opened.
  uint64_t loaded_pages() const;
  /// Requires: no index entries wait (btree/late_entries.h).
  Savepoint open_savepoint();
  bool is_open(const Savepoint& savepoint) const { return savepoint.depth <= depth_; }
  /// Returns to `savepoint`, which stays open. Cursors of what is written lose their places.
  Status rollback_to(const Savepoint& savepoint);
  void release(const Savepoint& savepoint);

  /// Deferred foreign key violations that are open now; a commit needs 0.
  int64_t deferred_violations = 0;
  /// Those of any foreign key that came while PRAGMA defer_foreign_keys was on; a commit needs 0,
  /// and to turn the pragma off forgives them.
  int64_t postponed_violations = 0;
  /// Violations of immediate foreign keys that the running statement has left open so far; its end
  /// needs 0.
  int64_t immediate_violations = 0;
  /// Of the tables that the running statement and its triggers insert into; saved at its end.
  std::vector<std::unique_ptr<Sequence>> sequences;
  /// Triggers and foreign key actions inside each other, now.
  uint32_t action_depth = 0;
  uint32_t action_depth_max = 1000;       // Limit::TriggerDepth
  bool foreign_keys_enabled = false;      // PRAGMA foreign_keys
  bool recursive_triggers = false;        // PRAGMA recursive_triggers
  bool ignore_check_constraints = false;  // PRAGMA ignore_check_constraints
  bool writable_schema = false;           // PRAGMA writable_schema
  Restrictions restrictions;              // sqlite3_db_config()
  bool may_write_schema() const { return writable_schema && !restrictions.is_defensive; }
  bool defer_foreign_keys =
      false;  // PRAGMA defer_foreign_keys; cleared at the end of a transaction

  // What SQL functions report.
  int64_t changes_of_statement = 0;  // changes(): direct changes of the last DML statement
  int64_t total_changes = 0;
  int64_t last_insert_rowid = 0;

  /// What the expressions of the schema (CHECK, DEFAULT, index expressions) are compiled and run
  /// with. Set once by the connection before anything writes. Lifetime: as the connection.
  functions::Registry* functions = nullptr;
  functions::ConnectionView* connection = nullptr;

  /// Forgets what belongs to a transaction (after commit or rollback).
  void finish();

 private:
  const DatabaseList& databases_;
  uint32_t depth_ = 0;  // how many savepoints are open
  ChangesetBuilder changes_;
  bool capturing_ = false;
};

}  // namespace tern::txn
