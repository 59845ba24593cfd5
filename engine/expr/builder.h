#pragma once

#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/expr/expr.h"
#include "engine/functions/registry.h"

namespace tern::expr {

enum class UnaryOp : uint8_t { Minus, Plus, BitNot };
enum class ArithmeticOp : uint8_t {
  Add,
  Subtract,
  Multiply,
  Divide,
  Modulo,
  BitAnd,
  BitOr,
  ShiftLeft,
  ShiftRight,
};
enum class CompareOp : uint8_t {
  Equal,
  NotEqual,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  Is,     // NULLs are equal; also IS NOT DISTINCT FROM
  IsNot,  // also IS DISTINCT FROM
};
enum class LikeKind : uint8_t { Like, Glob };

/// Makes expression nodes, the most special one that fits, with affinity, collation and slots
/// decided. Constant operands are folded where that can raise no error.
/// Errors: Error "row value misused" and the like; the caller adds the offset.
class Builder {
 public:
  Builder(FrameLayout& layout, const functions::Registry& registry)
      : layout_(layout), registry_(registry) {}

  FrameLayout& layout() { return layout_; }
  const functions::Registry& registry() const { return registry_; }

  ExprPtr literal(record::ValueView value);
  ExprPtr parameter(uint32_t number);
  /// `index`: in the row as the operator sets it. `collation` null for columns of views without
  /// one. `keeps_affinity`: its values have the affinity.
  ExprPtr column(RowSlot slot, uint32_t index, record::Affinity affinity,
                 const record::Collation* collation, bool keeps_affinity = true);
  /// A column of OLD or NEW, which brings no affinity into comparisons. `affinity`: the column's.
  ExprPtr trigger_column(RowSlot slot, uint32_t index, record::Affinity affinity,
                         const record::Collation* collation);
  /// A column that is computed; `column`: its place in the table.
  ExprPtr generated_column(RowSlot slot, uint32_t column, record::Affinity affinity,
                           const record::Collation* collation, ExprPtr value);
  ExprPtr rowid(RowSlot slot);
  ExprPtr reg(RegisterSlot slot, record::Affinity affinity = record::Affinity::None,
              CollationChoice collation = {});

  Result<ExprPtr> unary(UnaryOp op, ExprPtr operand);
  Result<ExprPtr> arithmetic(ArithmeticOp op, ExprPtr left, ExprPtr right);
  Result<ExprPtr> concat(ExprPtr left, ExprPtr right);
  /// Scalars, or row values of the same width. `x IS NULL` becomes an IsNull.
  Result<ExprPtr> compare(CompareOp op, ExprPtr left, ExprPtr right);
  Result<ExprPtr> between(bool negated, ExprPtr operand, ExprPtr low, ExprPtr high);
  Result<ExprPtr> in_list(bool negated, ExprPtr operand, std::vector<ExprPtr> items);
  /// `escape` may be null. Where the user has registered a like() or glob() of his own, calls it.
  Result<ExprPtr> like(LikeKind kind, bool negated, ExprPtr operand, ExprPtr pattern,
                       ExprPtr escape);

  Result<ExprPtr> logical_and(ExprPtr left, ExprPtr right);
  Result<ExprPtr> logical_or(ExprPtr left, ExprPtr right);
  Result<ExprPtr> logical_not(ExprPtr operand);
  Result<ExprPtr> is_null(bool negated, ExprPtr operand);
  /// x IS [NOT] TRUE, x IS [NOT] FALSE.
  Result<ExprPtr> is_truth(bool negated, bool expected, ExprPtr operand);

  struct CaseBranch {
    ExprPtr when;
    ExprPtr then;
  };
  /// `operand` and `otherwise` may be null.
  Result<ExprPtr> case_when(ExprPtr operand, std::vector<CaseBranch> branches, ExprPtr otherwise);
  Result<ExprPtr> cast(ExprPtr operand, std::string_view type_name);
  Result<ExprPtr> collate(ExprPtr operand, const record::Collation& collation);
  /// Requires: two or more items.
  ExprPtr row_value(std::vector<ExprPtr> items);

  /// A scalar function by name. Errors: no such function, wrong number of arguments, aggregates
  /// ("misuse of aggregate function x()").
  Result<ExprPtr> call(std::string_view name, std::vector<ExprPtr> arguments);
  Result<ExprPtr> call(const functions::ScalarFunction& function, std::vector<ExprPtr> arguments);

  /// A copy with slots of its own; null if it holds a node that cannot be copied.
  ExprPtr copy_of(const Expr& expr);

  /// The collation that min(), max() and nullif() get from their arguments.
  static const record::Collation& call_collation(const FrameLayout& layout,
                                                 std::span<const ExprPtr> arguments);
  /// A call of a function with these arguments.
  static CallSlot add_call(FrameLayout& layout, const functions::FunctionSignature& function,
                           std::span<const ExprPtr> arguments);

 private:
  Result<ExprPtr> compare_rows(CompareOp op, ExprPtr left, ExprPtr right);

  FrameLayout& layout_;
  const functions::Registry& registry_;
};

}  // namespace tern::expr
