#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "engine/catalog/schema.h"
#include "engine/txn/transaction.h"
#include "engine/write/row_triggers.h"

namespace tern::write {

/// The one door for row changes. A TableWriter is prepared once per statement and table: it
/// compiles the table's defaults, CHECKs, index expressions and partial index conditions, opens
/// cursors on the table and its indexes, finds the foreign keys of both sides, and then changes
/// rows, each with its triggers, constraints, index entries, foreign key actions and capture.
///
/// Values come with one entry per table column; affinity is applied here. The rowid alias column's
/// value is the rowid. Conflict::Unspecified means: the constraint's own clause, else ABORT. A
/// failed call may have changed rows: the caller (statement) rolls back to its savepoint for ABORT,
/// keeps for FAIL, ends the transaction for ROLLBACK: failure_action() says which. Threads: as the
/// connection.
class TableWriter {
 public:
  /// Statement: the user's changes and what follows from them. Replay: operations of a changeset,
  /// effects included: no triggers, no foreign key actions; foreign keys count as deferred ones
  /// (ReplayUnchecked: not at all).
  enum class Use : uint8_t { Statement, Replay, ReplayUnchecked };
  /// What a writer is for that only erases rows, and so needs no CHECKs. AllAtOnce: by erase_all();
  /// the terms of indexes are only needed where that does not do.
  enum class Erasing : uint8_t { No, Rows, AllAtOnce };
  /// Lifetime: `transaction`, `table` (part of a schema) and the source must outlive the
  /// writer.
  /// Errors: of the binder.
  static Result<std::unique_ptr<TableWriter>> open(txn::Transaction& transaction,
                                                   const catalog::Table& table,
                                                   Use use = Use::Statement,
                                                   Triggering triggering = {},
                                                   Erasing erasing = Erasing::No);
  ~TableWriter();

  const catalog::Table& table() const;

  /// A statement that is being compiled has foreign keys whose definitions fit. `changed`: the
  /// columns that an UPDATE sets; else empty. `inserts_one`: it is an INSERT of a single row.
  /// Errors: Error (foreign key mismatch, no such table).
  Status check_foreign_keys(std::span<const bool> changed, bool inserts_one = false);
  /// The same for what its foreign keys' actions change, of an UPDATE or a DELETE.
  Status check_foreign_key_actions(std::span<const bool> changed);

  /// A statement that is being compiled computes generated columns.
  /// Errors: Error "generated column loop on "x"".
  Status check_generated() const;

  /// A run of the statement that owns this writer begins; it will insert rows, a single row that
  /// replaces none, or only change rows. The single row must satisfy its foreign keys at once.
  enum class Purpose : uint8_t { Insert, InsertOne, Change };
  Status begin_statement(Purpose purpose);
  /// The run has done its work: saves AUTOINCREMENT's memory, checks immediate foreign keys.
  /// Errors: ConstraintForeignKey (end with ABORT).
  Status finish_statement();
  /// Only the latter, for a run that stops early and keeps what it did.
  Status check_violations();

  enum class Change : uint8_t { Done, Ignored };

  /// Runs the BEFORE INSERT triggers for a row that insert() is to insert, or that UPSERT will
  /// decide about; insert() alone does so itself.
  Result<Change> announce_insert(std::optional<int64_t> rowid,
                                 std::span<const record::ValueView> values,
                                 sql::Conflict on_conflict);
  /// Inserts a row. `rowid`: explicit rowid for tables without an alias column; the alias column's
  /// value counts where there is one (NULL: chosen automatically, AUTOINCREMENT rules included).
  Result<Change> insert(std::optional<int64_t> rowid, std::span<const record::ValueView> values,
                        sql::Conflict on_conflict, bool indirect = false);

  /// A row's address: its rowid, or for WITHOUT ROWID tables its primary key values in key order.
  struct RowKey {
    int64_t rowid = 0;
    std::span<const record::ValueView> primary_key;
  };
  /// Reads the row at `key`: false if it is not there. What was loaded can be looked at, then
  /// changed or erased, once.
  Result<bool> load(const RowKey& key);
  /// All columns as SQL sees them. Lifetime: until the next call of load() or update().
  std::span<const record::ValueView> loaded_row() const;
  int64_t loaded_rowid() const;
  /// Its record, as the table's tree stores it.
  Bytes loaded_record() const;

  /// Replaces the loaded row by `values` (all columns, generated ones do not count); `changed[i]`
  /// says which columns the statement set. `new_rowid`: set when the statement assigns the rowid of
  /// a table without an alias. Ignored: IGNORE took effect, or REPLACE removed the row itself.
  Result<Change> update_loaded(std::span<const record::ValueView> values,
                               std::span<const bool> changed, std::optional<int64_t> new_rowid,
                               sql::Conflict on_conflict, bool indirect = false);
  /// Ignored: a BEFORE trigger gave the row up, or took it.
  Result<Change> erase_loaded(bool indirect = false);
  /// load() and then the change; Ignored too if the row is gone.
  Result<Change> update(const RowKey& key, std::span<const record::ValueView> values,
                        std::span<const bool> changed, std::optional<int64_t> new_rowid,
                        sql::Conflict on_conflict, bool indirect = false);
  Result<Change> erase(const RowKey& key, bool indirect = false);

  /// Loads the row that is equal to `values` in the declared terms of the unique `index`.
  Result<bool> load_by_index(const catalog::Index& index,
                             std::span<const record::ValueView> values);

  /// Calls `visit` with the key of every row. `visit` must not change the table.
  Status each_key(const std::function<void(const RowKey&)>& visit);

  /// Removes all rows at once; nullopt where each has to be looked at (triggers, foreign keys,
  /// capture).
  Result<std::optional<int64_t>> erase_all();

  /// For UPSERT: what is to be inserted gets its rowid, which insert() then takes, and its own
  /// constraints are checked; it is in written_row(). Ignore: no rival counts, insert() decides.
  Result<Verdict> prepare_insert(std::optional<int64_t> rowid,
                                 std::span<const record::ValueView> values,
                                 sql::Conflict on_conflict);
  /// The row that stands in the way of the one prepared, by the unique `index` (null: the rowid or
  /// the WITHOUT ROWID primary key); loads it. Requires: prepare_insert() has passed.
  Result<bool> load_rival(const catalog::Index* index);

  /// For UPSERT whose first clause is about an index: a rowid that REPLACEs is looked at before
  /// what no clause speaks of, too; without clauses after all that do not REPLACE.
  void look_at_rowid_first();

  /// How the statement must end after a call failed with a Constraint error: Abort, Fail or
  /// Rollback.
  sql::Conflict failure_action() const;
  int64_t last_rowid() const;  // of the last successful insert
  /// Values of the last successful insert or update as stored (affinity applied, rowid alias
  /// filled). Lifetime: until the next change.
  std::span<const record::ValueView> written_row() const;
  int64_t written_rowid() const;
  /// The default of column `column` (evaluated; constant or CURRENT_TIMESTAMP or an expression).
  /// Lifetime: until the next call for this column.
  Result<record::ValueView> default_of(uint16_t column);
  /// Whether it can be computed. Errors: Error "unknown function: x()"; others of the binder.
  Status check_default(uint16_t column) const;

 private:
  class State;
  explicit TableWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tern::write
