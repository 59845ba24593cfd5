#pragma once

#include <optional>
#include <vector>

#include "engine/btree/cursor.h"
#include "engine/exec/index_row.h"
#include "engine/exec/operator.h"
#include "engine/plan/plan.h"

namespace tern::exec {

/// Entries of an index in its order, or backwards: all, or those whose leading columns equal values
/// (or are IN lists) and whose next column lies in a range; where the first columns are skipped,
/// those for each value that they have. Also scans WITHOUT ROWID tables, whose
/// entries are the rows.
class IndexScan final : public Operator {
 public:
  IndexScan(btree::TreeStore& trees, const plan::Access& access,
            std::vector<record::Value> defaults);
  Status open(expr::Frame& frame) override;
  Result<bool> next(expr::Frame& frame) override;
  void close() override;
  void describe(Description& out) const override;

 private:
  /// A limit in the index's own order.
  struct Limit {
    std::vector<record::ValueView> probe;  // empty: none
    bool inclusive = true;
  };
  Status find_keys(expr::Frame& frame);
  void find_limits();
  bool next_combination();
  /// The next value of the skipped columns. false: there is none.
  Result<bool> next_prefix();
  Status find_bound(expr::Frame& frame, const plan::KeyBound& bound,
                    std::vector<record::Value>& out);
  Result<bool> land();
  Result<bool> find_point(expr::Frame& frame);
  void place_row(expr::Frame& frame, Bytes entry);
  Result<bool> is_past(Bytes entry) const;
  Result<bool> leaves_range(Bytes entry);
  void forget_ahead();
  Result<bool> move();

  const plan::Access& access_;
  const catalog::Index& index_;
  expr::RowSlot slot_;
  btree::IndexCursor cursor_;
  bool is_table_;
  std::optional<IndexRow> row_;
  std::vector<record::Value> defaults_;

  size_t skipped_;
  const bool reads_all_;                              // nothing limits the range
  std::vector<record::Value> equal_;                  // current values of the leading columns
  std::vector<std::vector<record::Value>> in_lists_;  // one of each, empty if not IN
  std::vector<size_t> in_at_;
  std::vector<record::Value> low_values_, high_values_;
  record::RecordReader prefix_reader_;
  Limit lower_, upper_;
  bool is_at_prefix_ = false;  // the skipped columns have a value
  enum class State : uint8_t { Landing, Moving, Done };
  State state_ = State::Done;
  bool is_point_ = false;      // one entry at most, which equals all values
  uint32_t known_inside_ = 0;  // entries to come that are in the range for sure
  bool is_next_past_ = false;  // and the one behind them is not
};

}  // namespace tern::exec
