#include "engine/api/ddl_parts.h"
#include "engine/api/ddl_schema_table.h"
#include "engine/sql/parser.h"
#include "engine/sql/walk.h"

namespace tern::api {
namespace {

/// Views and triggers keep no parameters.
class ParameterSearch final : public sql::Walker {
 public:
  bool found = false;

 protected:
  void visit(const sql::Expr& expr) override {
    found = found || expr.kind == sql::ExprKind::Parameter;
  }
};

Status check_trigger_target(const DdlCall& call, const sql::CreateTriggerStatement& statement) {
  const std::string& name = statement.table.name.text;
  const sql::Name& schema = statement.table.schema;
  if (schema && !catalog::same_name(schema.text, "main")) {
    return refuse("trigger " + statement.name.name.text + " cannot reference objects in database " +
                  schema.text);
  }
  const catalog::Table* table = call.schema->find_table(name);
  const bool instead = statement.time == sql::TriggerTime::InsteadOf;
  if (!table && call.connection.virtual_tables().find(name)) {
    return refuse("cannot create triggers on virtual tables");
  }
  if (!table && !call.schema->find_view(name)) return refuse("no such table: main." + name);
  if (table && table->is_virtual) return refuse("cannot create triggers on virtual tables");
  if (table && instead) return refuse("cannot create INSTEAD OF trigger on table: " + name);
  if (!table && !instead) {
    const bool before = statement.time != sql::TriggerTime::After;
    return refuse(std::string("cannot create ") + (before ? "BEFORE" : "AFTER") +
                  " trigger on view: " + name);
  }
  if (table && table->is_system) return refuse("cannot create trigger on system table");
  return {};
}

}  // namespace

Status create_view(const DdlCall& call, const sql::CreateViewStatement& statement) {
  if (statement.temporary) return not_supported("temporary views");
  TRY(check_schema_name(statement.name.schema));
  const std::string& name = statement.name.name.text;
  ParameterSearch parameters;
  parameters.walk(statement);
  if (parameters.found) return refuse("parameters are not allowed in views");
  TRY(check_object_name(name));
  const bool is_view = call.schema->find_view(name) != nullptr;
  if (is_view || call.schema->find_table(name)) {
    if (statement.if_not_exists) return {};
    return refuse((is_view ? "view " : "table ") + as_written(call.sql, statement.name.name) +
                  " already exists");
  }
  if (call.schema->find_index(name)) return refuse("there is already an index named " + name);
  TRY(add_schema_row(call.database,
                     {"view", name, name, 0, sql::schema_text(statement, call.sql)}));
  return call.database.schema_changed();
}

Status create_trigger(const DdlCall& call, const sql::CreateTriggerStatement& statement) {
  if (statement.temporary) return not_supported("temporary triggers");
  TRY(check_schema_name(statement.name.schema));
  const std::string& name = statement.name.name.text;
  TRY(check_object_name(name));
  if (call.schema->triggers.contains(name)) {
    if (statement.if_not_exists) return {};
    return refuse("trigger " + as_written(call.sql, statement.name.name) + " already exists");
  }
  ParameterSearch parameters;
  parameters.walk(statement);
  if (parameters.found) return refuse("trigger cannot use variables");
  TRY(check_trigger_target(call, statement));
  const catalog::Table* table = call.schema->find_table(statement.table.name.text);
  const std::string& target =
      table ? table->name : call.schema->find_view(statement.table.name.text)->name;
  TRY(add_schema_row(call.database,
                     {"trigger", name, target, 0, sql::schema_text(statement, call.sql)}));
  return call.database.schema_changed();
}

}  // namespace tern::api
