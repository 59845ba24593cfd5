#pragma once

#include <optional>
#include <vector>

#include "engine/bind/context.h"
#include "engine/bind/query.h"

namespace tern::bind {

/// A WITH clause in force, and those around it.
struct CteScope {
  const CteScope* outer = nullptr;
  const sql::WithClause* with = nullptr;
  std::string_view sql;      // the text that `with` comes from
  struct Progress {          // of the table that is being bound now
    Query* query = nullptr;  // null: its first SELECT is not bound yet
    int references = 0;      // from the SELECT that is being bound
    const std::vector<sql::Name>* names = nullptr;
  };
  std::vector<std::optional<Progress>> progress;  // one per table of `with`
};

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
  std::vector<Source*> sources;
  /// Result columns whose aliases may be named (WHERE, GROUP BY, HAVING, ORDER BY), or null.
  const std::vector<sql::ResultColumn>* aliases = nullptr;
  Core* core = nullptr;  // where aggregates and window functions are collected
  bool aggregates_allowed = false;
  bool windows_allowed = false;
  /// Aggregates that are not allowed are found late by the reference, which words it otherwise.
  bool finds_misuse_late = false;
  const std::vector<sql::NamedWindow>* windows = nullptr;  // of the WINDOW clause
  size_t aggregate_calls = 0;  // bound so far, those that were there already included
  size_t window_calls = 0;
  Stage stage = Stage::Result;
  std::vector<expr::RowSlot> outer_slots;  // rows of outer scopes that were named from here
  CteScope* ctes = nullptr;
};

/// A column that a name means.
struct FoundColumn {
  static constexpr int32_t kRowid = -1;
  Source* source = nullptr;
  int32_t column = 0;

  std::string_view name() const;
  std::string_view declared_type() const;
  record::Affinity affinity() const;
  const record::Collation* collation() const;  // null: none of its own
};

/// The column that `ref` means among the sources of `scope` alone. `matches` counts candidates.
std::optional<FoundColumn> find_in(const Scope& scope, const sql::ColumnRef& ref, int& matches);

}  // namespace tern::bind
