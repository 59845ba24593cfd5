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

/// What names mean at one level of nesting.
struct Scope {
  Scope* outer = nullptr;
  std::vector<Source*> sources;
  /// Result columns whose aliases may be named (WHERE, GROUP BY, HAVING, ORDER BY), or null.
  const std::vector<sql::ResultColumn>* aliases = nullptr;
  Core* core = nullptr;  // where aggregates are collected
  bool aggregates_allowed = false;
  bool is_late = true;  // evaluated after grouping
  bool inside_aggregate = false;
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
