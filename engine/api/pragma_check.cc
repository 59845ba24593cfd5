// Pragmas that look for damage: rows without parents.

#include "engine/api/pragma.h"
#include "engine/api/statement_state.h"

namespace tern::api {
namespace {

using catalog::ForeignKey;
using catalog::Table;
using record::Value;

std::string quoted(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) out.append(c == '"' ? 2 : 1, c);
  return out + "\"";
}

/// The names of the parent columns that `key` points at.
std::vector<std::string> parent_columns(const ForeignKey& key, const Table& parent) {
  if (!key.parent_columns.empty()) return key.parent_columns;
  std::vector<std::string> names;
  for (const uint16_t place : parent.primary_key) names.push_back(parent.columns[place].name);
  return names;
}

/// SQL that lists the rows of `child` whose key is whole and has no parent.
Result<std::string> orphans_sql(const Table& child, const ForeignKey& key, const Table* parent) {
  std::string sql = "SELECT " + std::string(child.without_rowid ? "NULL" : "rowid") + " FROM " +
                    quoted(child.name) + " AS child WHERE ";
  for (size_t i = 0; i < key.child_columns.size(); ++i) {
    if (i > 0) sql += " AND ";
    sql += "child." + quoted(child.columns[key.child_columns[i]].name) + " IS NOT NULL";
  }
  if (!parent) return sql;
  const std::vector<std::string> columns = parent_columns(key, *parent);
  if (columns.size() != key.child_columns.size()) {
    return fail(ErrorCode::Error, "foreign key mismatch - \"" + child.name + "\" referencing \"" +
                                      key.parent_table + "\"");
  }
  sql += " AND NOT EXISTS (SELECT 1 FROM " + quoted(parent->name) + " AS parent WHERE ";
  for (size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) sql += " AND ";
    sql += "parent." + quoted(columns[i]) + " = child." +
           quoted(child.columns[key.child_columns[i]].name);
  }
  return sql + ")";
}

Status check_foreign_keys(const PragmaCall& call, const catalog::Schema& schema, const Table& child,
                          CommandRows& rows) {
  for (const ForeignKey& key : child.foreign_keys) {
    const std::string sql = TRY(orphans_sql(child, key, schema.find_table(key.parent_table)));
    const auto query = TRY(StatementState::prepare(call.connection, sql, nullptr));
    while (TRY(query->step())) {
      rows.push_back({Value::text(child.name), Value(query->row()[0]),
                      Value::text(key.parent_table), Value::integer(key.id)});
    }
  }
  return {};
}

Result<CommandRows> foreign_key_check(const PragmaCall& call) {
  CommandRows rows;
  const auto schema = TRY(call.connection.schema());
  for (const auto& [name, table] : schema->tables) {
    if (call.has_value() && !catalog::same_name(name, call.value())) continue;
    TRY(check_foreign_keys(call, *schema, *table, rows));
  }
  return rows;
}

}  // namespace

std::span<const Pragma> check_pragmas() {
  static const std::vector<Pragma> pragmas = {
      {"foreign_key_check", {"table", "rowid", "parent", "fkid"}, foreign_key_check},
  };
  return pragmas;
}

}  // namespace tern::api
