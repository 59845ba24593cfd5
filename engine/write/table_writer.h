#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "engine/catalog/schema.h"
#include "engine/txn/transaction.h"

namespace tern::write {

/// The one door for row changes. A TableWriter is prepared once per statement and table: it
/// compiles the table's defaults, CHECKs, index expressions and partial index conditions, opens
/// cursors on the table and its indexes, finds the foreign keys of both sides, and then changes
/// rows, each with its constraints, index entries, foreign key actions and capture.
///
/// Values come with one entry per table column; affinity is applied here. The rowid alias column's
/// value is the rowid. Conflict::Unspecified means: the constraint's own clause, else ABORT. A
/// failed call may have changed rows: the caller (statement) rolls back to its savepoint for ABORT,
/// keeps for FAIL, ends the transaction for ROLLBACK: failure_action() says which. Threads: as the
/// connection.
class TableWriter {
 public:
  /// Lifetime: `transaction` and `table` (of transaction.schema) must outlive the writer.
  static Result<std::unique_ptr<TableWriter>> open(txn::Transaction& transaction,
                                                   const catalog::Table& table);
  ~TableWriter();

  enum class Change : uint8_t { Done, Ignored };

  /// Inserts a row. `rowid`: explicit rowid for tables without an alias column; the alias column's
  /// value counts where there is one (NULL: chosen automatically, AUTOINCREMENT rules included).
  Result<Change> insert(std::optional<int64_t> rowid, std::span<const record::ValueView> values,
                        sql::Conflict on_conflict, bool indirect = false);

  /// A row's address: its rowid, or for WITHOUT ROWID tables its primary key values in key order.
  struct RowKey {
    int64_t rowid = 0;
    std::span<const record::ValueView> primary_key;
  };
  /// Replaces the row at `key` by `values` (all columns); `changed[i]` says which columns the
  /// statement set. `new_rowid`: set when the statement assigns the rowid of a table without an
  /// alias. Ignored: IGNORE took effect, or the row is gone.
  Result<Change> update(const RowKey& key, std::span<const record::ValueView> values,
                        std::span<const bool> changed, std::optional<int64_t> new_rowid,
                        sql::Conflict on_conflict, bool indirect = false);
  Result<Change> erase(const RowKey& key, bool indirect = false);

  /// How the statement must end after a call failed with a Constraint error: Abort, Fail or
  /// Rollback.
  sql::Conflict failure_action() const;
  int64_t last_rowid() const;  // of the last successful insert
  /// The default of column `column` (evaluated; constant or CURRENT_TIMESTAMP or an expression).
  Result<record::ValueView> default_of(uint16_t column);

 private:
  class State;
  explicit TableWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tern::write
