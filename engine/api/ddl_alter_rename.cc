#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "engine/api/ddl_alter_check.h"
#include "engine/api/ddl_parts.h"
#include "engine/api/ddl_schema_table.h"
#include "engine/api/ddl_text_edit.h"
#include "engine/exec/dml.h"
#include "engine/exec/schema_names.h"
#include "engine/sql/parser.h"
#include "engine/sql/walk.h"
#include "engine/write/index_build.h"

// ALTER TABLE ... RENAME: the texts in sqlite_schema are edited where they name what is renamed.

namespace tern::api {
namespace {

/// Finds where a statement names a table. What stands before a column is only a name of the table
/// if it means it: views and triggers are bound for that.
class TableNames final : public sql::Walker, public bind::NameObserver {
 public:
  TableNames(const catalog::Lookup& lookup, const catalog::Table& table,
             std::string_view replacement, std::string_view sql)
      : edit(sql), lookup_(lookup), table_(table), replacement_(replacement) {}

  void name(const sql::Name& name) {
    if (name && catalog::same_name(name.text, table_.name)) edit.rename(name, replacement_, true);
  }
  /// Where it means a table, and what it means is this one.
  void relation(const sql::QualifiedName& named) {
    if (others_.contains(named.name.offset)) return;
    if (lookup_.relation(named).table == &table_) name(named.name);
  }
  void column_named(const sql::ColumnRef& /*ref*/, const catalog::Table& /*table*/,
                    int32_t /*column*/) override {}
  void common_table_named(const sql::Name& name) override { others_.insert(name.offset); }
  void table_named(const sql::Name& qualifier, const catalog::Table& table) override {
    if (&table == &table_) name(qualifier);
  }
  bool reads_meanings = false;  // from bound names, not from all qualifiers
  TextEdit edit;

 protected:
  void visit(const sql::TableSource& source) override {
    if (source.kind != sql::TableSourceKind::Table) return;
    relation(source.name);
  }
  void visit(const sql::DmlTarget& target) override { relation(target.name); }
  void visit(const sql::ForeignKeyClause& clause) override { name(clause.parent); }
  void visit(const sql::Expr& expr) override {
    const auto* column = expr.as_if<sql::ColumnRef>();
    if (column && !reads_meanings) name(column->table);
    if (const auto* in = expr.as_if<sql::InTable>()) relation(in->table);
  }

 private:
  catalog::Lookup lookup_;
  const catalog::Table& table_;
  std::string_view replacement_;
  std::set<uint32_t> others_;  // where names of common table expressions stand
};

/// What names mean in the texts of `schema`.
catalog::Lookup lookup_in(const DdlCall& call, const catalog::Schema& schema) {
  return catalog::Lookup(*call.catalog).inside(schema);
}

/// Binds a view or trigger of `schema` so that `names` sees what it means.
Status observe(const DdlCall& call, const catalog::Schema& schema, const SchemaRow& row,
               bind::NameObserver& names) {
  exec::CompileContext context = TRY(binding_context(call));
  context.catalog = call.catalog;
  if (row.type == "view") {
    return exec::bind_view(*schema.find_view(row.name), context, names);
  }
  return exec::bind_trigger(*schema.find_trigger(row.name), context, names);
}

bool is_legacy(const DdlCall& call) { return call.connection.other_switches.legacy_alter_table; }

/// Only where a foreign key names its parent.
class ParentNames final : public sql::Walker {
 public:
  explicit ParentNames(TableNames& names) : names_(names) {}

 protected:
  void visit(const sql::ForeignKeyClause& clause) override { names_.name(clause.parent); }

 private:
  TableNames& names_;
};

/// PRAGMA legacy_alter_table: the names that stand for the table itself, and those of parents where
/// foreign keys count.
void walk_as_of_old(const DdlCall& call, const sql::Statement& statement, TableNames& names) {
  if (statement.kind != sql::StatementKind::CreateTable) return;
  if (call.transaction().foreign_keys_enabled) ParentNames(names).walk(statement);
}

/// TableNames of a whole CREATE statement: its own name and target too.
Result<std::string> with_table_renamed(const DdlCall& call, const catalog::Schema& schema,
                                       const SchemaRow& row, const catalog::Table& table,
                                       std::string_view replacement) {
  const sql::ParsedStatement parsed = TRY(sql::parse_statement(row.sql));
  TableNames names(lookup_in(call, schema), table, replacement, row.sql);
  const sql::Statement& statement = *parsed.statement;
  if (is_legacy(call)) {
    walk_as_of_old(call, statement, names);
  } else {
    if (row.type == "view" || row.type == "trigger") {
      // What cannot be bound yet is read by its names alone.
      names.reads_meanings = observe(call, schema, row, names).has_value();
    }
    names.walk(statement);
  }
  if (const auto* create = statement.as_if<sql::CreateTableStatement>()) {
    names.name(create->name.name);
  }
  if (const auto* create = statement.as_if<sql::CreateVirtualTableStatement>()) {
    if (catalog::same_name(row.name, table.name)) names.name(create->name.name);
  }
  if (const auto* index = statement.as_if<sql::CreateIndexStatement>()) names.name(index->table);
  if (const auto* trigger = statement.as_if<sql::CreateTriggerStatement>()) {
    names.relation(trigger->table);
  }
  return names.edit.apply();
}

std::string automatic_name(const std::string& name, const std::string& replacement) {
  return "sqlite_autoindex_" + replacement + name.substr(name.rfind('_'));
}

/// Is `name` a name of the rowid, and the column that is renamed its alias? As in the reference it
/// becomes the column's new name.
bool is_alias_by_rowid(const catalog::Table& table, const sql::AlterTableStatement& alter,
                       const sql::Name& name) {
  return table.rowid_alias && exec::names_rowid(table, name.text) &&
         catalog::same_name(table.columns[*table.rowid_alias].name, alter.column.text);
}

/// Renames a column of a table in the table's own text, and in those of its indexes.
class ColumnNames final : public sql::Walker {
 public:
  ColumnNames(const catalog::Table& table, const sql::AlterTableStatement& alter,
              std::string_view sql)
      : edit(sql), table_(table), alter_(alter) {}

  void name(const sql::Name& name) {
    if (name && catalog::same_name(name.text, alter_.column.text)) rename(name);
  }
  TextEdit edit;

 protected:
  void visit(const sql::ForeignKeyClause& clause) override {
    if (!catalog::same_name(clause.parent.text, table_.name)) return;
    for (const sql::Name& column : clause.columns) name(column);
  }
  void visit(const sql::Expr& expr) override {
    const auto* column = expr.as_if<sql::ColumnRef>();
    if (!column) return;
    is_alias_by_rowid(table_, alter_, column->column) ? rename(column->column)
                                                      : name(column->column);
  }

 private:
  void rename(const sql::Name& name) {
    edit.rename(name, alter_.new_name.text, alter_.new_name.quote != sql::Quote::None);
  }
  const catalog::Table& table_;
  const sql::AlterTableStatement& alter_;
};

void own_columns(const sql::CreateTableStatement& tree, ColumnNames& names) {
  for (const sql::ColumnDef& column : tree.columns) names.name(column.name);
  for (const sql::TableConstraint& constraint : tree.constraints) {
    for (const sql::Name& column : constraint.child_columns) names.name(column);
  }
}

/// Only what points at the table as a foreign key's parent, in another table's text.
class ParentColumns final : public sql::Walker {
 public:
  ParentColumns(ColumnNames& names, std::string_view table) : names_(names), table_(table) {}

 protected:
  void visit(const sql::ForeignKeyClause& clause) override {
    if (!catalog::same_name(clause.parent.text, table_)) return;
    for (const sql::Name& column : clause.columns) names_.name(column);
  }

 private:
  ColumnNames& names_;
  std::string_view table_;
};

/// Renames a column where a view or a trigger means it.
class ColumnMeanings final : public bind::NameObserver {
 public:
  ColumnMeanings(const catalog::Lookup& lookup, const catalog::Table& table,
                 const sql::AlterTableStatement& alter, std::string_view sql)
      : edit(sql), lookup_(lookup), table_(table), alter_(alter) {}

  void column_named(const sql::ColumnRef& ref, const catalog::Table& table,
                    int32_t /*column*/) override {
    if (&table != &table_) return;
    is_alias_by_rowid(table_, alter_, ref.column) ? rename(ref.column) : name(ref.column);
  }
  void common_table_named(const sql::Name& /*name*/) override {}
  void table_named(const sql::Name& /*qualifier*/, const catalog::Table& /*table*/) override {}
  /// Where the columns of `table` are listed.
  void list(const sql::QualifiedName& table, const std::vector<sql::Name>& columns) {
    if (lookup_.relation(table).table != &table_) return;
    for (const sql::Name& column : columns) name(column);
  }
  void list(const sql::QualifiedName& table, const std::vector<sql::Assignment>& set) {
    for (const sql::Assignment& assignment : set) list(table, assignment.columns);
  }
  TextEdit edit;

 private:
  void name(const sql::Name& name) {
    if (catalog::same_name(name.text, alter_.column.text)) rename(name);
  }
  void rename(const sql::Name& name) {
    edit.rename(name, alter_.new_name.text, alter_.new_name.quote != sql::Quote::None);
  }
  catalog::Lookup lookup_;
  const catalog::Table& table_;
  const sql::AlterTableStatement& alter_;
};

void list_columns(const sql::CreateTriggerStatement& trigger, ColumnMeanings& meanings) {
  meanings.list(trigger.table, trigger.update_columns);
  for (const sql::StatementPtr& step : trigger.body) {
    if (const auto* insert = step->as_if<sql::InsertStatement>()) {
      const sql::QualifiedName& target = insert->target.name;
      meanings.list(target, insert->columns);
      for (const sql::Upsert& upsert : insert->upserts) meanings.list(target, upsert.set);
    } else if (const auto* update = step->as_if<sql::UpdateStatement>()) {
      meanings.list(update->target.name, update->set);
    }
  }
}

/// The text of a view or trigger.
Result<std::string> with_meaning_renamed(const DdlCall& call, const catalog::Schema& schema,
                                         const SchemaRow& row, const catalog::Table& table,
                                         const sql::AlterTableStatement& alter) {
  ColumnMeanings meanings(lookup_in(call, schema), table, alter, row.sql);
  const Status bound = observe(call, schema, row, meanings);
  if (row.type == "trigger") {
    list_columns(schema.find_trigger(row.name)->definition(), meanings);
  }
  if (!bound) {
    if (is_legacy(call)) return fail(ErrorCode::Error, "SQL logic error");
    return std::unexpected(bound.error());
  }
  return meanings.edit.apply();
}

Result<std::string> with_column_renamed(const DdlCall& call, const SchemaRow& row,
                                        const catalog::Table& table,
                                        const sql::AlterTableStatement& alter) {
  if (row.type == "view" || row.type == "trigger") {
    return with_meaning_renamed(call, *call.schema, row, table, alter);
  }
  const sql::ParsedStatement parsed = TRY(sql::parse_statement(row.sql));
  ColumnNames names(table, alter, row.sql);
  const sql::Statement& statement = *parsed.statement;
  const bool is_own = catalog::same_name(row.table, table.name);
  const auto* create = statement.as_if<sql::CreateTableStatement>();
  if (is_own) {
    names.walk(statement);
    if (create) own_columns(*create, names);
  } else if (create) {
    ParentColumns(names, table.name).walk(statement);
  }
  return names.edit.apply();
}

bool has_text_of_names(const SchemaRow& row) { return row.type == "view" || row.type == "trigger"; }

/// Temporary views and triggers may name what is altered in another database: `change` them.
Status change_temporary_texts(const DdlCall& call,
                              const std::function<Result<bool>(SchemaRow&)>& change) {
  const catalog::Schema* temporary = call.catalog->temporary();
  if (!temporary || call.database.is_temporary()) return {};
  if (temporary->views().empty() && temporary->triggers().empty()) return {};
  txn::Database& database = *TRY(call.connection.temporary());
  TRY(call.connection.ensure_writing(database));
  bool is_changed = false;
  const auto change_one = [&](SchemaRow& row) -> Result<bool> {
    const bool changed = has_text_of_names(row) && TRY(change(row));
    is_changed |= changed;
    return changed;
  };
  TRY(change_schema_rows(database, change_one));
  return is_changed ? database.schema_changed() : ok();
}

/// The module renames what the table stands for, which may be tables: views and triggers of the
/// user's are not looked at for these. By its new name the table is connected anew.
Status rename_virtual_table(const DdlCall& call, const catalog::Table& table,
                            vtab::VirtualTable& connected, const std::string& name) {
  bool& is_legacy_now = call.connection.other_switches.legacy_alter_table;
  const bool was_legacy = std::exchange(is_legacy_now, true);
  Status renamed = connected.rename(name);
  is_legacy_now = was_legacy;
  TRY(std::move(renamed));
  call.connection.virtual_tables().disconnect(table);
  return ok();
}

/// CHECKs may name the table as it was called.
Status check_renamed_table(const DdlCall& call, const std::string& name) {
  const auto schema = TRY(call.database.schema());
  const Status checked = write::check_expressions(call.transaction(), *schema->find_table(name));
  if (checked || !checked.error().is(ErrorCode::Error)) return checked;
  return refuse("error in table " + name +
                " after rename: " + std::string(checked.error().message()));
}

}  // namespace

Status rename_table(const DdlCall& call, const sql::AlterTableStatement& statement) {
  const catalog::Table* table = TRY(table_to_alter(call, statement));
  const std::string& name = statement.new_name.text;
  if (call.schema->find_table(name) || call.schema->find_view(name) ||
      call.schema->find_index(name)) {
    return refuse("there is already another table or index with this name: " + name);
  }
  TRY(check_object_name(call.connection, *call.schema, name));
  std::shared_ptr<vtab::VirtualTable> connected;  // it goes behind the one by the new name
  if (table->is_virtual) connected = TRY(call.connection.virtual_tables().connect(*table));
  TRY(check_views_and_triggers(call, "", table->name));
  TRY(rename_sequence(call.database, table->name, name));
  const auto rename = [&](SchemaRow& row) -> Result<bool> {
    if (!row.sql.empty()) {
      row.sql = TRY(with_table_renamed(call, *call.schema, row, *table, name));
    }
    if (catalog::same_name(row.table, table->name)) {
      row.table = name;
      if (row.type == "table") row.name = name;
      if (row.type == "index" && row.sql.empty()) row.name = automatic_name(row.name, name);
    }
    return true;
  };
  const auto rename_meaning = [&](SchemaRow& row) -> Result<bool> {
    const catalog::Schema& temporary = *call.catalog->temporary();
    std::string text = TRY(with_table_renamed(call, temporary, row, *table, name));
    const bool is_changed = text != row.sql;
    row.sql = std::move(text);
    if (is_changed && row.type == "trigger" && catalog::same_name(row.table, table->name) &&
        lookup_in(call, temporary)
                .relation(temporary.find_trigger(row.name)->definition().table)
                .table == table) {
      row.table = name;
    }
    return is_changed;
  };
  TRY(change_temporary_texts(call, rename_meaning));
  TRY(change_schema_rows(call.database, rename));
  if (connected) TRY(rename_virtual_table(call, *table, *connected, name));
  TRY(call.database.schema_changed());
  if (is_legacy(call)) return check_renamed_table(call, name);
  return check_views_and_triggers(call, " after rename");
}

Status rename_column(const DdlCall& call, const sql::AlterTableStatement& statement) {
  const catalog::Table* table = TRY(table_to_alter(call, statement));
  const auto column = table->find_column(statement.column.text);
  if (!column) {
    std::string text = "no such column: \"";
    return refuse(text.append(as_written(call.sql, statement.column)).append("\""));
  }
  const auto taken = table->find_column(statement.new_name.text);
  if (taken && taken != column) {
    return refuse("error in table " + table->name +
                  " after rename: duplicate column name: " + statement.new_name.text);
  }
  TRY(check_views_and_triggers(call, ""));
  const auto rename = [&](SchemaRow& row) -> Result<bool> {
    if (row.sql.empty()) return false;
    std::string text = TRY(with_column_renamed(call, row, *table, statement));
    if (text == row.sql) return false;
    row.sql = std::move(text);
    return true;
  };
  const auto rename_meaning = [&](SchemaRow& row) -> Result<bool> {
    std::string text =
        TRY(with_meaning_renamed(call, *call.catalog->temporary(), row, *table, statement));
    const bool is_changed = text != row.sql;
    row.sql = std::move(text);
    return is_changed;
  };
  TRY(change_temporary_texts(call, rename_meaning));
  TRY(change_schema_rows(call.database, rename));
  TRY(call.database.schema_changed());
  return check_views_and_triggers(call, " after rename");
}

}  // namespace tern::api
