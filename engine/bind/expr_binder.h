#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/bind/scope.h"
#include "engine/expr/builder.h"

namespace tern::bind {

/// An error at a place of the SQL text.
inline std::unexpected<Error> fail_at(uint32_t offset, std::string text) {
  return std::unexpected(Error(ErrorCode::Error, std::move(text)).at(offset));
}

/// Compiles expressions as seen from one scope.
class ExprBinder {
 public:
  ExprBinder(const Context& context, Scope& scope)
      : context_(context), scope_(scope), builder_(context.layout, context.registry) {}

  /// A scalar. Errors: row values and subqueries of several columns are refused.
  Result<expr::ExprPtr> bind(const sql::Expr& expr);
  /// The same; `found` is the column that `ref` means, if it means one.
  Result<expr::ExprPtr> bind_column(const sql::ColumnRef& ref, std::optional<FoundColumn>& found);
  /// The same; `out` is told what the subquery's column comes from.
  Result<expr::ExprPtr> bind_subquery(const sql::Subquery& subquery, OutputColumn& out);
  /// A scalar or a row value.
  Result<expr::ExprPtr> bind_any(const sql::Expr& expr);
  /// Puts the terms of `a AND b AND c` behind those in `out`. `expr` may be null: no terms.
  Status bind_terms(const sql::Expr* expr, std::vector<expr::ExprPtr>& out);

  /// The column of this or an outer scope that `ref` means; nothing if none. Marks nothing as used.
  Result<std::optional<FoundColumn>> resolve(const sql::ColumnRef& ref);
  /// A node that reads the column; marks it as used.
  Result<expr::ExprPtr> column(const FoundColumn& found);
  /// What stands for what may not be read or called.
  expr::ExprPtr null() { return builder_.literal(record::ValueView::null()); }
  /// Shows the names in windows that nobody may use to the NameObserver.
  Status observe_windows(const std::vector<sql::NamedWindow>& windows);

 private:
  Result<expr::ExprPtr> dispatch(const sql::Expr& expr);
  Result<expr::ExprPtr> literal(const sql::Literal& literal);
  Result<bool> may_call(std::string_view function, std::string_view written) const;
  Result<bool> may_call(const functions::FoundFunction& found, const sql::Function& node) const;
  Result<expr::ExprPtr> current_time(const char* function, uint32_t offset);
  Result<expr::ExprPtr> column_ref(const sql::ColumnRef& ref, std::optional<FoundColumn>& found);
  static const sql::ResultColumn* find_alias(const Scope& scope, const sql::ColumnRef& ref);
  std::optional<FoundColumn> find_in_trigger(const sql::ColumnRef& ref) const;
  Result<expr::ExprPtr> alias_value(const sql::ColumnRef& ref, const sql::Expr& value);
  Result<expr::ExprPtr> unary(const sql::Unary& unary);
  Result<expr::ExprPtr> binary(const sql::Binary& binary);
  Result<expr::ExprPtr> truth_test(const sql::Binary& binary, bool expected);
  Result<expr::ExprPtr> between(const sql::Between& between);
  Result<expr::ExprPtr> in_list(const sql::InList& in);
  Result<expr::ExprPtr> in_select(const sql::InSelect& in);
  Result<expr::ExprPtr> in_table(const sql::InTable& in);
  Result<expr::ExprPtr> in_query(bool negated, const sql::Expr& operand, const sql::Select& select,
                                 uint32_t offset);
  Result<expr::ExprPtr> like(const sql::Like& like);
  const vtab::VirtualTable* table_of(const expr::Expr& argument) const;
  expr::ExprPtr overloaded(std::string_view name, std::vector<expr::ExprPtr>& arguments,
                           size_t asked);
  Result<expr::ExprPtr> negated_if(bool negated, expr::ExprPtr expr);
  Result<expr::ExprPtr> case_when(const sql::Case& node);
  Result<expr::ExprPtr> raise(const sql::Raise& raise);
  Result<expr::ExprPtr> function(const sql::Function& function);
  Result<expr::ExprPtr> call(const sql::Function& function);
  bool is_told_with_names(const Error& error) const;
  Status bind_names(const sql::Function& function);
  Result<expr::ExprPtr> aggregate(const sql::Function& function,
                                  const functions::AggregateFunction& found);
  Scope& aggregate_scope(const sql::Function& function);
  Result<expr::ExprPtr> outer_aggregate(const sql::Function& function,
                                        const functions::AggregateFunction& found, Scope& owner);
  Result<expr::ExprPtr> window(const sql::Function& function,
                               const functions::FoundFunction& found);
  Result<Window> window_of(const sql::Function& function, const functions::FoundFunction& found);
  Result<std::vector<OrderedExpr>> ordered(const std::vector<sql::OrderingTerm>& terms);
  Result<expr::ExprPtr> frame_distance(const sql::FrameBound& bound);
  Result<std::vector<OrderedExpr>> ordered(const sql::ExprList& list);
  Result<OrderedExpr> ordered(const sql::Expr& expr);
  Result<std::vector<expr::ExprPtr>> bind_list(const sql::ExprList& list);
  Result<std::unique_ptr<Query>> subquery(const sql::Select& select, uint32_t offset);
  std::optional<bool> constant_truth(const sql::Expr& expr);
  Result<expr::ExprPtr> single_column(const FoundColumn& found);
  Result<expr::ExprPtr> generated_column(Source& source, uint16_t place, Stage stage);
  void observe(const sql::ColumnRef& ref, const FoundColumn& found);

  const Context& context_;
  Scope& scope_;
  expr::Builder builder_;
};

}  // namespace tern::bind
