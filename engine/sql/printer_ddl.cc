#include "engine/sql/printer_core.h"

namespace tern::sql {
namespace {

std::string_view text_of(ForeignKeyAction action) {
  switch (action) {
    case ForeignKeyAction::Unspecified:
      return "";
    case ForeignKeyAction::NoAction:
      return "NO ACTION";
    case ForeignKeyAction::Restrict:
      return "RESTRICT";
    case ForeignKeyAction::SetNull:
      return "SET NULL";
    case ForeignKeyAction::SetDefault:
      return "SET DEFAULT";
    case ForeignKeyAction::Cascade:
      return "CASCADE";
  }
  return "";
}

}  // namespace

void Printer::create_head(const CreateStatement& node, std::string_view what) {
  add(node.temporary ? "CREATE TEMP " : "CREATE ");
  add(what);
  add(node.if_not_exists ? " IF NOT EXISTS " : " ");
  qualified(node.name);
}

void Printer::create_table(const CreateTableStatement& node) {
  create_head(node, "TABLE");
  if (node.as_select) {
    add(" AS ");
    return select(*node.as_select);
  }
  add("(");
  for (size_t i = 0; i < node.columns.size(); ++i) {
    if (i > 0) add(", ");
    column(node.columns[i]);
  }
  for (const TableConstraint& constraint : node.constraints) {
    add(", ");
    table_constraint(constraint);
  }
  add(")");
  if (node.without_rowid) add(" WITHOUT ROWID");
  if (node.strict) add(node.without_rowid ? ", STRICT" : " STRICT");
}

void Printer::column(const ColumnDef& node) {
  name(node.name);
  if (!node.type_name.empty()) {
    add(" ");
    add(node.type_name);
  }
  for (const ColumnConstraint& constraint : node.constraints) {
    add(" ");
    column_constraint(constraint);
  }
}

void Printer::column_constraint(const ColumnConstraint& node) {
  if (node.name) {
    add("CONSTRAINT ");
    name(node.name);
    add(" ");
  }
  switch (node.kind) {
    case ColumnConstraintKind::PrimaryKey:
      add("PRIMARY KEY");
      order_suffix(node.order, NullsOrder::Unspecified);
      conflict(" ON CONFLICT ", node.on_conflict);
      return add(node.autoincrement ? " AUTOINCREMENT" : "");
    case ColumnConstraintKind::NotNull:
      add("NOT NULL");
      return conflict(" ON CONFLICT ", node.on_conflict);
    case ColumnConstraintKind::Null:
      add("NULL");
      return conflict(" ON CONFLICT ", node.on_conflict);
    case ColumnConstraintKind::Unique:
      add("UNIQUE");
      return conflict(" ON CONFLICT ", node.on_conflict);
    case ColumnConstraintKind::Check:
      add("CHECK (");
      expr(*node.expr);
      return add(")");
    case ColumnConstraintKind::Default:
      add(node.parenthesized ? "DEFAULT (" : "DEFAULT ");
      expr(*node.expr);
      return add(node.parenthesized ? ")" : "");
    case ColumnConstraintKind::Collate:
      add("COLLATE ");
      return name(node.collation);
    case ColumnConstraintKind::References:
      return references(node.references);
    case ColumnConstraintKind::Generated:
      add(node.generated_always ? "GENERATED ALWAYS AS (" : "AS (");
      expr(*node.expr);
      return add(node.stored ? ") STORED" : ")");
  }
}

void Printer::table_constraint(const TableConstraint& node) {
  if (node.name) {
    add("CONSTRAINT ");
    name(node.name);
    add(" ");
  }
  switch (node.kind) {
    case TableConstraintKind::PrimaryKey:
      add("PRIMARY KEY ");
      indexed_columns(node.columns);
      if (node.autoincrement) out_.insert(out_.size() - 1, " AUTOINCREMENT");
      return conflict(" ON CONFLICT ", node.on_conflict);
    case TableConstraintKind::Unique:
      add("UNIQUE ");
      indexed_columns(node.columns);
      return conflict(" ON CONFLICT ", node.on_conflict);
    case TableConstraintKind::Check:
      add("CHECK (");
      expr(*node.expr);
      add(")");
      return conflict(" ON CONFLICT ", node.on_conflict);
    case TableConstraintKind::ForeignKey:
      add("FOREIGN KEY ");
      bracketed(node.child_columns);
      add(" ");
      return references(node.references);
  }
}

void Printer::references(const ForeignKeyClause& node) {
  add("REFERENCES ");
  name(node.parent);
  bracketed(node.columns);
  if (node.on_delete != ForeignKeyAction::Unspecified) {
    add(" ON DELETE ");
    add(text_of(node.on_delete));
  }
  if (node.on_update != ForeignKeyAction::Unspecified) {
    add(" ON UPDATE ");
    add(text_of(node.on_update));
  }
  if (node.match) {
    add(" MATCH ");
    name(node.match);
  }
  if (!node.has_deferrable) return;
  add(node.deferrable ? " DEFERRABLE" : " NOT DEFERRABLE");
  if (node.initially_deferred) add(" INITIALLY DEFERRED");
}

void Printer::create_index(const CreateIndexStatement& node) {
  create_head(node, node.unique ? "UNIQUE INDEX" : "INDEX");
  add(" ON ");
  name(node.table);
  indexed_columns(node.columns);
  where(node.where);
}

void Printer::create_view(const CreateViewStatement& node) {
  create_head(node, "VIEW");
  bracketed(node.columns);
  add(" AS ");
  select(*node.select);
}

void Printer::create_trigger(const CreateTriggerStatement& node) {
  create_head(node, "TRIGGER");
  switch (node.time) {
    case TriggerTime::Unspecified:
      break;
    case TriggerTime::Before:
      add(" BEFORE");
      break;
    case TriggerTime::After:
      add(" AFTER");
      break;
    case TriggerTime::InsteadOf:
      add(" INSTEAD OF");
      break;
  }
  switch (node.event) {
    case TriggerEvent::Insert:
      add(" INSERT");
      break;
    case TriggerEvent::Update:
      add(" UPDATE");
      break;
    case TriggerEvent::Delete:
      add(" DELETE");
      break;
  }
  if (!node.update_columns.empty()) {
    add(" OF ");
    names(node.update_columns);
  }
  add(" ON ");
  qualified(node.table);
  if (node.for_each_row) add(" FOR EACH ROW");
  if (node.when) {
    add(" WHEN ");
    expr(*node.when);
  }
  add(" BEGIN ");
  for (const StatementPtr& step : node.body) {
    statement(*step);
    add("; ");
  }
  add("END");
}

void Printer::create_virtual_table(const CreateVirtualTableStatement& node) {
  create_head(node, "VIRTUAL TABLE");
  add(" USING ");
  name(node.module);
  if (!node.has_arguments) return;
  add("(");
  for (size_t i = 0; i < node.arguments.size(); ++i) {
    if (i > 0) add(", ");
    add(node.arguments[i]);
  }
  add(")");
}

void Printer::drop(const DropStatement& node) {
  switch (node.drop) {
    case DropKind::Table:
      add("DROP TABLE ");
      break;
    case DropKind::Index:
      add("DROP INDEX ");
      break;
    case DropKind::View:
      add("DROP VIEW ");
      break;
    case DropKind::Trigger:
      add("DROP TRIGGER ");
      break;
  }
  if (node.if_exists) add("IF EXISTS ");
  qualified(node.name);
}

void Printer::alter(const AlterTableStatement& node) {
  add("ALTER TABLE ");
  qualified(node.table);
  switch (node.alter) {
    case AlterKind::RenameTable:
      add(" RENAME TO ");
      return name(node.new_name);
    case AlterKind::RenameColumn:
      add(" RENAME COLUMN ");
      name(node.column);
      add(" TO ");
      return name(node.new_name);
    case AlterKind::AddColumn:
      add(" ADD COLUMN ");
      return column(node.added);
    case AlterKind::DropColumn:
      add(" DROP COLUMN ");
      return name(node.column);
  }
}

}  // namespace tern::sql
