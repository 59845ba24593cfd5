#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/bind/query.h"
#include "engine/btree/entry_sorter.h"
#include "engine/exec/operator.h"
#include "engine/exec/work_memory.h"
#include "engine/record/record.h"
#include "engine/record/sort_key.h"

namespace tern::exec {

/// The rows of `left`, then those of `right`.
class UnionAll final : public RowStream {
 public:
  UnionAll(std::unique_ptr<RowStream> left, std::unique_ptr<RowStream> right)
      : left_(std::move(left)), right_(std::move(right)) {}
  void set_read_at_once() override {
    left_->set_read_at_once();
    right_->set_read_at_once();
  }
  Status open(expr::Frame& frame) override {
    on_left_ = true;
    return left_->open(frame);
  }
  Result<bool> next(expr::Frame& frame) override;
  void close() override {
    left_->close();
    right_->close();
  }
  void describe(Description& out) const override;

 private:
  std::unique_ptr<RowStream> left_;
  std::unique_ptr<RowStream> right_;
  bool on_left_ = true;
};

/// UNION, INTERSECT or EXCEPT: distinct rows, in the order of their columns.
class SetOperation final : public RowStream {
 public:
  /// `parts`: one per column. `shows_last`: of equal rows the last one is shown (INTERSECT: the
  /// left side's last), as the reference does where there is no ORDER BY; else the first.
  SetOperation(sql::CompoundOp op, bool shows_last, std::unique_ptr<RowStream> left,
               std::unique_ptr<RowStream> right, std::vector<record::SortKeyPart> parts,
               WorkMemory memory)
      : op_(op),
        shows_last_(shows_last),
        left_(std::move(left)),
        right_(std::move(right)),
        parts_(std::move(parts)),
        memory_(memory),
        sorter_(memory.make_sorter()) {
    left_->set_read_at_once();
    right_->set_read_at_once();
  }
  Status open(expr::Frame& frame) override;
  Result<bool> next(expr::Frame& frame) override;
  void close() override;
  void describe(Description& out) const override;

 private:
  enum class Side : uint8_t { Left, Right };
  Status read_all(expr::Frame& frame);
  Status add(Side side, std::span<const record::ValueView> row);
  Result<bool> next_group();
  void forget();

  sql::CompoundOp op_;
  bool shows_last_;
  std::unique_ptr<RowStream> left_;
  std::unique_ptr<RowStream> right_;
  std::vector<record::SortKeyPart> parts_;
  WorkMemory memory_;
  /// By the columns. A payload is the row and, last, from which side it is.
  btree::EntrySorter sorter_;
  std::optional<btree::EntrySorter::Entry> entry_;  // the next one
  std::string key_;
  ByteVector record_;  // the row that a group of equal ones is shown as
  bool in_left_ = false;
  bool in_right_ = false;
  record::RecordReader reader_;
  std::vector<record::ValueView> values_;
  bool is_read_ = false;
};

}  // namespace tern::exec
