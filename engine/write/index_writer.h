#pragma once

#include <optional>
#include <span>
#include <vector>

#include "engine/btree/cursor.h"
#include "engine/catalog/schema.h"
#include "engine/write/row_expressions.h"

namespace tern::write {

/// Keeps one index (not the primary key tree of a WITHOUT ROWID table) true to its table: makes the
/// entries of rows, looks for the row that holds a unique key already, adds and removes entries.
/// Changing a row is prepare() of its new state, conflicts, then erase() and insert().
class IndexWriter {
 public:
  /// Lifetime: all outlive this. Errors: of the binder.
  static Result<std::unique_ptr<IndexWriter>> open(btree::TreeStore& trees,
                                                   const catalog::Index& index,
                                                   RowExpressions& expressions);
  /// One that can only clear().
  static std::unique_ptr<IndexWriter> without_terms(btree::TreeStore& trees,
                                                    const catalog::Index& index,
                                                    RowExpressions& expressions);

  const catalog::Index& index() const { return index_; }
  /// May an update of the marked columns change this index's entry?
  bool reads_any(std::span<const bool> changed) const;
  /// The columns that entries are made from; empty: any may be.
  const std::vector<bool>& reads() const { return reads_; }
  bool has_expressions() const { return has_expressions_; }

  /// Makes the entry of the row; false: a partial index that does not have it. Requires: the row is
  /// set in the RowExpressions if has_expressions().
  Result<bool> prepare(std::span<const record::ValueView> row, int64_t rowid);
  /// The entry that was prepared, and its values.
  Bytes entry() const { return entry_; }
  std::span<const record::ValueView> key() const { return key_; }
  /// The key in the rowid or primary key columns of another entry that is equal in all declared
  /// terms. Lifetime: until the tree changes or the next call.
  struct Rival {
    int64_t rowid = 0;
    std::span<const record::ValueView> primary_key;
  };
  Result<std::optional<Rival>> find_rival();
  /// Is the prepared entry in the index? (For checks; the cursor then stands on it.)
  Result<bool> has_entry();
  /// After has_entry(): does the next entry hold the same declared terms, none of them NULL?
  Result<bool> has_equal_neighbour();
  /// Adds the entry that was prepared, if there was one.
  Status insert();
  /// Removes the entry of a row; what was prepared stays. Errors: CorruptIndex if it is not there.
  Status erase(std::span<const record::ValueView> row, int64_t rowid);
  /// Removes all entries.
  Status clear();

 private:
  IndexWriter(btree::TreeStore& trees, const catalog::Index& index, RowExpressions& expressions);
  Result<bool> key_of(std::span<const record::ValueView> row, int64_t rowid,
                      std::vector<record::ValueView>& key);

  btree::TreeStore& trees_;
  const catalog::Index& index_;
  RowExpressions& expressions_;
  btree::IndexCursor cursor_;
  bool has_expressions_ = false;
  std::vector<expr::ExprPtr> terms_;  // null where the term is a column
  expr::ExprPtr where_;
  std::vector<bool> reads_;              // by column; empty: anything may matter
  std::vector<uint32_t> primary_terms_;  // WITHOUT ROWID: where each primary key column stands

  bool is_prepared_ = false;
  std::vector<record::ValueView> key_;
  std::vector<record::ValueView> old_key_;
  ByteVector entry_;
  record::RecordReader reader_;
  std::vector<record::ValueView> rival_key_;
};

}  // namespace tern::write
