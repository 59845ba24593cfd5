#pragma once

#include <memory>
#include <vector>

#include "engine/bind/query.h"
#include "engine/exec/key_set.h"
#include "engine/exec/operator.h"
#include "engine/exec/subquery_arguments.h"
#include "engine/expr/expr.h"
#include "engine/plan/in_query.h"
#include "engine/plan/keyed_exists.h"
#include "engine/plan/plan.h"

namespace tern::exec {

class StreamBuilder;

/// A subquery inside an expression: its plan, and in each frame its operators. One that reads no
/// outer row runs once in a run of the statement.
class SubqueryPlan {
 public:
  /// `may_remember`: nothing changes while the statement runs. Lifetime: `builder` outlives the
  /// expression.
  SubqueryPlan(std::unique_ptr<bind::Query> query, std::unique_ptr<plan::QueryPlan> plan,
               const StreamBuilder& builder, expr::StateSlot state, bool may_remember);

  const bind::Query& query() const { return *query_; }
  const plan::QueryPlan& plan() const { return *plan_; }
  /// What column `i` has for its affinity and collation.
  const expr::Expr& compared(size_t i) const;
  bool is_correlated() const { return !query_->outer_slots.empty(); }
  std::unique_ptr<RowStream> build() const;
  expr::StateSlot state() const { return state_; }
  /// Null: each evaluation is one of its own.
  const SubqueryArguments* arguments() const { return arguments_ ? &*arguments_ : nullptr; }

  /// Of EXISTS: nobody reads its columns.
  void set_unread() { is_unread_ = true; }
  /// Another way to answer EXISTS.
  void set_keyed(plan::KeyedExists keyed, std::unique_ptr<plan::QueryPlan> plan);
  /// Null: there is none.
  std::unique_ptr<KeySet> build_keys() const;
  const plan::KeyedExists* keyed() const { return keyed_ ? &*keyed_ : nullptr; }
  /// The rows that the keys come from. Requires: keyed().
  std::unique_ptr<RowStream> build_key_rows() const;

 private:
  std::unique_ptr<bind::Query> query_;
  std::unique_ptr<plan::QueryPlan> plan_;
  const StreamBuilder& builder_;
  expr::StateSlot state_;
  std::optional<SubqueryArguments> arguments_;
  std::optional<plan::KeyedExists> keyed_;
  std::unique_ptr<plan::QueryPlan> keyed_plan_;
  bool is_unread_ = false;
};

/// Shared by the copies of one expression. Those of a subquery that reads no outer row answer from
/// one state; others have each its own, since what one gave must outlive the next one's evaluation.
using SharedSubquery = std::shared_ptr<const SubqueryPlan>;

/// (SELECT ...): the first row, NULLs if there is none.
class ScalarSubquery final : public expr::Expr {
 public:
  static constexpr expr::Kind kKind = expr::Kind::Subquery;
  explicit ScalarSubquery(SharedSubquery subquery);
  const SubqueryPlan& subquery() const { return *subquery_; }
  Result<record::ValueView> eval(expr::Frame& frame) const override;
  uint32_t width() const override { return static_cast<uint32_t>(subquery_->query().width()); }
  Status eval_row(expr::Frame& frame, std::span<record::ValueView> out) const override;
  const expr::Expr& row_column(size_t i) const override { return subquery_->compared(i); }
  void add_own_slots(expr::SlotList& out) const override;
  bool reads_own_state() const override { return true; }
  bool is_same_node(const expr::Expr& other) const override;
  expr::ExprPtr clone(expr::Cloner& cloner) const override;

 private:
  Result<std::span<const record::Value>> first_row(expr::Frame& frame) const;
  SharedSubquery subquery_;
  expr::StateSlot state_;
};

/// EXISTS (SELECT ...).
class ExistsSubquery final : public expr::Expr {
 public:
  static constexpr expr::Kind kKind = expr::Kind::Exists;
  explicit ExistsSubquery(SharedSubquery subquery)
      : Expr(kKind), subquery_(std::move(subquery)), state_(subquery_->state()) {}
  const SubqueryPlan& subquery() const { return *subquery_; }
  Result<record::ValueView> eval(expr::Frame& frame) const override;
  void add_own_slots(expr::SlotList& out) const override;
  bool reads_own_state() const override { return true; }
  bool is_same_node(const expr::Expr& other) const override;
  expr::ExprPtr clone(expr::Cloner& cloner) const override;

 private:
  SharedSubquery subquery_;
  expr::StateSlot state_;
};

/// x [NOT] IN (SELECT ...): the query's rows are read into a set.
class InSubquery final : public plan::InQueryExpr {
 public:
  InSubquery(bool negated, expr::ExprPtr operand, SharedSubquery subquery,
             expr::FrameLayout& layout);
  const SubqueryPlan& subquery() const { return *subquery_; }
  Result<record::ValueView> eval(expr::Frame& frame) const override;
  Result<expr::Truth> truth(expr::Frame& frame) const override;
  void add_own_slots(expr::SlotList& out) const override;
  bool reads_own_state() const override { return true; }
  bool is_same_node(const expr::Expr& other) const override;
  expr::ExprPtr clone(expr::Cloner& cloner) const override;
  bool is_negated() const override { return negated_; }
  const expr::CompareRule& rule() const override { return rules_.front(); }
  Result<std::span<const record::Value>> values(expr::Frame& frame) const override;

 private:
  struct State;
  State& state(expr::Frame& frame) const;
  Status fill(expr::Frame& frame, State& state) const;
  record::ValueView converted(record::ValueView value, size_t column, std::string& scratch) const;
  Result<expr::Truth> contains(expr::Frame& frame) const;
  Result<expr::Truth> search_rows(const State& state, std::span<const record::ValueView> row) const;

  bool negated_;
  SharedSubquery subquery_;
  expr::StateSlot state_;
  std::vector<expr::CompareRule> rules_;  // one per column
  std::vector<bool> are_reals_;  // a real column against what has no type: reals in the set
  std::vector<const record::Collation*> row_collations_;  // of the operand's columns
};

}  // namespace tern::exec
