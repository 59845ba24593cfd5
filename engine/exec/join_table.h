#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/base/byte_arena.h"
#include "engine/exec/operator.h"
#include "engine/exec/row_batch.h"
#include "engine/exec/spill_file.h"
#include "engine/exec/vector_expr.h"
#include "engine/exec/work_memory.h"
#include "engine/plan/plan.h"
#include "engine/record/record.h"

namespace tern::exec {

/// The rows of one side of a join, with those that have the same keys chained in the order in which
/// they came. Without hash keys all rows are one chain. Rows hold the columns that are used; those
/// that do not fit into the memory lie in a temporary file, as records. Keys stay in memory: as
/// integers where each row has one integer, else as sort keys.
///
/// A slot of the table has an integer key, or the hash of a sort key, beside the row's number, so
/// that a key that is not there mostly costs one look at a slot.
class JoinTable {
 public:
  static constexpr uint32_t kEnd = UINT32_MAX;
  /// `keeps_all`: rows too whose key equals nothing.
  JoinTable(const plan::Access& access, bool keeps_all, WorkMemory memory);

  /// Reads all of `input`. Errors: NoMem when the keys alone are too much.
  Status fill(Operator& input, expr::Frame& frame);
  /// The first row whose keys equal those of the rows that stand; kEnd if none.
  Result<uint32_t> find(expr::Frame& frame);
  /// As find(), for each of `entries`, which `probes` (one per key) were evaluated for: into
  /// `found`, by entry.
  void find_all(std::span<const std::unique_ptr<VectorExpr>> probes,
                std::span<const uint32_t> entries, std::span<uint32_t> found);
  uint32_t after(uint32_t row) const { return following_.empty() ? kEnd : following_[row]; }
  uint32_t size() const { return static_cast<uint32_t>(row_count_); }
  /// Puts row `row` into its slot. Lifetime: until the next load().
  Status load(uint32_t row, expr::Frame& frame);
  bool is_in_memory() const { return file_rows_.empty(); }
  /// All rows, by their number. Requires: is_in_memory(). Lifetime: until fill() or clear().
  BatchPart rows();
  /// Row `row` alone, as number 0. Lifetime: until the next load() or load_part().
  Result<BatchPart> load_part(uint32_t row);
  void clear();

 private:
  enum class Side : uint8_t { Probe, Build };
  struct Slot {
    uint64_t word;           // the integer, if it is one; else the key's hash
    uint32_t row_after = 0;  // number + 1 of a chain's first row; 0: free
  };
  struct FileRow {
    uint64_t offset;
    uint32_t size;
  };
  record::ValueView converted(const plan::HashKey& key, record::ValueView value);
  Result<bool> add_key(expr::Frame& frame);
  Result<bool> make_integers(expr::Frame& frame, bool& has_key);
  Result<bool> make_sort_key(expr::Frame& frame, Side side);
  void turn_to_sort_keys();
  std::string_view keep(std::string_view bytes);
  Status add_row(expr::Frame& frame);
  Status add_row_to_file(expr::Frame& frame);
  size_t held_bytes() const;
  void make_chains();
  void chain(uint32_t row, std::vector<uint32_t>& last);
  bool has_key(uint32_t row) const { return !keeps_all_ || has_key_[row]; }
  bool have_same_key(uint32_t row, uint32_t other) const;
  uint64_t word_of(uint32_t row) const;
  uint64_t word_of(const int64_t* integers) const;
  size_t slot_of(uint64_t word) const;
  uint32_t find_integers(const int64_t* integers, uint64_t word) const;
  uint32_t find_sort_key(std::string_view key, uint64_t hash) const;
  void find_all_integers(std::span<const std::unique_ptr<VectorExpr>> probes,
                         std::span<const uint32_t> entries, std::span<uint32_t> found);
  void find_all_sort_keys(std::span<const std::unique_ptr<VectorExpr>> probes,
                          std::span<const uint32_t> entries, std::span<uint32_t> found);
  Status load_whole(uint32_t row);

  const plan::Access& access_;
  const bool keeps_all_;
  WorkMemory memory_;
  std::vector<uint32_t> columns_;  // that are used
  const bool has_rowids_;

  size_t row_count_ = 0;
  ByteArena arena_;                        // of texts, blobs and sort keys
  std::vector<record::ValueView> values_;  // row after row, the used columns
  std::vector<int64_t> rowids_;            // by row, where they are used
  SpillFile file_;
  std::vector<FileRow> file_rows_;  // the last rows

  const size_t key_count_;
  bool are_integers_ = true;                 // all keys
  std::vector<int64_t> integers_;            // row after row, key_count_ each
  std::vector<std::string_view> sort_keys_;  // by row
  std::vector<bool> has_key_;                // by row, where all are kept: it may equal something
  std::vector<Slot> slots_;
  std::vector<uint32_t> following_;  // in the chain, by row; empty: every chain has one row

  std::string key_;
  std::string scratch_;
  std::vector<uint64_t> words_;           // of the entries of a batch
  std::vector<int64_t> batch_integers_;   // the same, key_count_ each
  std::vector<std::string> batch_keys_;   // the same
  std::vector<record::ValueView> whole_;  // a row with all columns
  int64_t whole_rowid_ = 0;
  std::vector<record::ValueView> file_values_;  // of a row on its way to the file
  ByteVector row_;
  record::RecordReader reader_;
};

}  // namespace tern::exec
