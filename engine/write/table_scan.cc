#include "engine/write/table_scan.h"

namespace tern::write {

Result<std::unique_ptr<TableScan>> TableScan::open(txn::Transaction& transaction,
                                                   const catalog::Table& table,
                                                   RowExpressions& expressions) {
  std::unique_ptr<TableScan> out(new TableScan(table));
  const auto defaults = TRY(compile_defaults(expressions, table));
  TRY(fill_codec(expressions, defaults, table, out->codec_));
  if (table.without_rowid) {
    out->primary_cursor_.emplace(transaction.trees(), table.root, table.primary_index->key_columns);
  } else {
    out->cursor_.emplace(transaction.trees(), table.root);
  }
  return out;
}

Result<bool> TableScan::read(bool found) {
  if (!found) return false;
  rowid_ = cursor_ ? cursor_->rowid().raw : 0;
  const Bytes payload = TRY(cursor().payload());
  TRY(codec_.decode(payload, rowid_, row_));
  return true;
}

Result<bool> TableScan::first() {
  const bool found = TRY(cursor().first());
  return read(found);
}

Result<bool> TableScan::next() {
  const bool found = TRY(cursor().next());
  return read(found);
}

}  // namespace tern::write
