#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/bind/query.h"
#include "engine/exec/row_queue.h"
#include "engine/expr/frame.h"
#include "engine/plan/plan.h"
#include "engine/record/sort_key.h"

namespace tern::exec {

/// What a window operator keeps of each row: the values that its functions read, and the columns
/// and registers that are read after it. Copies rows out of a frame and puts them back.
class WindowShape {
 public:
  WindowShape(const bind::Core& core, const plan::WindowStage& stage);

  /// Where a call's values stand in a row.
  struct CallColumns {
    std::vector<uint32_t> arguments;
    std::optional<uint32_t> filter;
  };
  const CallColumns& call(size_t window, size_t at) const { return calls_[window][at]; }
  /// Where the value stands that a RANGE frame with distances compares.
  uint32_t range_column(size_t window) const { return range_columns_[window]; }

  /// Values in a row, once one was saved.
  size_t width() const { return values_.size(); }
  /// Appends the current row of the frame.
  Status save(expr::Frame& frame, RowQueue& rows);
  /// Lifetime: the frame reads `row` until its slots are set again.
  void load(const KeyedRow& row, expr::Frame& frame);
  /// Puts back what stood in the slots before load(): joins go on from the rows they stand on.
  void unload(expr::Frame& frame);

 private:
  /// A value that functions read.
  struct Computed {
    const expr::Expr* expr;
    bool is_condition;  // kept as 1 or 0
    bool keeps_subtype;
  };
  struct SavedSource {
    expr::RowSlot slot;
    bool has_rowid;
    std::vector<uint32_t> columns;
    std::vector<record::ValueView> values;  // by index in the Row
    expr::Row input;                        // while loaded: what stood in the slot
  };
  struct KeyTerm {
    const expr::Expr* expr;
    record::SortKeyPart part;
  };
  uint32_t add(Computed computed);
  void add_window(const bind::Window& window);
  void add_source(const bind::Source& source, const bind::UsedColumns& used);
  Status evaluate(expr::Frame& frame);
  Status make_key(expr::Frame& frame);

  std::vector<Computed> computed_;
  std::vector<std::vector<CallColumns>> calls_;  // by window
  std::vector<uint32_t> range_columns_;          // by window
  std::vector<SavedSource> sources_;
  std::vector<expr::RegisterSlot> registers_;
  const bool restores_;  // the input is a join
  bool is_loaded_ = false;
  std::vector<KeyTerm> partition_terms_;
  std::vector<KeyTerm> order_terms_;

  std::vector<record::ValueView> values_;
  std::string key_;
  size_t partition_size_ = 0;
};

}  // namespace tern::exec
