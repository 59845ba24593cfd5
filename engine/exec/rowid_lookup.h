#pragma once

#include <optional>
#include <vector>

#include "engine/btree/cursor.h"
#include "engine/exec/operator.h"
#include "engine/exec/row_value.h"
#include "engine/plan/plan.h"

namespace tern::exec {

/// The row whose rowid equals a value, or the rows whose rowids are IN a list or query.
/// Source: SQLite documentation, "The SQLite Query Optimizer Overview", rowid lookups.
class RowidLookup final : public Operator {
 public:
  RowidLookup(btree::TreeStore& trees, const plan::Access& access,
              std::vector<record::Value> defaults);
  Status open(expr::Frame& frame) override;
  Result<bool> next(expr::Frame& frame) override;
  void close() override { cursor_.reset(); }
  void describe(Description& out) const override;

 private:
  btree::TableCursor cursor_;
  const plan::Access& access_;
  std::vector<record::Value> defaults_;
  std::optional<RowValue> key_;  // nothing: it is IN that says which ones
  expr::RowSlot slot_;
  bool reads_columns_;
  std::vector<int64_t> targets_;
  size_t at_ = 0;
};

}  // namespace tern::exec
