#pragma once

#include <vector>

#include "engine/exec/byte_arena.h"
#include "engine/exec/operator.h"
#include "engine/exec/saved_row.h"

namespace tern::exec {

/// Rows of one slot kept in memory, in the order in which they came.
class RowStore {
 public:
  RowStore(const bind::Source& source) : saved_(source, source.used) {}
  Status add(expr::Frame& frame);
  Status load(size_t index, expr::Frame& frame) { return saved_.load(rows_[index], frame); }
  size_t size() const { return rows_.size(); }
  void clear();

 private:
  SavedRow saved_;
  ByteArena arena_;
  ByteVector scratch_;
  std::vector<Bytes> rows_;
};

/// The rows of `input`, read once for each execution of the query and replayed for each outer row.
class MemoryScan final : public Operator {
 public:
  MemoryScan(std::unique_ptr<Operator> input, const bind::Source& source)
      : input_(std::move(input)), rows_(source) {}
  void start() override {
    is_filled_ = false;
    input_->start();
  }
  Status open(expr::Frame& frame) override;
  Result<bool> next(expr::Frame& frame) override;
  void close() override;

 private:
  std::unique_ptr<Operator> input_;
  RowStore rows_;
  bool is_filled_ = false;
  size_t at_ = 0;
};

}  // namespace tern::exec
