#pragma once

#include <vector>

#include "engine/exec/operator.h"
#include "engine/exec/row_batch.h"
#include "engine/plan/plan.h"

namespace tern::exec {

/// The rows of a virtual table for the arguments that stand; for each value in turn where one comes
/// from an IN, unless the module takes them all at once.
class VirtualScan final : public Operator {
 public:
  explicit VirtualScan(const plan::Access& access);
  Status open(expr::Frame& frame) override;
  Result<bool> next(expr::Frame& frame) override;
  bool has_batches() const override;
  Result<RowBatch*> next_batch(expr::Frame& frame) override;
  void close() override { row_.cursor.reset(); }
  void describe(Description& out) const override;

 private:
  /// The cursor's row, as expressions read it.
  struct CursorRow final : expr::RowSource {
    Result<record::ValueView> column(uint32_t index) override { return cursor->column(index); }
    Result<record::ValueView> rowid() override {
      return record::ValueView::integer(TRY(cursor->rowid()));
    }
    Result<record::ValueView> column_to_keep(uint32_t index, bool& is_unchanged) override {
      return cursor->column_to_keep(index, is_unchanged);
    }
    std::unique_ptr<vtab::Cursor> cursor;
  };
  /// An argument that comes from an IN.
  struct List {
    size_t argument = 0;
    bool is_at_once = false;
    bool is_checked = true;  // the module may give rows of other values, too
    size_t chosen = 0;       // !is_at_once: the value that stands
    std::vector<record::Value> values = {};
  };
  void find_lists();
  Status find_value(expr::Frame& frame, size_t argument);
  Status find_list(expr::Frame& frame, List& list);
  Status filter();
  Result<bool> fits_values(expr::Frame& frame);
  bool advance_values();
  Result<size_t> read_rows();
  RowBatch& set_batch(size_t count);

  const plan::Access& access_;
  CursorRow row_;
  std::vector<record::ValueView> arguments_;
  std::vector<std::string> converted_;  // bytes of those that are not as they were written
  std::vector<record::Value> kept_;     // those of all but lists, where it runs more than once
  std::vector<List> lists_;
  std::string scratch_;
  std::vector<std::span<const record::Value>> at_once_;  // by argument; empty: none is
  bool is_started_ = false;  // the cursor stands on a row that was given
  bool is_done_ = false;

  // A batch: rows that were read before they are asked for, all for the same arguments.
  std::vector<uint32_t> columns_;              // that are used
  std::vector<uint32_t> hidden_columns_;       // that are, too: what the arguments are
  std::vector<record::ValueView> row_values_;  // row after row, of kSizeMax rows
  std::vector<int64_t> rowids_;
  std::vector<uint32_t> entries_;
  BatchPart part_;
  RowBatch batch_;
};

}  // namespace tern::exec
