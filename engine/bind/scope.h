#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "engine/bind/context.h"
#include "engine/bind/query.h"

namespace tern::bind {

struct Scope;

/// A WITH clause in force, and those around it.
struct CteScope {
  const CteScope* outer = nullptr;
  const sql::WithClause* with = nullptr;
  std::string_view sql;  // the text that `with` comes from
  struct Progress {      // of the table that is being bound now
    std::string_view name;
    const std::vector<sql::Name>* columns = nullptr;
    Query* query = nullptr;
    /// Of the recursive SELECT that is being bound: its FROM alone may name the table. Null: a
    /// plain one is.
    const Scope* step = nullptr;
  };
  std::vector<std::optional<Progress>> progress = {};     // one per table of `with`
  std::vector<std::shared_ptr<CommonTable>> tables = {};  // those that were named so far

  static CteScope of(const sql::WithClause& with, std::string_view sql, const CteScope* outer) {
    CteScope out{outer, &with, sql};
    out.progress.resize(with.tables.size());
    out.tables.resize(with.tables.size());
    return out;
  }
};
/// Does `name` stand for a table of `scope`, or of one around it? Null: no WITH is in force.
bool names_cte(const CteScope* scope, const sql::QualifiedName& name);

/// Which rows of a SELECT an expression is evaluated on; each stage sees what the ones before it
/// computed.
enum class Stage : uint8_t {
  Rows,    // joined: WHERE, GROUP BY, arguments of aggregates
  Groups,  // after grouping: HAVING, what window functions read
  Result,  // after the window functions: result columns, ORDER BY
};

/// What names mean at one level of nesting.
struct Scope {
  Scope* outer = nullptr;
  SourceList sources;
  /// Result columns whose aliases may be named (WHERE, GROUP BY, HAVING, ORDER BY), or null.
  const sql::ResultColumns* aliases = nullptr;
  Core* core = nullptr;  // where aggregates and window functions are collected
  bool aggregates_allowed = false;
  bool windows_allowed = false;
  /// Aggregates that are not allowed are found late by the reference, which words it otherwise.
  bool finds_misuse_late = false;
  bool is_grouping = false;                                // a term of GROUP BY is bound
  bool is_filtering = false;                               // WHERE and ON are bound
  const sql::SelectCore* written = nullptr;                // null: no SELECT
  const std::vector<sql::NamedWindow>* windows = nullptr;  // of the WINDOW clause
  size_t aggregate_calls = 0;  // bound so far, those that were there already included
  size_t window_calls = 0;
  Stage stage = Stage::Result;
  std::vector<expr::RowSlot> outer_slots;  // rows of outer scopes that were named from here
  CteScope* ctes = nullptr;
  bool names_rowid = true;  // rowid, oid and _rowid_ mean something
  /// The generated column whose expression is bound in this scope, and the scope that names it.
  const catalog::Column* generated = nullptr;
  const Scope* generated_for = nullptr;
  Scope* hidden = nullptr;  // `outer`, while OuterHidden lives
};

/// Changes a value for as long as it lives.
template <class T>
class Meanwhile {
 public:
  Meanwhile(T& place, T value) : place_(place), before_(std::exchange(place, value)) {}
  ~Meanwhile() { place_ = before_; }
  Meanwhile(const Meanwhile&) = delete;
  Meanwhile& operator=(const Meanwhile&) = delete;

 private:
  T& place_;
  T before_;
};

/// ORDER BY and GROUP BY do not see the rows of outer queries, except by an alias.
class OuterHidden {
 public:
  explicit OuterHidden(Scope& scope) : scope_(scope) { std::swap(scope.outer, scope.hidden); }
  ~OuterHidden() { std::swap(scope_.outer, scope_.hidden); }
  OuterHidden(const OuterHidden&) = delete;
  OuterHidden& operator=(const OuterHidden&) = delete;

 private:
  Scope& scope_;
};

/// A column that a name means.
struct FoundColumn {
  static constexpr int32_t kRowid = -1;
  Source* source = nullptr;
  int32_t column = 0;
  std::vector<FoundColumn> earlier = {};  // merged by FULL JOINs: these come first unless NULL
  std::string_view label = {};            // the name that a join in parentheses gives it

  std::string_view name() const;
  std::string_view declared_type() const;
  record::Affinity affinity() const;
  /// Have its values that affinity?
  bool keeps_affinity() const;
  const record::Collation* collation() const;  // null: none of its own
};

/// The column that `ref` means among the sources of `scope` alone. `matches` counts candidates;
/// more than one: it is ambiguous.
std::optional<FoundColumn> find_in(const Scope& scope, const sql::ColumnRef& ref, int& matches);

/// Does USING or NATURAL merge column `name` of `source` with one to its left?
bool merges(const Source& source, std::string_view name);
/// Is the column inside its parentheses one of `schema`.`table`? Absent names match anything.
bool is_of_table(const NestedColumn& column, const sql::Name& schema, const sql::Name& table);
/// Column `column` of `source`: where that one only lends names, the column behind it.
FoundColumn origin_of(Source& source, int32_t column);
/// Are the rows of `source` among those that the sources of `scope` name?
bool holds(const Scope& scope, const Source& source);

}  // namespace tern::bind
