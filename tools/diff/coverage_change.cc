#include "tools/diff/coverage_change.h"

#include <array>

#include "engine/sql/parser.h"
#include "engine/sql/walk.h"

namespace tern::diff {
namespace {

std::string_view name_of(sql::Conflict conflict) {
  switch (conflict) {
    case sql::Conflict::Rollback:
      return "ROLLBACK";
    case sql::Conflict::Abort:
      return "ABORT";
    case sql::Conflict::Fail:
      return "FAIL";
    case sql::Conflict::Ignore:
      return "IGNORE";
    case sql::Conflict::Replace:
      return "REPLACE";
    case sql::Conflict::Unspecified:
      break;
  }
  return "";
}

std::string_view name_of(sql::TriggerTime time) {
  if (time == sql::TriggerTime::InsteadOf) return "INSTEAD OF";
  return time == sql::TriggerTime::After ? "AFTER" : "BEFORE";
}

std::string_view name_of(sql::TriggerEvent event) {
  if (event == sql::TriggerEvent::Insert) return "INSERT";
  return event == sql::TriggerEvent::Delete ? "DELETE" : "UPDATE";
}

std::string_view name_of(sql::RaiseAction action) {
  switch (action) {
    case sql::RaiseAction::Ignore:
      return "IGNORE";
    case sql::RaiseAction::Rollback:
      return "ROLLBACK";
    case sql::RaiseAction::Abort:
      return "ABORT";
    case sql::RaiseAction::Fail:
      break;
  }
  return "FAIL";
}

/// Which RAISEs there are below a statement.
class RaiseSearch final : public sql::Walker {
 public:
  explicit RaiseSearch(Coverage& coverage) : coverage_(coverage) {}

 protected:
  void visit(const sql::Expr& expr) override {
    const auto* raise = expr.as_if<sql::Raise>();
    if (raise) coverage_.hit_form(std::string("raise: ").append(name_of(raise->action)));
  }

 private:
  Coverage& coverage_;
};

class FormWalk {
 public:
  FormWalk(Coverage& coverage, bool in_trigger)
      : coverage_(coverage), before_(in_trigger ? "in a trigger: " : "") {}

  void statement(const sql::Statement& statement) {
    switch (statement.kind) {
      case sql::StatementKind::Select:
        return hit("select");
      case sql::StatementKind::Insert:
        return insert(statement.as<sql::InsertStatement>());
      case sql::StatementKind::Update:
        return update(statement.as<sql::UpdateStatement>());
      case sql::StatementKind::Delete:
        return remove(statement.as<sql::DeleteStatement>());
      case sql::StatementKind::CreateTable:
        return create_table(statement.as<sql::CreateTableStatement>());
      case sql::StatementKind::CreateTrigger:
        return create_trigger(statement.as<sql::CreateTriggerStatement>());
      default:
        return other(statement);
    }
  }

 private:
  void hit(std::string_view form) { coverage_.hit_form(std::string(before_).append(form)); }
  void hit_if(bool came_up, std::string_view form) {
    if (came_up) hit(form);
  }
  void hit_conflict(const char* what, sql::Conflict conflict) {
    if (conflict == sql::Conflict::Unspecified) return;
    hit(std::string(what).append(" OR ").append(name_of(conflict)));
  }

  void insert(const sql::InsertStatement& insert) {
    hit("insert");
    hit_conflict("insert", insert.on_conflict);
    hit_if(insert.replace, "insert: REPLACE INTO");
    hit_if(!insert.columns.empty(), "insert: columns");
    hit_if(!insert.source, "insert: DEFAULT VALUES");
    if (insert.source) {
      const sql::SelectCore& core = insert.source->cores.front();
      hit_if(!core.is_values(), "insert: SELECT");
      hit_if(core.values.size() > 1, "insert: several rows");
    }
    hit_if(!insert.with.tables.empty(), "insert: WITH");
    hit_if(!insert.returning.empty(), "insert: RETURNING");
    hit_if(insert.upserts.size() > 1, "upsert: several clauses");
    for (const sql::Upsert& upsert : insert.upserts) {
      hit(upsert.do_nothing ? "upsert: DO NOTHING" : "upsert: DO UPDATE");
      hit(upsert.target.empty() ? "upsert: no target" : "upsert: target");
      hit_if(upsert.target_where != nullptr, "upsert: target WHERE");
      hit_if(upsert.where != nullptr, "upsert: WHERE");
    }
  }

  void update(const sql::UpdateStatement& update) {
    hit("update");
    hit_conflict("update", update.on_conflict);
    hit_if(!update.where, "update: all rows");
    hit_if(!update.with.tables.empty(), "update: WITH");
    hit_if(!update.returning.empty(), "update: RETURNING");
    hit_if(!update.order_by.empty(), "update: ORDER BY");
    hit_if(update.limit != nullptr, "update: LIMIT");
    hit_if(update.offset != nullptr, "update: OFFSET");
    hit_if(!update.from.empty(), "update: FROM");
    hit_if(update.from.size() > 1, "update: FROM several");
    hit_if(update.set.size() > 1, "update: several columns");
    for (const sql::Assignment& assignment : update.set) {
      hit_if(assignment.is_row, "update: row");
      hit_if(assignment.is_row && assignment.value->kind == sql::ExprKind::Subquery,
             "update: row from a subquery");
    }
  }

  void remove(const sql::DeleteStatement& remove) {
    hit("delete");
    hit_if(!remove.where, "delete: all rows");
    hit_if(!remove.with.tables.empty(), "delete: WITH");
    hit_if(!remove.returning.empty(), "delete: RETURNING");
    hit_if(!remove.order_by.empty(), "delete: ORDER BY");
    hit_if(remove.limit != nullptr, "delete: LIMIT");
    hit_if(remove.offset != nullptr, "delete: OFFSET");
  }

  void foreign_key(const sql::ForeignKeyClause& key) {
    const auto action = [&](const char* event, sql::ForeignKeyAction what) {
      const char* name = what == sql::ForeignKeyAction::Cascade      ? "CASCADE"
                         : what == sql::ForeignKeyAction::SetNull    ? "SET NULL"
                         : what == sql::ForeignKeyAction::SetDefault ? "SET DEFAULT"
                         : what == sql::ForeignKeyAction::Restrict   ? "RESTRICT"
                                                                     : "NO ACTION";
      hit(std::string("foreign key: ON ").append(event).append(" ").append(name));
    };
    action("DELETE", key.on_delete);
    action("UPDATE", key.on_update);
  }

  void create_table(const sql::CreateTableStatement& table) {
    hit(table.as_select ? "create table AS" : "create table");
    hit_if(table.without_rowid, "create table: WITHOUT ROWID");
    for (const sql::ColumnDef& column : table.columns) {
      for (const sql::ColumnConstraint& constraint : column.constraints) {
        if (constraint.kind == sql::ColumnConstraintKind::References) {
          foreign_key(constraint.references);
        }
        if (constraint.kind != sql::ColumnConstraintKind::Check) {
          hit_conflict("constraint", constraint.on_conflict);
        }
      }
    }
    for (const sql::TableConstraint& constraint : table.constraints) {
      if (constraint.kind == sql::TableConstraintKind::Check) continue;
      hit_conflict("constraint", constraint.on_conflict);
    }
  }

  void create_trigger(const sql::CreateTriggerStatement& trigger) {
    hit(std::string("trigger: ")
            .append(name_of(trigger.time))
            .append(" ")
            .append(name_of(trigger.event)));
    hit_if(!trigger.update_columns.empty(), "trigger: UPDATE OF");
    hit_if(trigger.when != nullptr, "trigger: WHEN");
    hit_if(trigger.temporary, "trigger: TEMP");
    for (const sql::StatementPtr& step : trigger.body) {
      FormWalk(coverage_, true).statement(*step);
      RaiseSearch(coverage_).walk(*step);
    }
  }

  void other(const sql::Statement& statement) {
    if (const auto* alter = statement.as_if<sql::AlterTableStatement>()) {
      const char* const names[] = {"RENAME TO", "RENAME COLUMN", "ADD COLUMN", "DROP COLUMN"};
      return hit(std::string("alter table: ").append(names[static_cast<size_t>(alter->alter)]));
    }
    if (const auto* drop = statement.as_if<sql::DropStatement>()) {
      const char* const names[] = {"TABLE", "INDEX", "VIEW", "TRIGGER"};
      return hit(std::string("drop ").append(names[static_cast<size_t>(drop->drop)]));
    }
    if (const auto* index = statement.as_if<sql::CreateIndexStatement>()) {
      hit_if(index->where != nullptr, "create index: partial");
      return hit(index->unique ? "create unique index" : "create index");
    }
    if (const auto* begin = statement.as_if<sql::BeginStatement>()) {
      const char* const names[] = {"DEFERRED", "IMMEDIATE", "EXCLUSIVE", "CONCURRENT"};
      return hit(std::string("begin ").append(names[static_cast<size_t>(begin->mode)]));
    }
    if (const auto* rollback = statement.as_if<sql::RollbackStatement>()) {
      return hit(rollback->savepoint ? "rollback to" : "rollback");
    }
    switch (statement.kind) {
      case sql::StatementKind::CreateView:
        return hit("create view");
      case sql::StatementKind::Commit:
        return hit("commit");
      case sql::StatementKind::Savepoint:
        return hit("savepoint");
      case sql::StatementKind::Release:
        return hit("release");
      case sql::StatementKind::Pragma:
        return hit("pragma");
      case sql::StatementKind::Vacuum:
        return hit("vacuum");
      case sql::StatementKind::Analyze:
        return hit("analyze");
      case sql::StatementKind::Reindex:
        return hit("reindex");
      default:
        return hit("other");
    }
  }

  Coverage& coverage_;
  std::string_view before_;
};

}  // namespace

void cover_change(const Step& step, const Outcome& outcome, Coverage& coverage) {
  const Result<sql::ParsedStatement> parsed = sql::parse_statement(step.sql);
  if (!parsed || !parsed->statement) return;
  if (step.by_other) coverage.hit_form("by another connection");
  FormWalk(coverage, false).statement(*parsed->statement);
  coverage.hit_form("outcome: " + std::to_string(outcome.code));
}

namespace {

/// Outside of triggers.
constexpr auto kStatements = std::to_array<const char*>({"select",
                                                         "create table",
                                                         "create table AS",
                                                         "create table: WITHOUT ROWID",
                                                         "create index",
                                                         "create unique index",
                                                         "create index: partial",
                                                         "create view",
                                                         "drop TABLE",
                                                         "drop INDEX",
                                                         "drop VIEW",
                                                         "drop TRIGGER",
                                                         "alter table: RENAME TO",
                                                         "alter table: RENAME COLUMN",
                                                         "alter table: ADD COLUMN",
                                                         "alter table: DROP COLUMN",
                                                         "begin DEFERRED",
                                                         "begin IMMEDIATE",
                                                         "begin EXCLUSIVE",
                                                         "rollback to",
                                                         "rollback",
                                                         "commit",
                                                         "savepoint",
                                                         "release",
                                                         "pragma",
                                                         "vacuum",
                                                         "analyze",
                                                         "reindex",
                                                         "trigger: UPDATE OF",
                                                         "trigger: WHEN",
                                                         "trigger: TEMP",
                                                         "raise: IGNORE",
                                                         "raise: ABORT",
                                                         "raise: FAIL",
                                                         "raise: ROLLBACK",
                                                         "in a trigger: select",
                                                         "by another connection"});

/// Of changes, in triggers and outside.
constexpr auto kChanges = std::to_array<const char*>({"insert",
                                                      "insert: REPLACE INTO",
                                                      "insert: columns",
                                                      "insert: SELECT",
                                                      "insert: several rows",
                                                      "upsert: several clauses",
                                                      "upsert: DO NOTHING",
                                                      "upsert: DO UPDATE",
                                                      "upsert: no target",
                                                      "upsert: target",
                                                      "upsert: target WHERE",
                                                      "upsert: WHERE",
                                                      "update",
                                                      "update: all rows",
                                                      "update: FROM",
                                                      "update: FROM several",
                                                      "update: several columns",
                                                      "update: row",
                                                      "update: row from a subquery",
                                                      "delete",
                                                      "delete: all rows"});

/// Of changes that no trigger makes.
constexpr auto kOuterChanges = std::to_array<const char*>(
    {"insert: DEFAULT VALUES", "insert: WITH", "insert: RETURNING", "update: WITH",
     "update: RETURNING", "update: ORDER BY", "update: LIMIT", "update: OFFSET", "delete: WITH",
     "delete: RETURNING", "delete: ORDER BY", "delete: LIMIT", "delete: OFFSET"});
constexpr auto kActions =
    std::to_array<const char*>({"ROLLBACK", "ABORT", "FAIL", "IGNORE", "REPLACE"});
constexpr auto kKeyActions =
    std::to_array<const char*>({"CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT", "NO ACTION"});
/// Done; error; locked; busy; the constraints.
constexpr auto kOutcomes = std::to_array<const char*>(
    {"0", "1", "5", "275", "517", "787", "1299", "1555", "1811", "2067"});

void add_changes(const std::string& before, Names& out) {
  for (const char* form : kChanges) out.insert(before + form);
  for (const char* action : kActions) {
    out.insert(before + "insert OR " + action);
    out.insert(before + "update OR " + action);
  }
}

Names all_forms() {
  Names out(kStatements.begin(), kStatements.end());
  add_changes("", out);
  add_changes("in a trigger: ", out);
  out.insert(kOuterChanges.begin(), kOuterChanges.end());
  for (const char* action : kActions) out.insert(std::string("constraint OR ") + action);
  for (const char* event : {"DELETE", "UPDATE"}) {
    for (const char* action : kKeyActions) {
      out.insert(std::string("foreign key: ON ") + event + " " + action);
    }
  }
  for (const char* time : {"BEFORE", "AFTER", "INSTEAD OF"}) {
    for (const char* event : {"INSERT", "UPDATE", "DELETE"}) {
      out.insert(std::string("trigger: ") + time + " " + event);
    }
  }
  for (const char* code : kOutcomes) out.insert(std::string("outcome: ") + code);
  return out;
}

}  // namespace

const Names& known_forms() {
  static const Names names = all_forms();
  return names;
}

}  // namespace tern::diff
