#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/btree/tree_store.h"
#include "engine/catalog/schema.h"
#include "engine/storage/pager.h"
#include "engine/txn/changeset.h"

namespace tern::functions {
class Registry;
class ConnectionView;
}  // namespace tern::functions

namespace tern::txn {

/// A point inside a write transaction that can be returned to: pages, captured operations and the
/// count of violated deferred foreign keys go back together.
struct Savepoint {
  uint32_t pager_depth;
  ChangesetBuilder::Mark changes;
  int64_t deferred_violations;
};

/// What sqlite_sequence is to remember of an AUTOINCREMENT table.
struct Sequence {
  std::string table;
  int64_t value = 0;
  int64_t saved = 0;           // as sqlite_sequence has it
  std::optional<int64_t> row;  // its rowid there; nothing: none yet
};

/// What one connection's current transaction carries besides its pages. One per connection, reused.
/// Threads: as its Pager.
class Transaction {
 public:
  explicit Transaction(btree::TreeStore& trees) : trees_(trees) {}

  btree::TreeStore& trees() { return trees_; }
  storage::Pager& pager() { return trees_.pager(); }

  /// Row changes and DDL are collected while somebody listens (sync, hooks, sessions).
  void set_capture(bool on) { capturing_ = on; }
  ChangesetBuilder* capture() { return capturing_ ? &changes_ : nullptr; }
  ChangesetBuilder& changes() { return changes_; }

  /// Requires: no index entries wait (btree/late_entries.h).
  Savepoint open_savepoint();
  /// Returns to `savepoint`, which stays open. Cursors lose their places.
  Status rollback_to(const Savepoint& savepoint);
  void release(const Savepoint& savepoint);

  /// Deferred foreign key violations that are open now; a commit needs 0.
  int64_t deferred_violations = 0;
  /// Violations of immediate foreign keys that the running statement has left open so far; its end
  /// needs 0.
  int64_t immediate_violations = 0;
  /// Of the tables that the running statement and its triggers insert into; saved at its end.
  std::vector<std::unique_ptr<Sequence>> sequences;
  /// Triggers and foreign key actions inside each other, now.
  uint32_t action_depth = 0;
  uint32_t action_depth_max = 1000;   // Limit::TriggerDepth
  bool foreign_keys_enabled = false;  // PRAGMA foreign_keys
  bool recursive_triggers = false;    // PRAGMA recursive_triggers
  bool defer_foreign_keys =
      false;  // PRAGMA defer_foreign_keys; cleared at the end of a transaction

  // What SQL functions report.
  int64_t changes_of_statement = 0;  // changes(): direct changes of the last DML statement
  int64_t total_changes = 0;
  int64_t last_insert_rowid = 0;

  /// The schema as this transaction sees it; DDL replaces it. Null until loaded.
  std::shared_ptr<const catalog::Schema> schema;

  /// What the expressions of the schema (CHECK, DEFAULT, index expressions) are compiled and run
  /// with. Set once by the connection before anything writes. Lifetime: as the connection.
  functions::Registry* functions = nullptr;
  functions::ConnectionView* connection = nullptr;

  /// Forgets what belongs to a transaction (after commit or rollback).
  void finish();

 private:
  btree::TreeStore& trees_;
  ChangesetBuilder changes_;
  bool capturing_ = false;
};

}  // namespace tern::txn
