#pragma once

#include "engine/expr/expr.h"

// Expressions that read a row or a register, and constants.

namespace tern::expr {

class Literal final : public Expr {
 public:
  static constexpr Kind kKind = Kind::Literal;
  explicit Literal(record::ValueView value) : Expr(kKind), value_(value), view_(value_.view()) {}
  Result<record::ValueView> eval(Frame&) const override { return view_; }
  bool is_same_node(const Expr& other) const override;
  ExprPtr clone(Cloner& cloner) const override;
  record::ValueView value() const { return view_; }

 private:
  record::Value value_;
  record::ValueView view_;
};

class Parameter final : public Expr {
 public:
  static constexpr Kind kKind = Kind::Parameter;
  explicit Parameter(uint32_t number) : Expr(kKind), number_(number) {}
  Result<record::ValueView> eval(Frame& frame) const override { return frame.parameter(number_); }
  bool is_same_node(const Expr& other) const override;
  ExprPtr clone(Cloner& cloner) const override;
  uint32_t number() const { return number_; }

 private:
  uint32_t number_;
};

/// A column of the row in a slot. An integer read from a column of Real affinity is a real: SQLite
/// stores whole reals as integers. Not so where values need not have the affinity.
class Column : public Expr {
 public:
  static constexpr Kind kKind = Kind::Column;
  Column(RowSlot slot, uint32_t index, record::Affinity affinity,
         const record::Collation* collation, bool keeps_affinity = true);
  Result<record::ValueView> eval(Frame& frame) const override {
    return frame.row(slot_).column(index_);
  }
  void add_own_slots(SlotList& out) const override { out.push_back(slot_); }
  bool is_same_node(const Expr& other) const override;
  ExprPtr clone(Cloner& cloner) const override;
  RowSlot slot() const { return slot_; }
  uint32_t index() const { return index_; }
  /// Have its values the affinity that it brings into comparisons?
  bool keeps_affinity() const { return keeps_affinity_; }

 private:
  RowSlot slot_;
  uint32_t index_;
  bool keeps_affinity_;
};

/// The rowid of the row in a slot, and the INTEGER PRIMARY KEY column that is its alias.
class Rowid final : public Expr {
 public:
  static constexpr Kind kKind = Kind::Rowid;
  explicit Rowid(RowSlot slot);
  Result<record::ValueView> eval(Frame& frame) const override { return frame.row(slot_).rowid(); }
  void add_own_slots(SlotList& out) const override { out.push_back(slot_); }
  bool is_same_node(const Expr& other) const override;
  ExprPtr clone(Cloner& cloner) const override;
  RowSlot slot() const { return slot_; }

 private:
  RowSlot slot_;
};

/// A generated column that is not stored: the value of its expression over the row in the slot,
/// brought to the column's affinity. NULL in a row of NULLs, whatever the expression makes of them.
class GeneratedColumn final : public Expr {
 public:
  static constexpr Kind kKind = Kind::Generated;
  /// `column`: its place in the table.
  GeneratedColumn(RowSlot slot, uint32_t column, record::Affinity affinity,
                  const record::Collation* collation, ExprPtr value, FrameLayout& layout);
  Result<record::ValueView> eval(Frame& frame) const override;
  void add_own_slots(SlotList& out) const override { out.push_back(slot_); }
  bool is_same_node(const Expr& other) const override;
  ExprPtr clone(Cloner& cloner) const override;
  RowSlot slot() const { return slot_; }
  uint32_t column() const { return column_; }

 private:
  RowSlot slot_;
  uint32_t column_;
  ScratchSlot scratch_;
};

/// A register of the frame: what an operator computed (aggregates, window functions, results of
/// subqueries). Takes affinity and collation from what stood there.
class Register final : public Expr {
 public:
  static constexpr Kind kKind = Kind::Register;
  Register(RegisterSlot slot, record::Affinity affinity, CollationChoice collation);
  Result<record::ValueView> eval(Frame& frame) const override { return frame.reg(slot_).view(); }
  bool reads_own_state() const override { return true; }
  bool is_same_node(const Expr& other) const override;
  ExprPtr clone(Cloner& cloner) const override;
  RegisterSlot slot() const { return slot_; }

 private:
  RegisterSlot slot_;
};

}  // namespace tern::expr
