#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/api/commit_observer.h"
#include "engine/btree/tree_store.h"
#include "engine/catalog/schema.h"
#include "engine/functions/registry.h"
#include "engine/storage/database_file.h"
#include "engine/storage/pager.h"
#include "engine/txn/transaction.h"
#include "tern/tern.h"

namespace tern::api {

/// What a Connection is made of. Layers inside Tern (sync, tools) reach the parts through here.
/// Threads: as the connection.
class ConnectionState {
 public:
  static Result<std::unique_ptr<ConnectionState>> open(std::string_view path,
                                                       const OpenOptions& options);
  ~ConnectionState();

  storage::Pager& pager() { return *pager_; }
  btree::TreeStore& trees() { return *trees_; }
  txn::Transaction& transaction() { return *transaction_; }

  /// The schema as of the open transaction, reloaded when its cookie moved. Requires: a transaction
  /// is open.
  Result<std::shared_ptr<const catalog::Schema>> schema();
  /// DDL changed sqlite_schema: raises the cookie and reloads.
  Status schema_changed();

  // --- transactions (autocommit is off between begin and commit/rollback)
  // ------------------------------
  bool autocommit() const { return autocommit_; }
  Status begin(TransactionMode mode);
  /// Checks deferred constraints, asks the observer, commits. On error the transaction stays open
  /// where SQLite's would.
  Status commit();
  Status rollback();
  Status savepoint(std::string_view name);
  Status release_savepoint(std::string_view name);
  Status rollback_to_savepoint(std::string_view name);

  void set_commit_observer(CommitObserver* observer);  // null: none. Not owned.

 private:
  friend class StatementState;
  struct NamedSavepoint {
    std::string name;
    txn::Savepoint point;
    bool has_point;  // false: opened before the transaction wrote
  };
  ConnectionState() = default;

  std::shared_ptr<storage::DatabaseFile> file_;
  std::unique_ptr<storage::Pager> pager_;
  std::unique_ptr<btree::TreeStore> trees_;
  std::unique_ptr<txn::Transaction> transaction_;
  CommitObserver* observer_ = nullptr;
  bool autocommit_ = true;
  int running_statements_ = 0;
  std::vector<NamedSavepoint> savepoints_;
  std::atomic<bool> interrupted_{false};
};

}  // namespace tern::api
