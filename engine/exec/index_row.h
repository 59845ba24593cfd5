#pragma once

#include <optional>
#include <vector>

#include "engine/btree/cursor.h"
#include "engine/catalog/schema.h"
#include "engine/expr/row.h"

namespace tern::exec {

/// A table's row as an index entry shows it: columns that the index has come from the entry, all
/// others from the table's row, which is looked up when the first of them is read.
class IndexRow final : public expr::RowSource {
 public:
  IndexRow(btree::TreeStore& trees, const catalog::Index& index,
           std::vector<record::Value> defaults);

  /// Lifetime: `entry` until the next reset().
  void reset(Bytes entry) {
    entry_.reset(entry);
    is_fetched_ = false;
  }
  void close();

  Result<record::ValueView> column(uint32_t index) override;
  Result<record::ValueView> rowid() override;

 private:
  Status fetch();
  Status fetch_by_key();

  const catalog::Index& index_;
  std::vector<record::Value> defaults_;
  std::vector<int32_t> places_;       // in the entry by place in the stored row; -1: not there
  std::vector<uint32_t> key_places_;  // WITHOUT ROWID: of the primary key's columns in the entry
  std::optional<btree::TableCursor> table_;
  std::optional<btree::IndexCursor> primary_;
  std::vector<record::ValueView> probe_;
  record::RecordReader entry_;
  record::RecordReader row_;
  bool is_fetched_ = false;
};

}  // namespace tern::exec
