#include "engine/api/ddl_parts.h"
#include "engine/api/ddl_schema_table.h"
#include "engine/sql/parser.h"
#include "engine/write/index_build.h"

namespace tern::api {
namespace {

sql::QualifiedName named(const std::string& name) {
  sql::QualifiedName out;
  out.name.text = name;
  out.name.present = true;
  return out;
}

Result<const catalog::Table*> indexed_table(const DdlCall& call,
                                            const sql::CreateIndexStatement& statement) {
  const std::string& name = statement.table.text;
  const catalog::Table* table = call.schema->find_table(name);
  const bool is_temporary = call.database.is_temporary();
  if (!table && is_temporary && catalog::Lookup(*call.catalog).relation(named(name)).table) {
    return refuse("cannot create a TEMP index on non-TEMP table \"" + name + "\"");
  }
  if (!table && call.schema->find_view(name)) return refuse("views may not be indexed");
  if (!table && TRY(call.connection.virtual_tables().find(name))) {
    return refuse("virtual tables may not be indexed");
  }
  if (!table) {
    return refuse("no such table: " + (is_temporary ? "" : call.database.name() + ".") + name);
  }
  if (table->is_virtual) return refuse("virtual tables may not be indexed");
  if (table->is_system) return refuse("table " + name + " may not be indexed");
  return table;
}

Result<std::unique_ptr<catalog::Index>> described(const catalog::Table& table,
                                                  const std::string& text) {
  sql::ParsedStatement parsed = TRY(sql::parse_statement(text));
  auto index = TRY(catalog::describe_index(table, std::move(parsed.statement), text));
  TRY(catalog::check_collations(*index));
  return index;
}

}  // namespace

Result<bool> is_free_for_index(const DdlCall& call, const sql::CreateIndexStatement& statement) {
  const std::string& name = statement.name.name.text;
  (void)TRY(indexed_table(call, statement));
  TRY(check_object_name(call.connection, *call.schema, name));
  if (call.schema->find_table(name) || call.schema->find_view(name)) {
    return refuse("there is already a table named " + name);
  }
  if (!call.schema->find_index(name)) return true;
  if (statement.if_not_exists) return false;
  return refuse("index " + name + " already exists");
}

Status check_create_index(const DdlCall& call, const sql::CreateIndexStatement& statement) {
  const bool is_free = TRY(is_free_for_index(call, statement));
  if (!is_free) return ok();
  const catalog::Table* const table = TRY(indexed_table(call, statement));
  const auto index = TRY(described(*table, sql::schema_text(statement, call.sql)));
  return write::check_index(call.transaction(), *index, write::Definition::Fresh);
}

Status create_index(const DdlCall& call, const sql::CreateIndexStatement& statement) {
  const bool is_free = TRY(is_free_for_index(call, statement));
  if (!is_free) return {};
  const catalog::Table* table = TRY(indexed_table(call, statement));
  const std::string text = sql::schema_text(statement, call.sql);
  const auto index = TRY(described(*table, text));
  const PageNo root = TRY(call.database.trees().create_tree(btree::TreeKind::Index));
  TRY(add_schema_row(call.database, {"index", index->name, table->name, root.raw, text}));
  TRY(call.database.schema_changed());
  const auto schema = TRY(call.database.schema());
  const catalog::Index& made = *schema->find_index(index->name);
  TRY(write::check_index(call.transaction(), made, write::Definition::Fresh));
  return write::build_index(call.transaction(), made);
}

}  // namespace tern::api
