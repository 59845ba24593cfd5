#pragma once

#include <string>
#include <vector>

#include "engine/exec/key_table.h"
#include "engine/exec/operator.h"
#include "engine/exec/row_store.h"
#include "engine/plan/plan.h"

namespace tern::exec {

/// The inner side of a hash join: all rows of `input` are read once into a hash table; open() looks
/// up those whose keys equal the outer rows' keys, in the order in which they came.
class HashLookup final : public Operator {
 public:
  HashLookup(std::unique_ptr<Operator> input, const plan::Access& access, WorkMemory memory)
      : input_(std::move(input)), access_(access), rows_(*access.source, memory) {}
  void start() override {
    is_built_ = false;
    input_->start();
  }
  Status open(expr::Frame& frame) override;
  Result<bool> next(expr::Frame& frame) override;
  void close() override;

 private:
  static constexpr uint32_t kEnd = UINT32_MAX;
  enum class Side : uint8_t { Probe, Build };
  Status build(expr::Frame& frame);
  /// false: a NULL that equals nothing.
  Result<bool> make_key(expr::Frame& frame, Side side);

  std::unique_ptr<Operator> input_;
  const plan::Access& access_;
  RowStore rows_;
  KeyTable keys_;
  std::vector<uint32_t> first_;  // row by key
  std::vector<uint32_t> last_;
  std::vector<uint32_t> following_;  // row by row
  std::string key_;
  std::string scratch_;
  uint32_t at_ = kEnd;
  bool is_built_ = false;
};

}  // namespace tern::exec
