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

std::unexpected<Error> malformed(std::string_view object, std::string_view why) {
  std::string text = "malformed database schema (";
  text.append(object.empty() ? "?" : object).append(")");
  if (!why.empty()) text.append(" - ").append(why);
  return fail(ErrorCode::Corrupt, std::move(text));
}

std::string text_or_empty(record::ValueView value) {
  return value.is_text() ? std::string(value.as_text()) : std::string();
}

Result<std::vector<ObjectRow>> read_rows(btree::TreeStore& store) {
  std::vector<ObjectRow> rows;
  if (store.pager().page_count() == 0) return rows;
  btree::TableCursor cursor(store, PageNo{1});
  record::RecordReader reader;
  for (bool found = TRY(cursor.first()); found; found = TRY(cursor.next())) {
    const Bytes payload = TRY(cursor.payload());
    reader.reset(payload);
    ObjectRow row;
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

/// Fills a Schema from its rows. What `last` has of the same rows is taken from there.
class SchemaLoader {
 public:
  SchemaLoader(Schema& schema, const Schema* last, uint32_t page_count)
      : schema_(schema), page_count_(page_count) {
    if (last && last->traits == schema.traits) last_ = last;
  }

  Status load() {
    TRY(add_schema_table());
    const std::vector<ObjectRow>& rows = schema_.rows.in_order();
    for (const ObjectRow& row : rows) {
      if (row.type == "table") TRY(add_table(row));
    }
    for (const ObjectRow& row : rows) {
      if (row.type == "index") TRY(add_index(row));
      if (row.type == "view") TRY(add_view(row));
    }
    for (const ObjectRow& row : rows) {
      if (row.type == "trigger") TRY(add_trigger(row));
    }
    for (const auto& [name, table] : schema_.tables) {
      TRY(register_indexes(*table));
      guess_sizes(*table);
    }
    return {};
  }

 private:
  /// Is the table or view that `row` belongs to as it was, with all that belongs to it?
  bool is_kept(const ObjectRow& row) {
    if (!last_) return false;
    const auto [known, is_new] = kept_.try_emplace(row.table, false);
    if (is_new) known->second = may_keep(row.table);
    return known->second;
  }

  bool may_keep(std::string_view table) const {
    const std::vector<const ObjectRow*> rows = schema_.rows.of_table(table);
    const std::vector<const ObjectRow*> before = last_->rows.of_table(table);
    const bool are_same = std::ranges::equal(
        rows, before, [](const ObjectRow* a, const ObjectRow* b) { return *a == *b; });
    // What is stored under other names than its text says is made anew.
    const auto is_found = [&](const ObjectRow* row) {
      if (row->type == "table") return same_name(row->name, table) && last_->tables.contains(table);
      if (row->type == "view") return same_name(row->name, table) && last_->views.contains(table);
      return row->type != "trigger" || last_->triggers.contains(row->name);
    };
    const bool has_owner = schema_.is_temporary() || std::ranges::any_of(rows, [](const auto* row) {
                             return row->type == "table" || row->type == "view";
                           });
    return are_same && has_owner && std::ranges::all_of(rows, is_found);
  }

  /// Takes the object called `name` from the last schema. Returns whether there was none yet.
  template <class T>
  bool keep(const std::string& name, NameMap<std::shared_ptr<T>> Schema::* objects) {
    const std::shared_ptr<T>& object = (last_->*objects).find(name)->second;
    if (!(schema_.*objects).emplace(name, object).second) return false;
    object->schema = &schema_;
    return true;
  }

  Result<std::unique_ptr<sql::Statement>> parse(const ObjectRow& row, sql::StatementKind kind) {
    Result<sql::ParsedStatement> parsed = sql::parse_statement(row.sql);
    if (!parsed) return malformed(row.name, parsed.error().message());
    if (!parsed->statement || parsed->statement->kind != kind) return malformed(row.name, "");
    return std::move(parsed->statement);
  }

  static std::unexpected<Error> already_exists(const char* kind, const ObjectRow& row) {
    return malformed(row.name, kind + row.name + " already exists");
  }

  Result<PageNo> root_of(const ObjectRow& row) const {
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

  Status add_table(const ObjectRow& row) {
    const auto ordinal = static_cast<uint32_t>(schema_.tables.size());
    if (is_kept(row)) {
      if (!keep(row.name, &Schema::tables)) return already_exists("table ", row);
      Table& table = *schema_.tables.find(row.name)->second;
      table.ordinal = ordinal;
      table.wants_statistics = false;
      return {};
    }
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
    (*table)->ordinal = ordinal;
    const std::string name = (*table)->name;
    if (!schema_.tables.emplace(name, std::move(*table)).second)
      return already_exists("table ", row);
    return {};
  }

  /// A virtual table is known by name, so that using it can be refused in words.
  Status add_virtual_table(const ObjectRow& row, std::unique_ptr<sql::Statement> tree) {
    auto table = std::make_unique<Table>();
    table->name = row.name;
    table->schema = &schema_;
    table->sql = row.sql;
    table->is_virtual = true;
    table->tree = std::move(tree);
    schema_.tables.emplace(table->name, std::move(table));
    return {};
  }

  Status add_index(const ObjectRow& row) {
    if (is_kept(row)) return {};
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

  Status add_view(const ObjectRow& row) {
    if (is_kept(row)) {
      keep(row.name, &Schema::views);
      return {};
    }
    auto view = std::make_unique<View>();
    view->name = row.name;
    view->schema = &schema_;
    view->sql = row.sql;
    view->tree = TRY(parse(row, sql::StatementKind::CreateView));
    schema_.views.emplace(view->name, std::move(view));
    return {};
  }

  Status add_trigger(const ObjectRow& row) {
    const auto ordinal = static_cast<uint32_t>(schema_.triggers.size());
    if (is_kept(row)) {
      if (!keep(row.name, &Schema::triggers)) return already_exists("trigger ", row);
      schema_.triggers.find(row.name)->second->ordinal = ordinal;
      return {};
    }
    auto trigger = std::make_unique<Trigger>();
    trigger->name = row.name;
    trigger->schema = &schema_;
    trigger->ordinal = ordinal;
    trigger->table = row.table;
    trigger->sql = row.sql;
    trigger->tree = TRY(parse(row, sql::StatementKind::CreateTrigger));
    if (schema_.triggers.contains(row.name)) {
      return already_exists("trigger ", row);
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
  const Schema* last_ = nullptr;  // null: there is none that helps
  uint32_t page_count_;
  NameMap<bool> kept_;  // by table: what is_kept() found
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
                                                  std::string_view database, const Schema* last,
                                                  record::Collations* collations) {
  auto schema = std::make_shared<Schema>(last);
  schema->database = database;
  schema->trees = &store;
  schema->cookie = TRY(store.pager().header_field(storage::HeaderField::SchemaCookie));
  schema->sampler = std::make_unique<Sampler>(store, schema->cookie);
  schema->traits = TRY(read_traits(store));
  schema->traits.collations = collations;
  store.set_text_encoding(schema->traits.text_encoding);
  schema->rows = ObjectRows(TRY(read_rows(store)));
  TRY(SchemaLoader(*schema, last, store.pager().page_count()).load());
  read_statistics(store, *schema);
  return std::shared_ptr<const Schema>(std::move(schema));
}

}  // namespace tern::catalog
