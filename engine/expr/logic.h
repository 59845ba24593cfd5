#pragma once

#include "engine/expr/expr.h"

// Three-valued logic.

namespace tern::expr {

class And final : public Expr {
 public:
  static constexpr Kind kKind = Kind::And;
  And(ExprPtr left, ExprPtr right);
  Result<record::ValueView> eval(Frame& frame) const override;
  Result<Truth> truth(Frame& frame) const override;
  bool is_same_node(const Expr&) const override { return true; }
  ExprPtr clone(Cloner& cloner) const override;
};

class Or final : public Expr {
 public:
  static constexpr Kind kKind = Kind::Or;
  Or(ExprPtr left, ExprPtr right);
  Result<record::ValueView> eval(Frame& frame) const override;
  Result<Truth> truth(Frame& frame) const override;
  bool is_same_node(const Expr&) const override { return true; }
  ExprPtr clone(Cloner& cloner) const override;
};

class Not final : public Expr {
 public:
  static constexpr Kind kKind = Kind::Not;
  explicit Not(ExprPtr operand);
  Result<record::ValueView> eval(Frame& frame) const override;
  Result<Truth> truth(Frame& frame) const override;
  bool is_same_node(const Expr&) const override { return true; }
  ExprPtr clone(Cloner& cloner) const override;
};

class IsNull final : public Expr {
 public:
  static constexpr Kind kKind = Kind::IsNull;
  IsNull(bool negated, ExprPtr operand);
  Result<record::ValueView> eval(Frame& frame) const override;
  Result<Truth> truth(Frame& frame) const override;
  bool is_same_node(const Expr& other) const override;
  ExprPtr clone(Cloner& cloner) const override;
  bool is_negated() const { return negated_; }

 private:
  bool negated_;
};

/// x IS [NOT] TRUE, x IS [NOT] FALSE.
class IsTruth final : public Expr {
 public:
  static constexpr Kind kKind = Kind::IsTruth;
  IsTruth(bool negated, bool expected, ExprPtr operand);
  Result<record::ValueView> eval(Frame& frame) const override;
  Result<Truth> truth(Frame& frame) const override;
  bool is_same_node(const Expr& other) const override;
  ExprPtr clone(Cloner& cloner) const override;
  bool is_negated() const { return negated_; }
  bool expected() const { return expected_; }

 private:
  bool negated_;
  bool expected_;
};

}  // namespace tern::expr
