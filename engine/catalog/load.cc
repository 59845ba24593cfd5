// Reads sqlite_schema, the table rooted at page 1, into a Schema.

#include <algorithm>

#include "engine/btree/cursor.h"
#include "engine/catalog/estimates.h"
#include "engine/catalog/index_terms.h"
#include "engine/catalog/schema.h"
#include "engine/sql/parser.h"

namespace tern::catalog {
namespace {

constexpr std::string_view kSchemaTableColumns =
    "(type TEXT, name TEXT, tbl_name TEXT, rootpage INT, sql TEXT)";

constexpr uint32_t kFormatWithDescending = 4;

struct SchemaRow {
  std::string type;
  std::string name;
  std::string table;
  int64_t root = 0;
  std::string sql;
};

std::unexpected<Error> malformed(std::string_view object, std::string_view why) {
  std::string text = "malformed database schema (";
  text.append(object.empty() ? "?" : object).append(")");
  if (!why.empty()) text.append(" - ").append(why);
  return fail(ErrorCode::Corrupt, std::move(text));
}

std::string text_or_empty(record::ValueView value) {
  return value.is_text() ? std::string(value.as_text()) : std::string();
}

Result<std::vector<SchemaRow>> read_rows(btree::TreeStore& store) {
  std::vector<SchemaRow> rows;
  if (store.pager().page_count() == 0) return rows;
  btree::TableCursor cursor(store, PageNo{1});
  record::RecordReader reader;
  for (bool found = TRY(cursor.first()); found; found = TRY(cursor.next())) {
    const Bytes payload = TRY(cursor.payload());
    reader.reset(payload);
    SchemaRow row;
    row.type = text_or_empty(TRY(reader.column(0)));
    row.name = text_or_empty(TRY(reader.column(1)));
    row.table = text_or_empty(TRY(reader.column(2)));
    const record::ValueView root = TRY(reader.column(3));
    row.root = root.is_integer() ? root.as_integer() : 0;
    row.sql = text_or_empty(TRY(reader.column(4)));
    rows.push_back(std::move(row));
  }
  return rows;
}

class SchemaLoader {
 public:
  SchemaLoader(Schema& schema, uint32_t page_count) : schema_(schema), page_count_(page_count) {}

  Status load(const std::vector<SchemaRow>& rows) {
    TRY(add_schema_table());
    for (const SchemaRow& row : rows) {
      if (row.type == "table") TRY(add_table(row));
    }
    for (const SchemaRow& row : rows) {
      if (row.type == "index") TRY(add_index(row));
      if (row.type == "view") TRY(add_view(row));
    }
    for (const SchemaRow& row : rows) {
      if (row.type == "trigger") TRY(add_trigger(row));
    }
    for (const auto& [name, table] : schema_.tables) {
      TRY(register_indexes(*table));
      guess_sizes(*table);
    }
    return {};
  }

 private:
  Result<std::unique_ptr<sql::Statement>> parse(const SchemaRow& row, sql::StatementKind kind) {
    Result<sql::ParsedStatement> parsed = sql::parse_statement(row.sql);
    if (!parsed) return malformed(row.name, parsed.error().message());
    if (!parsed->statement || parsed->statement->kind != kind) return malformed(row.name, "");
    return std::move(parsed->statement);
  }

  Result<PageNo> root_of(const SchemaRow& row) const {
    if (row.root < 2 || row.root > page_count_) return malformed(row.name, "invalid rootpage");
    return PageNo{static_cast<uint32_t>(row.root)};
  }

  Status add_schema_table() {
    std::string text = "CREATE TABLE ";
    text.append(schema_table_name(schema_.is_temporary())).append(kSchemaTableColumns);
    auto parsed = TRY(sql::parse_statement(text));
    auto table = TRY(describe_table(std::move(parsed.statement), text, schema_.traits));
    table->root = PageNo{1};
    table->schema = &schema_;
    schema_.tables.emplace(table->name, std::move(table));
    return {};
  }

  Status add_table(const SchemaRow& row) {
    Result<sql::ParsedStatement> parsed = sql::parse_statement(row.sql);
    if (!parsed) return malformed(row.name, parsed.error().message());
    if (!parsed->statement) return malformed(row.name, "");
    if (parsed->statement->kind == sql::StatementKind::CreateVirtualTable) {
      return add_virtual_table(row, std::move(parsed->statement));
    }
    if (parsed->statement->kind != sql::StatementKind::CreateTable) return malformed(row.name, "");
    Result<std::unique_ptr<Table>> table =
        describe_table(std::move(parsed->statement), row.sql, schema_.traits);
    if (!table) return malformed(row.name, table.error().message());
    (*table)->root = TRY(root_of(row));
    (*table)->schema = &schema_;
    (*table)->ordinal = static_cast<uint32_t>(schema_.tables.size());
    if (!schema_.tables.emplace((*table)->name, std::move(*table)).second) {
      return malformed(row.name, "table " + row.name + " already exists");
    }
    return {};
  }

  /// A virtual table is known by name, so that using it can be refused in words.
  Status add_virtual_table(const SchemaRow& row, std::unique_ptr<sql::Statement> tree) {
    auto table = std::make_unique<Table>();
    table->name = row.name;
    table->schema = &schema_;
    table->sql = row.sql;
    table->is_virtual = true;
    table->tree = std::move(tree);
    schema_.tables.emplace(table->name, std::move(table));
    return {};
  }

  Status add_index(const SchemaRow& row) {
    const auto owner = schema_.tables.find(row.table);
    if (owner == schema_.tables.end()) return malformed(row.name, "no such table: " + row.table);
    Table& table = *owner->second;
    const PageNo root = TRY(root_of(row));
    if (row.sql.empty()) {
      const auto automatic = std::ranges::find_if(table.indexes, [&](const auto& index) {
        return index->origin != IndexOrigin::Create && same_name(index->name, row.name);
      });
      if (automatic == table.indexes.end()) return malformed(row.name, "orphan index");
      (*automatic)->root = root;
      return {};
    }
    auto tree = TRY(parse(row, sql::StatementKind::CreateIndex));
    Result<std::unique_ptr<Index>> index = describe_index(table, std::move(tree), row.sql);
    if (!index) return malformed(row.name, index.error().message());
    (*index)->root = root;
    table.indexes.insert(table.indexes.begin(), std::move(*index));
    order_indexes(table);
    return {};
  }

  Status add_view(const SchemaRow& row) {
    auto view = std::make_unique<View>();
    view->name = row.name;
    view->schema = &schema_;
    view->sql = row.sql;
    view->tree = TRY(parse(row, sql::StatementKind::CreateView));
    schema_.views.emplace(view->name, std::move(view));
    return {};
  }

  Status add_trigger(const SchemaRow& row) {
    auto trigger = std::make_unique<Trigger>();
    trigger->name = row.name;
    trigger->schema = &schema_;
    trigger->ordinal = static_cast<uint32_t>(schema_.triggers.size());
    trigger->table = row.table;
    trigger->sql = row.sql;
    trigger->tree = TRY(parse(row, sql::StatementKind::CreateTrigger));
    if (schema_.triggers.contains(row.name)) {
      return malformed(row.name, "trigger " + row.name + " already exists");
    }
    if (!schema_.is_temporary()) link(*trigger);
    schema_.triggers.emplace(trigger->name, std::move(trigger));
    return {};
  }

  // The table of a temporary trigger may be in any database: catalog.h finds it.
  void link(const Trigger& trigger) {
    if (const auto table = schema_.tables.find(trigger.table); table != schema_.tables.end()) {
      auto& triggers = table->second->triggers;
      triggers.insert(triggers.begin(), &trigger);
    } else if (const auto view = schema_.views.find(trigger.table); view != schema_.views.end()) {
      auto& triggers = view->second->triggers;
      triggers.insert(triggers.begin(), &trigger);
    }
  }

  Status register_indexes(Table& table) {
    if (table.primary_index) {
      table.primary_index->root = table.root;
      schema_.indexes.emplace(table.primary_index->name, table.primary_index.get());
    }
    for (const auto& index : table.indexes) {
      if (index->root == PageNo{}) return malformed(index->name, "orphan index");
      schema_.indexes.emplace(index->name, index.get());
    }
    return {};
  }

  Schema& schema_;
  uint32_t page_count_;
};

// Both fields are 0 until the first table is made. As the reference: of the encoding two bits
// count.
Result<FileTraits> read_traits(btree::TreeStore& store) {
  const uint32_t encoding = TRY(store.pager().header_field(storage::HeaderField::TextEncoding)) & 3;
  const uint32_t format = TRY(store.pager().header_field(storage::HeaderField::SchemaFormat));
  return FileTraits{
      .text_encoding = encoding == 0 ? store.text_encoding() : static_cast<TextEncoding>(encoding),
      .has_descending_indexes = format == 0 || format >= kFormatWithDescending};
}

}  // namespace

Result<std::shared_ptr<const Schema>> load_schema(btree::TreeStore& store,
                                                  std::string_view database) {
  auto schema = std::make_shared<Schema>();
  schema->database = database;
  schema->trees = &store;
  schema->cookie = TRY(store.pager().header_field(storage::HeaderField::SchemaCookie));
  schema->sampler = std::make_unique<Sampler>(store, schema->cookie);
  schema->traits = TRY(read_traits(store));
  store.set_text_encoding(schema->traits.text_encoding);
  const std::vector<SchemaRow> rows = TRY(read_rows(store));
  TRY(SchemaLoader(*schema, store.pager().page_count()).load(rows));
  read_statistics(store, *schema);
  return std::shared_ptr<const Schema>(std::move(schema));
}

}  // namespace tern::catalog
