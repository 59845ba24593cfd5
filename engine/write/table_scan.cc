#include "engine/write/table_scan.h"

namespace tern::write {

Result<std::unique_ptr<TableScan>> TableScan::open(const catalog::Table& table,
                                                   RowExpressions& expressions) {
  RowReader reader = TRY(RowReader::open(table, expressions));
  TRY(reader.start());
  std::unique_ptr<TableScan> out(new TableScan(std::move(reader)));
  if (table.without_rowid) {
    out->primary_cursor_.emplace(table.trees(), table.root, table.primary_index->key_columns);
  } else {
    out->cursor_.emplace(table.trees(), table.root);
  }
  return out;
}

Result<bool> TableScan::arrive(bool found) {
  if (found && cursor_) rowid_ = cursor_->rowid().raw;
  return found;
}

Result<bool> TableScan::move_first() {
  const bool found = TRY(cursor().first());
  return arrive(found);
}

Result<bool> TableScan::move_next() {
  const bool found = TRY(cursor().next());
  return arrive(found);
}

Status TableScan::read_row() {
  const Bytes payload = TRY(record());
  return reader_.read(payload, rowid_, row_);
}

Result<bool> TableScan::first() {
  const bool found = TRY(move_first());
  if (found) TRY(read_row());
  return found;
}

Result<bool> TableScan::next() {
  const bool found = TRY(move_next());
  if (found) TRY(read_row());
  return found;
}

}  // namespace tern::write
