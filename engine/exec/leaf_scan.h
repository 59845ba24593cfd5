#pragma once

#include <vector>

#include "engine/btree/cursor.h"
#include "engine/exec/batch_filter.h"
#include "engine/exec/operator.h"
#include "engine/exec/row_batch.h"
#include "engine/exec/rowid_range.h"
#include "engine/exec/scan_filter.h"
#include "engine/exec/top_bound.h"
#include "engine/plan/plan.h"

namespace tern::exec {

/// The rows of a rowid table in rowid order, between two limits if there are any: read in chunks,
/// each of entries of a few leaves, of which the columns that are used are decoded in one go and
/// the rows that fail the terms are left out.
class LeafScan final : public Operator {
 public:
  /// Is it the right way to read what `access` says? Not backwards, not very wide rows.
  static bool suits(const plan::Access& access);

  /// Takes from `filters` the terms that it decides itself.
  LeafScan(btree::TreeStore& trees, const plan::Access& access,
           std::vector<const expr::Expr*>& filters);
  Status open(expr::Frame& frame) override;
  Result<bool> next(expr::Frame& frame) override;
  bool has_batches() const override { return true; }
  Result<RowBatch*> next_batch(expr::Frame& frame) override;
  void set_bound(expr::RowSlot slot, uint32_t index, const TopBound& bound) override;
  void close() override;
  void describe(Description& out) const override;

 private:
  void give_row(expr::Frame& frame);
  Result<bool> next_elsewhere(expr::Frame& frame);
  Result<bool> move_to_chunk();
  Result<bool> next_chunk(expr::Frame& frame);
  Status read_chunk(expr::Frame& frame);
  Status peek_entries();
  void peek_leaf();
  bool may_take_next_leaf() const;
  Status take_next_leaf();
  Status read_entry();
  bool has_long_entries() const;
  void look_ahead();
  void look_at_leaf(const std::byte* page, size_t& room);
  bool reads_rows() const;
  Status keep_first_leaf();
  Status decode(std::span<const uint32_t> columns);
  Status try_terms(expr::Frame& frame);
  Status filter(expr::Frame& frame);
  void leave_out_beyond_bound();
  void count_steps(expr::Frame& frame);
  void pass_by(int64_t rowid);
  void drop_chunk();
  void lose_chunk();
  void set_batch();
  record::ValueView* row(size_t entry) { return values_.data() + entry * width_; }

  btree::TableCursor cursor_;
  const plan::Access& access_;
  expr::RowSlot slot_;
  std::vector<ScanTerm> terms_;
  BatchFilter filter_;                  // behind the terms
  std::vector<uint32_t> term_columns_;  // what the terms read
  const TopBound* bound_ = nullptr;     // behind the filter
  uint32_t bound_column_ = 0;
  std::vector<uint32_t> filter_columns_;  // what the filter and the bound read besides
  std::vector<uint32_t> other_columns_;   // what else is used
  size_t width_ = 0;                      // of a row in values_
  RowidRange range_;

  // The chunk. The cursor is on the first entry of its last leaf.
  std::vector<storage::PageRef> leaves_;   // those before the cursor's
  btree::Cursor::Way way_;                 // to the first of them
  std::vector<Bytes> entries_;             // their records
  std::vector<int64_t> rowids_;            // of the entries
  std::vector<record::ValueView> values_;  // row after row
  std::vector<uint32_t> passed_;           // entries that do
  size_t at_ = 0;                          // in passed_
  size_t size_max_ = 0;
  size_t leaves_max_ = 0;
  bool is_alone_ = false;   // its one record may lie in the cursor's buffer
  uint32_t end_place_ = 0;  // in the cursor's leaf, behind the chunk
  int64_t next_rowid_ = 0;  // from here on rows are still to come
  bool is_last_ = false;    // none comes behind this chunk
  bool is_started_ = false;
  bool is_behind_first_ = false;  // an entry was read
  bool are_terms_ready_ = false;
  BytesAhead ahead_;         // of the chunk that comes next
  uint8_t ahead_pause_ = 0;  // chunks to come that do not look ahead
  bool reads_rows_ = false;  // who takes single rows
  record::RecordReader reader_;
  BatchPart part_;
  RowBatch batch_;
};

}  // namespace tern::exec
