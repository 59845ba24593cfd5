#include <algorithm>

#include "engine/api/ddl_parts.h"
#include "engine/api/ddl_schema_table.h"
#include "engine/api/ddl_target.h"
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

/// What names in the trigger mean.
catalog::Lookup lookup_of(const DdlCall& call) {
  return call.database.is_temporary() ? catalog::Lookup(*call.catalog)
                                      : catalog::Lookup(*call.schema);
}

/// Errors: it is not there; virtual tables have no triggers.
Result<catalog::Lookup::Found> target_of(const DdlCall& call,
                                         const sql::CreateTriggerStatement& statement) {
  const std::string& name = statement.table.name.text;
  TRY(check_reference(statement, call.database, statement.table.schema));
  const catalog::Lookup lookup = lookup_of(call);
  const catalog::Lookup::Found found = lookup.relation(statement.table);
  const bool is_virtual =
      found.table ? found.table->is_virtual : call.connection.virtual_tables().has(name);
  if (is_virtual) return fail(ErrorCode::Error, "cannot create triggers on virtual tables");
  if (found) return found;
  return fail(ErrorCode::Error, "no such table: " + lookup.prefix_of(statement.table) + name);
}

Status check_trigger_time(const catalog::Lookup::Found& target,
                          const sql::CreateTriggerStatement& statement) {
  const std::string& name = statement.table.name.text;
  const bool is_instead = statement.time == sql::TriggerTime::InsteadOf;
  if (target.table && target.table->is_system) {
    return refuse("cannot create trigger on system table");
  }
  if (target.table && is_instead) {
    return refuse("cannot create INSTEAD OF trigger on table: " + name);
  }
  if (target.table || is_instead) return {};
  const bool is_before = statement.time != sql::TriggerTime::After;
  return refuse(std::string("cannot create ") + (is_before ? "BEFORE" : "AFTER") +
                " trigger on view: " + name);
}

/// Null: the step changes nothing.
const sql::DmlTarget* target_of_step(const sql::Statement& step) {
  if (const auto* insert = step.as_if<sql::InsertStatement>()) return &insert->target;
  if (const auto* update = step.as_if<sql::UpdateStatement>()) return &update->target;
  const auto* erase = step.as_if<sql::DeleteStatement>();
  return erase ? &erase->target : nullptr;
}

Status check_shadows(const DdlCall& call, const sql::CreateTriggerStatement& statement) {
  for (const sql::StatementPtr& step : statement.body) {
    const sql::DmlTarget* const target = target_of_step(*step);
    if (!target) continue;
    const std::string& name = target->name.name.text;
    const auto in_schema = [&](const auto& schema) {
      return is_guarded_shadow(call.connection, *schema, name);
    };
    if (std::ranges::none_of(call.catalog->schemas(), in_schema)) continue;
    return refuse("trigger \"" + statement.name.name.text + "\" may not write to shadow table \"" +
                  name + "\"");
  }
  return {};
}

}  // namespace

Result<bool> is_free_for_view(const DdlCall& call, const sql::CreateViewStatement& statement) {
  ParameterSearch parameters;
  parameters.walk(statement);
  if (parameters.found) return refuse("parameters are not allowed in views");
  return is_free_for_table(call, statement);
}

Status check_create_view(const DdlCall& call, const sql::CreateViewStatement& statement) {
  const bool is_free = TRY(is_free_for_view(call, statement));
  return is_free ? check_references(statement, call.database) : ok();
}

Status create_view(const DdlCall& call, const sql::CreateViewStatement& statement) {
  const bool is_free = TRY(is_free_for_view(call, statement));
  if (!is_free) return {};
  const std::string& name = statement.name.name.text;
  TRY(check_references(statement, call.database));
  TRY(add_schema_row(call.database,
                     {"view", name, name, 0, sql::schema_text(statement, call.sql)}));
  return call.database.schema_changed();
}

// What is wrong is told in the reference's order.
Result<bool> is_free_for_trigger(const DdlCall& call,
                                 const sql::CreateTriggerStatement& statement) {
  const std::string& name = statement.name.name.text;
  (void)TRY(target_of(call, statement));
  TRY(check_object_name(call.connection, *call.schema, name));
  if (!call.schema->find_trigger(name)) return true;
  if (statement.if_not_exists) return false;
  return refuse_at(statement.name.name,
                   "trigger " + as_written(call.sql, statement.name.name) + " already exists");
}

Status check_create_trigger(const DdlCall& call, const sql::CreateTriggerStatement& statement) {
  const bool is_free = TRY(is_free_for_trigger(call, statement));
  if (!is_free) return ok();
  const catalog::Lookup::Found found = TRY(target_of(call, statement));
  TRY(check_trigger_time(found, statement));
  ParameterSearch parameters;
  parameters.walk(statement);
  if (parameters.found) return refuse("trigger cannot use variables");
  TRY(check_references(statement, call.database));
  return check_shadows(call, statement);
}

Status create_trigger(const DdlCall& call, const sql::CreateTriggerStatement& statement) {
  const bool is_free = TRY(is_free_for_trigger(call, statement));
  if (!is_free) return {};
  TRY(check_create_trigger(call, statement));
  const std::string& name = statement.name.name.text;
  const catalog::Lookup::Found found = TRY(target_of(call, statement));
  const std::string& target = found.table ? found.table->name : found.view->name;
  TRY(add_schema_row(call.database,
                     {"trigger", name, target, 0, sql::schema_text(statement, call.sql)}));
  return call.database.schema_changed();
}

}  // namespace tern::api
