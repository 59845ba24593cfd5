#pragma once

#include <array>

#include "engine/expr/comparison.h"

// Conditions on row values, whose left side is evaluated once.

namespace tern::expr {

/// Values of a row value; no allocation for the usual few.
class RowBuffer {
 public:
  explicit RowBuffer(size_t size) : size_(size) {
    if (size > few_.size()) many_.resize(size);
  }
  std::span<record::ValueView> values() {
    return size_ > few_.size() ? std::span(many_) : std::span(few_).first(size_);
  }

 private:
  size_t size_;
  std::array<record::ValueView, 8> few_;
  std::vector<record::ValueView> many_;
};

/// One rule per column. Requires: the widths agree.
std::vector<CompareRule> row_rules(const Expr& left, const Expr& right,
                                   const record::Collation& binary);

/// Compares two evaluated rows from left to right.
Truth compare_rows(CompareOp op, std::span<const CompareRule> rules,
                   std::span<const record::ValueView> left,
                   std::span<const record::ValueView> right, std::string& left_scratch,
                   std::string& right_scratch);

/// row BETWEEN low AND high.
class RowBetween final : public Expr {
 public:
  static constexpr Kind kKind = Kind::Other;
  RowBetween(FrameLayout& layout, bool negated, ExprPtr row, ExprPtr low, ExprPtr high);
  Result<record::ValueView> eval(Frame& frame) const override;
  Result<Truth> truth(Frame& frame) const override;
  bool is_same_node(const Expr& other) const override;
  ExprPtr clone(Cloner& cloner) const override;
  bool is_negated() const { return negated_; }

 private:
  bool negated_;
  std::vector<CompareRule> low_rules_;
  std::vector<CompareRule> high_rules_;
  ScratchSlot left_scratch_;
  ScratchSlot right_scratch_;
};

/// row IN (items): child 0 is the row, the others are the items.
class RowInList final : public Expr {
 public:
  static constexpr Kind kKind = Kind::Other;
  RowInList(FrameLayout& layout, bool negated, ExprPtr row, std::vector<ExprPtr> items);
  Result<record::ValueView> eval(Frame& frame) const override;
  Result<Truth> truth(Frame& frame) const override;
  bool is_same_node(const Expr& other) const override;
  ExprPtr clone(Cloner& cloner) const override;
  bool is_negated() const { return negated_; }

 private:
  bool negated_;
  std::vector<std::vector<CompareRule>> rules_;  // one list per item
  ScratchSlot left_scratch_;
  ScratchSlot right_scratch_;
};

}  // namespace tern::expr
