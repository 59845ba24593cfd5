#pragma once

#include <string>
#include <vector>

#include "engine/exec/byte_arena.h"
#include "engine/exec/operator.h"
#include "engine/exec/saved_row.h"
#include "engine/exec/spill_file.h"
#include "engine/exec/work_memory.h"
#include "engine/plan/plan.h"

namespace tern::exec {

/// The rows of one side of a join, with those that have the same keys chained in the order in which
/// they came. Without hash keys all rows are one chain. Rows that do not fit into the memory lie in
/// a temporary file; their keys stay in memory.
///
/// A slot of the table holds half of the hash beside the row's number, so that a key that is not
/// there mostly costs one look at a slot.
class JoinTable {
 public:
  static constexpr uint32_t kEnd = UINT32_MAX;
  /// `keeps_all`: rows too whose key equals nothing.
  JoinTable(const plan::Access& access, bool keeps_all, WorkMemory memory)
      : access_(access),
        keeps_all_(keeps_all),
        memory_(memory),
        saved_(*access.source, access.source->used),
        file_(memory) {}

  /// Reads all of `input`. Errors: NoMem when the keys alone are too much.
  Status fill(Operator& input, expr::Frame& frame);
  /// The first row whose keys equal those of the rows that stand; kEnd if none.
  Result<uint32_t> find(expr::Frame& frame);
  uint32_t after(uint32_t row) const { return rows_[row].following; }
  uint32_t size() const { return static_cast<uint32_t>(rows_.size()); }
  /// Puts row `row` into its slot. Lifetime: until the next load().
  Status load(uint32_t row, expr::Frame& frame);
  void clear();

 private:
  enum class Side : uint8_t { Probe, Build };
  struct Row {
    std::string_view key() const { return {reinterpret_cast<const char*>(at), key_size}; }

    const std::byte* at;  // key, then row; or, of one in the file: key, offset
    uint32_t key_size;
    uint32_t row_size;
    uint32_t following = kEnd;  // in the chain
    uint32_t last = kEnd;       // of the chain, kept in its first row
    bool is_in_file = false;
    bool has_key = false;
  };
  /// false: a NULL that equals nothing.
  Result<bool> make_key(expr::Frame& frame, Side side);
  Status add(expr::Frame& frame, bool has_key);
  void make_chains();
  void chain(uint32_t row);

  const plan::Access& access_;
  bool keeps_all_;
  WorkMemory memory_;
  SavedRow saved_;
  ByteArena arena_;
  SpillFile file_;
  std::vector<Row> rows_;
  std::vector<uint64_t> slots_;  // hash above, number + 1 of a chain's first row below; 0: free
  std::string key_;
  std::string scratch_;
  ByteVector row_;
};

}  // namespace tern::exec
