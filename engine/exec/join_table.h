#pragma once

#include <string>
#include <vector>

#include "engine/exec/key_table.h"
#include "engine/exec/operator.h"
#include "engine/exec/row_store.h"
#include "engine/plan/plan.h"

namespace tern::exec {

/// The rows of one side of a join, in memory, with those that have the same keys chained in the
/// order in which they came. Without hash keys all rows are one chain.
class JoinTable {
 public:
  static constexpr uint32_t kEnd = UINT32_MAX;
  /// `keeps_all`: rows too whose key equals nothing.
  JoinTable(const plan::Access& access, bool keeps_all, WorkMemory memory)
      : access_(access), keeps_all_(keeps_all), rows_(*access.source, memory) {}

  /// Reads all of `input`. Errors: NoMem beyond kOperatorMemoryMax of keys.
  Status fill(Operator& input, expr::Frame& frame);
  /// The first row whose keys equal those of the rows that stand; kEnd if none.
  Result<uint32_t> find(expr::Frame& frame);
  uint32_t after(uint32_t row) const { return following_[row]; }
  uint32_t size() const { return static_cast<uint32_t>(rows_.size()); }
  /// Puts row `row` into its slot. Lifetime: until the next load().
  Status load(uint32_t row, expr::Frame& frame) { return rows_.load(row, frame); }
  void clear();

 private:
  enum class Side : uint8_t { Probe, Build };
  /// false: a NULL that equals nothing.
  Result<bool> make_key(expr::Frame& frame, Side side);
  void chain(uint32_t row);

  const plan::Access& access_;
  bool keeps_all_;
  RowStore rows_;
  KeyTable keys_;
  std::vector<uint32_t> first_;  // row by key
  std::vector<uint32_t> last_;
  std::vector<uint32_t> following_;  // row by row
  std::string key_;
  std::string scratch_;
};

}  // namespace tern::exec
