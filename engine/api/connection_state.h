#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/api/change_capture.h"
#include "engine/api/commit_observer.h"
#include "engine/api/hooks.h"
#include "engine/api/statement_cache.h"
#include "engine/base/limits.h"
#include "engine/bind/access.h"
#include "engine/catalog/catalog.h"
#include "engine/exec/switches.h"
#include "engine/extensions/extensions.h"
#include "engine/functions/registry.h"
#include "engine/storage/database_name.h"
#include "engine/txn/database.h"
#include "engine/txn/transaction.h"
#include "engine/vtab/virtual_table.h"
#include "tern/tern.h"

namespace tern::api {

/// What a Connection is made of. Layers inside Tern (sync, tools) reach the parts through here.
/// Threads: as the connection; interrupt() from any.
class ConnectionState {
 public:
  static Result<std::unique_ptr<ConnectionState>> open(std::string_view path,
                                                       const OpenOptions& options);
  /// On a file that is open already, whatever Vfs it lies in.
  static Result<std::unique_ptr<ConnectionState>> open(std::shared_ptr<storage::DatabaseFile> file,
                                                       const OpenOptions& options);
  ~ConnectionState();

  const txn::DatabaseList& databases() const { return databases_; }
  txn::Database& main() { return *databases_.front(); }
  txn::Database* find_database(std::string_view name) const;  // null: none of that name
  /// Another name for main, beside that. Statements run on as they were compiled.
  void set_main_name(std::string name);
  /// What lists of databases call it.
  const std::string& shown_name(const txn::Database& database) const {
    return database.is_main() ? main_name_ : database.name();
  }
  // Of main:
  const std::shared_ptr<storage::DatabaseFile>& file() const { return file_; }
  storage::Pager& pager() { return main().pager(); }
  btree::TreeStore& trees() { return main().trees(); }
  txn::Transaction& transaction() { return *transaction_; }
  functions::Registry& functions() { return functions_; }
  record::Collations& collations() { return collations_; }
  /// What went wrong with comparing texts since this was asked last.
  Status comparing_failure();
  /// Changes the functions of the connection's own. Errors: Busy while statements run.
  Status change_functions(const std::function<void(functions::Registry&)>& change);
  /// Adds a table that is there without CREATE VIRTUAL TABLE. Errors: Busy while statements run.
  Status add_table(std::unique_ptr<vtab::VirtualTable> table);
  /// Defines a collation, or with an empty `order` takes it away. Errors: Busy while statements
  /// run.
  Status define_collation(std::string_view name, record::Collations::Order order);
  functions::ConnectionView& function_view() { return *function_view_; }
  vtab::Registry& virtual_tables() { return virtual_tables_; }

  /// Main's schema as of the open transaction, reloaded when its cookie moved.
  /// Requires: a transaction is open.
  Result<std::shared_ptr<const catalog::Schema>> schema() { return main().schema(); }
  /// The schemas of all databases: as of their open transactions, or else as they were read last.
  Result<std::shared_ptr<const catalog::Catalog>> catalog();
  /// Are they those that `known` has?
  Result<bool> is_current(const catalog::Catalog* known);
  /// The common case of is_current(): main alone, and nothing has happened to its schema. False:
  /// that takes a closer look.
  bool is_seen_to_be_current(const catalog::Catalog* known);
  /// The same with main's as of now, and the others' where they can be read.
  Result<std::shared_ptr<const catalog::Catalog>> newest_catalog();
  /// Names mean objects of main alone: a MainOnly stands.
  bool sees_main_only() const { return main_only_; }
  void forget_schemas();  // they may not be what they were read as
  /// DDL has failed while it ran: the schemas are read anew, as they were.
  void undo_schemas() {
    undid_schema_ = true;
    forget_schemas();
  }
  /// The temporary database, made now if there is none yet.
  Result<txn::Database*> temporary();
  /// Opens the file at `path` as database `name`, which is free; encrypted where there is a key.
  /// Errors: Error with the reference's words; of opening the file and reading its schema.
  Status attach(const std::string& path, const std::string& name, const std::string& hexkey);
  /// Takes the name of a file that is attached apart, as storage::parse_database_name() does
  /// elsewhere: for applications with file systems of their own, which `vfs` may then name.
  /// Lifetime: the file system that it answers outlives the connection.
  using NameReader = std::function<Result<storage::DatabaseName>(
      std::string_view database, std::string_view name, const storage::OpenOptions& allowed)>;
  void set_name_reader(NameReader reader) { name_reader_ = std::move(reader); }
  /// Backups that read from it keep a database attached.
  void backup_began(const std::string& database) { backed_up_.push_back(database); }
  void backup_ended(const std::string& database);
  bool is_backed_up(const txn::Database& database) const;
  /// Closes `database`, which is not main. Requires: no transaction is open in it.
  void remove(txn::Database& database);
  /// Puts the database in `file` into the place of `database`, under its name: with its own pages
  /// and schema, and this connection's functions, hooks and settings. file() stays what it was.
  /// Requires: no transaction is open in `database`. Errors: of opening the file.
  Status replace(txn::Database& database, std::shared_ptr<storage::DatabaseFile> file);
  /// Changes when a database is added or removed.
  uint64_t database_list_version() const { return database_list_version_; }
  void statement_began(StatementState& statement);
  void statement_ended(StatementState& statement);
  /// Prepared and not finalized; in no order.
  std::span<StatementState* const> statements() const { return statements_; }
  StatementCache& statement_cache() { return statement_cache_; }
  /// Of all databases, as they were when they were read last.
  uint64_t known_page_count() const;

  // --- transactions (autocommit is off between begin and commit or rollback)
  // ----------------------
  bool autocommit() const { return autocommit_; }
  Status begin(TransactionMode mode);
  /// Checks deferred constraints, asks the observer, commits. On an error the transaction stays
  /// open.
  Status commit();
  Status rollback();
  /// Index entries did not get into their trees (btree/late_entries.h).
  bool has_lost_entries() const;
  /// Rolls back where that is so.
  void roll_back_if_lost();
  Status savepoint(std::string_view name);
  Status release_savepoint(std::string_view name);
  Status rollback_to_savepoint(std::string_view name);
  /// The virtual tables of the transaction.
  vtab::Participants& participants() { return virtual_tables_.participants(); }
  /// The connection is going to be closed: what they have changed goes. The pages' transaction ends
  /// with the connection itself.
  void roll_back_tables() { participants().rollback(); }

  // --- what a running statement needs
  // -------------------------------------------------------------
  Status ensure_reading() { return pager().begin_read(); }
  Status ensure_writing() { return ensure_writing(main()); }
  Status ensure_writing(txn::Database& database);
  /// Puts the index entries that wait into their trees, in all databases.
  Status settle_late_entries();
  void statement_started(bool writes) {
    // As in the reference, an interrupt is over when no statement runs any more.
    if (running_ == 0) control_.set_interrupted(false);
    ++running_;
    if (writes) ++running_writes_;
  }
  /// The content was replaced by a commit past this object: nothing that it knows of it holds.
  void content_replaced(txn::Database& database);
  /// What a statement can be undone to: pages and virtual tables.
  struct Savepoint {
    txn::Savepoint pages{};
    int32_t number = vtab::Participants::kTransaction;
    uint64_t rollback_generation = 0;
  };
  /// Errors: of a virtual table, then it is not there.
  Result<Savepoint> open_savepoint();
  /// The end of a statement that had `savepoint`: what it changed is undone where it failed and
  /// `action` does not say otherwise. Where that fails, too, all of the transaction has to go:
  /// `action` becomes Rollback. Does nothing where a rollback has taken the savepoint already.
  Status close_savepoint(const Savepoint& savepoint, Status outcome, sql::Conflict& action);
  /// The end of a run: commits or ends the transaction where autocommit wants it.
  Status statement_finished(bool writes, Status outcome, sql::Conflict failure_action);
  /// The same of one that went well.
  Status statement_finished(bool writes);
  int running_count() const { return running_; }
  /// Is a failure undone by a rollback of all? Not where another statement has written, too.
  bool is_alone_in_autocommit() {
    return autocommit_ && running_writes_ <= 1 && !participants().is_syncing();
  }
  int step_depth = 0;  // of statements that step inside each other: by SQL functions, hooks
  StatementState* stepping = nullptr;  // the innermost of them
  /// To be asked after code of the application has run inside a statement.
  /// Errors: AbortRollback if that has rolled back what the statement stands on.
  Status check_not_rolled_back() const;
  /// The error that the statement comes to is the application's: no storage has failed.
  void application_failed() const;
  /// Grows with each rollback, also to a savepoint: statements that write end with it.
  uint64_t rollback_generation() const { return rollback_generation_; }
  /// Grows with those that are the end of statements that read, too: the schema is another one.
  uint64_t schema_undo_generation() const { return schema_undo_generation_; }
  /// DDL has changed something in the open transaction.
  void schema_was_changed() { has_changed_schema_ = true; }

  void set_busy_timeout(uint32_t timeout_ms);
  void set_busy_handler(std::function<bool(int attempt_count)> handler);
  Hooks& hooks() { return hooks_; }
  void hooks_changed();
  void set_wal_hook(std::function<Status(std::string_view, uint32_t)> hook);
  /// Of all databases, also of those that are opened later.
  void set_wal_autocheckpoint(uint32_t frames);
  uint32_t wal_autocheckpoint() const { return wal_autocheckpoint_; }
  /// Tells the WAL hook of what was committed. Errors: what it fails with.
  Status tell_wal_hook();
  void set_authorizer(Authorizer authorizer);
  /// Whom statements that are compiled now have to ask.
  bind::Access access() const;
  /// Grows when what statements were compiled with changes: the authorizer, functions, switches.
  uint64_t environment_version() const { return environment_version_; }
  void environment_changed();
  void set_commit_observer(CommitObserver* observer);  // null: none. Not owned.
  /// Null: changes are written into no table. Requires: autocommit, and no observer.
  void set_change_capture(std::unique_ptr<ChangeCapture> capture);
  const ChangeCapture* change_capture() const { return change_capture_.get(); }
  /// Grows with each commit of this connection to main.
  uint64_t commit_count() const { return commit_count_; }
  bool has_commit_observer() const { return observer_ != nullptr; }
  functions::RunControl& run_control() { return control_; }
  uint32_t rewrites_off = 0;    // PRAGMA tern_rewrites: rules of the planner that are turned off
  uint32_t analysis_limit = 0;  // PRAGMA analysis_limit: entries of an index; 0: all
  int64_t temp_store = 0;       // PRAGMA temp_store: 0 default, 1 file, 2 memory
  Limits limits;
  bool reads_uris = false;       // names of databases may be URIs
  io::Random* random = nullptr;  // of SQL functions. Lifetime: outlives the connection
  std::string cipher_name;       // PRAGMA cipher: of the keys that are given later

  exec::Switches switches;
  /// What further pragmas say (pragma_switches.cc).
  struct OtherSwitches {
    bool cell_size_check = false;
    bool checkpoint_fullfsync = false;
    bool empty_result_callbacks = false;
    bool fullfsync = false;
    bool legacy_alter_table = false;  // RENAME leaves views and triggers as they are
    bool read_uncommitted = false;
    bool explains_as_opcodes =
        false;  // EXPLAIN has the columns that programs know of the reference
    int64_t threads = 0;
    std::string temp_store_directory;
    int64_t soft_heap_limit = 0;  // bytes
    int64_t hard_heap_limit = 0;  // bytes
  };
  OtherSwitches other_switches;
  bool query_only = false;              // nothing may be written
  bool is_like_case_sensitive = false;  // PRAGMA case_sensitive_like
  /// What PRAGMA locking_mode without a schema said last.
  storage::LockingMode locking_mode_default = storage::LockingMode::Normal;

 private:
  friend class MainOnly;
  friend class Unasked;
  struct NamedSavepoint {
    std::string name;
    bool began_transaction = false;
    Savepoint point;
  };
  ConnectionState() = default;
  Result<storage::DatabaseName> name_to_attach(const std::string& path,
                                               const std::string& name) const;
  Status refresh_catalog();
  const std::shared_ptr<const catalog::Catalog>& main_catalog();
  Status begin_immediate(TransactionMode mode);
  Status commit_pages(bool& is_over);
  Status commit_writing(std::span<txn::Database* const> writing, bool& is_over);
  void committed();
  void roll_back();
  bool stop_writing(txn::Database& database);
  Result<bool> return_to(const Savepoint& savepoint);
  bool is_open(const Savepoint& savepoint) const;
  /// Has the transaction anything to commit?
  bool is_changing() { return transaction_->is_writing() || !participants().is_empty(); }
  Result<std::optional<txn::Savepoint>> capture_changes();
  Status prepare_commit(std::span<txn::Database* const> writing);
  Status commit_databases(std::span<txn::Database* const> writing);
  bool is_reading() const;
  void run_is_over(bool writes);
  Status conclude_run(bool writes, Status outcome, sql::Conflict failure_action);
  bool has_cursors() const { return !statements_.empty() || running_ > 0; }
  void end_reading();
  void end_transaction();
  void forget_changes();
  Result<size_t> find_savepoint(std::string_view name) const;

  record::Collations collations_;  // schemas and programs point at them
  std::string main_name_ = "main";
  std::shared_ptr<storage::DatabaseFile> file_;
  NameReader name_reader_;              // empty: names are the engine's
  std::vector<std::string> backed_up_;  // a name for each backup
  OpenOptions options_;                 // that files are attached with
  txn::DatabaseList databases_;
  /// Removed ones, without their files: cursors of statements and blobs still know them.
  txn::DatabaseList removed_;
  uint64_t database_list_version_ = 0;
  std::shared_ptr<const catalog::Catalog> catalog_;
  bool undid_schema_ = false;                             // see undo_schemas()
  std::shared_ptr<const catalog::Catalog> main_catalog_;  // made where only main is seen
  bool main_only_ = false;
  bool asks_nobody_ = false;
  std::unique_ptr<txn::Transaction> transaction_;
  functions::Registry functions_{extensions::shared_functions()};
  std::unique_ptr<functions::ConnectionView> function_view_;
  vtab::Registry virtual_tables_;
  CommitObserver* observer_ = nullptr;
  std::unique_ptr<ChangeCapture> change_capture_;  // null: none
  Hooks hooks_;
  uint32_t wal_autocheckpoint_ = 1000;  // frames
  uint64_t environment_version_ = 0;
  std::function<bool(int)> busy_handler_;  // empty: the busy timeout counts
  bool autocommit_ = true;
  int running_ = 0;
  int running_writes_ = 0;
  uint64_t rollback_generation_ = 0;
  uint64_t schema_undo_generation_ = 0;
  bool has_changed_schema_ = false;  // in the open transaction
  uint64_t commit_count_ = 0;
  std::vector<NamedSavepoint> savepoints_;
  functions::RunControl control_;
  std::vector<StatementState*> statements_;
  StatementCache statement_cache_;  // last: statements point at all of the above

 public:
  /// How it shares caches with other connections (shared_turn.h).
  struct Sharing {
    bool is_on = false;  // at least one of its databases has a shared cache
    storage::Sharing of_attached = storage::Sharing::None;  // where their names do not say
    int turn_depth = 0;
  };
  Sharing sharing;
};

/// While it stands, statements are compiled without asking the authorizer: they are part of what it
/// was asked about.
class Unasked {
 public:
  explicit Unasked(ConnectionState& connection)
      : connection_(connection), was_(std::exchange(connection.asks_nobody_, true)) {}
  ~Unasked() { connection_.asks_nobody_ = was_; }
  Unasked(const Unasked&) = delete;
  Unasked& operator=(const Unasked&) = delete;

 private:
  ConnectionState& connection_;
  bool was_;
};

/// While it stands, names in statements mean objects of main alone: what is replayed is to do here
/// what it does everywhere, whatever this connection has in temporary and attached databases.
class MainOnly {
 public:
  explicit MainOnly(ConnectionState& connection)
      : connection_(connection), was_(std::exchange(connection.main_only_, true)) {}
  ~MainOnly() { connection_.main_only_ = was_; }
  MainOnly(const MainOnly&) = delete;
  MainOnly& operator=(const MainOnly&) = delete;

 private:
  ConnectionState& connection_;
  bool was_;
};

}  // namespace tern::api
