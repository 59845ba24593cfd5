#pragma once

#include "engine/expr/builder.h"
#include "engine/expr/expr.h"

namespace tern::expr {

/// x LIKE pattern [ESCAPE e], x GLOB pattern. Children: x, pattern, maybe e.
class Like final : public Expr {
 public:
  static constexpr Kind kKind = Kind::Like;
  Like(FrameLayout& layout, LikeKind like, bool negated, ExprPtr operand, ExprPtr pattern,
       ExprPtr escape);
  Result<record::ValueView> eval(Frame& frame) const override;
  Result<Truth> truth(Frame& frame) const override;
  bool is_same_node(const Expr& other) const override;
  ExprPtr clone(Cloner& cloner) const override;
  LikeKind like() const { return like_; }
  bool is_negated() const { return negated_; }
  bool has_escape() const { return child_count() == 3; }

 private:
  LikeKind like_;
  bool negated_;
  ScratchSlot operand_scratch_;
  ScratchSlot pattern_scratch_;
};

}  // namespace tern::expr
