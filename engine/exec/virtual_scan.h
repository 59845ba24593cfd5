#pragma once

#include <vector>

#include "engine/exec/operator.h"
#include "engine/plan/plan.h"

namespace tern::exec {

/// The rows of a virtual table for the arguments that stand; for each value in turn where one comes
/// from an IN.
class VirtualScan final : public Operator {
 public:
  explicit VirtualScan(const plan::Access& access);
  Status open(expr::Frame& frame) override;
  Result<bool> next(expr::Frame& frame) override;
  void close() override { row_.cursor.reset(); }
  void describe(Description& out) const override;

 private:
  /// The cursor's row, as expressions read it.
  struct CursorRow final : expr::RowSource {
    Result<record::ValueView> column(uint32_t index) override { return cursor->column(index); }
    Result<record::ValueView> rowid() override {
      return record::ValueView::integer(cursor->rowid());
    }
    std::unique_ptr<vtab::Cursor> cursor;
  };
  Status find_values(expr::Frame& frame);
  Status filter();
  bool advance_values();

  const plan::Access& access_;
  CursorRow row_;
  std::vector<std::vector<record::Value>> values_;  // one list per argument
  std::vector<size_t> chosen_;                      // from each list
  std::vector<record::ValueView> arguments_;
  bool is_started_ = false;  // the cursor stands on a row that was given
  bool is_done_ = false;
};

}  // namespace tern::exec
