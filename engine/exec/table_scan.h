#pragma once

#include <vector>

#include "engine/btree/cursor.h"
#include "engine/exec/operator.h"
#include "engine/exec/rowid_range.h"
#include "engine/plan/plan.h"

namespace tern::exec {

/// The rows of a rowid table in rowid order, backwards if asked, between two limits if there are
/// any.
class TableScan final : public Operator {
 public:
  TableScan(btree::TreeStore& trees, const plan::Access& access,
            std::vector<record::Value> defaults);
  Status open(expr::Frame& frame) override;
  Result<bool> next(expr::Frame& frame) override;
  void close() override { cursor_.reset(); }
  void describe(Description& out) const override;

 private:
  Result<bool> land();
  Result<bool> step();

  btree::TableCursor cursor_;
  const plan::Access& access_;
  std::vector<record::Value> defaults_;
  expr::RowSlot slot_;
  bool reads_columns_;
  const bool reads_all_;  // no condition limits the range
  bool started_ = false;
  bool is_behind_first_ = false;
  RowidRange range_;  // is_empty: at the end
};

}  // namespace tern::exec
