#pragma once

#include <array>
#include <memory>
#include <vector>

#include "engine/exec/join_table.h"

namespace tern::exec {

/// For each row of `outer` those of `input` with equal keys, in the order in which they came;
/// `input` is read once into a hash table, when the first outer row asks for it. LEFT JOIN: where
/// there are none, a row of NULLs. A batch of outer rows is looked up at once, and what is found
/// stays where it is in the table.
class HashJoin final : public Operator {
 public:
  /// Can batches of `outer` be looked up? Else a HashLookup in a NestedLoopJoin does the same.
  static bool suits(const Operator& outer, const plan::Access& access);

  HashJoin(std::unique_ptr<Operator> outer, std::unique_ptr<Operator> input,
           const plan::Access& access, WorkMemory memory)
      : outer_(std::move(outer)),
        input_(std::move(input)),
        access_(access),
        table_(access, false, memory) {}
  void start() override {
    is_built_ = false;
    outer_->start();
    input_->start();
  }
  Status open(expr::Frame& frame) override;
  Result<bool> next(expr::Frame& frame) override;
  bool has_batches() const override { return true; }
  Result<RowBatch*> next_batch(expr::Frame& frame) override;
  void close() override;
  void describe(Description& out) const override;

 private:
  using Places = std::array<uint32_t, RowBatch::kSizeMax>;

  Status build(expr::Frame& frame);
  Result<bool> next_outer_batch(expr::Frame& frame);
  void make_parts();
  Status fill_batch(size_t size_max);
  void set_parts(const BatchPart& inner, size_t size);

  std::unique_ptr<Operator> outer_;
  std::unique_ptr<Operator> input_;
  const plan::Access& access_;
  JoinTable table_;
  bool is_built_ = false;

  // Row by row.
  bool is_inside_ = false;  // an outer row stands
  uint32_t at_ = JoinTable::kEnd;

  // In batches.
  std::vector<std::unique_ptr<VectorExpr>> probes_;  // from the first batch on
  const RowBatch* outer_batch_ = nullptr;
  size_t outer_at_ = 0;               // in its rows
  bool is_matched_ = false;           // the outer row there has been met
  Places found_;                      // the next inner row of each outer entry
  Places outer_entries_;              // of the batch that is made, by entry
  Places inner_rows_;                 // the same
  std::vector<Places> outer_places_;  // of outer parts whose rows stand in no order
  std::vector<BatchPart> parts_;      // the outer ones, then the inner
  std::array<uint32_t, RowBatch::kSizeMax> rows_;
  RowBatch batch_;
};

}  // namespace tern::exec
