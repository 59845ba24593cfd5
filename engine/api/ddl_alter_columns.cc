#include <algorithm>
#include <utility>

#include "engine/api/ddl_alter_check.h"
#include "engine/api/ddl_parts.h"
#include "engine/api/ddl_schema_table.h"
#include "engine/sql/lexer.h"
#include "engine/sql/parser.h"
#include "engine/write/index_build.h"

namespace tern::api {
namespace {

using sql::ColumnConstraintKind;

/// Where the columns of a CREATE TABLE end: at the comma before the table's constraints or at the
/// closing parenthesis.
size_t end_of_columns(std::string_view sql, const sql::CreateTableStatement& tree) {
  const sql::Name& last = tree.columns.back().name;
  sql::Lexer lexer(sql.substr(last.offset));
  int depth = 0;
  while (true) {
    const sql::Token token = lexer.next();
    const bool closes = token.kind == sql::TokenKind::RightParen;
    const bool ends = depth == 0 && (closes || token.kind == sql::TokenKind::Comma);
    if (ends || token.kind == sql::TokenKind::End) return last.offset + token.begin;
    if (token.kind == sql::TokenKind::LeftParen) ++depth;
    if (closes) --depth;
  }
}

bool has_constraint(const sql::ColumnDef& column, ColumnConstraintKind kind) {
  return std::ranges::any_of(column.constraints,
                             [&](const auto& constraint) { return constraint.kind == kind; });
}

const sql::ColumnConstraint* generated_of(const sql::ColumnDef& column) {
  const auto found =
      std::ranges::find(column.constraints, ColumnConstraintKind::Generated,
                        [](const sql::ColumnConstraint& constraint) { return constraint.kind; });
  return found == column.constraints.end() ? nullptr : &*found;
}

const sql::Expr* default_of(const sql::ColumnDef& column) {
  const sql::Expr* found = nullptr;
  for (const sql::ColumnConstraint& constraint : column.constraints) {
    if (constraint.kind == ColumnConstraintKind::Default) found = constraint.expr.get();
  }
  return found;
}

/// A value that rows which exist already can have: a literal with a sign at most.
bool is_constant_default(const sql::Expr& expr) {
  if (const auto* sign = expr.as_if<sql::Unary>()) {
    const bool keeps = sign->op == sql::UnaryOp::Minus || sign->op == sql::UnaryOp::Plus;
    return keeps && is_constant_default(*sign->operand);
  }
  if (expr.kind == sql::ExprKind::ColumnRef) return true;  // TRUE, FALSE or a "quoted" text
  const auto* literal = expr.as_if<sql::Literal>();
  return literal && literal->literal < sql::LiteralKind::CurrentDate;
}

bool is_null_default(const sql::Expr* expr) {
  const auto* literal = expr ? expr->as_if<sql::Literal>() : nullptr;
  return !expr || (literal && literal->literal == sql::LiteralKind::Null);
}

Status check_added(const DdlCall& call, const catalog::Table& table, const sql::ColumnDef& column) {
  if (std::cmp_greater_equal(table.columns.size(), call.connection.limits[Limit::Columns])) {
    return refuse("too many columns on sqlite_altertab_" + table.name);
  }
  if (table.find_column(column.name.text)) {
    return refuse("duplicate column name: " + column.name.text);
  }
  if (has_constraint(column, ColumnConstraintKind::PrimaryKey)) {
    if (generated_of(column)) return refuse("generated columns cannot be part of the PRIMARY KEY");
    return refuse("Cannot add a PRIMARY KEY column");
  }
  if (has_constraint(column, ColumnConstraintKind::Unique)) {
    return refuse("Cannot add a UNIQUE column");
  }
  return ok();
}

/// Rows that are there already have to be able to have it.
Status check_added_to_rows(const DdlCall& call, const catalog::Table& table,
                           const sql::ColumnDef& column) {
  const sql::Expr* value = default_of(column);
  btree::TreeStore& trees = call.database.trees();
  const bool has_rows = TRY(trees.count(table.root)) > 0;
  if (!has_rows) return {};
  if (const sql::ColumnConstraint* generated = generated_of(column)) {
    return generated->stored ? refuse("cannot add a STORED column") : ok();
  }
  if (call.transaction().foreign_keys_enabled && !is_null_default(value) &&
      has_constraint(column, ColumnConstraintKind::References)) {
    return refuse("Cannot add a REFERENCES column with non-NULL default value");
  }
  if (has_constraint(column, ColumnConstraintKind::NotNull) && is_null_default(value)) {
    return refuse("Cannot add a NOT NULL column with default value NULL");
  }
  if (value && !is_constant_default(*value)) {
    return refuse("Cannot add a column with non-constant default");
  }
  return {};
}

/// Puts `sql` in the place of the table's text, if it describes a table.
Status replace_table_text(const DdlCall& call, const catalog::Table& table,
                          const std::string& sql) {
  sql::ParsedStatement parsed = TRY(sql::parse_statement(sql));
  const auto described =
      TRY(catalog::describe_table(std::move(parsed.statement), sql, table.traits));
  for (const catalog::Column& column : described->columns) {
    if (table.find_column(column.name)) continue;
    (void)TRY(table.traits.known_collation(column.collation->name()));
  }
  TRY(change_schema_rows(call.database, [&](SchemaRow& row) -> Result<bool> {
    if (row.type != "table" || !catalog::same_name(row.name, table.name)) return false;
    row.sql = sql;
    return true;
  }));
  return call.database.schema_changed();
}

Status check_dropped(const DdlCall& call, const catalog::Table& table, const sql::Name& dropped) {
  const std::string& name = dropped.text;
  const auto column = table.find_column(name);
  if (!column) {
    std::string text = "no such column: \"";
    return refuse_at(dropped, text.append(as_written(call.sql, dropped)).append("\""));
  }
  if (table.columns[*column].primary_key_position != 0) {
    return refuse("cannot drop PRIMARY KEY column: \"" + name + "\"");
  }
  const bool is_unique = std::ranges::any_of(table.indexes, [&](const auto& index) {
    return index->origin == catalog::IndexOrigin::Unique && index->declared_terms == 1 &&
           index->terms[0].column == *column;
  });
  if (is_unique) return refuse("cannot drop UNIQUE column: \"" + name + "\"");
  if (table.columns.size() == 1) {
    return refuse("cannot drop column \"" + name + "\": no other columns exist");
  }
  return {};
}

std::string text_without(const catalog::Table& table, uint16_t column) {
  const auto& tree = table.tree->as<sql::CreateTableStatement>();
  size_t begin = tree.columns[column].name.offset;
  size_t end = 0;
  if (column + 1U < tree.columns.size()) {
    end = tree.columns[column + 1U].name.offset;
  } else {
    end = end_of_columns(table.sql, tree);
    while (table.sql[begin] != ',') --begin;
  }
  return table.sql.substr(0, begin) + table.sql.substr(end);
}

/// `when`: "add column" or "drop column".
Status after(const char* when, const std::string& what, Status outcome) {
  if (outcome || !outcome.error().is(ErrorCode::Error)) return outcome;
  std::string text = "error in " + what + " after " + when + ": ";
  return refuse(text += outcome.error().message());
}
Status after_drop(const std::string& what, Status outcome) {
  return after("drop column", what, std::move(outcome));
}

/// Everything that named the column has to stand without it.
Status check_indexes_without(const DdlCall& call, const catalog::Table& table,
                             const catalog::Table& after) {
  for (auto at = table.indexes.rbegin(); at != table.indexes.rend(); ++at) {
    const catalog::Index& index = **at;
    if (index.origin != catalog::IndexOrigin::Create) continue;
    sql::ParsedStatement parsed = TRY(sql::parse_statement(index.sql));
    auto described = catalog::describe_index(after, std::move(parsed.statement), index.sql);
    TRY(after_drop("index " + index.name, described
                                              ? write::check_index(call.transaction(), **described)
                                              : std::unexpected(std::move(described).error())));
  }
  return {};
}

}  // namespace

Status check_add_column(const DdlCall& call, const sql::AlterTableStatement& statement) {
  const catalog::Table* const table = TRY(table_to_alter(call, statement));
  return check_added(call, *table, statement.added);
}

Status check_drop_column(const DdlCall& call, const sql::AlterTableStatement& statement) {
  const catalog::Table* const table = TRY(table_to_alter(call, statement));
  return check_dropped(call, *table, statement.column);
}

Status add_column(const DdlCall& call, const sql::AlterTableStatement& statement) {
  const catalog::Table* table = TRY(table_to_alter(call, statement));
  TRY(check_added(call, *table, statement.added));
  TRY(check_added_to_rows(call, *table, statement.added));
  const size_t at = end_of_columns(table->sql, table->tree->as<sql::CreateTableStatement>());
  std::string_view added = statement.added_span.in(call.sql);
  while (!added.empty() && (added.back() == ';' || sql::Lexer::is_space(added.back()))) {
    added.remove_suffix(1);
  }
  const std::string text =
      table->sql.substr(0, at) + ", " + std::string(added) + table->sql.substr(at);
  TRY(replace_table_text(call, *table, text));
  const auto schema = TRY(call.database.schema());
  const catalog::Table& altered = *schema->find_table(table->name);
  TRY(write::check_defaults(altered));
  TRY(after("add column", "table " + table->name,
            write::check_expressions(call.transaction(), altered)));
  const bool may_be_null = generated_of(statement.added) &&
                           has_constraint(statement.added, ColumnConstraintKind::NotNull);
  if (!may_be_null && !has_constraint(statement.added, ColumnConstraintKind::Check)) return {};
  return write::check_rows(call.transaction(), altered);
}

Status drop_column(const DdlCall& call, const sql::AlterTableStatement& statement) {
  const catalog::Table* table = TRY(table_to_alter(call, statement));
  const std::string& name = statement.column.text;
  TRY(check_dropped(call, *table, statement.column));
  TRY(check_views_and_triggers(call, ""));
  TRY(check_legacy_texts(call));
  const uint16_t column = *table->find_column(name);
  const std::string text = text_without(*table, column);
  sql::ParsedStatement parsed = TRY(sql::parse_statement(text));
  const auto described = catalog::describe_table(std::move(parsed.statement), text, table->traits);
  if (!described) {
    return after_drop("table " + table->name, std::unexpected(described.error()));
  }
  (*described)->schema = table->schema;
  (*described)->root = table->root;
  TRY(after_drop("table " + table->name,
                 write::check_expressions(call.transaction(), **described)));
  TRY(check_indexes_without(call, *table, **described));
  TRY(replace_table_text(call, *table, text));
  const auto schema = TRY(call.database.schema());
  const catalog::Table& altered = *schema->find_table(table->name);
  TRY(check_views_and_triggers(call, " after drop column"));
  if (table->columns[column].is_virtual()) return {};
  return write::drop_column_of_rows(call.transaction(), *table, column, altered);
}

}  // namespace tern::api
