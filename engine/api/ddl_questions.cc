#include <algorithm>

#include "engine/api/command_questions.h"
#include "engine/api/ddl_parts.h"
#include "engine/api/ddl_target.h"
#include "engine/catalog/told_name.h"
#include "engine/exec/compile_unit.h"
#include "engine/exec/foreign_key_access.h"
#include "engine/sql/parser.h"

// What CREATE, DROP, ALTER, ANALYZE and REINDEX ask: about themselves, and about the rows of schema
// tables that the reference changes for them by SQL.

namespace tern::api {
namespace {

std::string_view schema_table_of(const catalog::Schema& schema) {
  return catalog::told_schema_table_name(schema.is_temporary());
}

Action either(const catalog::Schema& schema, Action permanent, Action temporary) {
  return schema.is_temporary() ? temporary : permanent;
}

bool has_relation(const catalog::Schema& schema, std::string_view name) {
  return schema.find_table(name) || schema.find_view(name);
}

/// Every index in the order of `all_indexes`, reversed to that in which they were made.
std::vector<const catalog::Index*> automatic_indexes_of(const catalog::Table& table) {
  std::vector<const catalog::Index*> out;
  for (const catalog::Index* index : table.all_indexes()) out.push_back(index);
  std::ranges::reverse(out);
  return out;
}

}  // namespace

Status CommandQuestions::insert_row(const catalog::Schema& schema) {
  return ask(Action::Insert, schema_table_of(schema), {}, schema.database);
}

Status CommandQuestions::read(const catalog::Schema& schema, std::string_view table,
                              std::string_view column) {
  if (is_ignored_) return ok();
  (void)TRY(access_.ask_to_read(schema.database, table, column));
  return ok();
}

Status CommandQuestions::update_rows(const catalog::Schema& schema,
                                     std::initializer_list<const char*> columns) {
  for (const char* column : columns) {
    TRY(ask(Action::Update, schema_table_of(schema), column, schema.database));
  }
  return ok();
}

Status CommandQuestions::fill_row(const catalog::Schema& schema) {
  TRY(update_rows(schema, {"type", "name", "tbl_name", "rootpage", "sql"}));
  return read(schema, schema_table_of(schema), "ROWID");
}

Status CommandQuestions::delete_rows(const catalog::Schema& schema, const char* key) {
  TRY(ask(Action::Delete, schema_table_of(schema), {}, schema.database));
  TRY(read(schema, schema_table_of(schema), key));
  return read(schema, schema_table_of(schema), "type");
}

Status CommandQuestions::move_root(const catalog::Schema& schema) {
  TRY(update_rows(schema, {"rootpage"}));
  return read(schema, schema_table_of(schema), "rootpage");
}

Status CommandQuestions::forget_statistics(const catalog::Schema& schema, const char* key) {
  constexpr const char* kStatistics = "sqlite_stat1";
  if (!schema.find_table(kStatistics)) return ok();
  TRY(ask(Action::Delete, kStatistics, {}, schema.database));
  return read(schema, kStatistics, key);
}

Status CommandQuestions::ask_about_ddl(const sql::Statement& statement) {
  const auto databases = databases_to_change(connection_, *catalog_, statement);
  if (!databases) return ok();            // an error
  catalog_ = TRY(connection_.catalog());  // the temporary database may be new
  for (const txn::Database* database : *databases) {
    const catalog::Schema& schema = *catalog_->find(database->name());
    if (const auto* table = statement.as_if<sql::CreateTableStatement>()) {
      TRY(create_table(schema, *table));
    } else if (const auto* view = statement.as_if<sql::CreateViewStatement>()) {
      TRY(create_view(schema, *view));
    } else if (const auto* virtually = statement.as_if<sql::CreateVirtualTableStatement>()) {
      TRY(create_virtual_table(schema, *virtually));
    } else if (const auto* index = statement.as_if<sql::CreateIndexStatement>()) {
      TRY(create_index(schema, *index));
    } else if (const auto* trigger = statement.as_if<sql::CreateTriggerStatement>()) {
      TRY(create_trigger(schema, *trigger));
    } else if (const auto* dropped = statement.as_if<sql::DropStatement>()) {
      TRY(drop(schema, *dropped));
    } else if (const auto* altered = statement.as_if<sql::AlterTableStatement>()) {
      TRY(alter(schema, *altered));
    } else if (const auto* analyzed = statement.as_if<sql::AnalyzeStatement>()) {
      TRY(analyze(schema, *analyzed));
    } else if (const auto* rebuilt = statement.as_if<sql::ReindexStatement>()) {
      TRY(reindex(schema, *rebuilt));
    }
  }
  return ok();
}

Status CommandQuestions::create_relation(const catalog::Schema& schema, Action action,
                                         std::string_view name) {
  TRY(insert_row(schema));
  return ask(action, name, {}, schema.database);
}

Status CommandQuestions::create_table(const catalog::Schema& schema,
                                      const sql::CreateTableStatement& statement) {
  const std::string& name = statement.name.name.text;
  if (!check_object_name(connection_, schema, name)) return ok();
  TRY(create_relation(schema, either(schema, Action::CreateTable, Action::CreateTempTable), name));
  if (is_ignored_ || has_relation(schema, name) || schema.find_index(name)) return ok();
  if (!statement.as_select) return read_table_text(schema, statement);
  exec::CompileUnit unit(compile_context(), sql_);
  const auto query = bind::Binder(unit.bind_context()).bind_select(*statement.as_select);
  if (!query) return std::unexpected(query.error());
  return fill_row(schema);
}

/// The expressions in the text, and the indexes that it brings.
Status CommandQuestions::read_table_text(const catalog::Schema& schema,
                                         const sql::CreateTableStatement& statement) {
  const std::string text = sql::schema_text(statement, sql_);
  sql::ParsedStatement parsed = TRY(sql::parse_statement(text));
  auto described = catalog::describe_table(std::move(parsed.statement), text, schema.traits);
  if (!described) return ok();  // an error
  catalog::Table& table = **described;
  table.schema = &schema;
  exec::CompileUnit unit(compile_context(), text);
  bind::Context context = unit.bind_context();
  context.restrictions = nullptr;  // what they say is told when it is made
  bind::Binder binder(context, {bind::NamedRow{.name = table.name,
                                               .table = &table,
                                               .slot = unit.layout().add_row(),
                                               .layout = bind::RowLayout::Declared}});
  const auto look_at = [&binder](const sql::Expr* expr) -> Status {
    if (!expr) return ok();
    if (auto bound = binder.bind(*expr); !bound) return std::unexpected(bound.error());
    return ok();
  };
  for (const catalog::Check& check : table.checks) TRY(look_at(check.expr));
  for (const catalog::Column& column : table.columns) TRY(look_at(column.generated));
  TRY(automatic_indexes(schema, table));
  return fill_row(schema);
}

Status CommandQuestions::automatic_indexes(const catalog::Schema& schema,
                                           const catalog::Table& table) {
  const Action action = either(schema, Action::CreateIndex, Action::CreateTempIndex);
  for (const catalog::Index* index : automatic_indexes_of(table)) {
    TRY(insert_row(schema));
    TRY(ask(action, index->name, table.name, schema.database));
    for (size_t i = 0; i < index->declared_terms; ++i) {
      const auto column = static_cast<size_t>(index->terms[i].column);
      TRY(read(schema, table.name, table.columns[column].name));
    }
    TRY(insert_row(schema));
  }
  return ok();
}

Status CommandQuestions::create_virtual_table(const catalog::Schema& schema,
                                              const sql::CreateVirtualTableStatement& statement) {
  const std::string& name = statement.name.name.text;
  if (!check_object_name(connection_, schema, name)) return ok();
  TRY(insert_row(schema));
  if (has_relation(schema, name) || schema.find_index(name)) return ok();
  TRY(ask(Action::CreateVtable, name, statement.module.text, schema.database));
  return fill_row(schema);
}

Status CommandQuestions::create_view(const catalog::Schema& schema,
                                     const sql::CreateViewStatement& statement) {
  const std::string& name = statement.name.name.text;
  if (!check_object_name(connection_, schema, name)) return ok();
  TRY(create_relation(schema, either(schema, Action::CreateView, Action::CreateTempView), name));
  if (has_relation(schema, name) || schema.find_index(name)) return ok();
  return fill_row(schema);
}

Status CommandQuestions::create_index(const catalog::Schema& schema,
                                      const sql::CreateIndexStatement& statement) {
  const std::string& name = statement.name.name.text;
  const catalog::Table* const table = schema.find_table(statement.table.text);
  const bool is_taken = has_relation(schema, name) || schema.find_index(name);
  if (!check_object_name(connection_, schema, name) || !table || table->is_system ||
      table->is_virtual || is_taken)
    return ok();
  TRY(insert_row(schema));
  TRY(ask(either(schema, Action::CreateIndex, Action::CreateTempIndex), name, table->name,
          schema.database));
  exec::CompileUnit unit(compile_context(), sql_);
  bind::Context context = unit.bind_context();
  context.restrictions = nullptr;
  bind::Binder binder(context, {bind::NamedRow{.name = table->name,
                                               .table = table,
                                               .slot = unit.layout().add_row(),
                                               .layout = bind::RowLayout::Declared}});
  if (statement.where) (void)TRY(binder.bind(*statement.where));
  for (const sql::IndexedColumn& column : statement.columns) {
    (void)TRY(binder.bind(*column.expr));
  }
  TRY(insert_row(schema));
  return ask(Action::Reindex, name, {}, schema.database);
}

Status CommandQuestions::create_trigger(const catalog::Schema& schema,
                                        const sql::CreateTriggerStatement& statement) {
  const std::string& name = statement.name.name.text;
  const auto found = schema.is_temporary()
                         ? catalog::Lookup(*catalog_).relation(statement.table)
                         : catalog::find_relation(schema, statement.table.name.text);
  const bool is_system = found.table && found.table->is_system;
  if (!check_object_name(connection_, schema, name) || !found || is_system ||
      schema.find_trigger(name)) {
    return ok();
  }
  const std::string_view target = found.table ? found.table->name : found.view->name;
  TRY(ask(either(schema, Action::CreateTrigger, Action::CreateTempTrigger), name, target,
          schema.database));
  TRY(insert_row(found.schema()));
  return insert_row(schema);
}

Status CommandQuestions::drop(const catalog::Schema& schema, const sql::DropStatement& statement) {
  const sql::Name& named = statement.name.schema;
  if (named && !catalog::same_name(named.text, schema.database)) return ok();
  const std::string& name = statement.name.name.text;
  switch (statement.drop) {
    case sql::DropKind::Table:
    case sql::DropKind::View: {
      const auto found = catalog::find_relation(schema, name);
      return found ? drop_relation(schema, found, statement) : ok();
    }
    case sql::DropKind::Index: {
      const catalog::Index* const index = schema.find_index(name);
      const bool may_go = index && index->origin == catalog::IndexOrigin::Create;
      return may_go ? drop_index(schema, *index) : ok();
    }
    case sql::DropKind::Trigger: {
      const catalog::Trigger* const trigger = schema.find_trigger(name);
      return trigger ? drop_trigger(*trigger) : ok();
    }
  }
  return ok();
}

Status CommandQuestions::drop_relation(const catalog::Schema& schema,
                                       const catalog::Lookup::Found& found,
                                       const sql::DropStatement& statement) {
  const bool as_view = statement.drop == sql::DropKind::View;
  const Action action = as_view ? either(schema, Action::DropView, Action::DropTempView)
                                : either(schema, Action::DropTable, Action::DropTempTable);
  const std::string_view name =
      found.table ? catalog::told_name(*found.table) : std::string_view(found.view->name);
  TRY(ask(Action::Delete, schema_table_of(schema), {}, schema.database));
  if (found.table && found.table->is_virtual) {
    const auto& created = found.table->tree->as<sql::CreateVirtualTableStatement>();
    TRY(ask(Action::DropVtable, name, created.module.text, schema.database));
  } else {
    TRY(ask(action, name, {}, schema.database));
  }
  TRY(ask(Action::Delete, name, {}, schema.database));
  const bool is_system = found.table && found.table->is_system && !name.starts_with("sqlite_stat");
  if (is_ignored_ || is_system || as_view != (found.view != nullptr)) return ok();
  for (const catalog::Trigger* trigger :
       found.table ? catalog_->triggers_of(*found.table) : catalog_->triggers_of(*found.view)) {
    TRY(drop_trigger(*trigger));
  }
  if (found.table) {
    exec::ForeignKeyAccess keys(access_, connection_.transaction());
    if (!schema.children_of(*found.table).empty()) {
      TRY(keys.ask(*found.table, sql::TriggerEvent::Delete, {}));
    }
    if (found.table->autoincrement) {
      TRY(ask(Action::Delete, "sqlite_sequence", {}, schema.database));
      TRY(read(schema, "sqlite_sequence", "name"));
    }
    TRY(forget_statistics(schema, "tbl"));
  }
  TRY(delete_rows(schema, "tbl_name"));
  return found.table ? move_root(schema) : ok();
}

Status CommandQuestions::drop_index(const catalog::Schema& schema, const catalog::Index& index) {
  TRY(ask(Action::Delete, schema_table_of(schema), {}, schema.database));
  TRY(ask(either(schema, Action::DropIndex, Action::DropTempIndex), index.name, index.table->name,
          schema.database));
  TRY(delete_rows(schema, "name"));
  TRY(forget_statistics(schema, "idx"));
  return move_root(schema);
}

Status CommandQuestions::drop_trigger(const catalog::Trigger& trigger) {
  const catalog::Schema& schema = *trigger.schema;
  TRY(ask(either(schema, Action::DropTrigger, Action::DropTempTrigger), trigger.name, trigger.table,
          schema.database));
  return delete_rows(schema, "name");
}

Status CommandQuestions::alter(const catalog::Schema& schema,
                               const sql::AlterTableStatement& statement) {
  const sql::Name& named = statement.table.schema;
  if (named && !catalog::same_name(named.text, schema.database)) return ok();
  const catalog::Table* const table = schema.find_table(statement.table.name.text);
  if (!table || table->is_system) return ok();
  const bool drops = statement.alter == sql::AlterKind::DropColumn;
  TRY(ask(Action::AlterTable, schema.database, table->name,
          drops ? Text(statement.column.text) : Text()));
  const bool names_column = drops || statement.alter == sql::AlterKind::RenameColumn;
  if (names_column && !table->find_column(statement.column.text)) return ok();  // an error
  TRY(update_rows(schema, {"sql"}));
  if (statement.alter == sql::AlterKind::RenameTable) {
    TRY(update_rows(schema, {"tbl_name", "name"}));
  }
  return ok();
}

Status CommandQuestions::analyze(const catalog::Schema& schema,
                                 const sql::AnalyzeStatement& statement) {
  const std::string& name = statement.name.name.text;
  const bool is_database = !statement.name.schema && catalog::same_name(name, schema.database);
  const bool is_all = !statement.name.name || is_database;
  const catalog::Index* const index = is_all ? nullptr : schema.find_index(name);
  const catalog::Table* const one = index ? index->table : schema.find_table(name);
  if (!is_all && !one) return ok();  // a view, or an error
  if (!schema.find_table("sqlite_stat1")) {
    TRY(create_relation(schema, Action::CreateTable, "sqlite_stat1"));
    TRY(fill_row(schema));
  } else if (!is_all) {
    TRY(forget_statistics(schema, index ? "idx" : "tbl"));
  }
  for (const auto& [table_name, table] : schema.tables()) {
    const bool is_wanted = is_all || table.get() == one;
    if (!is_wanted || table->is_system || table->is_virtual || is_ignored_) continue;
    // One that is ignored is left out: CommandAccess::again() knows.
    (void)TRY(access_.ask(Action::Analyze, table->name, {}, schema.database));
  }
  return ok();
}

Status CommandQuestions::reindex(const catalog::Schema& schema,
                                 const sql::ReindexStatement& statement) {
  const std::string& name = statement.name.name.text;
  const record::Collation* const collation =
      statement.name.schema ? nullptr : schema.traits.find_collation(name);
  const catalog::Table* const table = collation ? nullptr : schema.find_table(name);
  const catalog::Index* const only = collation || table ? nullptr : schema.find_index(name);
  const bool is_all = !statement.name.name;
  for (const auto& [index_name, index] : schema.indexes()) {
    bool is_wanted = is_all || index == only || (table && index->table == table);
    for (size_t i = 0; i < index->declared_terms && collation; ++i) {
      is_wanted |= index->terms[i].collation == collation;
    }
    if (is_wanted) (void)TRY(access_.ask(Action::Reindex, index_name, {}, schema.database));
  }
  return ok();
}

}  // namespace tern::api
