#include <algorithm>
#include <functional>

#include "engine/api/ddl_alter_check.h"
#include "engine/api/ddl_parts.h"
#include "engine/api/ddl_schema_table.h"
#include "engine/api/statement_state.h"
#include "engine/btree/cursor.h"
#include "engine/catalog/told_name.h"
#include "engine/exec/trigger_programs.h"
#include "engine/write/table_writer.h"

namespace tern::api {
namespace {

/// What dropping the table does to rows that refer to its rows: as if all were deleted first,
/// without the table's own triggers.
/// Source: SQLite documentation, "SQLite Foreign Key Support", CREATE, ALTER and DROP TABLE.
Status delete_rows_first(const DdlCall& call, const catalog::Table& table) {
  txn::Transaction& transaction = call.transaction();
  if (!transaction.foreign_keys_enabled) return {};
  const bool is_parent = !call.schema->children_of(table).empty();
  const bool defers = std::ranges::any_of(table.foreign_keys, [&](const auto& key) {
    return key.initially_deferred || transaction.defer_foreign_keys;
  });
  if (!is_parent && !defers) return {};
  // The rows count as deleted, as in the reference; none do if the statement fails.
  transaction.changes_of_statement = 0;
  const bool has_violations =
      transaction.deferred_violations != 0 || transaction.postponed_violations != 0;
  if (!is_parent && !has_violations) return {};
  exec::TriggerPrograms triggers(TRY(binding_context(call)));
  const auto writer =
      TRY(write::TableWriter::open(transaction, table, write::TableWriter::Use::Statement,
                                   {.source = &triggers, .skips_own = true}));
  TRY(writer->begin_statement(write::TableWriter::Purpose::Change));
  std::vector<std::vector<record::Value>> keys;
  TRY(writer->each_key([&](const write::TableWriter::RowKey& key) {
    auto& kept = keys.emplace_back();
    if (!table.without_rowid) kept.push_back(record::Value::integer(key.rowid));
    for (const ValueView value : key.primary_key) kept.emplace_back(value);
  }));
  int64_t count = 0;
  for (const auto& key : keys) {
    const std::vector<ValueView> views(key.begin(), key.end());
    const Result<write::TableWriter::Change> erased =
        table.without_rowid ? writer->erase({0, views}, true)
                            : writer->erase({views[0].as_integer(), {}}, true);
    // A foreign key that matches nothing has no say in this.
    if (!erased && !erased.error().is(ErrorCode::Error)) return std::unexpected(erased.error());
    if (!erased) return {};
    if (*erased == write::TableWriter::Change::Done) ++count;  // else an action took it
  }
  TRY(writer->finish_statement());
  transaction.changes_of_statement = count;
  transaction.total_changes += transaction.changes_of_statement;
  return {};
}

/// Besides the DROP that runs: statements between two rows, or inside one. Another DROP that waits
/// for its module, which drops tables just now, is counted, and inside a step, but gives no rows.
bool has_readers(const ConnectionState& connection) {
  if (connection.running_count() == 1) return false;
  return connection.running_count() > connection.step_depth ||
         std::ranges::any_of(connection.statements(), &StatementState::is_running);
}

/// Drops the trees, last root first, so that none of them is moved. sqlite_schema follows where
/// another root moves into a gap.
Status drop_trees(const DdlCall& call, std::vector<PageNo> roots) {
  if (roots.empty()) return ok();
  if (has_readers(call.connection)) return fail(ErrorCode::Locked, "database table is locked");
  std::ranges::sort(roots, std::greater<>());
  for (const PageNo root : roots) {
    const auto moved = TRY(call.database.trees().drop_tree(root));
    if (!moved) continue;
    TRY(change_schema_rows(call.database, [&](SchemaRow& row) -> Result<bool> {
      if (row.root != int64_t{moved->from.raw}) return false;
      row.root = moved->to.raw;
      return true;
    }));
  }
  return {};
}

/// Of what was dropped from another database.
Status drop_temporary_triggers(const DdlCall& call,
                               const std::vector<const catalog::Trigger*>& triggers) {
  std::vector<std::string_view> names;
  for (const catalog::Trigger* trigger : triggers) {
    if (trigger->schema->is_temporary()) names.push_back(trigger->name);
  }
  if (names.empty()) return {};
  txn::Database& temporary = *TRY(call.connection.temporary());
  TRY(call.connection.ensure_writing(temporary));
  TRY(remove_schema_rows(temporary, [&](const SchemaRow& row) {
    return row.type == "trigger" && std::ranges::find(names, row.name) != names.end();
  }));
  return temporary.schema_changed();
}

/// Errors: the table may not be dropped.
Status check_may_go(const DdlCall& call, const sql::DropStatement& statement,
                    const catalog::Table* table) {
  const std::string& name = statement.name.name.text;
  // The shell keeps parameters in such a table.
  const bool may_go = catalog::same_name(table->name.substr(0, 11), "sqlite_stat") ||
                      catalog::same_name(table->name.substr(0, 17), "sqlite_parameters");
  const bool is_guarded = is_guarded_shadow(call.connection, *call.schema, table->name);
  if (is_guarded || (table->is_system && !may_go)) {
    const bool is_schema = table->root == PageNo{1};  // it has several names
    return refuse("table " + (is_schema ? std::string(catalog::told_name(*table)) : name) +
                  " may not be dropped");
  }
  return ok();
}

Status drop_table(const DdlCall& call, const sql::DropStatement& statement) {
  const catalog::Table* table = call.schema->find_table(statement.name.name.text);
  TRY(check_may_go(call, statement, table));
  if (table->is_virtual) {
    (void)TRY(call.connection.virtual_tables().connect(*table));
  } else {
    TRY(delete_rows_first(call, *table));
  }
  TRY(rename_sequence(call.database, table->name, ""));
  TRY(forget_statistics(call, table->name, ""));
  TRY(remove_schema_rows(call.database, [&](const SchemaRow& row) {
    return catalog::same_name(row.table, table->name);
  }));
  std::vector<PageNo> roots;
  if (!table->is_virtual) roots.push_back(table->root);
  for (const auto& index : table->indexes) roots.push_back(index->root);
  TRY(drop_trees(call, std::move(roots)));
  // What it stands for may be tables, which its module drops.
  if (table->is_virtual) TRY(call.connection.virtual_tables().destroy(*table));
  TRY(call.database.schema_changed());
  return drop_temporary_triggers(call, call.catalog->triggers_of(*table));
}

Status check_may_go(const catalog::Index* index) {
  if (index->origin == catalog::IndexOrigin::Create) return ok();
  return refuse("index associated with UNIQUE or PRIMARY KEY constraint cannot be dropped");
}

Status drop_index(const DdlCall& call, const sql::DropStatement& statement) {
  const catalog::Index* index = call.schema->find_index(statement.name.name.text);
  TRY(check_may_go(index));
  TRY(remove_schema_rows(call.database, [&](const SchemaRow& row) {
    return row.type == "index" && catalog::same_name(row.name, index->name);
  }));
  TRY(forget_statistics(call, index->table->name, index->name));
  TRY(drop_trees(call, {index->root}));
  return call.database.schema_changed();
}

Status drop_view(const DdlCall& call, const sql::DropStatement& statement) {
  const std::string& name = statement.name.name.text;
  const catalog::View* view = call.schema->find_view(name);
  TRY(remove_schema_rows(
      call.database, [&](const SchemaRow& row) { return catalog::same_name(row.table, name); }));
  TRY(call.database.schema_changed());
  return drop_temporary_triggers(call, call.catalog->triggers_of(*view));
}

Status drop_trigger(const DdlCall& call, const sql::DropStatement& statement) {
  const std::string& name = statement.name.name.text;
  TRY(remove_schema_rows(call.database, [&](const SchemaRow& row) {
    return row.type == "trigger" && catalog::same_name(row.name, name);
  }));
  return call.database.schema_changed();
}

/// Errors: it is of another sort.
Result<bool> has_object(const DdlCall& call, const sql::DropStatement& statement) {
  const std::string& name = statement.name.name.text;
  const bool is_table = call.schema->find_table(name) != nullptr;
  const bool is_view = call.schema->find_view(name) != nullptr;
  switch (statement.drop) {
    case sql::DropKind::Table:
      if (is_table) return true;
      if (is_view) return refuse("use DROP VIEW to delete view " + name);
      if (!TRY(call.connection.virtual_tables().find(name))) return false;
      return refuse("table " + name + " may not be dropped");
    case sql::DropKind::Index:
      return call.schema->find_index(name) != nullptr;
    case sql::DropKind::View:
      if (!is_view && is_table) return refuse("use DROP TABLE to delete table " + name);
      return is_view;
    case sql::DropKind::Trigger:
      return call.schema->find_trigger(name) != nullptr;
  }
  return false;
}

std::string_view kind_of(sql::DropKind kind) {
  switch (kind) {
    case sql::DropKind::Table:
      return "table";
    case sql::DropKind::Index:
      return "index";
    case sql::DropKind::View:
      return "view";
    case sql::DropKind::Trigger:
      return "trigger";
  }
  return "";
}

}  // namespace

Result<bool> is_there_to_drop(const DdlCall& call, const sql::DropStatement& statement) {
  const bool is_there = call.is_here(statement.name.schema) && TRY(has_object(call, statement));
  if (is_there || statement.if_exists) return is_there;
  return refuse("no such " + std::string(kind_of(statement.drop)) + ": " +
                display_name(statement.name));
}

Status check_drop(const DdlCall& call, const sql::DropStatement& statement) {
  const bool is_there = TRY(is_there_to_drop(call, statement));
  if (!is_there) return ok();
  const std::string& name = statement.name.name.text;
  if (statement.drop == sql::DropKind::Table) {
    return check_may_go(call, statement, call.schema->find_table(name));
  }
  return statement.drop == sql::DropKind::Index ? check_may_go(call.schema->find_index(name))
                                                : ok();
}

Status drop_object(const DdlCall& call, const sql::DropStatement& statement) {
  const bool is_there = TRY(is_there_to_drop(call, statement));
  if (!is_there) return {};
  switch (statement.drop) {
    case sql::DropKind::Table:
      return drop_table(call, statement);
    case sql::DropKind::Index:
      return drop_index(call, statement);
    case sql::DropKind::View:
      return drop_view(call, statement);
    case sql::DropKind::Trigger:
      return drop_trigger(call, statement);
  }
  return {};
}

}  // namespace tern::api
