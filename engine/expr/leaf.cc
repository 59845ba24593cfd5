#include "engine/expr/leaf.h"

#include "engine/expr/builder.h"
#include "engine/record/affinity.h"

namespace tern::expr {

using record::Affinity;
using record::ValueView;

namespace {

/// A column of Real affinity: integers come out as reals.
class RealColumn final : public Column {
 public:
  using Column::Column;
  Result<ValueView> eval(Frame& frame) const override {
    Result<ValueView> value = Column::eval(frame);
    if (value && value->is_integer()) {
      return ValueView::real(static_cast<double>(value->as_integer()));
    }
    return value;
  }
};

/// A column of OLD or NEW.
class TriggerColumn final : public Column {
 public:
  TriggerColumn(RowSlot slot, uint32_t index, bool is_real, const record::Collation* collation)
      : Column(slot, index, Affinity::None, collation), is_real_(is_real) {}
  Result<ValueView> eval(Frame& frame) const override {
    Result<ValueView> value = Column::eval(frame);
    if (is_real_ && value && value->is_integer()) {
      return ValueView::real(static_cast<double>(value->as_integer()));
    }
    return value;
  }
  ExprPtr clone(Cloner&) const override {
    return std::make_unique<TriggerColumn>(slot(), index(), is_real_, collation().collation);
  }

 private:
  bool is_real_;
};

ExprPtr new_column(RowSlot slot, uint32_t index, Affinity affinity,
                   const record::Collation* collation, bool keeps_affinity) {
  if (affinity == Affinity::Real && keeps_affinity) {
    return std::make_unique<RealColumn>(slot, index, affinity, collation);
  }
  return std::make_unique<Column>(slot, index, affinity, collation, keeps_affinity);
}

}  // namespace

bool Literal::is_same_node(const Expr& other) const {
  return record::identical(view_, other.as<Literal>().view_);
}
ExprPtr Literal::clone(Cloner&) const { return std::make_unique<Literal>(view_); }

bool Parameter::is_same_node(const Expr& other) const {
  return number_ == other.as<Parameter>().number_;
}
ExprPtr Parameter::clone(Cloner&) const { return std::make_unique<Parameter>(number_); }

Column::Column(RowSlot slot, uint32_t index, Affinity affinity, const record::Collation* collation,
               bool keeps_affinity)
    : Expr(kKind), slot_(slot), index_(index), keeps_affinity_(keeps_affinity) {
  set_affinity(affinity);
  set_collation({collation, false});
}
bool Column::is_same_node(const Expr& other) const {
  const auto& column = other.as<Column>();
  return slot_ == column.slot_ && index_ == column.index_;
}
ExprPtr Column::clone(Cloner&) const {
  return new_column(slot_, index_, affinity(), collation().collation, keeps_affinity_);
}

GeneratedColumn::GeneratedColumn(RowSlot slot, uint32_t column, Affinity affinity,
                                 const record::Collation* collation, ExprPtr value,
                                 FrameLayout& layout)
    : Expr(kKind), slot_(slot), column_(column), scratch_(layout.add_scratch()) {
  adopt(std::move(value));
  set_affinity(affinity);
  set_collation({collation, false});  // the column's, whatever the expression says
}
Result<ValueView> GeneratedColumn::eval(Frame& frame) const {
  if (frame.row(slot_).is_null_row()) return ValueView::null();
  const functions::LastingPlace place(frame.statement(), functions::LastingPlace::kGenerated);
  const ValueView value = TRY(child(0).eval(frame));
  return record::apply_affinity(value, affinity(), frame.scratch(scratch_));
}
bool GeneratedColumn::is_same_node(const Expr& other) const {
  const auto& column = other.as<GeneratedColumn>();
  return slot_ == column.slot_ && column_ == column.column_;
}
ExprPtr GeneratedColumn::clone(Cloner& cloner) const {
  ExprPtr value = cloner(child(0));
  if (!value) return nullptr;
  return std::make_unique<GeneratedColumn>(slot_, column_, affinity(), collation().collation,
                                           std::move(value), cloner.layout());
}

Rowid::Rowid(RowSlot slot) : Expr(kKind), slot_(slot) {
  set_affinity(Affinity::Integer);  // and no collation of its own, under whatever name
}
bool Rowid::is_same_node(const Expr& other) const { return slot_ == other.as<Rowid>().slot_; }
ExprPtr Rowid::clone(Cloner&) const { return std::make_unique<Rowid>(slot_); }

Register::Register(RegisterSlot slot, Affinity affinity, CollationChoice collation)
    : Expr(kKind), slot_(slot) {
  set_affinity(affinity);
  set_collation(collation);
}
bool Register::is_same_node(const Expr& other) const { return slot_ == other.as<Register>().slot_; }
ExprPtr Register::clone(Cloner&) const {
  return std::make_unique<Register>(slot_, affinity(), collation());
}

ExprPtr Builder::literal(ValueView value) { return std::make_unique<Literal>(value); }
ExprPtr Builder::parameter(uint32_t number) { return std::make_unique<Parameter>(number); }
ExprPtr Builder::column(RowSlot slot, uint32_t index, Affinity affinity,
                        const record::Collation* collation, bool keeps_affinity) {
  return new_column(slot, index, affinity, collation, keeps_affinity);
}
ExprPtr Builder::trigger_column(RowSlot slot, uint32_t index, Affinity affinity,
                                const record::Collation* collation) {
  return std::make_unique<TriggerColumn>(slot, index, affinity == Affinity::Real, collation);
}
ExprPtr Builder::generated_column(RowSlot slot, uint32_t column, Affinity affinity,
                                  const record::Collation* collation, ExprPtr value) {
  return std::make_unique<GeneratedColumn>(slot, column, affinity, collation, std::move(value),
                                           layout_);
}
ExprPtr Builder::rowid(RowSlot slot) { return std::make_unique<Rowid>(slot); }
ExprPtr Builder::reg(RegisterSlot slot, Affinity affinity, CollationChoice collation) {
  return std::make_unique<Register>(slot, affinity, collation);
}

}  // namespace tern::expr
