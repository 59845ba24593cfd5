#pragma once

#include <memory>
#include <vector>

#include "engine/txn/changeset.h"
#include "engine/write/table_writer.h"

namespace tern::write {

/// A table that operations of a changeset are applied to. Columns are matched by name: what the
/// operation does not know keeps its value or gets its default.
class ReplayTable {
 public:
  /// Null: there is no such table, or it lacks a column, or has another sort of key.
  static Result<std::unique_ptr<ReplayTable>> open(txn::Transaction& transaction,
                                                   const txn::TableShape& shape,
                                                   bool foreign_key_checks);
  /// No more operations follow.
  Status close() { return writer_->finish_statement(); }

  /// Goes to the row with the key in `values` (in the operation's columns). `rowid` counts where it
  /// is the key, and where the key holds NULL.
  Result<bool> find(std::span<const record::ValueView> values, int64_t rowid);
  /// The row found, in the operation's columns. Lifetime: until the next call of find().
  std::span<const record::ValueView> current() const { return current_; }
  /// The row found is `values`.
  bool is_current(std::span<const record::ValueView> values) const;

  Status erase(const txn::OpView& op) {
    (void)TRY(writer_->erase_loaded(op.indirect));
    return ok();
  }
  Status insert(const txn::OpView& op, sql::Conflict conflict);
  /// Sets the columns that the operation changed.
  Status update(const txn::OpView& op, sql::Conflict conflict);

 private:
  ReplayTable(const catalog::Table& table, const txn::TableShape& shape)
      : table_(table), shape_(shape) {}
  bool match_columns();
  void find_key_index();
  Result<bool> load(std::span<const record::ValueView> values, int64_t rowid);

  const catalog::Table& table_;
  const txn::TableShape& shape_;
  std::unique_ptr<TableWriter> writer_;
  std::vector<uint16_t> columns_;              // table column of each of the shape's columns
  const catalog::Index* key_index_ = nullptr;  // rowid tables with a primary key of their own
  std::vector<record::ValueView> current_;
  std::vector<record::ValueView> values_;
  std::unique_ptr<bool[]> changed_;
};

}  // namespace tern::write
