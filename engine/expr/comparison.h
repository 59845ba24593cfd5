#pragma once

#include "engine/expr/builder.h"
#include "engine/expr/expr.h"

namespace tern::expr {

/// How a comparison treats its operands, decided when it is built.
struct CompareRule {
  record::Affinity affinity = record::Affinity::Blob;  // as comparison_affinity() says
  const record::Collation* collation = &record::binary_collation();

  /// The affinity that the two operands take. Two integers are compared as they are, which shows
  /// only where a column's values need not have its affinity.
  record::Affinity affinity_for(record::ValueView left, record::ValueView right) const {
    return left.is_integer() && right.is_integer() ? record::Affinity::Blob : affinity;
  }
  bool operator==(const CompareRule&) const = default;
  /// `binary`: of the database, for operands that have no collation.
  static CompareRule of(const Expr& left, const Expr& right, const record::Collation& binary) {
    return {record::comparison_affinity(left.affinity(), right.affinity()),
            &comparison_collation(left, right, binary)};
  }
};

/// `left op right` with the operands converted already. Only Is and IsNot have an answer for NULL.
Truth compare_converted(CompareOp op, record::ValueView left, record::ValueView right,
                        const record::Collation& collation);
constexpr bool takes_null(CompareOp op) { return op >= CompareOp::Is; }
/// The operator with its operands exchanged: a < b is b > a.
CompareOp mirrored(CompareOp op);

/// left op right. Subclasses are faster special cases; analysis sees only this.
class Comparison : public Expr {
 public:
  static constexpr Kind kKind = Kind::Comparison;
  Comparison(FrameLayout& layout, CompareOp op, CompareRule rule, ExprPtr left, ExprPtr right);
  Result<record::ValueView> eval(Frame& frame) const final;
  Result<Truth> truth(Frame& frame) const override;
  bool is_same_node(const Expr& other) const override;
  ExprPtr clone(Cloner& cloner) const override;

  CompareOp op() const { return op_; }
  const CompareRule& rule() const { return rule_; }
  const Expr& left() const { return child(0); }
  const Expr& right() const { return child(1); }

 protected:
  CompareOp op_;
  CompareRule rule_;
  ScratchSlot left_scratch_;
  ScratchSlot right_scratch_;
};

/// Row values compared from left to right; each column has its own rule.
class RowComparison final : public Expr {
 public:
  static constexpr Kind kKind = Kind::RowComparison;
  RowComparison(FrameLayout& layout, CompareOp op, std::vector<CompareRule> rules, ExprPtr left,
                ExprPtr right);
  Result<record::ValueView> eval(Frame& frame) const override;
  Result<Truth> truth(Frame& frame) const override;
  bool is_same_node(const Expr& other) const override;
  ExprPtr clone(Cloner& cloner) const override;
  CompareOp op() const { return op_; }
  /// One per column.
  const std::vector<CompareRule>& rules() const { return rules_; }

 private:
  CompareOp op_;
  std::vector<CompareRule> rules_;
  ScratchSlot left_scratch_;
  ScratchSlot right_scratch_;
};

/// x BETWEEN low AND high: x is evaluated once.
class Between final : public Expr {
 public:
  static constexpr Kind kKind = Kind::Between;
  Between(FrameLayout& layout, bool negated, ExprPtr operand, ExprPtr low, ExprPtr high);
  Result<record::ValueView> eval(Frame& frame) const override;
  Result<Truth> truth(Frame& frame) const override;
  bool is_same_node(const Expr& other) const override;
  ExprPtr clone(Cloner& cloner) const override;
  bool is_negated() const { return negated_; }
  const CompareRule& low_rule() const { return low_rule_; }
  const CompareRule& high_rule() const { return high_rule_; }

 private:
  bool negated_;
  CompareRule low_rule_;
  CompareRule high_rule_;
  ScratchSlot operand_scratch_;
  ScratchSlot bound_scratch_;
};

/// x IN (items): child 0 is x, the others are the items. Constant items are put in a set at the
/// first evaluation of a run.
class InList final : public Expr {
 public:
  static constexpr Kind kKind = Kind::InList;
  InList(FrameLayout& layout, bool negated, std::vector<CompareRule> rules, ExprPtr operand,
         std::vector<ExprPtr> items);
  Result<record::ValueView> eval(Frame& frame) const override;
  Result<Truth> truth(Frame& frame) const override;
  bool is_same_node(const Expr& other) const override;
  ExprPtr clone(Cloner& cloner) const override;
  bool is_negated() const { return negated_; }
  size_t item_count() const { return child_count() - 1; }
  const Expr& item(size_t i) const { return child(i + 1); }
  /// One per column of x.
  const std::vector<CompareRule>& rules() const { return rules_; }

 private:
  Result<Truth> look_up(Frame& frame, record::ValueView value) const;
  Result<Truth> try_all(Frame& frame) const;

  bool negated_;
  bool is_constant_list_;
  std::vector<CompareRule> rules_;
  ScratchSlot left_scratch_;
  ScratchSlot right_scratch_;
  StateSlot state_;
};

/// The rules of `x IN (...)`, one per column of x: x's affinity alone counts.
std::vector<CompareRule> in_rules(const Expr& operand);

}  // namespace tern::expr
