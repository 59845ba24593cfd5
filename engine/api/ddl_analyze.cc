// ANALYZE, and what keeps sqlite_stat1 true when objects go.

#include <algorithm>
#include <optional>
#include <vector>

#include "engine/api/ddl_parts.h"
#include "engine/api/ddl_schema_table.h"
#include "engine/btree/cursor.h"
#include "engine/write/gather_statistics.h"

namespace tern::api {
namespace {

constexpr std::string_view kTable = "sqlite_stat1";
constexpr std::string_view kTableSql = "CREATE TABLE sqlite_stat1(tbl,idx,stat)";

/// Which rows of sqlite_stat1 a statement replaces.
struct Wanted {
  const catalog::Table* table = nullptr;  // null: all
  const catalog::Index* index = nullptr;  // null: all of the table
  bool is_view = false;                   // nothing
};

Status create_statistics_table(const DdlCall& call) {
  if (call.schema->find_table(kTable)) return {};
  const PageNo root = TRY(call.database.trees().create_tree(btree::TreeKind::Table));
  TRY(add_schema_row(call.database, {.type = "table",
                                     .name = std::string(kTable),
                                     .table = std::string(kTable),
                                     .root = int64_t{root.raw},
                                     .sql = std::string(kTableSql)}));
  return call.database.schema_changed();
}

/// As in the reference, these rows are no changes that anybody counts or is told of afterwards, but
/// who hears of changes before they happen, as sessions do, hears of them, too.
void tell(const DdlCall& call, const txn::RowChange& change) {
  for (txn::RowListener* listener : call.transaction().row_listeners) listener->row_changes(change);
}

bool is_told_of_every_row(const DdlCall& call) {
  return std::ranges::any_of(call.transaction().row_listeners, &txn::RowListener::wants_every_row);
}

/// Removes the rows whose column `column` is `name`; with a null `name` all rows.
Status erase_rows(const DdlCall& call, const catalog::Table& statistics, uint32_t column,
                  std::optional<std::string_view> name) {
  btree::TableCursor cursor(statistics.trees(), statistics.root);
  record::RecordReader reader;
  std::vector<ValueView> values(statistics.columns.size());
  for (bool more = TRY(cursor.first()); more;) {
    reader.reset(TRY(cursor.payload()));
    for (uint32_t i = 0; i < values.size(); ++i) values[i] = TRY(reader.column(i));
    const ValueView value = values[column];
    if (!name || (value.is_text() && value.as_text() == *name)) {
      tell(call, {.kind = txn::OpKind::Delete,
                  .table = &statistics,
                  .old_rowid = cursor.rowid().raw,
                  .before = values,
                  .after = {}});
      TRY(cursor.erase());
    }
    more = TRY(cursor.next());
  }
  return {};
}

/// sqlite_stat1, and what other builds of the reference keep beside it.
template <class Visit>
Status each_statistics_table(const catalog::Schema& schema, Visit&& visit) {
  for (const std::string_view name : {"sqlite_stat1", "sqlite_stat4", "sqlite_stat3"}) {
    const catalog::Table* table = schema.find_table(name);
    if (table && !table->without_rowid && !table->is_virtual) TRY(visit(*table));
  }
  return {};
}

Status erase_replaced(const DdlCall& call, const catalog::Schema& schema, const Wanted& wanted) {
  return each_statistics_table(schema, [&](const catalog::Table& statistics) -> Status {
    if (wanted.index) return erase_rows(call, statistics, 1, wanted.index->name);
    if (wanted.table) return erase_rows(call, statistics, 0, wanted.table->name);
    if (is_told_of_every_row(call)) return erase_rows(call, statistics, 0, std::nullopt);
    (void)TRY(statistics.trees().clear_tree(statistics.root));
    return {};
  });
}

Status add_row(const DdlCall& call, const catalog::Table& statistics, btree::TableCursor& cursor,
               const catalog::Table& table, const write::StatisticsRow& row) {
  const ValueView values[] = {ValueView::text(table.name),
                              row.index ? ValueView::text(*row.index) : ValueView::null(),
                              ValueView::text(row.text)};
  ByteVector encoded;
  record::encode_record(values, encoded);
  const bool has_rows = TRY(cursor.last());
  const RowId rowid{has_rows ? cursor.rowid().raw + 1 : 1};
  tell(call, {.kind = txn::OpKind::Insert,
              .table = &statistics,
              .new_rowid = rowid.raw,
              .before = {},
              .after = values});
  return cursor.insert(rowid, encoded);
}

/// Newest first, as the reference goes through them.
std::vector<const catalog::Table*> tables_of(const catalog::Schema& schema, const Wanted& wanted) {
  std::vector<const catalog::Table*> out;
  for (const auto& [name, table] : schema.tables()) {
    const bool is_wanted = !wanted.table || wanted.table == table.get();
    if (is_wanted && !table->is_system && !table->is_virtual) out.push_back(table.get());
  }
  std::ranges::sort(out, std::greater<>(), &catalog::Table::ordinal);
  return out;
}

Result<Wanted> find_wanted(const DdlCall& call, const sql::QualifiedName& name) {
  const bool is_database = !name.schema && catalog::same_name(name.name.text, call.database.name());
  if (!name.name || is_database) return Wanted();
  if (const catalog::Index* index = call.schema->find_index(name.name.text)) {
    return Wanted{index->table, index, false};
  }
  if (const catalog::Table* table = call.schema->find_table(name.name.text))
    return Wanted{table, nullptr, false};
  const bool has_no_rows_here = call.schema->find_view(name.name.text) ||
                                TRY(call.connection.virtual_tables().find(name.name.text));
  if (has_no_rows_here) return Wanted{nullptr, nullptr, true};
  return refuse("no such table: " + display_name(name));
}

/// `wanted` in the schema as it is now.
Wanted again(const catalog::Schema& schema, const Wanted& wanted) {
  return {wanted.table ? schema.find_table(wanted.table->name) : nullptr,
          wanted.index ? schema.find_index(wanted.index->name) : nullptr, wanted.is_view};
}

Status analyze_objects(const DdlCall& call, const Wanted& named) {
  TRY(create_statistics_table(call));
  const auto schema = TRY(call.database.schema());
  const Wanted wanted = again(*schema, named);
  if (wanted.is_view) return {};
  TRY(erase_replaced(call, *schema, wanted));
  const catalog::Table& statistics = *schema->find_table(kTable);
  btree::TableCursor cursor(call.database.trees(), statistics.root);
  for (const catalog::Table* table : tables_of(*schema, wanted)) {
    const Permission answer =
        TRY(call.access.ask(Action::Analyze, table->name, {}, schema->database));
    if (answer == Permission::Ignore) continue;
    const auto rows =
        TRY(write::gather_statistics(*table, wanted.index, call.connection.analysis_limit));
    for (const write::StatisticsRow& row : rows)
      TRY(add_row(call, statistics, cursor, *table, row));
  }
  cursor.reset();
  call.database.forget_schema();  // what it says of sizes was read with it
  return {};
}

}  // namespace

Status analyze(const DdlCall& call, const sql::AnalyzeStatement& statement) {
  const sql::QualifiedName& name = statement.name;
  const Wanted wanted = TRY(find_wanted(call, name));
  TRY(analyze_objects(call, wanted));
  (void)TRY(call.database.schema());
  return {};
}

Status forget_statistics(const DdlCall& call, std::string_view table, std::string_view index) {
  return each_statistics_table(*call.schema, [&](const catalog::Table& statistics) -> Status {
    if (statistics.name == table) return {};
    return index.empty() ? erase_rows(call, statistics, 0, table)
                         : erase_rows(call, statistics, 1, index);
  });
}

}  // namespace tern::api
