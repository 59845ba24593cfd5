#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/bind/context.h"
#include "engine/bind/query.h"
#include "engine/bind/scope.h"

namespace tern::bind {

struct TargetSelect;  // select_binder.h

/// Of what is wrong with the SELECTs of a compound, or with the rows of VALUES, the reference tells
/// of the last; but that a table is missing comes first. `kept`: of those before `later`.
void keep_last(Status& kept, Status later);

/// A row that expressions may name.
struct NamedRow {
  std::string name;  // what qualifies its columns: the table's name or alias, "NEW", "excluded"
  const catalog::Table* table = nullptr;
  expr::RowSlot slot;
  RowLayout layout = RowLayout::Stored;
  bool qualified_only = false;  // NEW, OLD, excluded
  bool has_schema = true;       // `schema.name.column` finds it
};

/// Compiles expressions over some rows (no rows: constants and defaults), and SELECTs that see
/// these rows from inside. Errors: Error with SQLite's words and the offset of the token to blame.
class Binder {
 public:
  explicit Binder(const Context& context, std::vector<NamedRow> rows = {},
                  const sql::WithClause* with = nullptr);
  Binder(const Binder&) = delete;
  Binder& operator=(const Binder&) = delete;

  Result<expr::ExprPtr> bind(const sql::Expr& expr);
  /// A row value or a subquery of several columns too (UPDATE SET (a, b) = ...).
  Result<expr::ExprPtr> bind_any(const sql::Expr& expr);
  /// `a AND b AND c` as its terms. `expr` may be null: no terms.
  Result<std::vector<expr::ExprPtr>> bind_terms(const sql::Expr* expr);
  /// RETURNING's columns, with * expanded.
  Result<OutputColumns> bind_columns(const sql::ResultColumns& columns);
  Result<std::unique_ptr<Query>> bind_select(const sql::Select& select);
  /// What an UPDATE or DELETE changes, as the only source (so far) of a Core without outputs.
  /// Expressions bound by this Binder afterwards see it: bind them before the query is planned.
  Result<std::unique_ptr<Query>> bind_target(const sql::DmlTarget& target);
  /// WHERE over the rows of such a query, for CompileUnit::target_rows.
  Status bind_where(const sql::Expr* where, Query& query);
  /// Such a query as a SELECT of the target's keys: SelectBinder::bind_target.
  Status bind_target_select(const sql::DmlTarget& target, const TargetSelect& select, Query& query);
  /// Whom to ask about what is bound from now on.
  void set_access(Access access) { context_.access = access; }
  const Access& access() const { return context_.access; }
  /// Which columns of row `index` (as given to the constructor) what was bound so far reads.
  const UsedColumns& used(size_t index) const;

 private:
  Context context_;
  Scope scope_;
  CteScope ctes_;
  std::vector<std::unique_ptr<Source>> rows_;
};

}  // namespace tern::bind
