// analysis_limit and optimize.

#include <algorithm>

#include "engine/api/ddl_parts.h"
#include "engine/api/pragma.h"
#include "engine/api/statement_state.h"
#include "engine/btree/cursor.h"

namespace tern::api {
namespace {

using record::Value;

/// A table is analysed again when it has grown so many times: 25, as ten times the logarithm.
constexpr int kGrowth = 46;

Result<CommandRows> analysis_limit(const PragmaCall& call) {
  if (call.has_value()) {
    const int64_t limit = pragma_integer(call.value());
    if (limit >= 0) call.connection.analysis_limit = static_cast<uint32_t>(limit);
  }
  return CommandRows{{Value::integer(call.connection.analysis_limit)}};
}

// A mask of the rewrites (engine/plan/rewrite.h) that are on: tests compare answers with and
// without.
Result<CommandRows> tern_rewrites(const PragmaCall& call) {
  if (call.has_value()) {
    call.connection.rewrites_off = ~static_cast<uint32_t>(pragma_integer(call.value()));
  }
  return CommandRows{{Value::integer(static_cast<int32_t>(~call.connection.rewrites_off))}};
}

Result<bool> has_grown(const catalog::Table& table) {
  uint64_t rows = 0;
  if (table.without_rowid) {
    btree::IndexCursor cursor(table.trees(), table.root, table.primary_index->key_columns);
    if (TRY(cursor.first())) rows = cursor.count_guess();
  } else {
    btree::TableCursor cursor(table.trees(), table.root);
    if (TRY(cursor.first())) rows = cursor.count_guess();
  }
  return catalog::log_estimate(rows) >= table.row_estimate + kGrowth;
}

Result<bool> is_due(const catalog::Table& table) {
  if (!table.wants_statistics.load(std::memory_order_relaxed)) return false;
  for (const catalog::Index* index : table.all_indexes()) {
    if (!index->has_statistics) return true;
  }
  return has_grown(table);
}

Status add_due_statements(const catalog::Schema& schema, std::vector<std::string>& out) {
  std::vector<const catalog::Table*> tables;
  for (const auto& [name, table] : schema.tables()) tables.push_back(table.get());
  std::ranges::sort(tables, std::greater<>(), &catalog::Table::ordinal);
  for (const catalog::Table* table : tables) {
    const bool wanted = TRY(is_due(*table));
    if (wanted) out.push_back("ANALYZE " + quoted(schema.database) + "." + quoted(table->name));
  }
  return {};
}

/// Of one database, with a snapshot for the moment.
Status add_due_statements(txn::Database& database, std::vector<std::string>& out) {
  const bool was_reading = database.pager().is_reading();
  TRY(database.pager().begin_read());
  const auto schema = database.schema();
  Status added = schema ? add_due_statements(**schema, out) : std::unexpected(schema.error());
  if (!was_reading) database.end_transaction();
  return added;
}

// The argument is a mask: 1 only tells what would be done, 2 analyses.
Result<CommandRows> optimize(const PragmaCall& call) {
  const int64_t mask = call.has_value() ? pragma_integer(call.value()) : 0xfffe;
  if ((mask & 2) == 0) return CommandRows();
  ConnectionState& connection = call.connection;
  std::vector<std::string> due;
  for (const auto& database : connection.databases()) {
    const bool is_meant = !call.names_database || database.get() == &call.database;
    if (is_meant && !database->is_temporary()) TRY(add_due_statements(*database, due));
  }
  CommandRows rows;
  for (const std::string& statement : due) {
    if ((mask & 1) != 0) {
      rows.push_back({Value::text(statement)});
      continue;
    }
    const Unasked unasked(connection);
    const auto prepared = TRY(StatementState::prepare(connection, statement, nullptr));
    (void)TRY(prepared->step());
  }
  return rows;
}

}  // namespace

std::span<const Pragma> analysis_pragmas() {
  static const std::vector<Pragma> pragmas = {
      {"analysis_limit", {"analysis_limit"}, analysis_limit},
      {"tern_rewrites", {"tern_rewrites"}, tern_rewrites, true},
      {"optimize", {"optimize"}, optimize},
  };
  return pragmas;
}

}  // namespace tern::api
