#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/btree/cursor.h"
#include "engine/write/row_expressions.h"
#include "engine/write/row_reader.h"

namespace tern::write {

/// Reads all rows of a table as SQL sees them, for work on whole tables (index builds, ALTER).
class TableScan {
 public:
  /// Compiles defaults and generated columns with `expressions`: nothing may be compiled after.
  /// Lifetime: all outlive the scan.
  static Result<std::unique_ptr<TableScan>> open(const catalog::Table& table,
                                                 RowExpressions& expressions);
  /// Only these columns of row() are needed; the others stay NULL. Empty: all.
  void set_wanted(const std::vector<bool>& columns) { reader_.set_wanted(columns); }
  Result<bool> first();
  Result<bool> next();
  /// As first() and next(), but row() is read by read_row() only.
  Result<bool> move_first();
  Result<bool> move_next();
  Status read_row();
  /// The row as it is stored. Lifetime: until the next move or change of the table.
  Result<Bytes> record() { return cursor().payload(); }
  /// Lifetime: until the next move or change of the table.
  std::span<const record::ValueView> row() const { return row_; }
  int64_t rowid() const { return rowid_; }

 private:
  explicit TableScan(RowReader reader) : reader_(std::move(reader)) {}
  btree::Cursor& cursor() {
    return cursor_ ? static_cast<btree::Cursor&>(*cursor_) : *primary_cursor_;
  }
  Result<bool> arrive(bool found);

  RowReader reader_;
  std::optional<btree::TableCursor> cursor_;
  std::optional<btree::IndexCursor> primary_cursor_;
  std::vector<record::ValueView> row_;
  int64_t rowid_ = 0;
};

}  // namespace tern::write
