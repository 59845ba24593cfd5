// Pragmas that describe the schema.

#include <algorithm>

#include "engine/api/ddl_parts.h"
#include "engine/api/pragma.h"
#include "engine/exec/program.h"

namespace tern::api {
namespace {

using catalog::Index;
using catalog::IndexTerm;
using catalog::Table;
using record::Value;

Value text(std::string_view value) { return Value::text(value); }
Value number(int64_t value) { return Value::integer(value); }

/// The table or view that the pragma's argument names, in the database that is named or in any.
Result<catalog::Lookup::Found> argument_relation(const PragmaCall& call) {
  sql::QualifiedName name;
  name.name.text = call.value();
  if (call.names_database) {
    name.schema.text = call.database.name();
    name.schema.present = true;
  }
  return catalog::Lookup(*TRY(call.connection.catalog())).relation(name);
}

Result<const Table*> argument_table(const PragmaCall& call) {
  return TRY(argument_relation(call)).table;
}

/// 1: of a virtual table; 2, 3: generated, the latter stored.
int64_t hidden_kind(const catalog::Column& column) {
  if (column.hidden) return 1;
  if (!column.generated) return 0;
  return column.generated_stored ? 3 : 2;
}

CommandRows describe_columns(const Table& table, bool with_hidden) {
  CommandRows rows;
  for (const catalog::Column& column : table.columns) {
    if ((column.generated || column.hidden) && !with_hidden) continue;
    std::vector<Value> row = {number(static_cast<int64_t>(rows.size())),
                              text(column.name),
                              text(column.declared_type),
                              number(column.not_null ? 1 : 0),
                              column.default_value ? text(column.default_text) : Value(),
                              number(column.primary_key_position)};
    if (with_hidden) {
      row.push_back(number(hidden_kind(column)));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

/// A view's columns are known by compiling its SELECT.
Result<std::vector<exec::ResultColumnInfo>> view_columns(const PragmaCall& call,
                                                         const catalog::View& view) {
  const std::string sql =
      "SELECT * FROM " + quoted(view.schema->database) + "." + quoted(view.name);
  const sql::ParsedStatement parsed = TRY(sql::parse_statement(sql));
  const auto catalog = TRY(call.connection.catalog());
  const auto program = TRY(exec::compile(parsed, sql,
                                         {.transaction = call.connection.transaction(),
                                          .catalog = catalog,
                                          .functions = call.connection.functions(),
                                          .connection = call.connection.function_view(),
                                          .virtual_tables = &call.connection.virtual_tables()}));
  return program->columns();
}

Result<CommandRows> describe_view(const PragmaCall& call, const catalog::View& view,
                                  bool with_hidden) {
  CommandRows rows;
  const std::vector<exec::ResultColumnInfo> columns = TRY(view_columns(call, view));
  for (const exec::ResultColumnInfo& column : columns) {
    std::vector<Value> row = {number(static_cast<int64_t>(rows.size())),
                              text(column.name),
                              text(column.declared_type),
                              number(0),
                              Value(),
                              number(0)};
    if (with_hidden) row.push_back(number(0));
    rows.push_back(std::move(row));
  }
  return rows;
}

template <bool kWithHidden>
Result<CommandRows> table_info(const PragmaCall& call) {
  const catalog::Lookup::Found found = TRY(argument_relation(call));
  if (found.table && found.table->is_virtual) {
    const auto connected = TRY(call.connection.virtual_tables().connect(*found.table));
    return describe_columns(connected->description(), kWithHidden);
  }
  if (found.table) return describe_columns(*found.table, kWithHidden);
  if (found.view) return describe_view(call, *found.view, kWithHidden);
  const auto table = TRY(call.connection.virtual_tables().find(call.value()));
  return table ? describe_columns(table->description(), kWithHidden) : CommandRows();
}

struct Shape {
  int64_t column_count = 0;
  bool without_rowid = false;
};

/// A virtual table without a module is said to have no columns.
Shape shape_of(const PragmaCall& call, const Table& table) {
  const auto shape = [](const Table& described) {
    return Shape{static_cast<int64_t>(described.columns.size()), described.without_rowid};
  };
  if (!table.is_virtual) return shape(table);
  const auto connected = call.connection.virtual_tables().connect(table);
  return connected ? shape((*connected)->description()) : Shape();
}

std::string_view kind_of(const PragmaCall& call, const Table& table) {
  if (table.is_virtual) return "virtual";
  const bool is_shadow = call.connection.virtual_tables().is_shadow(*table.schema, table.name);
  return is_shadow ? "shadow" : "table";
}

Status list_tables(const PragmaCall& call, const catalog::Schema& schema, CommandRows& rows) {
  for (const auto& [name, table] : schema.tables()) {
    if (call.has_value() && !catalog::same_name(name, call.value())) continue;
    const Shape shape = shape_of(call, *table);
    rows.push_back({text(schema.database), text(table->name), text(kind_of(call, *table)),
                    number(shape.column_count), number(shape.without_rowid ? 1 : 0),
                    number(table->strict ? 1 : 0)});
  }
  for (const auto& [name, view] : schema.views()) {
    if (call.has_value() && !catalog::same_name(name, call.value())) continue;
    // One that makes no sense is said to have no columns.
    const auto columns = view_columns(call, *view);
    rows.push_back({text(schema.database), text(view->name), text("view"),
                    number(columns ? static_cast<int64_t>(columns->size()) : 0), number(0),
                    number(0)});
  }
  return {};
}

/// By name: the reference's order is that of its hash table and means nothing.
Result<CommandRows> table_list(const PragmaCall& call) {
  const auto catalog = TRY(call.connection.catalog());
  CommandRows rows;
  for (const auto& schema : catalog->schemas()) {
    const bool is_meant = catalog::same_name(schema->database, call.database.name());
    if (is_meant || !call.names_database) TRY(list_tables(call, *schema, rows));
  }
  // Of a temporary database that is not there yet.
  const std::string_view of_temporary = catalog::schema_table_name(true);
  const bool is_wanted = !call.has_value() || catalog::same_name(of_temporary, call.value());
  if (!call.names_database && !catalog->temporary() && is_wanted) {
    rows.push_back(
        {text("temp"), text(of_temporary), text("table"), number(5), number(0), number(0)});
  }
  return rows;
}

/// In the database that is named, or the first that has it.
Result<const Index*> argument_index(const PragmaCall& call) {
  const auto catalog = TRY(call.connection.catalog());
  for (const catalog::Schema* schema : catalog->in_order()) {
    const bool is_meant = catalog::same_name(schema->database, call.database.name());
    const Index* index = schema->find_index(call.value());
    if (index && (is_meant || !call.names_database)) return index;
  }
  const Table* table = TRY(argument_table(call));
  return table ? table->primary_index.get() : nullptr;
}

std::string_view origin_text(catalog::IndexOrigin origin) {
  switch (origin) {
    case catalog::IndexOrigin::Create:
      return "c";
    case catalog::IndexOrigin::Unique:
      return "u";
    case catalog::IndexOrigin::PrimaryKey:
      return "pk";
  }
  return "";
}

Result<CommandRows> index_list(const PragmaCall& call) {
  CommandRows rows;
  const Table* table = TRY(argument_table(call));
  if (!table) return rows;
  for (const Index* index : table->all_indexes()) {
    rows.push_back({number(static_cast<int64_t>(rows.size())), text(index->name),
                    number(index->unique ? 1 : 0), text(origin_text(index->origin)),
                    number(index->where ? 1 : 0)});
  }
  return rows;
}

template <bool kExtended>
Result<CommandRows> index_info(const PragmaCall& call) {
  CommandRows rows;
  const Index* index = TRY(argument_index(call));
  if (!index) return rows;
  const size_t count = kExtended ? index->terms.size() : index->declared_terms;
  for (size_t i = 0; i < count; ++i) {
    const IndexTerm& term = index->terms[i];
    std::vector<Value> row = {
        number(static_cast<int64_t>(i)), number(term.column),
        term.column >= 0 ? text(index->table->columns[static_cast<size_t>(term.column)].name)
                         : Value()};
    if (kExtended) {
      row.push_back(number(term.descending ? 1 : 0));
      row.push_back(text(term.collation_name()));
      row.push_back(number(i < index->declared_terms ? 1 : 0));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string_view action_text(sql::ForeignKeyAction action) {
  switch (action) {
    case sql::ForeignKeyAction::Restrict:
      return "RESTRICT";
    case sql::ForeignKeyAction::SetNull:
      return "SET NULL";
    case sql::ForeignKeyAction::SetDefault:
      return "SET DEFAULT";
    case sql::ForeignKeyAction::Cascade:
      return "CASCADE";
    case sql::ForeignKeyAction::NoAction:
    case sql::ForeignKeyAction::Unspecified:
      break;
  }
  return "NO ACTION";
}

Result<CommandRows> foreign_key_list(const PragmaCall& call) {
  CommandRows rows;
  const Table* table = TRY(argument_table(call));
  if (!table) return rows;
  for (const catalog::ForeignKey& key : table->foreign_keys) {
    for (size_t i = 0; i < key.child_columns.size(); ++i) {
      rows.push_back({number(key.id), number(static_cast<int64_t>(i)), text(key.parent_table),
                      text(table->columns[key.child_columns[i]].name),
                      i < key.parent_columns.size() ? text(key.parent_columns[i]) : Value(),
                      text(action_text(key.on_update)), text(action_text(key.on_delete)),
                      text("NONE")});
    }
  }
  return rows;
}

Result<CommandRows> database_list(const PragmaCall& call) {
  CommandRows rows;
  int64_t place = 0;
  for (const auto& database : call.connection.databases()) {
    if (place == 1 && !database->is_temporary()) ++place;  // that place is kept for it
    rows.push_back({number(place++), text(call.connection.shown_name(*database)),
                    text(database->pager().path())});
  }
  return rows;
}

Result<CommandRows> collation_list(const PragmaCall& call) {
  std::vector<std::string> names = call.connection.collations().names();
  names.insert(names.end(), {"RTRIM", "NOCASE", "BINARY"});
  CommandRows rows;
  for (const std::string& name : names) {
    rows.push_back({number(static_cast<int64_t>(rows.size())), text(name)});
  }
  return rows;
}

}  // namespace

std::span<const Pragma> schema_pragmas() {
  static const std::vector<Pragma> pragmas = {
      {"table_info", {"cid", "name", "type", "notnull", "dflt_value", "pk"}, table_info<false>},
      {"table_xinfo",
       {"cid", "name", "type", "notnull", "dflt_value", "pk", "hidden"},
       table_info<true>},
      {"table_list", {"schema", "name", "type", "ncol", "wr", "strict"}, table_list},
      {"index_list", {"seq", "name", "unique", "origin", "partial"}, index_list},
      {"index_info", {"seqno", "cid", "name"}, index_info<false>},
      {"index_xinfo", {"seqno", "cid", "name", "desc", "coll", "key"}, index_info<true>},
      {"foreign_key_list",
       {"id", "seq", "table", "from", "to", "on_update", "on_delete", "match"},
       foreign_key_list},
      {"database_list", {"seq", "name", "file"}, database_list},
      {"collation_list", {"seq", "name"}, collation_list},
  };
  return pragmas;
}

}  // namespace tern::api
