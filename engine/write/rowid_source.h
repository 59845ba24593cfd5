#pragma once

#include <optional>
#include <string>

#include "engine/btree/cursor.h"
#include "engine/catalog/schema.h"
#include "engine/txn/transaction.h"

namespace tern::write {

/// Chooses rowids that a statement leaves open: one more than the greatest; a random free one when
/// the greatest possible is taken. AUTOINCREMENT tables never reuse one: sqlite_sequence remembers.
/// Source: SQLite documentation, "SQLite Autoincrement".
class RowidSource {
 public:
  /// Lifetime: all outlive this.
  RowidSource(txn::Transaction& transaction, const catalog::Table& table,
              btree::TableCursor& cursor)
      : transaction_(transaction), table_(table), cursor_(cursor) {}

  /// The sequence is remembered here and not with the transaction's statement: a replay, whose
  /// writers each end for themselves.
  void stand_alone() { own_.emplace(); }

  /// A statement begins: what others did since the last is seen. `inserts`: an INSERT, which makes
  /// an AUTOINCREMENT table known to sqlite_sequence even if it inserts nothing.
  Status restart(bool inserts);
  /// A rowid that no row has. Errors: Full.
  Result<int64_t> choose();
  /// A row with `rowid` is about to be inserted, chosen here or not: AUTOINCREMENT will not choose
  /// it again even if the row is refused.
  Status claim(int64_t rowid) { return table_.autoincrement ? claim_for_good(rowid) : ok(); }
  /// The row was inserted.
  void used(int64_t rowid);
  /// A row went or moved: the greatest rowid is looked up again.
  void forget() { greatest_.reset(); }
  /// Where stand_alone(): the changes are done, sqlite_sequence gets the greatest rowid used.
  Status save_own();
  /// What the outermost statement remembers of an AUTOINCREMENT table, which sqlite_sequence knows
  /// from its end on. Lifetime: until that.
  static Result<txn::Sequence*> sequence_of(txn::Transaction& transaction,
                                            const catalog::Table& table);
  /// The same for all that the outermost statement's sequences hold.
  static Status save_sequences(txn::Transaction& transaction);

 private:
  Status claim_for_good(int64_t rowid);
  Result<int64_t> greatest();
  Result<int64_t> random_free();
  Status find_sequence();
  static Status load(const catalog::Table& table, txn::Sequence& sequence);

  txn::Transaction& transaction_;
  const catalog::Table& table_;
  btree::TableCursor& cursor_;
  std::optional<int64_t> greatest_;  // in the table; 0: it is empty
  // AUTOINCREMENT:
  txn::Sequence* sequence_ = nullptr;  // null: not looked for yet
  std::optional<txn::Sequence> own_;
};

}  // namespace tern::write
