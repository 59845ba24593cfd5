#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/bind/expr_binder.h"
#include "engine/bind/scope.h"

namespace tern::bind {

/// Resolves a FROM clause: appends sources to `core` and `scope`, and join conditions.
class FromBinder {
 public:
  FromBinder(const Context& context, Core& core, Scope& scope)
      : context_(context), core_(core), scope_(scope) {}
  /// The tables, and what USING and NATURAL say.
  Status bind(const sql::FromClause& from);
  /// The ON conditions, which may name result columns; their errors come after those of the result.
  Status bind_conditions();
  /// How many terms of `from` are tables called `name`, not counting those of joins in parentheses.
  static int count_named(const sql::FromClause& from, std::string_view name);
  /// What an UPDATE or DELETE names, a stored table or a view, as the first source.
  Result<Source*> add_target(const sql::DmlTarget& target);
  /// UPDATE's FROM behind its target: several terms are a join in parentheses.
  Status bind_behind_target(const sql::FromClause& from);
  /// Does a term of `from` name the target's table by the same alias, or both without one?
  bool names_again(const sql::DmlTarget& target, const sql::FromClause& from) const;

 private:
  /// A term of the clause. Parentheses around a single one, and around all of the first, mean
  /// nothing: `table` is what stands inside, `join` what is said of it outside.
  struct Term {
    const sql::TableSource* table;
    const sql::TableSource* join;
    Source* source = nullptr;
  };
  using Terms = InlineVector<Term, 4>;
  static void collect(const sql::FromClause& from, Terms& out);
  Status add(Term& term, bool is_first, bool has_right);
  Status add_arguments(const Term& term);
  Status add_subquery(const sql::TableSource& from, Source& source);
  Status add_named(const sql::TableSource& from, Source& source);
  /// false: there is none of that name.
  Result<bool> add_if_cte(const sql::TableSource& from, Source& source);
  Status add_cte(Source& source, CteScope& scope, size_t at);
  Status check_in_schema(const vtab::VirtualTable& table) const;
  Status find_stored(const sql::QualifiedName& name, uint32_t offset, Source& source);
  static Status check_index_hint(const Source& source);
  Status add_view(uint32_t offset, Source& source, const catalog::View& view);
  Status append(std::unique_ptr<Source> source);
  Status add_index_expressions(Source& source);

  // join_names.cc
  Result<Source*> add_nested(const sql::FromClause& from, const sql::TableSource* join,
                             bool lends_names);
  Status nest_columns(Core& core, Scope& inside, Source& out);
  Status nest_column(Core& core, Scope& inside, size_t at, size_t column, Source& out);
  Status nest_merged(Core& core, Scope& inside, const std::string& name, Source& out);
  Status merge_columns(const Term& term, size_t at);
  Result<expr::ExprPtr> merge_column(const std::string& name, size_t at, bool is_natural);

  const Context& context_;
  Core& core_;
  Scope& scope_;
  Terms terms_;
  bool has_right_ = false;  // among them is a RIGHT or FULL JOIN
};

}  // namespace tern::bind
