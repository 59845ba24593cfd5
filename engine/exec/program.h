#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/bind/access.h"
#include "engine/catalog/catalog.h"
#include "engine/exec/explainable.h"
#include "engine/exec/switches.h"
#include "engine/functions/registry.h"
#include "engine/sql/parser.h"
#include "engine/txn/transaction.h"
#include "engine/vtab/virtual_table.h"

namespace tern::exec {

class BodyListener;   // body_listener.h
class Profile;        // profile.h
struct TriggerScope;  // trigger_scope.h

/// What a statement is compiled against: one connection at one state of its schemas.
/// Lifetime: all of it outlives the program (the program shares ownership of the catalog).
struct CompileContext {
  txn::Transaction& transaction;
  std::shared_ptr<const catalog::Catalog> catalog;
  functions::Registry& functions;
  functions::ConnectionView& connection;     // changes(), clock, random ... for SQL functions
  vtab::Registry* virtual_tables = nullptr;  // null: none is found, of whatever sort
  uint32_t rewrites_off = 0;                 // plan/rewrite.h: those that are not to be made
  Switches switches = {};
  TriggerScope* trigger = nullptr;        // whose body the statement is part of; null: of none
  const catalog::Schema* home = nullptr;  // catalog::home_of() a view or trigger around
  /// EXPLAIN ANALYZE: where the program counts what it does, and outlives it; null: it does not.
  Profile* profile = nullptr;
  /// Is told which databases the program reads and writes; null: nobody wants to know.
  catalog::DatabaseUse* use = nullptr;
  /// Whom to ask what the program may do.
  bind::Access access = {};
  /// Is told of what triggers run; null: nobody wants to know.
  BodyListener* listener = nullptr;

  /// The triggers of a table or view that may fire, in their order. Where none but temporary ones
  /// may, those of temporary tables and views count as their own, as in the reference.
  std::vector<const catalog::Trigger*> triggers_of(const auto& relation) const {
    std::vector<const catalog::Trigger*> out = catalog->triggers_of(relation);
    if (out.empty() || transaction.restrictions.has_triggers) return out;
    const bool is_temporary = relation.schema->is_temporary();
    std::erase_if(out, [is_temporary](const catalog::Trigger* each) {
      return is_temporary || !each->schema->is_temporary();
    });
    return out;
  }

  catalog::Lookup lookup() const {
    return home ? catalog::Lookup(*home, use) : catalog::Lookup(*catalog, use);
  }
};

struct ResultColumnInfo {
  std::string name;           // as SQLite names it
  std::string declared_type;  // of the column it comes from; "" for expressions
  std::string table, column;  // origin, "" for expressions
  std::string_view database;  // of that table. Lifetime: as the catalog
};

/// A compiled SELECT, INSERT, UPDATE or DELETE. Made once, run many times.
///
/// Life of a run: (bind parameters) start() -> next() until false or an error -> finish(). The
/// caller (api) has opened the right transaction before start(), and a savepoint where `writes()`;
/// after an error it rolls back as failure_action() says. A run may be given up by finish() at any
/// time. Threads: as the connection.
class Program : public Explainable {
 public:
  virtual const std::vector<ResultColumnInfo>& columns() const = 0;
  virtual bool writes() const = 0;
  /// Whether a failed run may leave changes behind that ABORT has to undo. A statement that checks
  /// everything before its only change says no and spares the savepoint.
  virtual bool needs_savepoint() const { return writes(); }
  /// Whether it may leave index entries that are not in their trees yet (btree/late_entries.h).
  virtual bool may_leave_late_entries() const { return false; }
  /// Parameters by number - 1; missing ones are NULL. Kept between runs.
  std::vector<record::Value>& parameters() { return parameters_; }

  virtual Status start() = 0;
  /// true: row() holds a row. A DML statement does all its work in the first call (and then hands
  /// out its RETURNING rows, if any).
  virtual Result<bool> next() = 0;
  /// Lifetime: until the next call of next(), start() or finish().
  virtual std::span<const record::ValueView> row() const = 0;
  /// Closes cursors, drops pins. Idempotent.
  virtual void finish() = 0;
  /// How a failed run must end: Abort (undo this statement), Fail (keep what it did), Rollback (end
  /// the transaction).
  virtual sql::Conflict failure_action() const { return sql::Conflict::Abort; }
  /// EXPLAIN QUERY PLAN's lines: (id, parent, text).
  struct PlanLine {
    int32_t id;
    int32_t parent;
    std::string text;
  };
  virtual std::vector<PlanLine> explain() const = 0;

 protected:
  std::vector<record::Value> parameters_;
};

/// Compiles a Select, Insert, Update or Delete statement.
/// Lifetime: `statement` and `sql` (its text) must outlive the program.
/// Errors: Error with SQLite's words and offset (no such table: x; no such column: y; ...).
Result<std::unique_ptr<Program>> compile(const sql::ParsedStatement& statement,
                                         std::string_view sql, const CompileContext& context);

}  // namespace tern::exec
