#pragma once

#include "engine/expr/builder.h"
#include "engine/expr/expr.h"

// Arithmetic, text and conversion operators. Made by Builder.

namespace tern::expr {

/// -x, +x, ~x. +x keeps its operand's affinity away and its collation.
class Unary final : public Expr {
 public:
  static constexpr Kind kKind = Kind::Unary;
  Unary(UnaryOp op, ExprPtr operand);
  Result<record::ValueView> eval(Frame& frame) const override;
  bool is_same_node(const Expr& other) const override;
  ExprPtr clone(Cloner& cloner) const override;
  UnaryOp op() const { return op_; }

 private:
  UnaryOp op_;
};

/// Two operands, a number: SQLite's rules, integers turn into reals where they overflow, division
/// by zero is NULL.
class Arithmetic final : public Expr {
 public:
  static constexpr Kind kKind = Kind::Arithmetic;
  Arithmetic(ArithmeticOp op, ExprPtr left, ExprPtr right);
  Result<record::ValueView> eval(Frame& frame) const override;
  bool is_same_node(const Expr& other) const override;
  ExprPtr clone(Cloner& cloner) const override;
  ArithmeticOp op() const { return op_; }

 private:
  ArithmeticOp op_;
};

/// The value of `left op right` for one pair of values.
record::ValueView compute(ArithmeticOp op, record::ValueView left, record::ValueView right);

class Concat final : public Expr {
 public:
  static constexpr Kind kKind = Kind::Concat;
  Concat(FrameLayout& layout, ExprPtr left, ExprPtr right);
  Result<record::ValueView> eval(Frame& frame) const override;
  bool is_same_node(const Expr&) const override { return true; }
  ExprPtr clone(Cloner& cloner) const override;

 private:
  ScratchSlot result_;
  ScratchSlot part_;
};

class Cast final : public Expr {
 public:
  static constexpr Kind kKind = Kind::Cast;
  Cast(FrameLayout& layout, ExprPtr operand, record::Affinity affinity);
  Result<record::ValueView> eval(Frame& frame) const override;
  /// What `operand` is cast to. Lifetime: until the next cast in `frame`; as the operand.
  record::ValueView cast(Frame& frame, record::ValueView operand) const;
  bool is_same_node(const Expr& other) const override { return affinity() == other.affinity(); }
  ExprPtr clone(Cloner& cloner) const override;

 private:
  ScratchSlot scratch_;
  ScratchSlot bytes_;  // of a text or blob in the database's encoding, where that is not UTF-8
};

class Collate final : public Expr {
 public:
  static constexpr Kind kKind = Kind::Collate;
  Collate(ExprPtr operand, const record::Collation& collation);
  Result<record::ValueView> eval(Frame& frame) const override { return child(0).eval(frame); }
  Result<Truth> truth(Frame& frame) const override { return child(0).truth(frame); }
  bool is_same_node(const Expr& other) const override;
  ExprPtr clone(Cloner& cloner) const override;
};

/// (a, b, ...). Has no value of its own: comparisons, IN and assignments read it by eval_row().
class RowValue final : public Expr {
 public:
  static constexpr Kind kKind = Kind::RowValue;
  explicit RowValue(std::vector<ExprPtr> items);
  Result<record::ValueView> eval(Frame& frame) const override;
  uint32_t width() const override { return static_cast<uint32_t>(child_count()); }
  const Expr& row_column(size_t i) const override { return child(i); }
  Status eval_row(Frame& frame, std::span<record::ValueView> out) const override;
  bool is_same_node(const Expr&) const override { return true; }
  ExprPtr clone(Cloner& cloner) const override;
};

}  // namespace tern::expr
