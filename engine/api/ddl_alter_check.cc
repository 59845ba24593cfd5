#include "engine/api/ddl_alter_check.h"

#include "engine/api/ddl_schema_table.h"
#include "engine/exec/schema_names.h"
#include "engine/write/index_build.h"

namespace tern::api {
namespace {

/// Whether texts make sense is all there is to know.
class Unobserved final : public bind::NameObserver {
 public:
  void column_named(const sql::ColumnRef&, const catalog::Table&, int32_t) override {}
  void common_table_named(const sql::Name&) override {}
  void table_named(const sql::Name&, const catalog::Table&) override {}
};

Status bind_object(const SchemaRow& row, const catalog::Schema& schema,
                   const exec::CompileContext& context) {
  Unobserved names;
  if (row.type == "table") {
    const catalog::Table* table = schema.find_table(row.name);
    if (!table || table->is_virtual) return ok();
    return write::check_expressions(context.transaction, *table, write::Definition::Fresh);
  }
  if (row.type == "view") {
    const catalog::View* view = schema.find_view(row.name);
    return view ? exec::bind_view(*view, context, names) : ok();
  }
  const catalog::Trigger* trigger = schema.find_trigger(row.name);
  return trigger ? exec::bind_trigger(*trigger, context, names) : ok();
}

/// Those of one database.
Status check_texts(const DdlCall& call, txn::Database& database, std::string_view when,
                   std::string_view renamed) {
  std::vector<SchemaRow> rows;
  const bool has_strict_tables = !call.transaction().restrictions.quotes_texts_in_definitions;
  TRY(change_schema_rows(database, [&](SchemaRow& row) -> Result<bool> {
    const bool may_be_bad = row.type == "view" || row.type == "trigger";
    if (may_be_bad || (has_strict_tables && row.type == "table")) rows.push_back(row);
    return false;
  }));
  if (rows.empty()) return {};
  const exec::CompileContext context = TRY(binding_context(call));
  const auto schema = TRY(database.schema());
  for (const SchemaRow& row : rows) {
    const Status bound = bind_object(row, *schema, context);
    if (bound || bound.error().is(ErrorCode::Unsupported)) continue;
    const bool is_of_renamed = row.type == "trigger" && catalog::same_name(row.table, renamed);
    return refuse("error in " + row.type + " " + row.name +
                  std::string(is_of_renamed ? " after rename" : when) + ": " +
                  std::string(bound.error().message()));
  }
  return {};
}

Status check_all_texts(const DdlCall& call, std::string_view when, std::string_view renamed) {
  TRY(check_texts(call, call.database, when, ""));
  txn::Database* temporary = call.connection.find_database("temp");
  if (!temporary || temporary == &call.database) return {};
  TRY(temporary->pager().begin_read());
  return check_texts(call, *temporary, when, renamed);
}

}  // namespace

Result<exec::CompileContext> binding_context(const DdlCall& call) {
  return exec::CompileContext{.transaction = call.transaction(),
                              .catalog = TRY(call.connection.catalog()),
                              .functions = call.connection.functions(),
                              .connection = call.connection.function_view(),
                              .virtual_tables = &call.connection.virtual_tables()};
}

Status check_views_and_triggers(const DdlCall& call, std::string_view when,
                                std::string_view renamed) {
  if (call.connection.other_switches.legacy_alter_table) return {};
  return check_all_texts(call, when, renamed);
}

Status check_legacy_texts(const DdlCall& call) {
  if (!call.connection.other_switches.legacy_alter_table) return {};
  if (check_all_texts(call, "", "")) return {};
  return fail(ErrorCode::Error, "SQL logic error");
}

}  // namespace tern::api
