#pragma once

#include "engine/exec/join_table.h"

namespace tern::exec {

/// The inner side of a hash join: all rows of `input` are read once into a hash table; open() looks
/// up those whose keys equal the outer rows' keys, in the order in which they came.
class HashLookup final : public Operator {
 public:
  HashLookup(std::unique_ptr<Operator> input, const plan::Access& access, WorkMemory memory)
      : input_(std::move(input)), access_(access), table_(access, false, memory) {}
  void start() override {
    is_built_ = false;
    input_->start();
  }
  Status open(expr::Frame& frame) override;
  Result<bool> next(expr::Frame& frame) override;
  void close() override;
  void describe(Description& out) const override;

 private:
  std::unique_ptr<Operator> input_;
  const plan::Access& access_;
  JoinTable table_;
  uint32_t at_ = JoinTable::kEnd;
  bool is_built_ = false;
};

}  // namespace tern::exec
