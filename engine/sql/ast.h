#pragma once

#include "engine/sql/ast_schema.h"

// Statements. `Statement::kind` says which struct it is; `as<T>` casts.

namespace tern::sql {

enum class StatementKind : uint8_t {
  Select,
  Insert,
  Update,
  Delete,
  CreateTable,
  CreateIndex,
  CreateView,
  CreateTrigger,
  CreateVirtualTable,
  Drop,
  AlterTable,
  Begin,
  Commit,
  Rollback,
  Savepoint,
  Release,
  Pragma,
  Attach,
  Detach,
  Vacuum,
  Analyze,
  Reindex,
};

struct Statement {
  explicit Statement(StatementKind k) : kind(k) {}
  virtual ~Statement() = default;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  StatementKind kind;
  SourceSpan span;  // first token to last, without EXPLAIN and the semicolon

  template <class T>
  T& as() {
    return static_cast<T&>(*this);
  }
  template <class T>
  const T& as() const {
    return static_cast<const T&>(*this);
  }
  template <class T>
  const T* as_if() const {
    return kind == T::kKind ? static_cast<const T*>(this) : nullptr;
  }
  template <class T>
  T* as_if() {
    return kind == T::kKind ? static_cast<T*>(this) : nullptr;
  }
};
using StatementPtr = std::unique_ptr<Statement>;

struct SelectStatement final : Statement {
  static constexpr StatementKind kKind = StatementKind::Select;
  SelectStatement() : Statement(kKind) {}
  Select select;
};

/// What INSERT, UPDATE and DELETE name: schema.table AS alias INDEXED BY index.
struct DmlTarget {
  QualifiedName name;
  Name alias;
  Name indexed_by;
  bool not_indexed = false;
};

/// `column = expr`, or `(a, b) = expr` with a row value or a subquery.
struct Assignment {
  std::vector<Name> columns;
  bool is_row = false;  // written in parentheses
  ExprPtr value;
};

/// ON CONFLICT (target) WHERE ... DO UPDATE SET ... WHERE ..., or DO NOTHING.
struct Upsert {
  std::vector<IndexedColumn> target;  // empty: any conflict
  ExprPtr target_where;
  bool do_nothing = false;
  std::vector<Assignment> set;
  ExprPtr where;
};

struct InsertStatement final : Statement {
  static constexpr StatementKind kKind = StatementKind::Insert;
  InsertStatement() : Statement(kKind) {}
  WithClause with;
  bool replace = false;  // written REPLACE INTO; on_conflict says Replace too
  Conflict on_conflict = Conflict::Unspecified;
  DmlTarget target;
  std::vector<Name> columns;  // empty: none were listed
  SelectBox source;           // null: DEFAULT VALUES. VALUES is a Select with a values core
  std::vector<Upsert> upserts;
  ResultColumns returning;
};

struct UpdateStatement final : Statement {
  static constexpr StatementKind kKind = StatementKind::Update;
  UpdateStatement() : Statement(kKind) {}
  WithClause with;
  Conflict on_conflict = Conflict::Unspecified;
  DmlTarget target;
  std::vector<Assignment> set;
  FromClause from;
  ExprPtr where;
  ResultColumns returning;
  std::vector<OrderingTerm> order_by;
  ExprPtr limit;
  ExprPtr offset;
};

struct DeleteStatement final : Statement {
  static constexpr StatementKind kKind = StatementKind::Delete;
  DeleteStatement() : Statement(kKind) {}
  WithClause with;
  DmlTarget target;
  ExprPtr where;
  ResultColumns returning;
  std::vector<OrderingTerm> order_by;
  ExprPtr limit;
  ExprPtr offset;
};

/// What all CREATE statements share. sqlite_schema keeps "CREATE <type> " and the text of
/// `definition`, which runs from the object's unqualified name to the last token.
struct CreateStatement : Statement {
  using Statement::Statement;
  bool temporary = false;
  bool if_not_exists = false;
  QualifiedName name;
  SourceSpan definition;
};

struct CreateTableStatement final : CreateStatement {
  static constexpr StatementKind kKind = StatementKind::CreateTable;
  CreateTableStatement() : CreateStatement(kKind) {}
  std::vector<ColumnDef> columns;
  std::vector<TableConstraint> constraints;
  bool without_rowid = false;
  bool strict = false;
  SelectBox as_select;  // null unless CREATE TABLE ... AS
};

struct CreateIndexStatement final : CreateStatement {
  static constexpr StatementKind kKind = StatementKind::CreateIndex;
  CreateIndexStatement() : CreateStatement(kKind) {}
  bool unique = false;
  Name table;
  std::vector<IndexedColumn> columns;
  ExprPtr where;  // null: not partial
};

struct CreateViewStatement final : CreateStatement {
  static constexpr StatementKind kKind = StatementKind::CreateView;
  CreateViewStatement() : CreateStatement(kKind) {}
  std::vector<Name> columns;
  SelectBox select;
};

enum class TriggerTime : uint8_t { Unspecified, Before, After, InsteadOf };
enum class TriggerEvent : uint8_t { Insert, Update, Delete };

struct CreateTriggerStatement final : CreateStatement {
  static constexpr StatementKind kKind = StatementKind::CreateTrigger;
  CreateTriggerStatement() : CreateStatement(kKind) {}
  TriggerTime time = TriggerTime::Unspecified;
  TriggerEvent event{};
  std::vector<Name> update_columns;  // UPDATE OF ...
  QualifiedName table;
  bool for_each_row = false;  // written; row triggers are all there is
  ExprPtr when;
  std::vector<StatementPtr> body;  // Select, Insert, Update, Delete
};

struct CreateVirtualTableStatement final : CreateStatement {
  static constexpr StatementKind kKind = StatementKind::CreateVirtualTable;
  CreateVirtualTableStatement() : CreateStatement(kKind) {}
  Name module;
  bool has_arguments = false;          // (...) was written
  std::vector<std::string> arguments;  // as written, trimmed
};

enum class DropKind : uint8_t { Table, Index, View, Trigger };

struct DropStatement final : Statement {
  static constexpr StatementKind kKind = StatementKind::Drop;
  DropStatement() : Statement(kKind) {}
  DropKind drop{};
  bool if_exists = false;
  QualifiedName name;
};

enum class AlterKind : uint8_t { RenameTable, RenameColumn, AddColumn, DropColumn };

struct AlterTableStatement final : Statement {
  static constexpr StatementKind kKind = StatementKind::AlterTable;
  AlterTableStatement() : Statement(kKind) {}
  AlterKind alter{};
  QualifiedName table;
  Name new_name;          // RenameTable, RenameColumn
  Name column;            // RenameColumn, DropColumn
  ColumnDef added;        // AddColumn
  SourceSpan added_span;  // AddColumn: the definition's text
};

enum class BeginMode : uint8_t { Deferred, Immediate, Exclusive, Concurrent };

struct BeginStatement final : Statement {
  static constexpr StatementKind kKind = StatementKind::Begin;
  BeginStatement() : Statement(kKind) {}
  BeginMode mode = BeginMode::Deferred;
};

/// COMMIT or END.
struct CommitStatement final : Statement {
  static constexpr StatementKind kKind = StatementKind::Commit;
  CommitStatement() : Statement(kKind) {}
};

struct RollbackStatement final : Statement {
  static constexpr StatementKind kKind = StatementKind::Rollback;
  RollbackStatement() : Statement(kKind) {}
  Name savepoint;  // ROLLBACK TO name
};

struct SavepointStatement final : Statement {
  static constexpr StatementKind kKind = StatementKind::Savepoint;
  SavepointStatement() : Statement(kKind) {}
  Name name;
};

struct ReleaseStatement final : Statement {
  static constexpr StatementKind kKind = StatementKind::Release;
  ReleaseStatement() : Statement(kKind) {}
  Name name;
};

/// PRAGMA schema.name, PRAGMA name = value, PRAGMA name(value).
struct PragmaStatement final : Statement {
  static constexpr StatementKind kKind = StatementKind::Pragma;
  PragmaStatement() : Statement(kKind) {}
  QualifiedName name;
  bool has_value = false;
  bool value_in_parentheses = false;
  bool value_is_text = false;  // a string or an identifier, else a number
  std::string value;           // without quotes; a number with its sign
  Quote value_quote = Quote::None;
  uint32_t value_offset = 0;
};

struct AttachStatement final : Statement {
  static constexpr StatementKind kKind = StatementKind::Attach;
  AttachStatement() : Statement(kKind) {}
  ExprPtr file;    // a bare name comes as a ColumnRef and means its text
  ExprPtr schema;  // likewise
  ExprPtr key;     // KEY expr; null if none
};

struct DetachStatement final : Statement {
  static constexpr StatementKind kKind = StatementKind::Detach;
  DetachStatement() : Statement(kKind) {}
  ExprPtr schema;
};

struct VacuumStatement final : Statement {
  static constexpr StatementKind kKind = StatementKind::Vacuum;
  VacuumStatement() : Statement(kKind) {}
  Name schema;
  ExprPtr into;  // null if none
};

struct AnalyzeStatement final : Statement {
  static constexpr StatementKind kKind = StatementKind::Analyze;
  AnalyzeStatement() : Statement(kKind) {}
  QualifiedName name;  // absent: everything
};

struct ReindexStatement final : Statement {
  static constexpr StatementKind kKind = StatementKind::Reindex;
  ReindexStatement() : Statement(kKind) {}
  QualifiedName name;  // a collation, table or index; absent: everything
};

}  // namespace tern::sql
