#include <algorithm>
#include <utility>

#include "engine/api/ddl_parts.h"
#include "engine/api/ddl_schema_table.h"
#include "engine/exec/compile_unit.h"
#include "engine/sql/parser.h"
#include "engine/sql/token.h"
#include "engine/write/index_build.h"
#include "engine/write/table_writer.h"

namespace tern::api {
namespace {

Status store_table(const DdlCall& call, const catalog::Table& table) {
  btree::TreeStore& trees = call.database.trees();
  const btree::TreeKind kind =
      table.without_rowid ? btree::TreeKind::Index : btree::TreeKind::Table;
  const PageNo root = TRY(trees.create_tree(kind));
  TRY(add_schema_row(call.database, {"table", table.name, table.name, root.raw, table.sql}));
  std::vector<const catalog::Index*> automatic;
  for (const auto& index : table.indexes) automatic.push_back(index.get());
  // In the order of their numbers, which is that of the constraints.
  std::ranges::sort(automatic, [](const catalog::Index* a, const catalog::Index* b) {
    return a->name.size() != b->name.size() ? a->name.size() < b->name.size() : a->name < b->name;
  });
  for (const catalog::Index* index : automatic) {
    const PageNo index_root = TRY(trees.create_tree(btree::TreeKind::Index));
    TRY(add_schema_row(call.database, {"index", index->name, table.name, index_root.raw, ""}));
  }
  return {};
}

Status ensure_sequence_table(const DdlCall& call) {
  if (call.schema->find_table("sqlite_sequence")) return {};
  const PageNo root = TRY(call.database.trees().create_tree(btree::TreeKind::Table));
  return add_schema_row(call.database, {"table", "sqlite_sequence", "sqlite_sequence", root.raw,
                                        "CREATE TABLE sqlite_sequence(name,seq)"});
}

Result<std::unique_ptr<catalog::Table>> describe(const std::string& text,
                                                 catalog::FileTraits traits) {
  sql::ParsedStatement parsed = TRY(sql::parse_statement(text));
  ASSERT(parsed.statement != nullptr);
  auto table = TRY(catalog::describe_table(std::move(parsed.statement), text, traits));
  TRY(catalog::check_collations(*table));
  return table;
}

Status create_described(const DdlCall& call, const catalog::Table& table) {
  TRY(store_table(call, table));
  if (table.autoincrement) TRY(ensure_sequence_table(call));
  TRY(call.database.schema_changed());
  const auto schema = TRY(call.database.schema());
  return write::check_expressions(call.transaction(), *schema->find_table(table.name),
                                  write::Definition::Fresh);
}

bool needs_quotes(std::string_view name) {
  if (name.empty() || (name[0] >= '0' && name[0] <= '9')) return true;
  for (const char c : name) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    if (!plain) return true;
  }
  return sql::find_keyword(name) != sql::TokenKind::Identifier;
}

std::string identifier(std::string_view name) {
  return needs_quotes(name) ? quoted(name) : std::string(name);
}

std::string_view type_of(record::Affinity affinity) {
  switch (affinity) {
    case record::Affinity::Text:
      return " TEXT";
    case record::Affinity::Numeric:
      return " NUM";
    case record::Affinity::Integer:
      return " INT";
    case record::Affinity::Real:
      return " REAL";
    case record::Affinity::None:
    case record::Affinity::Blob:
      break;
  }
  return "";
}

/// Names of result columns, each once: repeated ones get ":1", ":2", ... behind.
std::vector<std::string> distinct_names(const bind::OutputColumns& columns, size_t count) {
  std::vector<std::string> names;
  const auto taken = [&names](std::string_view name) {
    return std::ranges::any_of(
        names, [&](const std::string& other) { return catalog::same_name(name, other); });
  };
  int counter = 0;
  for (size_t i = 0; i < count; ++i) {
    const std::string& base = columns[i].column_name();
    std::string name = base;
    while (taken(name)) name = base + ":" + std::to_string(++counter);
    names.push_back(std::move(name));
  }
  return names;
}

/// The text that the reference makes of the columns of a SELECT.
std::string table_text(std::string_view table, const bind::Query& query) {
  constexpr size_t kOneLineMax = 50;
  const auto quoted_size = [](std::string_view name) {
    return name.size() + 2 + static_cast<size_t>(std::ranges::count(name, '"'));
  };
  const std::vector<std::string> names = distinct_names(query.outputs(), query.width());
  size_t size = quoted_size(table);
  for (const std::string& name : names) size += quoted_size(name) + 5;
  const bool one_line = size < kOneLineMax;
  std::string out = "CREATE TABLE " + identifier(table) + "(";
  for (size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += ",";
    if (!one_line) out += "\n  ";
    out += identifier(names[i]);
    out += type_of(query.cores.front().shown(i).affinity());
  }
  return out + (one_line ? ")" : "\n)");
}

Status fill(const DdlCall& call, const std::string& name, exec::CompileUnit& unit,
            exec::RowStream& rows) {
  const auto schema = TRY(call.database.schema());
  const auto writer = TRY(write::TableWriter::open(call.transaction(), *schema->find_table(name)));
  const std::vector<record::Value> no_parameters;
  expr::Frame frame(unit.layout(), call.connection.function_view(), no_parameters);
  const int64_t last_rowid = call.transaction().last_insert_rowid;
  TRY(writer->begin_statement(write::TableWriter::Purpose::Insert));
  TRY(rows.open(frame));
  while (TRY(rows.next(frame))) {
    (void)TRY(writer->insert(std::nullopt, rows.row(), sql::Conflict::Abort));
  }
  rows.close();
  call.transaction().last_insert_rowid = last_rowid;
  return writer->finish_statement();
}

/// Who listens to rows hears nothing of them, as in the reference.
Status fill_unheard(const DdlCall& call, const std::string& name, exec::CompileUnit& unit,
                    exec::RowStream& rows) {
  auto listeners = std::exchange(call.transaction().row_listeners, {});
  Status filled = fill(call, name, unit, rows);
  call.transaction().row_listeners = std::move(listeners);
  return filled;
}

/// A replay elsewhere knows main alone.
Status open_for_reading(const DdlCall& call, const catalog::DatabaseUse& use) {
  const bool is_captured = call.connection.has_commit_observer() && call.database.is_main();
  if (is_captured && use.includes_other_than(*call.schema)) {
    return not_supported("CREATE TABLE AS SELECT from another database in one that syncs");
  }
  for (const catalog::DatabaseUse::One& one : use.databases()) {
    txn::Database* database = call.connection.find_database(one.schema->database);
    TRY(database->pager().begin_read());
    const auto schema = TRY(database->schema());
    if (schema.get() != one.schema) return fail(ErrorCode::Schema);
  }
  return {};
}

/// What the SELECT is compiled with. `use`: is told what it reads.
exec::CompileContext select_context(const DdlCall& call, catalog::DatabaseUse& use) {
  return {.transaction = call.transaction(),
          .catalog = call.catalog,
          .functions = call.connection.functions(),
          .connection = call.connection.function_view(),
          .virtual_tables = &call.connection.virtual_tables(),
          .use = &use,
          .access = call.access};
}

Status create_from_select(const DdlCall& call, const sql::CreateTableStatement& statement) {
  catalog::DatabaseUse use;
  exec::CompileUnit unit(select_context(call, use), call.sql);
  bind::Binder binder(unit.bind_context());
  auto query = TRY(binder.bind_select(*statement.as_select));
  const std::string& name = statement.name.name.text;
  const auto table = TRY(describe(table_text(name, *query), call.schema->traits));
  const auto rows = TRY(unit.stream(std::move(query)));
  TRY(open_for_reading(call, use));
  TRY(create_described(call, *table));
  return fill_unheard(call, name, unit, *rows);
}

}  // namespace

Result<bool> is_free_for_table(const DdlCall& call, const sql::CreateStatement& statement) {
  const std::string& name = statement.name.name.text;
  TRY(check_object_name(call.connection, *call.schema, name));
  const bool is_view = call.schema->find_view(name) != nullptr;
  if (is_view || call.schema->find_table(name)) {
    if (statement.if_not_exists) return false;
    return refuse_at(statement.name.name, (is_view ? "view " : "table ") +
                                              as_written(call.sql, statement.name.name) +
                                              " already exists");
  }
  if (call.schema->find_index(name)) return refuse("there is already an index named " + name);
  return true;
}

Status check_create_table(const DdlCall& call, const sql::CreateTableStatement& statement) {
  const bool is_free = TRY(is_free_for_table(call, statement));
  if (!is_free) return ok();
  if (statement.as_select) {
    catalog::DatabaseUse use;
    exec::CompileUnit unit(select_context(call, use), call.sql);
    (void)TRY(bind::Binder(unit.bind_context()).bind_select(*statement.as_select));
    return ok();
  }
  const auto table = TRY(describe(sql::schema_text(statement, call.sql), call.schema->traits));
  table->schema = call.schema.get();
  return write::check_expressions(call.transaction(), *table, write::Definition::Fresh);
}

Status create_table(const DdlCall& call, const sql::CreateTableStatement& statement) {
  const bool is_free = TRY(is_free_for_table(call, statement));
  if (!is_free) return {};
  if (statement.as_select) return create_from_select(call, statement);
  const auto table = TRY(describe(sql::schema_text(statement, call.sql), call.schema->traits));
  return create_described(call, *table);
}

}  // namespace tern::api
