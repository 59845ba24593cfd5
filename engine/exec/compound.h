#pragma once

#include <string>
#include <vector>

#include "engine/bind/query.h"
#include "engine/exec/key_table.h"
#include "engine/exec/operator.h"
#include "engine/record/record.h"
#include "engine/record/sort_key.h"

namespace tern::exec {

/// The rows of `left`, then those of `right`.
class UnionAll final : public RowStream {
 public:
  UnionAll(std::unique_ptr<RowStream> left, std::unique_ptr<RowStream> right)
      : left_(std::move(left)), right_(std::move(right)) {}
  Status open(expr::Frame& frame) override {
    on_left_ = true;
    return left_->open(frame);
  }
  Result<bool> next(expr::Frame& frame) override;
  void close() override {
    left_->close();
    right_->close();
  }

 private:
  std::unique_ptr<RowStream> left_;
  std::unique_ptr<RowStream> right_;
  bool on_left_ = true;
};

/// UNION, INTERSECT or EXCEPT: distinct rows, in the order of their columns.
class SetOperation final : public RowStream {
 public:
  /// `parts`: one per column.
  SetOperation(sql::CompoundOp op, std::unique_ptr<RowStream> left,
               std::unique_ptr<RowStream> right, std::vector<record::SortKeyPart> parts)
      : op_(op), left_(std::move(left)), right_(std::move(right)), parts_(std::move(parts)) {}
  Status open(expr::Frame& frame) override;
  Result<bool> next(expr::Frame& frame) override;
  void close() override;

 private:
  Status read_all(expr::Frame& frame);
  void make_key(std::span<const record::ValueView> row);
  Status keep(std::span<const record::ValueView> row);

  sql::CompoundOp op_;
  std::unique_ptr<RowStream> left_;
  std::unique_ptr<RowStream> right_;
  std::vector<record::SortKeyPart> parts_;
  KeyTable keys_;
  ByteArena arena_;
  std::vector<Bytes> rows_;    // by key
  std::vector<bool> is_kept_;  // by key
  std::vector<uint32_t> order_;
  std::string key_;
  ByteVector record_;
  record::RecordReader reader_;
  std::vector<record::ValueView> values_;
  size_t at_ = 0;
  bool is_read_ = false;
};

}  // namespace tern::exec
