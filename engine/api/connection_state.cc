#include "engine/api/connection_state.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/api/shared_turn.h"
#include "engine/api/statement_state.h"
#include "engine/base/inline_vector.h"
#include "engine/storage/commit_together.h"

namespace tern::api {

ConnectionState::~ConnectionState() {
  roll_back_tables();
  SharedLocks(*this).leave();
  ASSERT(statements_.empty());
}

uint64_t ConnectionState::known_page_count() const {
  uint64_t out = 0;
  for (const auto& database : databases_) out += database->pager().page_count();
  return out;
}

txn::Database* ConnectionState::find_database(std::string_view name) const {
  for (const auto& database : databases_) {
    if (catalog::same_name(database->name(), name)) return database.get();
  }
  return catalog::same_name(main_name_, name) ? databases_.front().get() : nullptr;
}

void ConnectionState::set_main_name(std::string name) {
  main_name_ = std::move(name);
  catalog_.reset();
  environment_changed();
}

void ConnectionState::backup_ended(const std::string& database) {
  const auto at = std::ranges::find(backed_up_, database);
  ASSERT(at != backed_up_.end());
  backed_up_.erase(at);
}

bool ConnectionState::is_backed_up(const txn::Database& database) const {
  return std::ranges::find(backed_up_, database.name()) != backed_up_.end();
}

Result<std::shared_ptr<const catalog::Catalog>> ConnectionState::catalog() {
  TRY(refresh_catalog());
  return main_only_ ? main_catalog() : catalog_;
}

bool ConnectionState::is_seen_to_be_current(const catalog::Catalog* known) {
  if (!known || known != catalog_.get() || main_only_ || undid_schema_) return false;
  const txn::Database& database = *databases_.front();
  const auto& schemas = catalog_->schemas();
  const bool is_alone = databases_.size() == 1 && schemas.size() == 1;
  if (!is_alone || !database.known_schema() || schemas.front() != database.known_schema()) {
    return false;
  }
  if (!pager().is_reading()) return true;
  const auto cookie = pager().header_field(storage::HeaderField::SchemaCookie);
  return cookie && *cookie == schemas.front()->cookie;
}

Result<bool> ConnectionState::is_current(const catalog::Catalog* known) {
  if (is_seen_to_be_current(known)) return true;
  TRY(refresh_catalog());
  return known == (main_only_ ? main_catalog() : catalog_).get();
}

namespace {

/// Main's is everybody's; a backup may have brought another one.
Status check_encoding_of(const txn::Database& database, TextEncoding wanted) {
  if (database.known_schema()->traits.text_encoding == wanted) return {};
  return fail(ErrorCode::Error,
              "attached databases must use the same text encoding as main database");
}

/// The number of the schema as the open transaction has it; nothing: it cannot be read.
std::optional<uint32_t> cookie_of(txn::Database& database) {
  if (!database.pager().is_reading()) return std::nullopt;
  const auto cookie = database.pager().header_field(storage::HeaderField::SchemaCookie);
  return cookie ? std::optional(*cookie) : std::nullopt;
}

}  // namespace

namespace {

/// Tells whether a schema that is read now is another one than before.
class SchemaBefore {
 public:
  explicit SchemaBefore(const txn::Database& database)
      : database_(database), was_known_(database.last_schema() != nullptr) {
    if (was_known_) cookie_ = database.last_schema()->cookie;
  }
  bool was_known() const { return was_known_; }
  bool has_moved() const {
    const catalog::Schema* const now = database_.last_schema();
    return was_known_ && now->cookie != cookie_;
  }

 private:
  const txn::Database& database_;
  bool was_known_;
  uint32_t cookie_ = 0;
};

/// In databases whose schemas have moved there may be other virtual tables of the same texts.
void disconnect_tables(ConnectionState& connection, const std::vector<std::string>& databases) {
  if (databases.empty()) return;
  connection.statement_cache().clear();  // its programs keep tables
  for (const std::string& name : databases) connection.virtual_tables().disconnect(name);
}

}  // namespace

Status ConnectionState::refresh_catalog() {
  bool is_same = catalog_ && catalog_->schemas().size() == databases_.size();
  bool is_read_anew = std::exchange(undid_schema_, false);
  std::vector<std::string> moved;
  for (size_t i = 0; i < databases_.size(); ++i) {
    txn::Database& database = *databases_[i];
    const SchemaBefore before(database);
    if (database.pager().is_reading()) {
      TRY(database.refresh_schema());
    } else if (!database.known_schema()) {
      TRY(database.pager().begin_read());
      const auto schema = database.schema();
      database.end_transaction();
      if (!schema) return std::unexpected(schema.error());
    }
    if (!database.is_main() && !database.is_temporary())
      TRY(check_encoding_of(database, trees().text_encoding()));
    is_read_anew |= !before.was_known() || before.has_moved();
    if (before.has_moved()) moved.push_back(database.name());
    is_same = is_same && catalog_->schemas()[i] == database.known_schema();
  }
  // To read the schema is to read, which ends the say of PRAGMA defer_foreign_keys.
  if (is_read_anew && autocommit_) transaction_->defer_foreign_keys = false;
  if (!is_same) {
    std::vector<std::shared_ptr<const catalog::Schema>> schemas;
    for (const auto& database : databases_) schemas.push_back(database->known_schema());
    catalog_ = std::make_shared<const catalog::Catalog>(std::move(schemas), main_name_);
  }
  disconnect_tables(*this, moved);
  return ok();
}

const std::shared_ptr<const catalog::Catalog>& ConnectionState::main_catalog() {
  const std::shared_ptr<const catalog::Schema>& schema = catalog_->schemas().front();
  if (!main_catalog_ || main_catalog_->schemas().front() != schema) {
    main_catalog_ = std::make_shared<const catalog::Catalog>(std::vector{schema});
  }
  return main_catalog_;
}

Result<std::shared_ptr<const catalog::Catalog>> ConnectionState::newest_catalog() {
  const SharedTurn turn(*this);
  std::vector<std::string> moved;
  for (const auto& database : databases_) {
    const SchemaBefore before(*database);
    if (database->pager().is_reading() || database->is_temporary()) continue;
    Status begun = database->pager().begin_read();
    if (!begun && (database->is_main() || !database->known_schema()))
      return std::unexpected(begun.error());
    if (!begun) continue;
    const auto schema = database->schema();
    database->end_transaction();
    if (!schema) return std::unexpected(schema.error());
    if (before.has_moved()) moved.push_back(database->name());
  }
  disconnect_tables(*this, moved);
  return catalog();
}

void ConnectionState::remove(txn::Database& database) {
  ASSERT(!database.is_main() && !database.pager().is_reading());
  statement_cache_.clear();
  virtual_tables_.disconnect(database.name());
  const auto at = std::ranges::find(databases_, &database, &std::unique_ptr<txn::Database>::get);
  database.close();
  if (has_cursors()) removed_.push_back(std::move(*at));
  databases_.erase(at);
  catalog_.reset();
  ++database_list_version_;
}

Status ConnectionState::replace(txn::Database& database,
                                std::shared_ptr<storage::DatabaseFile> file) {
  ASSERT(!database.pager().is_reading());
  const auto access = file->is_read_only() ? storage::Access::ReadOnly : storage::Access::ReadWrite;
  const bool is_nameless = file->path().empty();
  auto pager = TRY(storage::Pager::open(std::move(file), access));
  if (is_nameless) (void)pager->set_journal_mode(storage::JournalMode::Memory);
  pager->set_busy_timeout(database.pager().busy_timeout());
  if (busy_handler_) pager->set_busy_handler(busy_handler_);
  pager->set_secure_delete(database.pager().secure_delete());
  pager->set_autocheckpoint(wal_autocheckpoint_);
  pager->set_temporary_in_memory(temp_store == 2);
  auto next = std::make_unique<txn::Database>(database.name(), std::move(pager), &collations_);
  SharedLocks(*this).joined(*next);
  const auto at = std::ranges::find(databases_, &database, &std::unique_ptr<txn::Database>::get);
  statement_cache_.clear();
  virtual_tables_.disconnect(database.name());
  database.close();
  if (has_cursors()) removed_.push_back(std::move(*at));
  *at = std::move(next);
  catalog_.reset();
  main_catalog_.reset();
  ++database_list_version_;
  return {};
}

void ConnectionState::statement_began(StatementState& statement) {
  statement.place_ = statements_.size();
  statements_.push_back(&statement);
}

void ConnectionState::statement_ended(StatementState& statement) {
  statements_[statement.place_] = statements_.back();
  statements_[statement.place_]->place_ = statement.place_;
  statements_.pop_back();
  if (!has_cursors()) removed_.clear();
}

void ConnectionState::forget_schemas() {
  for (const auto& database : databases_) database->forget_schema();
}

Status ConnectionState::begin(TransactionMode mode) {
  const SharedTurn turn(*this);
  if (!autocommit_) {
    return fail(ErrorCode::Error, "cannot start a transaction within a transaction");
  }
  if (mode != TransactionMode::Deferred) {
    Status begun = begin_immediate(mode);
    if (!begun) {
      for (const auto& database : databases_) {
        if (running_ == 0) {
          database->end_transaction();
        } else if (running_writes_ == 0 && database->pager().is_writing()) {
          (void)stop_writing(*database);
        }
      }
      return begun;
    }
  }
  autocommit_ = false;
  return {};
}

Status ConnectionState::begin_immediate(TransactionMode mode) {
  for (const auto& database : databases_) {
    storage::Pager& pager = database->pager();
    // What may only be read cannot be written, but its snapshot can be taken at once.
    TRY(pager.is_read_only() ? pager.begin_read() : ensure_writing(*database));
    if (mode != TransactionMode::Exclusive || !pager.is_writing()) continue;
    TRY(SharedLocks(*this).exclude_others(*database));
    TRY(pager.exclude_readers());
  }
  return {};
}

Status ConnectionState::commit() {
  const SharedTurn turn(*this);
  if (autocommit_ || participants().is_syncing()) {
    return fail(ErrorCode::Error, "cannot commit - no transaction is active");
  }
  if (running_writes_ > 0) {
    return fail(ErrorCode::Busy, "cannot commit transaction - SQL statements in progress");
  }
  bool is_over = false;
  Status outcome = commit_pages(is_over);
  if (outcome) {
    committed();
  } else if (is_over) {
    roll_back();
  }
  return outcome;
}

/// All is durable.
void ConnectionState::committed() {
  end_transaction();
  participants().commit();
}

Status ConnectionState::rollback() {
  const SharedTurn turn(*this);
  if (autocommit_ || participants().is_syncing()) {
    return fail(ErrorCode::Error, "cannot rollback - no transaction is active");
  }
  roll_back();
  return {};
}

/// Statements that read go on, from the same keys, on what was committed before. Those that write,
/// and all where the schema is another one now, have lost what they stand on.
void ConnectionState::roll_back() {
  const bool wrote_main = pager().is_writing();
  std::vector<txn::Database*> changed;
  for (const auto& database : databases_) {
    if (database->pager().is_writing() && !stop_writing(*database))
      changed.push_back(database.get());
    if (running_ == 0) database->end_transaction();
  }
  participants().rollback();
  for (const txn::Database* database : changed) virtual_tables_.disconnect(database->name());
  if (wrote_main && observer_) observer_->after_rollback();
  ++rollback_generation_;
  if (has_changed_schema_ || !changed.empty()) ++schema_undo_generation_;
  hooks_.rolled_back();
  end_transaction();
}

/// Undoes what was written to `database`, and reads on. False: its schema is another one now.
bool ConnectionState::stop_writing(txn::Database& database) {
  const std::optional<uint32_t> cookie = cookie_of(database);
  database.trees().late().drop();
  database.trees().save_cursors();
  database.pager().stop_writing();
  // What is known of the schema may be of the undone transaction alone.
  const bool keeps_snapshot = database.pager().is_reading();
  if (!keeps_snapshot) static_cast<void>(database.pager().begin_read());
  const bool is_same_schema = cookie && cookie == cookie_of(database);
  if (!keeps_snapshot || !is_same_schema) database.forget_schema();
  if (!is_same_schema) database.trees().invalidate_cursors();
  return is_same_schema;
}

bool ConnectionState::has_lost_entries() const {
  return std::ranges::any_of(
      databases_, [](const auto& database) { return database->trees().late().has_failed(); });
}

void ConnectionState::roll_back_if_lost() {
  if (has_lost_entries()) roll_back();
}

Status ConnectionState::settle_late_entries() {
  for (const auto& database : databases_) TRY(database->trees().late().settle_all());
  return {};
}

/// Makes what was written durable; the pagers' transactions are over afterwards. `is_over`: where
/// it fails, it cannot be tried again.
Status ConnectionState::commit_pages(bool& is_over) {
  if (transaction_->deferred_violations + transaction_->postponed_violations > 0) {
    return fail(ErrorCode::ConstraintForeignKey, "FOREIGN KEY constraint failed");
  }
  const uint64_t generation = rollback_generation_;
  Status synced = participants().sync();
  // What the tables ran may have ended the transaction.
  if (synced && generation != rollback_generation_) synced = fail(ErrorCode::AbortRollback);
  is_over = !synced;
  TRY(std::move(synced));
  InlineVector<txn::Database*, 4> writing;
  for (const auto& database : databases_) {
    if (database->pager().is_writing()) writing.push_back(database.get());
  }
  if (!writing.empty()) TRY(commit_writing({writing.data(), writing.size()}, is_over));
  end_reading();
  return {};
}

Status ConnectionState::commit_writing(std::span<txn::Database* const> writing, bool& is_over) {
  if (hooks_.refuses_commit()) {
    is_over = true;
    return fail(ErrorCode::ConstraintCommitHook);
  }
  const auto uncaptured = TRY(capture_changes());
  Status outcome = prepare_commit(writing);
  if (outcome) outcome = commit_databases(writing);
  if (!outcome) {
    if (uncaptured && pager().is_writing()) {
      TRY(transaction_->rollback_to(*uncaptured));
      transaction_->release(*uncaptured);
    }
    // Of several databases some may have committed or been rolled back: nothing can go on.
    const bool is_busy = primary(outcome.error().code()) == ErrorCode::Busy;
    is_over = writing.size() > 1 && !is_busy;
    if (is_over) forget_schemas();
    return outcome;
  }
  // Statements that still read go on, on the new snapshots.
  for (txn::Database* database : writing) {
    if (running_ > 0) TRY(database->pager().begin_read());
  }
  return {};
}

/// Where that has changed something: the state before, for a transaction that then cannot commit.
Result<std::optional<txn::Savepoint>> ConnectionState::capture_changes() {
  std::optional<txn::Savepoint> before;
  if (!change_capture_ || transaction_->changes().empty()) return before;
  TRY(settle_late_entries());
  before = transaction_->open_savepoint();
  Status written = change_capture_->write(*transaction_, file_->clock().wall_ms());
  if (written) return before;
  TRY(transaction_->rollback_to(*before));
  transaction_->release(*before);
  return std::unexpected(std::move(written).error());
}

Status ConnectionState::prepare_commit(std::span<txn::Database* const> writing) {
  for (txn::Database* database : writing) {
    TRY(database->trees().late().settle_all());
    btree::TreeStore::PagesToGive ask;
    if (hooks_.autovacuum) {
      ask = [&](uint32_t pages, uint32_t free, uint32_t page_size) {
        return hooks_.pages_to_give(shown_name(*database), pages, free, page_size);
      };
    }
    TRY(database->trees().vacuum_before_commit(ask));
  }
  return {};
}

Status ConnectionState::commit_databases(std::span<txn::Database* const> writing) {
  ByteVector record;
  std::vector<PageNo> pages;
  const bool is_main_written = pager().is_writing();
  if (observer_ && is_main_written) pages = TRY(pager().changed_pages());
  const bool observed = !pages.empty();
  if (observed) {
    TRY(observer_->before_commit(transaction_->changes().bytes(), pages, record));
  }
  InlineVector<storage::Pager*, 4> pagers;
  for (txn::Database* database : writing) {
    database->trees().save_cursors();
    pagers.push_back(&database->pager());
  }
  const bool is_main_undone_with_others = pager().has_journal();
  Status committed = storage::commit_together({pagers.data(), pagers.size()}, pager(), record);
  const bool is_main_over = is_main_written && !pager().is_writing();
  const bool is_main_committed = is_main_over && (committed || !is_main_undone_with_others);
  if (is_main_committed) ++commit_count_;
  if (observed && is_main_committed) observer_->after_commit();
  if (observed && !is_main_committed) observer_->after_rollback();
  return committed;
}

bool ConnectionState::is_reading() const {
  return std::ranges::any_of(databases_,
                             [](const auto& database) { return database->pager().is_reading(); });
}

/// Lets the snapshots go that nobody reads.
void ConnectionState::end_reading() {
  if (running_ > 0) return;
  for (const auto& database : databases_) {
    if (database->pager().is_reading()) database->end_transaction();
  }
}

void ConnectionState::content_replaced(txn::Database& database) {
  if (database.is_main()) ++commit_count_;
  database.trees().invalidate_cursors();
  database.forget_schema();
  virtual_tables_.disconnect(database.name());
}

void ConnectionState::end_transaction() {
  autocommit_ = true;
  has_changed_schema_ = false;
  savepoints_.clear();
  transaction_->finish();
  SharedLocks(*this).concluded();
}

Status ConnectionState::ensure_writing(txn::Database& database) {
  if (query_only) return fail(ErrorCode::ReadOnly);
  return transaction_->begin_write(database);
}

Status ConnectionState::savepoint(std::string_view name) {
  if (running_writes_ > 0) {
    return fail(ErrorCode::Busy, "cannot open savepoint - SQL statements in progress");
  }
  TRY(settle_late_entries());
  NamedSavepoint savepoint{
      .name = std::string(name), .began_transaction = autocommit_, .point = {}};
  if (autocommit_) {
    savepoint.point.pages = transaction_->open_savepoint();
  } else {
    savepoint.point = TRY(open_savepoint());
  }
  autocommit_ = false;
  savepoints_.push_back(std::move(savepoint));
  return {};
}

Result<ConnectionState::Savepoint> ConnectionState::open_savepoint() {
  const int32_t number = TRY(participants().open_savepoint());
  return Savepoint{transaction_->open_savepoint(), number, rollback_generation_};
}

bool ConnectionState::is_open(const Savepoint& savepoint) const {
  return savepoint.rollback_generation == rollback_generation_ &&
         transaction_->is_open(savepoint.pages);
}

/// As Transaction::rollback_to(), of virtual tables, too. False: a schema is another one now.
Result<bool> ConnectionState::return_to(const Savepoint& savepoint) {
  InlineVector<std::optional<uint32_t>, 4> cookies;
  for (const auto& database : databases_) cookies.push_back(cookie_of(*database));
  TRY(transaction_->rollback_to(savepoint.pages));
  bool is_same = true;
  for (size_t i = 0; i < databases_.size(); ++i) {
    txn::Database& database = *databases_[i];
    if (!database.pager().is_writing() || cookie_of(database) == cookies[i]) continue;
    is_same = false;
    database.forget_schema();
    virtual_tables_.disconnect(database.name());
  }
  TRY(participants().rollback_to(savepoint.number));
  return is_same;
}

Result<size_t> ConnectionState::find_savepoint(std::string_view name) const {
  for (size_t i = savepoints_.size(); i-- > 0;) {
    if (catalog::same_name(savepoints_[i].name, name)) return i;
  }
  return fail(ErrorCode::Error, "no such savepoint: " + std::string(name));
}

Status ConnectionState::release_savepoint(std::string_view name) {
  const size_t at = TRY(find_savepoint(name));
  if (running_writes_ > 0) {
    return fail(ErrorCode::Busy, "cannot release savepoint - SQL statements in progress");
  }
  if (savepoints_[at].began_transaction) {
    Status outcome = commit();
    // As in the reference: where all had to be rolled back there is a transaction still.
    if (!outcome) autocommit_ = false;
    return outcome;
  }
  const Savepoint point = savepoints_[at].point;
  savepoints_.resize(at);
  transaction_->release(point.pages);
  return participants().release(point.number);
}

Status ConnectionState::rollback_to_savepoint(std::string_view name) {
  const size_t at = TRY(find_savepoint(name));
  savepoints_.resize(at + 1);
  if (is_changing()) ++rollback_generation_;
  for (const auto& database : databases_) {
    if (database->pager().is_writing()) database->forget_schema();  // DDL may be undone
  }
  const Result<bool> is_same_schema = return_to(savepoints_[at].point);
  if (!is_same_schema || !*is_same_schema || has_changed_schema_) {
    ++schema_undo_generation_;
    for (const auto& database : databases_) {
      if (database->pager().is_writing()) database->trees().invalidate_cursors();
    }
  }
  return is_same_schema ? ok() : std::unexpected(is_same_schema.error());
}

Status ConnectionState::check_not_rolled_back() const {
  if (!stepping || !stepping->is_rolled_back()) return ok();
  return fail(ErrorCode::AbortRollback, "abort due to ROLLBACK");
}

void ConnectionState::application_failed() const {
  if (stepping) stepping->application_failed();
}

Status ConnectionState::close_savepoint(const Savepoint& savepoint, Status outcome,
                                        sql::Conflict& action) {
  if (!is_open(savepoint)) return outcome;
  const bool undoes =
      !outcome && action != sql::Conflict::Fail && action != sql::Conflict::Rollback;
  Status closed = ok();
  if (undoes) {
    const Result<bool> undone = return_to(savepoint);
    if (!undone) closed = std::unexpected(undone.error());
  }
  transaction_->release(savepoint.pages);
  if (closed && action != sql::Conflict::Rollback)
    closed = participants().release(savepoint.number);
  if (closed) return outcome;
  action = sql::Conflict::Rollback;
  return closed;
}

[[gnu::always_inline]] inline void ConnectionState::run_is_over(bool writes) {
  --running_;
  if (writes) --running_writes_;
  if (!autocommit_) return;
  SharedLocks(*this).concluded();
  if (running_ == 0) collations_.forget_keys();
}

Status ConnectionState::statement_finished(bool writes) {
  run_is_over(writes);
  if (!autocommit_) return ok();
  const bool has_nothing_open = !is_reading() && participants().is_empty();
  return has_nothing_open ? ok() : conclude_run(writes, ok(), sql::Conflict::Abort);
}

Status ConnectionState::statement_finished(bool writes, Status outcome,
                                           sql::Conflict failure_action) {
  run_is_over(writes);
  return conclude_run(writes, std::move(outcome), failure_action);
}

Status ConnectionState::conclude_run(bool writes, Status outcome, sql::Conflict failure_action) {
  if (!outcome && failure_action == sql::Conflict::Rollback && (is_changing() || !autocommit_)) {
    roll_back();
    if (writes) forget_changes();
    return outcome;
  }
  // Virtual tables run statements inside of the commit of another.
  if (!autocommit_ || participants().is_syncing()) return outcome;
  if (!is_changing()) {
    // What only reads ends the say of PRAGMA defer_foreign_keys, too, as in the reference.
    if (is_reading()) {
      transaction_->defer_foreign_keys = false;
      end_reading();
    }
    return outcome;
  }
  if (running_writes_ > 0) return outcome;
  const bool keep = outcome.has_value() || failure_action == sql::Conflict::Fail;
  bool is_over = false;
  Status kept = keep ? commit_pages(is_over) : Status();
  if (keep && kept) {
    committed();
  } else {
    roll_back();
  }
  if (kept) return outcome;
  forget_changes();
  // What FAIL would keep must be fit to commit: if it is not, that is the error. If it cannot be
  // committed for another reason, the reference gives the code of that and the words of the first.
  const bool is_unfit = kept.error().code() == ErrorCode::ConstraintForeignKey;
  if (outcome || is_unfit) return kept;
  return fail(kept.error().code(), std::string(outcome.error().message()));
}

/// The last statement's changes were undone: the counters say so.
void ConnectionState::forget_changes() {
  transaction_->total_changes -= transaction_->changes_of_statement;
  transaction_->changes_of_statement = 0;
}

void ConnectionState::set_busy_timeout(uint32_t timeout_ms) {
  busy_handler_ = nullptr;
  for (const auto& database : databases_) database->pager().set_busy_timeout(timeout_ms);
}

void ConnectionState::set_busy_handler(std::function<bool(int attempt_count)> handler) {
  busy_handler_ = std::move(handler);
  for (const auto& database : databases_) database->pager().set_busy_handler(busy_handler_);
}

void ConnectionState::hooks_changed() {
  std::vector<txn::RowListener*>& listeners = transaction_->row_listeners;
  std::erase(listeners, &hooks_);
  if (hooks_.listens_to_rows()) listeners.push_back(&hooks_);
}

void ConnectionState::set_wal_hook(std::function<Status(std::string_view, uint32_t)> hook) {
  set_wal_autocheckpoint(0);
  hooks_.wal = std::move(hook);
  // It hears of commits from now on.
  for (const auto& database : databases_) (void)database->pager().take_committed_frames();
}

void ConnectionState::set_wal_autocheckpoint(uint32_t frames) {
  wal_autocheckpoint_ = frames;
  hooks_.wal = nullptr;
  for (const auto& database : databases_) database->pager().set_autocheckpoint(frames);
}

Status ConnectionState::tell_wal_hook() {
  if (!hooks_.wal || !autocommit_) return ok();
  // The hook may attach and detach.
  for (size_t i = 0; i < databases_.size(); ++i) {
    const uint32_t frame_count = databases_[i]->pager().take_committed_frames();
    if (frame_count == 0) continue;
    TRY(hooks_.committed_to_log(databases_[i]->name(), frame_count));
  }
  return ok();
}

Status ConnectionState::comparing_failure() {
  if (!collations_.has_failed()) return ok();
  return fail(ErrorCode::Error, collations_.take_failure());
}

Status ConnectionState::define_collation(std::string_view name, record::Collations::Order order) {
  if (running_ > 0) {
    return fail(ErrorCode::Busy,
                "unable to delete/modify collation sequence due to active statements");
  }
  collations_.define(name, std::move(order));
  for (const auto& database : databases_) database->discard_schema();
  environment_changed();
  return ok();
}

Status ConnectionState::change_functions(const std::function<void(functions::Registry&)>& change) {
  if (running_ > 0) {
    return fail(ErrorCode::Busy, "unable to delete/modify user-function due to active statements");
  }
  change(functions_);
  environment_changed();
  return ok();
}

Status ConnectionState::add_table(std::unique_ptr<vtab::VirtualTable> table) {
  if (running_ > 0) {
    return fail(ErrorCode::Busy, "unable to change table functions due to active statements");
  }
  virtual_tables_.add(std::move(table));
  environment_changed();
  return ok();
}

void ConnectionState::environment_changed() {
  statement_cache_.clear();
  ++environment_version_;
}

void ConnectionState::set_authorizer(Authorizer authorizer) {
  hooks_.authorizer = std::move(authorizer);
  statement_cache_.clear();
  // What was allowed needs no second look where nobody asks any longer.
  if (hooks_.authorizer) ++environment_version_;
}

bind::Access ConnectionState::access() const {
  if (!hooks_.authorizer || main_only_ || asks_nobody_) return {};
  const bool has_attached = std::ranges::any_of(databases_, [](const auto& database) {
    return !database->is_main() && !database->is_temporary();
  });
  return {&hooks_.authorizer, has_attached};
}

void ConnectionState::set_commit_observer(CommitObserver* observer) {
  observer_ = observer;
  transaction_->set_capture(observer != nullptr);
}

void ConnectionState::set_change_capture(std::unique_ptr<ChangeCapture> capture) {
  ASSERT(autocommit_ && !observer_);
  change_capture_ = std::move(capture);
  transaction_->set_capture(change_capture_ != nullptr);
}

}  // namespace tern::api
