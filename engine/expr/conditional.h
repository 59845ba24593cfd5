#pragma once

#include "engine/expr/builder.h"
#include "engine/expr/comparison.h"
#include "engine/expr/expr.h"

// Expressions that evaluate only some of their operands.

namespace tern::expr {

/// CASE [operand] WHEN ... THEN ... ELSE ... END.
class Case final : public Expr {
 public:
  static constexpr Kind kKind = Kind::Case;
  Case(FrameLayout& layout, ExprPtr operand, std::vector<Builder::CaseBranch> branches,
       ExprPtr otherwise);
  Result<record::ValueView> eval(Frame& frame) const override;
  bool is_same_node(const Expr& other) const override;
  ExprPtr clone(Cloner& cloner) const override;
  bool has_operand() const { return has_operand_; }
  bool has_otherwise() const { return has_otherwise_; }

 private:
  Result<bool> matches(Frame& frame, record::ValueView operand, size_t branch) const;

  bool has_operand_;
  bool has_otherwise_;
  std::vector<CompareRule> rules_;  // per branch, if there is an operand
  ScratchSlot left_scratch_;
  ScratchSlot right_scratch_;
};

/// coalesce(), ifnull(): the first argument that is not NULL.
class Coalesce final : public Expr {
 public:
  static constexpr Kind kKind = Kind::Lazy;
  explicit Coalesce(std::vector<ExprPtr> arguments);
  Result<record::ValueView> eval(Frame& frame) const override;
  bool is_same_node(const Expr& other) const override;
  ExprPtr clone(Cloner& cloner) const override;
};

}  // namespace tern::expr
