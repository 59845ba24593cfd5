#pragma once

#include <memory>
#include <string_view>

#include "engine/base/limits.h"
#include "engine/base/restrictions.h"
#include "engine/base/result.h"
#include "engine/bind/access.h"
#include "engine/catalog/catalog.h"
#include "engine/expr/expr.h"
#include "engine/functions/registry.h"
#include "engine/vtab/virtual_table.h"

namespace tern::bind {

struct Query;        // query.h
struct TriggerRows;  // trigger_rows.h

/// Turns bound subqueries into expressions. Running a query is engine/exec's work, which stands
/// above this room: it implements this.
class SubqueryFactory {
 public:
  virtual ~SubqueryFactory() = default;
  /// The first row of `query` (all NULL if there is none), as a scalar or a row value.
  virtual Result<expr::ExprPtr> scalar(std::unique_ptr<Query> query) = 0;
  /// 1 if `query` has a row, else 0.
  virtual Result<expr::ExprPtr> exists(std::unique_ptr<Query> query) = 0;
  /// `operand` [NOT] IN (query). Requires: the widths agree.
  virtual Result<expr::ExprPtr> in(bool negated, expr::ExprPtr operand,
                                   std::unique_ptr<Query> query) = 0;
};

/// Is told which columns of tables the names in a text mean. Texts of views named there are not
/// looked into.
class NameObserver {
 public:
  virtual ~NameObserver() = default;
  /// `column`: place in the table; negative: the rowid.
  virtual void column_named(const sql::ColumnRef& ref, const catalog::Table& table,
                            int32_t column) = 0;
  /// `name`, in a FROM or behind IN, means a common table expression, whatever tables there are.
  virtual void common_table_named(const sql::Name& name) = 0;
  /// `qualifier` stands before a column or a star and means rows of the table.
  virtual void table_named(const sql::Name& qualifier, const catalog::Table& table) = 0;
};

/// What names and functions are looked up in. Cheap to copy.
/// Lifetime: all of it outlives what is bound with it; the schema and registry outlive the result.
struct Context {
  catalog::Lookup lookup;
  expr::FrameLayout& layout;  // grows while binding; Frames are made afterwards
  const functions::Registry& registry;
  std::string_view sql;                   // the text that the syntax tree's spans point into
  SubqueryFactory* subqueries = nullptr;  // null: subqueries are refused
  /// Where the expression stands if that restricts it: "CHECK constraints", kIndexExpressions,
  /// "partial index WHERE clauses", kGeneratedColumns. Not empty: subqueries and parameters are
  /// refused.
  std::string_view place = {};
  static constexpr std::string_view kIndexExpressions = "index expressions";
  static constexpr std::string_view kGeneratedColumns = "generated columns";
  /// What is computed there stays, and must not depend on when.
  bool is_lasting() const { return !place.empty() && place != "CHECK constraints"; }
  /// Columns are named alone there, and the rowid not at all.
  bool has_bare_columns() const { return place == kIndexExpressions || place == kGeneratedColumns; }
  /// Errors: "too many `what`" where there are more than that limit allows.
  Status check_columns(size_t count, std::string_view what) const;
  /// Null: the text is bound to be run. Else all names in it count, needed or not.
  NameObserver* names = nullptr;
  const TriggerRows* trigger = nullptr;      // null: not in a trigger's WHEN or body
  vtab::Registry* virtual_tables = nullptr;  // null: there are none
  const Limits* limits = nullptr;            // null: the default ones
  /// Null: there are none, as for what a schema has had computed before.
  const Restrictions* restrictions = nullptr;
  /// May "x" be a text?
  bool has_quoted_texts() const {
    if (!restrictions) return true;
    return place.empty() ? restrictions->quotes_texts_in_queries
                         : restrictions->quotes_texts_in_definitions;
  }
  Access access = {};
  /// Bound to be compared with what a query says, not to be run: it may call what is unsafe in a
  /// schema.
  bool is_never_run = false;
  const Context* around = nullptr;  // of the statement or view that names the view being bound
};

}  // namespace tern::bind
