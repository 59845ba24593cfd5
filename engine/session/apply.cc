#include "engine/session/apply.h"

#include "engine/api/connection_state.h"
#include "engine/session/invert.h"
#include "engine/session/reader.h"
#include "engine/session/table_applier.h"
#include "engine/session/writer.h"

namespace tern::session {

namespace {

class Application {
 public:
  Application(Connection& connection, const ApplyOptions& options)
      : connection_(connection), options_(options) {}

  Status run(Bytes changes) {
    Reader reader(changes);
    const Table* table = nullptr;
    ChangeView change;
    while (TRY(reader.next(change))) {
      is_patchset_ = reader.form() == Form::Patchset;
      if (change.table != table) {
        TRY(finish_table(table));
        TRY(start_table(*change.table, reader.form()));
      }
      table = change.table;
      if (applier_) TRY(applier_->apply(change, reader.change_bytes()));
    }
    TRY(finish_table(table));
    return check_foreign_keys();
  }

  bool is_patchset() const { return is_patchset_; }
  ByteVector take_decisions() && { return std::move(log_).take(); }

 private:
  Result<bool> wants(std::string_view table) const {
    if (!options_.filter) return true;
    try {
      return options_.filter(table);
    } catch (...) {
      return fail(ErrorCode::Abort, "changeset: the filter threw");
    }
  }

  Status start_table(const Table& table, Form form) {
    if (!TRY(wants(table.name))) return ok();
    DecisionLog* log = options_.decisions ? &log_ : nullptr;
    applier_ = TRY(TableApplier::open(connection_, table, form, options_, log));
    return ok();
  }

  /// Rounds of what had to wait, as long as each leaves less; in the last one the handler is asked.
  Status finish_table(const Table* table) {
    while (applier_ && applier_->waiting_size() > 0) {
      const ByteVector waiting = applier_->take_waiting();
      TRY(apply_again(*table, waiting));
      if (applier_->waiting_size() >= waiting.size()) applier_->set_last_try();
    }
    applier_.reset();
    return ok();
  }

  Status apply_again(const Table& table, const ByteVector& waiting) {
    ByteVector bytes = header_of(table);
    append(bytes, waiting);
    Reader reader(bytes);
    ChangeView change;
    while (TRY(reader.next(change))) TRY(applier_->apply(change, reader.change_bytes()));
    return ok();
  }

  ByteVector header_of(const Table& table) const {
    Writer writer(is_patchset_ ? Form::Patchset : Form::Changeset);
    writer.table(table);
    return std::move(writer).take();
  }

  Status check_foreign_keys() {
    const txn::Transaction& transaction = connection_.state().transaction();
    if (transaction.deferred_violations <= 0 && transaction.postponed_violations <= 0) return ok();
    const Answer answer = answer_to(options_, {ConflictKind::ForeignKey, nullptr, {}});
    return answer == Answer::Omit ? ok() : Status(fail(ErrorCode::Constraint));
  }

  Connection& connection_;
  const ApplyOptions& options_;
  DecisionLog log_;
  std::unique_ptr<TableApplier> applier_;  // null: the table is left out
  bool is_patchset_ = false;
};

Status run(Connection& connection, Bytes changes, const ApplyOptions& options) {
  TRY(connection.execute("PRAGMA defer_foreign_keys = 1"));
  Application application(connection, options);
  const Status applied = application.run(changes);
  TRY(connection.execute("PRAGMA defer_foreign_keys = 0"));
  if (applied && options.decisions && !application.is_patchset()) {
    *options.decisions = std::move(application).take_decisions();
  }
  return applied;
}

}  // namespace

Status apply(Connection& connection, Bytes changes, const ApplyOptions& options) {
  ByteVector inverse;
  if (options.inverted) {
    inverse = TRY(invert(changes));
    changes = inverse;
  }
  if (!options.in_savepoint) return run(connection, changes, options);
  Savepoint savepoint = TRY(Savepoint::open(connection, "changeset_apply"));
  TRY(run(connection, changes, options));
  return std::move(savepoint).keep();
}

}  // namespace tern::session
