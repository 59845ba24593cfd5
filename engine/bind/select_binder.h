#pragma once

#include <memory>
#include <vector>

#include "engine/bind/expr_binder.h"
#include "engine/bind/from_binder.h"
#include "engine/bind/scope.h"

namespace tern::bind {

/// What each output was written as; null: by a star.
using Outputs = InlineVector<const sql::ResultColumn*, 8>;

/// The rows that an UPDATE or DELETE works on, as a SELECT over its target: what chooses them, and
/// for UPDATE ... FROM the values that it sets.
struct TargetSelect {
  const sql::FromClause* from = nullptr;              // or null
  const std::vector<sql::Assignment>* set = nullptr;  // with `from`
  const sql::Expr* where = nullptr;                   // or null
  const std::vector<sql::OrderingTerm>& order_by;
  const sql::Expr* limit = nullptr;   // or null
  const sql::Expr* offset = nullptr;  // or null
};

/// Resolves one SELECT (compounds, WITH and VALUES included) into a Query.
class SelectBinder {
 public:
  /// `outer`: the scope around a subquery, or null. `ctes`: the WITH clauses in force, or null.
  SelectBinder(const Context& context, Scope* outer, CteScope* ctes)
      : context_(context), outer_(outer), ctes_(ctes) {}

  Result<std::unique_ptr<Query>> bind(const sql::Select& select);
  /// The same into `query`, which a recursive table's own arms refer to while they are bound.
  Status bind_into(const sql::Select& select, Query& query, CteScope::Progress* progress);

  /// Into `query`, which has the target as its only source: outputs are the target's key (its
  /// rowid, its primary key, all columns of a view), then the values of `set`, and of a virtual
  /// table, whose module gets whole rows, all columns. With a FROM and a LIMIT each key comes once.
  /// `scope` has the target as its only source, too.
  Status bind_target(const sql::DmlTarget& target, const TargetSelect& select, Query& query,
                     Scope& scope);

 private:
  Status bind_core(const sql::SelectCore& core, Core& out, Scope& scope);
  Status bind_values(const sql::SelectCore& core, Core& out, Scope& scope);
  Status bind_grouping(const sql::SelectCore& core, const Outputs& outputs, Core& out,
                       Scope& scope);
  Result<expr::ExprPtr> bind_group_term(const sql::Expr& term, size_t at, const Outputs& outputs,
                                        const Core& core, Scope& scope);
  Result<expr::ExprPtr> collated(const sql::Expr& term, expr::ExprPtr bound);
  using OrderBy = std::vector<sql::OrderingTerm>;
  using Columns = sql::ResultColumns;
  /// `columns`: as written, for their aliases.
  Status bind_order(const OrderBy& order_by, const Columns& columns, Query& query, Scope& scope);
  Status bind_order_term(const sql::OrderingTerm& term, size_t at, const Columns& columns,
                         Query& query, Scope& scope);
  Result<expr::ExprPtr> bind_in_core(const sql::Expr& term, const Core& core);
  Status bind_compound_order(const sql::Select& select, Query& query);
  Status bind_limit(const sql::Expr* limit, const sql::Expr* offset, Query& query);
  void set_empty(Query& query) const;
  // target_select.cc
  Status bind_target_outputs(const TargetSelect& select, Core& core, Scope& scope);
  Status bind_all_columns(Source& source, Core& core, Scope& scope);
  Status bind_set(const sql::Assignment& assignment, Core& core, Scope& scope);

  const Context& context_;
  Scope* outer_;
  CteScope* ctes_;
};

/// The result columns of one SELECT, stars expanded and named as SQLite names them. `written`: null
/// if nobody wants to know.
Status bind_outputs(const Context& context, Scope& scope, const sql::ResultColumns& columns,
                    OutputColumns& out, Outputs* written = nullptr);

/// What `out` tells of the table column that it comes from.
void set_origin(const FoundColumn& found, OutputColumn& out);
/// The same of what `inner` comes from.
void set_origin(const OutputColumn& inner, OutputColumn& out);

/// `wanted`, with a number behind it if others have that name.
std::string unique_name(const std::string& wanted, const std::vector<std::string>& taken);

/// Names for the columns of a subquery: `names` where given, else its own, each made unique.
std::vector<std::string> subquery_columns(const Query& query, const std::vector<sql::Name>& names);
/// The same of a view, whose own ones are those of the columns that it shows.
std::vector<std::string> view_columns(const Query& query, const std::vector<sql::Name>& names);

}  // namespace tern::bind
