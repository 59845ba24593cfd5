#include "engine/api/ddl_target.h"

#include "engine/api/ddl_parts.h"
#include "engine/sql/name_text.h"
#include "engine/sql/walk.h"

namespace tern::api {
namespace {

using Targets = Result<std::vector<txn::Database*>>;

/// The one that a CREATE's own name says; null: it does not say.
Result<txn::Database*> database_of_created(ConnectionState& connection,
                                           const sql::CreateStatement& statement) {
  const sql::Name& schema = statement.name.schema;
  if (!statement.temporary) {
    return schema ? named_database(connection, schema) : Result<txn::Database*>(nullptr);
  }
  if (schema && statement.kind == sql::StatementKind::CreateTrigger) {
    return refuse("temporary trigger may not have qualified name");
  }
  if (schema && !TRY(named_database(connection, schema))->is_temporary()) {
    return refuse("temporary table name must be unqualified");
  }
  return connection.temporary();
}

/// The database of a table or view as names are looked up; null: there is none.
txn::Database* holder(ConnectionState& connection, const catalog::Schema* schema) {
  return schema ? connection.find_database(schema->database) : nullptr;
}

const catalog::Schema* schema_of_relation(const catalog::Catalog& catalog,
                                          const sql::QualifiedName& name) {
  const auto found = catalog::Lookup(catalog).relation(name);
  return found ? &found.schema() : nullptr;
}

/// Of the first database that `has` it.
template <class Has>
const catalog::Schema* first_with(const catalog::Catalog& catalog, const sql::Name& schema,
                                  Has&& has) {
  for (const catalog::Schema* each : catalog.in_order()) {
    const bool is_meant = !schema || catalog.find(schema.text) == each;
    if (is_meant && has(*each)) return each;
  }
  return nullptr;
}

const catalog::Schema* schema_of_dropped(const catalog::Catalog& catalog,
                                         const sql::DropStatement& statement) {
  const std::string& name = statement.name.name.text;
  switch (statement.drop) {
    case sql::DropKind::Table:
    case sql::DropKind::View:
      return schema_of_relation(catalog, statement.name);
    case sql::DropKind::Index:
      return first_with(catalog, statement.name.schema,
                        [&](const catalog::Schema& each) { return each.find_index(name); });
    case sql::DropKind::Trigger:
      return first_with(catalog, statement.name.schema,
                        [&](const catalog::Schema& each) { return each.find_trigger(name); });
  }
  return nullptr;
}

/// An index or trigger without a schema goes into main, unless its table is temporary.
Result<txn::Database*> database_beside(ConnectionState& connection, const catalog::Catalog& catalog,
                                       const sql::CreateStatement& statement,
                                       const sql::QualifiedName& table) {
  if (txn::Database* named = TRY(database_of_created(connection, statement))) return named;
  const catalog::Schema* schema = schema_of_relation(catalog, table);
  if (schema && schema->is_temporary()) return holder(connection, schema);
  return &connection.main();
}

std::vector<txn::Database*> all(ConnectionState& connection, bool with_temporary) {
  std::vector<txn::Database*> out;
  for (const auto& database : connection.databases()) {
    if (connection.sees_main_only() && !database->is_main()) continue;
    if (with_temporary || !database->is_temporary()) out.push_back(database.get());
  }
  return out;
}

/// The database of an index or table.
txn::Database* holder_of_either(ConnectionState& connection, const catalog::Catalog& catalog,
                                const sql::QualifiedName& name) {
  const catalog::Schema* schema =
      first_with(catalog, name.schema,
                 [&](const catalog::Schema& each) { return each.find_index(name.name.text); });
  return holder(connection, schema ? schema : schema_of_relation(catalog, name));
}

Targets databases_to_analyze(ConnectionState& connection, const catalog::Catalog& catalog,
                             const sql::QualifiedName& name) {
  if (!name.name) return all(connection, false);
  if (name.schema) return std::vector{TRY(named_database(connection, name.schema))};
  txn::Database* named = connection.find_database(name.name.text);
  if (!named) named = holder_of_either(connection, catalog, name);
  return std::vector{named ? named : &connection.main()};
}

Targets databases_to_reindex(ConnectionState& connection, const catalog::Catalog& catalog,
                             const sql::QualifiedName& name) {
  if (!name.name) return all(connection, true);
  if (name.schema) return std::vector{TRY(named_database(connection, name.schema))};
  if (catalog.main().traits.find_collation(name.name.text)) {
    return all(connection, true);
  }
  return std::vector{&connection.main()};  // a name alone is looked for nowhere else
}

/// Looks for names with a schema.
class ReferenceSearch final : public sql::Walker {
 public:
  explicit ReferenceSearch(std::string_view database) : database_(database) {}
  const sql::Name* found = nullptr;

 protected:
  void visit(const sql::TableSource& source) override { look_at(source.name.schema); }
  void visit(const sql::DmlTarget& target) override { look_at(target.name.schema); }
  void visit(const sql::Expr& expr) override {
    if (const auto* in = expr.as_if<sql::InTable>()) look_at(in->table.schema);
  }

 private:
  void look_at(const sql::Name& schema) {
    if (!found && schema && !catalog::same_name(schema.text, database_)) found = &schema;
  }
  std::string_view database_;
};

}  // namespace

Result<txn::Database*> named_database(ConnectionState& connection, const sql::Name& name) {
  if (catalog::same_name(name.text, "temp")) return connection.temporary();
  if (txn::Database* found = connection.find_database(name.text)) return found;
  return std::unexpected(
      Error(ErrorCode::Error, "unknown database " + sql::as_written(name)).at(name.offset));
}

Targets databases_to_change(ConnectionState& connection, const catalog::Catalog& catalog,
                            const sql::Statement& statement) {
  txn::Database* one = nullptr;
  if (const auto* index = statement.as_if<sql::CreateIndexStatement>()) {
    one = TRY(database_beside(connection, catalog, *index, {.schema = {}, .name = index->table}));
  } else if (const auto* trigger = statement.as_if<sql::CreateTriggerStatement>()) {
    one = TRY(database_beside(connection, catalog, *trigger, trigger->table));
  } else if (statement.kind == sql::StatementKind::CreateTable) {
    one = TRY(database_of_created(connection, statement.as<sql::CreateTableStatement>()));
  } else if (statement.kind == sql::StatementKind::CreateView) {
    one = TRY(database_of_created(connection, statement.as<sql::CreateViewStatement>()));
  } else if (statement.kind == sql::StatementKind::CreateVirtualTable) {
    one = TRY(database_of_created(connection, statement.as<sql::CreateVirtualTableStatement>()));
  } else if (const auto* drop = statement.as_if<sql::DropStatement>()) {
    one = holder(connection, schema_of_dropped(catalog, *drop));
  } else if (const auto* alter = statement.as_if<sql::AlterTableStatement>()) {
    one = holder(connection, schema_of_relation(catalog, alter->table));
  } else if (const auto* gather = statement.as_if<sql::AnalyzeStatement>()) {
    return databases_to_analyze(connection, catalog, gather->name);
  } else if (const auto* rebuild = statement.as_if<sql::ReindexStatement>()) {
    return databases_to_reindex(connection, catalog, rebuild->name);
  }
  return std::vector{one ? one : &connection.main()};
}

Status check_references(const sql::CreateStatement& statement, const txn::Database& database) {
  ReferenceSearch search(database.name());
  search.walk(statement);
  return search.found ? check_reference(statement, database, *search.found) : ok();
}

Status check_reference(const sql::CreateStatement& statement, const txn::Database& database,
                       const sql::Name& schema) {
  const bool may_be = database.is_temporary() || !schema;
  if (may_be || catalog::same_name(schema.text, database.name())) return {};
  const bool is_trigger = statement.kind == sql::StatementKind::CreateTrigger;
  std::string text = is_trigger ? "trigger " : "view ";
  text.append(statement.name.name.text).append(" cannot reference objects in database ");
  text.append(schema.text);
  return std::unexpected(Error(ErrorCode::Error, std::move(text)).at(statement.name.name.offset));
}

}  // namespace tern::api
