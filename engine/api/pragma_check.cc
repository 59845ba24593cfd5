// Pragmas that look for damage: in the trees, in rows against constraints and indexes, rows without
// parents.

#include "engine/api/ddl_parts.h"
#include "engine/api/pragma.h"
#include "engine/api/statement_state.h"
#include "engine/btree/integrity_check.h"
#include "engine/write/foreign_key_parent.h"
#include "engine/write/table_check.h"

namespace tern::api {
namespace {

using catalog::ForeignKey;
using catalog::Table;
using record::Value;

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
                    quoted(child.schema->database) + "." + quoted(child.name) + " AS child WHERE ";
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
  sql += " AND NOT EXISTS (SELECT 1 FROM " + quoted(parent->schema->database) + "." +
         quoted(parent->name) + " AS parent WHERE ";
  for (size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) sql += " AND ";
    sql += "parent." + quoted(columns[i]) + " = child." +
           quoted(child.columns[key.child_columns[i]].name);
  }
  return sql + ")";
}

Status check_foreign_keys(const PragmaCall& call, const catalog::Schema& schema, const Table& child,
                          CommandRows& rows) {
  const Unasked unasked(call.connection);
  for (const ForeignKey& key : child.foreign_keys) {
    const Table* parent = schema.find_table(key.parent_table);
    if (parent) (void)TRY(write::find_parent_key(child, key, *parent));
    const std::string sql = TRY(orphans_sql(child, key, parent));
    const auto query = TRY(StatementState::prepare(call.connection, sql, nullptr));
    while (TRY(query->step())) {
      rows.push_back({Value::text(child.name), Value(query->row()[0]),
                      Value::text(key.parent_table), Value::integer(key.id)});
    }
  }
  return {};
}

/// The table that the pragma is asked about.
std::unexpected<Error> no_such_table(const PragmaCall& call) {
  const std::string prefix = call.names_database ? call.database.name() + "." : "";
  return fail(ErrorCode::Error, "no such table: " + prefix + std::string(call.value()));
}

Result<CommandRows> foreign_key_check(const PragmaCall& call) {
  CommandRows rows;
  const auto schema = TRY(call.database.schema());
  if (call.has_value() && !schema->find_table(call.value()) && !schema->find_view(call.value())) {
    return no_such_table(call);
  }
  for (const auto& [name, table] : schema->tables()) {
    if (call.has_value() && !catalog::same_name(name, call.value())) continue;
    TRY(check_foreign_keys(call, *schema, *table, rows));
  }
  return rows;
}

constexpr size_t kFindingsMax = 100;

/// What an integrity check was asked for: one table or all, and how much it may report.
struct CheckScope {
  const Table* table = nullptr;  // null: everything
  size_t findings_max = kFindingsMax;
};

Result<CheckScope> check_scope(const PragmaCall& call, const catalog::Catalog& catalog) {
  CheckScope scope;
  if (!call.has_value()) return scope;
  const std::string_view text = call.value();
  const bool is_number = !text.empty() && text.find_first_not_of("+-0123456789") == text.npos;
  if (is_number) {
    const int64_t limit = pragma_integer(text);
    if (limit > 0) scope.findings_max = static_cast<size_t>(limit);
    return scope;
  }
  sql::QualifiedName name;
  name.name.text = text;
  if (call.names_database) {
    name.schema.text = call.database.name();
    name.schema.present = true;
  }
  scope.table = catalog::Lookup(catalog).relation(name).table;
  if (!scope.table) return no_such_table(call);
  return scope;
}

/// The damage in the trees of the table; or in all that the schema names, and in what belongs to
/// none.
Status check_trees(const catalog::Schema& schema, const CheckScope& scope,
                   std::vector<std::string>& findings) {
  using btree::TreeKind;
  std::vector<btree::RootSpec> roots;  // sqlite_schema is one of the schema's tables
  for (const auto& [name, table] : schema.tables()) {
    if (table->is_virtual || (scope.table && scope.table != table.get())) continue;
    roots.push_back(
        {table->root, table->without_rowid ? TreeKind::Index : TreeKind::Table, {}, name});
    for (const auto& index : table->indexes) {
      roots.push_back({index->root, TreeKind::Index, {}, index->name});
    }
  }
  std::vector<std::string> damage;
  TRY(btree::check_database(
      *schema.trees, roots, static_cast<int>(scope.findings_max), damage,
      scope.table ? btree::CheckScope::TheseTrees : btree::CheckScope::Whole));
  if (damage.empty()) return {};
  // One row for all of it, under a heading.
  std::string text = "*** in database " + schema.database + " ***";
  for (const std::string& line : damage) text += "\n" + line;
  findings.push_back(std::move(text));
  return {};
}

Status check_database(const PragmaCall& call, const catalog::Schema& schema,
                      const CheckScope& scope, bool with_indexes,
                      std::vector<std::string>& findings) {
  // A database that was never written has no page, and nothing in it can be wrong.
  if (schema.trees->pager().page_count() == 0) return {};
  TRY(check_trees(schema, scope, findings));
  for (const auto& [name, table] : schema.tables()) {
    if ((scope.table && scope.table != table.get()) || table->is_virtual) continue;
    const Status checked = write::check_table(call.connection.transaction(), *table, with_indexes,
                                              scope.findings_max, findings);
    // Damage that stops the reading has been reported as such.
    if (!checked && (primary(checked.error().code()) != ErrorCode::Corrupt || findings.empty())) {
      return std::unexpected(checked.error());
    }
  }
  return {};
}

Result<CommandRows> check_integrity(const PragmaCall& call, bool with_indexes) {
  const auto catalog = TRY(call.connection.catalog());
  const CheckScope scope = TRY(check_scope(call, *catalog));
  std::vector<std::string> findings;
  for (const auto& schema : catalog->schemas()) {
    const bool is_meant =
        !call.names_database || catalog::same_name(schema->database, call.database.name());
    if (!is_meant || (scope.table && scope.table->schema != schema.get())) continue;
    TRY(check_database(call, *schema, scope, with_indexes, findings));
  }
  if (findings.empty()) findings.emplace_back("ok");
  CommandRows rows;
  for (const std::string& finding : findings) rows.push_back({Value::text(finding)});
  return rows;
}

Result<CommandRows> integrity_check(const PragmaCall& call) { return check_integrity(call, true); }
Result<CommandRows> quick_check(const PragmaCall& call) { return check_integrity(call, false); }

}  // namespace

std::span<const Pragma> check_pragmas() {
  static const std::vector<Pragma> pragmas = {
      {"foreign_key_check", {"table", "rowid", "parent", "fkid"}, foreign_key_check},
      {"integrity_check", {"integrity_check"}, integrity_check},
      {"quick_check", {"quick_check"}, quick_check},
  };
  return pragmas;
}

}  // namespace tern::api
