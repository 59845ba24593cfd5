#include "engine/api/connection_state.h"

#include <algorithm>

namespace tern::api {

ConnectionState::~ConnectionState() {
  ASSERT(statement_count == 0);
  if (pager_) {
    trees_->invalidate_cursors();
    pager_->rollback();
  }
}

Result<std::shared_ptr<const catalog::Schema>> ConnectionState::schema() {
  const uint32_t cookie = TRY(pager_->header_field(storage::HeaderField::SchemaCookie));
  if (!transaction_->schema || transaction_->schema->cookie != cookie) {
    transaction_->schema = TRY(catalog::load_schema(*trees_));
  }
  return transaction_->schema;
}

Status ConnectionState::schema_changed() {
  const uint32_t cookie = TRY(pager_->header_field(storage::HeaderField::SchemaCookie));
  TRY(pager_->set_header_field(storage::HeaderField::SchemaCookie, cookie + 1));
  transaction_->schema = TRY(catalog::load_schema(*trees_));
  return {};
}

Status ConnectionState::begin(TransactionMode mode) {
  if (!autocommit_) {
    return fail(ErrorCode::Error, "cannot start a transaction within a transaction");
  }
  if (mode != TransactionMode::Deferred) {
    // What may only be read cannot be written, but its snapshot can be taken at once.
    TRY(pager_->is_read_only() ? ensure_reading() : ensure_writing());
  }
  if (mode == TransactionMode::Exclusive && pager_->is_writing()) {
    const Status alone = pager_->exclude_readers();
    if (!alone) {
      if (running_count() == 0) pager_->rollback();
      return alone;
    }
  }
  autocommit_ = false;
  return {};
}

Status ConnectionState::commit() {
  if (autocommit_) return fail(ErrorCode::Error, "cannot commit - no transaction is active");
  if (running_writes_ > 0) {
    return fail(ErrorCode::Busy, "cannot commit transaction - SQL statements in progress");
  }
  TRY(commit_pages());
  end_transaction();
  return {};
}

Status ConnectionState::rollback() {
  if (autocommit_) return fail(ErrorCode::Error, "cannot rollback - no transaction is active");
  trees_->invalidate_cursors();
  const bool wrote = pager_->is_writing();
  pager_->rollback();
  if (wrote && observer_) observer_->after_rollback();
  if (wrote) transaction_->schema.reset();
  if (running_ > 0) ++rollback_generation_;
  end_transaction();
  return {};
}

void ConnectionState::roll_back_if_lost() {
  if (!trees_->late().has_failed()) return;
  autocommit_ = false;
  static_cast<void>(rollback());
}

/// Makes what was written durable; the pager's transaction is over afterwards.
Status ConnectionState::commit_pages() {
  if (!pager_->is_writing()) {
    if (running_ == 0) {
      trees_->invalidate_cursors();
      pager_->rollback();
    }
    return {};
  }
  if (transaction_->deferred_violations > 0) {
    return fail(ErrorCode::ConstraintForeignKey, "FOREIGN KEY constraint failed");
  }
  TRY(trees_->late().settle_all());
  TRY(trees_->vacuum_before_commit());
  ByteVector record;
  std::vector<PageNo> pages;
  if (observer_) pages = TRY(pager_->changed_pages());
  const bool observed = !pages.empty();
  if (observed) {
    TRY(observer_->before_commit(transaction_->changes().bytes(), pages, record));
  }
  trees_->save_cursors();
  TRY(pager_->commit(record));
  ++commit_count_;
  if (observed) observer_->after_commit();
  // Statements that still read go on, on the new snapshot.
  if (running_ > 0) TRY(pager_->begin_read());
  return {};
}

void ConnectionState::content_replaced() {
  ++commit_count_;
  trees_->invalidate_cursors();
  transaction_->schema.reset();
}

void ConnectionState::end_transaction() {
  autocommit_ = true;
  savepoints_.clear();
  transaction_->finish();
}

Status ConnectionState::ensure_writing() {
  if (query_only) return fail(ErrorCode::ReadOnly);
  if (pager_->is_writing()) return {};
  TRY(pager_->begin_write());
  for (NamedSavepoint& savepoint : savepoints_) {
    savepoint.point = transaction_->open_savepoint();
    savepoint.has_point = true;
  }
  return {};
}

Status ConnectionState::savepoint(std::string_view name) {
  TRY(trees_->late().settle_all());
  NamedSavepoint savepoint{.name = std::string(name), .began_transaction = autocommit_};
  autocommit_ = false;
  if (pager_->is_writing()) {
    savepoint.point = transaction_->open_savepoint();
    savepoint.has_point = true;
  }
  savepoints_.push_back(std::move(savepoint));
  return {};
}

Result<size_t> ConnectionState::find_savepoint(std::string_view name) const {
  for (size_t i = savepoints_.size(); i-- > 0;) {
    if (catalog::same_name(savepoints_[i].name, name)) return i;
  }
  return fail(ErrorCode::Error, "no such savepoint: " + std::string(name));
}

Status ConnectionState::release_savepoint(std::string_view name) {
  const size_t at = TRY(find_savepoint(name));
  if (savepoints_[at].began_transaction) return commit();
  if (savepoints_[at].has_point) transaction_->release(savepoints_[at].point);
  savepoints_.resize(at);
  return {};
}

Status ConnectionState::rollback_to_savepoint(std::string_view name) {
  const size_t at = TRY(find_savepoint(name));
  savepoints_.resize(at + 1);
  if (!savepoints_[at].has_point) return {};
  trees_->invalidate_cursors();
  TRY(transaction_->rollback_to(savepoints_[at].point));
  transaction_->schema.reset();  // DDL may have been undone
  if (running_ > 0) ++rollback_generation_;
  return {};
}

void ConnectionState::statement_started(bool writes) {
  // As in the reference, an interrupt is over when no statement runs any more.
  if (running_ == 0) control_.set_interrupted(false);
  ++running_;
  if (writes) ++running_writes_;
}

Status ConnectionState::undo_statement(const txn::Savepoint& savepoint, Status outcome,
                                       sql::Conflict& action) {
  Status undone = transaction_->rollback_to(savepoint);
  if (undone) return outcome;
  action = sql::Conflict::Rollback;
  return undone;
}

Status ConnectionState::statement_finished(bool writes, Status outcome,
                                           sql::Conflict failure_action) {
  --running_;
  if (writes) --running_writes_;
  if (!outcome && failure_action == sql::Conflict::Rollback && pager_->is_writing()) {
    autocommit_ = false;
    TRY(rollback());
    if (writes) forget_changes();
    return outcome;
  }
  if (!autocommit_) return outcome;
  if (pager_->is_writing()) {
    if (running_writes_ > 0) return outcome;
    const bool keep = outcome.has_value() || failure_action == sql::Conflict::Fail;
    Status committed = keep ? commit_pages() : Status();
    if (!keep || !committed) {
      autocommit_ = false;
      TRY(rollback());
    } else {
      transaction_->finish();
    }
    // What FAIL would keep must be fit to commit: if it is not, that is the error.
    if (!committed) {
      forget_changes();
      return committed;
    }
    return outcome;
  }
  if (running_ == 0) {
    trees_->invalidate_cursors();
    pager_->rollback();
  }
  return outcome;
}

/// The last statement's changes were undone: the counters say so.
void ConnectionState::forget_changes() {
  transaction_->total_changes -= transaction_->changes_of_statement;
  transaction_->changes_of_statement = 0;
}

void ConnectionState::set_commit_observer(CommitObserver* observer) {
  observer_ = observer;
  transaction_->set_capture(observer != nullptr);
}

}  // namespace tern::api
