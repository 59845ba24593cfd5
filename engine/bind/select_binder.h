#pragma once

#include <memory>
#include <vector>

#include "engine/bind/expr_binder.h"
#include "engine/bind/scope.h"

namespace tern::bind {

/// What each output was written as; null: by a star.
using Outputs = std::vector<const sql::ResultColumn*>;

/// Resolves one SELECT (compounds, WITH and VALUES included) into a Query.
class SelectBinder {
 public:
  /// `outer`: the scope around a subquery, or null. `ctes`: the WITH clauses in force, or null.
  SelectBinder(const Context& context, Scope* outer, CteScope* ctes)
      : context_(context), outer_(outer), ctes_(ctes) {}

  Result<std::unique_ptr<Query>> bind(const sql::Select& select);
  /// The same into `query`, which a recursive table's own arms refer to while they are bound.
  Status bind_into(const sql::Select& select, Query& query, CteScope::Progress* progress);

 private:
  Status bind_core(const sql::SelectCore& core, Core& out, Scope& scope);
  Status bind_values(const sql::SelectCore& core, Core& out, Scope& scope);
  Status bind_grouping(const sql::SelectCore& core, const Outputs& outputs, Core& out,
                       Scope& scope);
  Result<expr::ExprPtr> bind_group_term(const sql::Expr& term, size_t at, const Outputs& outputs,
                                        const Core& core, Scope& scope);
  Result<expr::ExprPtr> collated(const sql::Expr& term, expr::ExprPtr bound);
  Status bind_order(const sql::Select& select, Query& query, Scope& scope);
  Status bind_order_term(const sql::Select& select, size_t at, Query& query, Scope& scope);
  Status bind_compound_order(const sql::Select& select, Query& query);
  Status bind_limit(const sql::Select& select, Query& query);

  const Context& context_;
  Scope* outer_;
  CteScope* ctes_;
};

/// Resolves a FROM clause: appends sources to `core` and `scope`, and join conditions.
class FromBinder {
 public:
  FromBinder(const Context& context, Core& core, Scope& scope)
      : context_(context), core_(core), scope_(scope) {}
  Status bind(const sql::FromClause& from);
  /// A stored table, or a view, as a further source; its joins are the caller's.
  Result<Source*> add_table(const sql::QualifiedName& name, const sql::Name& alias);

 private:
  Status add(const sql::TableSource& from, bool is_first);
  Status add_named(const sql::TableSource& from, Source& source);
  Status add_cte(const sql::TableSource& from, Source& source, CteScope& scope, size_t at);
  Status find_stored(const sql::QualifiedName& name, uint32_t offset, Source& source);
  Status add_view(uint32_t offset, Source& source, const catalog::View& view);
  Status append(std::unique_ptr<Source> source);
  Status add_index_expressions(Source& source);
  Status add_using(const sql::TableSource& from, size_t at);
  Result<expr::ExprPtr> using_term(const std::string& column, size_t at, uint32_t offset);

  const Context& context_;
  Core& core_;
  Scope& scope_;
  std::vector<const sql::TableSource*> terms_;  // one per source added
};

/// The result columns of one SELECT, stars expanded and named as SQLite names them. `written`: null
/// if nobody wants to know.
Status bind_outputs(const Context& context, Scope& scope,
                    const std::vector<sql::ResultColumn>& columns, std::vector<OutputColumn>& out,
                    Outputs* written = nullptr);

/// Names for the columns of a subquery: `names` where given, else its own, each made unique.
std::vector<std::string> subquery_columns(const Query& query, const std::vector<sql::Name>& names);

}  // namespace tern::bind
