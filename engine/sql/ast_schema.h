#pragma once

#include "engine/sql/ast_select.h"

// The parts of CREATE statements.

namespace tern::sql {

enum class Conflict : uint8_t { Unspecified, Rollback, Abort, Fail, Ignore, Replace };

/// A column of an index, of PRIMARY KEY (...) or UNIQUE (...), or of a conflict target.
struct IndexedColumn {
  ExprPtr expr;  // a ColumnRef without table for a plain column; COLLATE stands as a Collate node
  SortOrder order = SortOrder::Unspecified;
  NullsOrder nulls = NullsOrder::Unspecified;
};

enum class ForeignKeyAction : uint8_t {
  Unspecified,
  NoAction,
  Restrict,
  SetNull,
  SetDefault,
  Cascade,
};

/// REFERENCES parent(columns) ....
struct ForeignKeyClause {
  Name parent;
  std::vector<Name> columns;  // empty: the parent's primary key
  ForeignKeyAction on_delete = ForeignKeyAction::Unspecified;
  ForeignKeyAction on_update = ForeignKeyAction::Unspecified;
  Name match;  // MATCH name, ignored
  bool has_deferrable = false;
  bool deferrable = false;          // false with has_deferrable: NOT DEFERRABLE
  bool initially_deferred = false;  // counts only when deferrable
};

enum class ColumnConstraintKind : uint8_t {
  PrimaryKey,
  NotNull,
  Null,
  Unique,
  Check,
  Default,
  Collate,
  References,
  Generated,
};

struct ColumnConstraint {
  ColumnConstraintKind kind{};
  Name name;  // CONSTRAINT name
  uint32_t offset = 0;
  SortOrder order = SortOrder::Unspecified;      // PrimaryKey
  bool autoincrement = false;                    // PrimaryKey
  Conflict on_conflict = Conflict::Unspecified;  // PrimaryKey, NotNull, Null, Unique, Check
  ExprPtr expr;                                  // Check, Default, Generated
  SourceSpan expr_span;           // the text between the parentheses, or the bare default value
  bool parenthesized = false;     // Default: written DEFAULT (expr)
  Name collation;                 // Collate
  ForeignKeyClause references;    // References
  bool stored = false;            // Generated: STORED, else VIRTUAL
  bool generated_always = false;  // Generated: GENERATED ALWAYS was written
};

struct ColumnDef {
  Name name;
  std::string type_name;  // as SQLite reports it: words and (n,m) as written; empty if none
  std::vector<ColumnConstraint> constraints;
};

enum class TableConstraintKind : uint8_t { PrimaryKey, Unique, Check, ForeignKey };

struct TableConstraint {
  TableConstraintKind kind{};
  Name name;
  uint32_t offset = 0;
  std::vector<IndexedColumn> columns;  // PrimaryKey, Unique
  bool autoincrement = false;          // PrimaryKey
  Conflict on_conflict = Conflict::Unspecified;
  ExprPtr expr;                     // Check
  SourceSpan expr_span;             // Check: the text between the parentheses
  std::vector<Name> child_columns;  // ForeignKey
  ForeignKeyClause references;      // ForeignKey
};

}  // namespace tern::sql
