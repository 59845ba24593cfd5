// Reads sqlite_schema, the table rooted at page 1, into a Schema.

#include <algorithm>
#include <set>

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

std::string_view text_or_empty(record::ValueView value) {
  return value.is_text() ? value.as_text() : std::string_view();
}

/// The rows of the schema table now, and what they show to have changed.
struct RowsNow {
  ObjectRows rows;
  std::set<std::string_view, NameLess> touched;  // tables and views with other rows than before
};

class ObjectRowReader {
 public:
  explicit ObjectRowReader(const ObjectRows& last) : last_(last) {
    out_.rows.reserve(last.size() + 1);
  }

  Result<RowsNow> read(btree::TreeStore& store) && {
    if (store.pager().page_count() > 0) {
      btree::TableCursor cursor(store, PageNo{1});
      for (bool found = TRY(cursor.first()); found; found = TRY(cursor.next())) {
        const Bytes payload = TRY(cursor.payload());
        TRY(add(cursor.rowid().raw, payload));
      }
    }
    while (known_ < last_.size()) touch(*last_[known_++]);
    return std::move(out_);
  }

 private:
  Status add(int64_t rowid, Bytes payload) {
    record_.reset(payload);
    const auto type = text_or_empty(TRY(record_.column(0)));
    const auto name = text_or_empty(TRY(record_.column(1)));
    const auto table = text_or_empty(TRY(record_.column(2)));
    const record::ValueView root_value = TRY(record_.column(3));
    const int64_t root = root_value.is_integer() ? root_value.as_integer() : 0;
    const auto sql = text_or_empty(TRY(record_.column(4)));
    while (known_ < last_.size() && last_[known_]->rowid < rowid) touch(*last_[known_++]);
    if (known_ < last_.size() && last_[known_]->rowid == rowid) {
      const ObjectRow& row = *last_[known_];
      if (row.type == type && row.name == name && row.table == table && row.root == root &&
          row.sql == sql) {
        out_.rows.push_back(last_[known_++]);
        return ok();
      }
    }
    out_.rows.push_back(std::make_shared<const ObjectRow>(ObjectRow{
        rowid, std::string(type), std::string(name), std::string(table), root, std::string(sql)}));
    touch(*out_.rows.back());
    return ok();
  }

  void touch(const ObjectRow& row) { out_.touched.insert(row.table); }

  const ObjectRows& last_;
  size_t known_ = 0;  // how many of the last rows lie behind
  record::RecordReader record_;
  RowsNow out_;
};

/// Fills a Schema from its rows. What `last` has that was not touched is taken from there.
class SchemaLoader {
 public:
  /// `last`: null: there is none that helps.
  SchemaLoader(Schema& schema, const Schema* last, const RowsNow& now, uint32_t page_count)
      : schema_(schema), last_(last), now_(now), page_count_(page_count) {}

  Status load() {
    if (last_) {
      take_untouched();
    } else {
      TRY(add_schema_table());
    }
    std::vector<const ObjectRow*> rows;
    for (const auto& row : now_.rows) {
      if (!last_ || is_touched(*row)) rows.push_back(row.get());
    }
    for (const ObjectRow* row : rows) {
      if (row->type == "table") TRY(add_table(*row));
    }
    for (const ObjectRow* row : rows) {
      if (row->type == "index") TRY(add_index(*row));
      if (row->type == "view") TRY(add_view(*row));
    }
    for (const ObjectRow* row : rows) {
      if (row->type == "trigger") TRY(add_trigger(*row));
    }
    for (Table* table : added_) {
      TRY(register_indexes(*table));
      guess_sizes(*table);
    }
    adopt();
    return {};
  }

 private:
  bool is_touched(const ObjectRow& row) const { return now_.touched.contains(row.table); }

  void take_untouched() {
    schema_.tables = last_->tables;
    schema_.indexes = last_->indexes;
    schema_.views = last_->views;
    schema_.triggers = last_->triggers;
    for (const auto& row : last_->rows) {
      if (!is_touched(*row)) continue;
      if (row->type == "table") drop_table(row->name);
      if (row->type == "view") schema_.views.erase(row->name);
      if (row->type == "trigger") schema_.triggers.erase(row->name);
    }
  }

  void drop_table(const std::string& name) {
    const auto found = schema_.tables.find(name);
    for (const Index* index : found->second->all_indexes()) schema_.indexes.erase(index->name);
    schema_.tables.erase(found);
  }

  /// All is part of this schema from now on. Sizes that ANALYZE told are guessed anew.
  void adopt() {
    for (const auto& [name, table] : schema_.tables) {
      table->schema = &schema_;
      table->wants_statistics = false;
      if (last_ && last_->has_statistics) guess_sizes(*table);
    }
    for (const auto& [name, view] : schema_.views) view->schema = &schema_;
    for (const auto& [name, trigger] : schema_.triggers) trigger->schema = &schema_;
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
    put(std::move(table));
    return {};
  }

  /// Returns whether there was none of that name yet.
  bool put(std::unique_ptr<Table> table) {
    table->schema = &schema_;
    const std::string name = table->name;
    const auto [place, is_new] = schema_.tables.emplace(name, std::move(table));
    if (is_new) added_.push_back(place->second.get());
    return is_new;
  }

  Status add_table(const ObjectRow& row) {
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
    (*table)->ordinal = row.rowid;
    schema_.is_regular &= same_name(row.name, row.table) && same_name(row.name, (*table)->name);
    return put(std::move(*table)) ? ok() : already_exists("table ", row);
  }

  /// A virtual table is known by name, so that using it can be refused in words.
  Status add_virtual_table(const ObjectRow& row, std::unique_ptr<sql::Statement> tree) {
    auto table = std::make_unique<Table>();
    table->name = row.name;
    table->ordinal = row.rowid;
    table->sql = row.sql;
    table->is_virtual = true;
    table->tree = std::move(tree);
    const bool is_new = put(std::move(table));
    schema_.is_regular &= is_new && same_name(row.name, row.table);
    return {};
  }

  Status add_index(const ObjectRow& row) {
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
    auto view = std::make_unique<View>();
    view->name = row.name;
    view->sql = row.sql;
    view->tree = TRY(parse(row, sql::StatementKind::CreateView));
    const bool is_new = schema_.views.emplace(row.name, std::move(view)).second;
    schema_.is_regular &= is_new && same_name(row.name, row.table);
    return {};
  }

  Status add_trigger(const ObjectRow& row) {
    auto trigger = std::make_unique<Trigger>();
    trigger->name = row.name;
    trigger->ordinal = row.rowid;
    trigger->table = row.table;
    trigger->sql = row.sql;
    trigger->tree = TRY(parse(row, sql::StatementKind::CreateTrigger));
    const auto [place, is_new] = schema_.triggers.emplace(row.name, std::move(trigger));
    if (!is_new) return already_exists("trigger ", row);
    // The table of a temporary trigger may be in any database: catalog.h finds it.
    if (!schema_.is_temporary()) link(*place->second);
    return {};
  }

  void link(const Trigger& trigger) {
    if (const auto table = schema_.tables.find(trigger.table); table != schema_.tables.end()) {
      auto& triggers = table->second->triggers;
      triggers.insert(triggers.begin(), &trigger);
    } else if (const auto view = schema_.views.find(trigger.table); view != schema_.views.end()) {
      auto& triggers = view->second->triggers;
      triggers.insert(triggers.begin(), &trigger);
    } else {
      schema_.is_regular = false;
    }
  }

  Status register_indexes(Table& table) {
    if (table.primary_index) {
      table.primary_index->root = table.root;
      register_index(*table.primary_index);
    }
    for (const auto& index : table.indexes) {
      if (index->root == PageNo{}) return malformed(index->name, "orphan index");
      register_index(*index);
    }
    return {};
  }

  void register_index(Index& index) {
    schema_.is_regular &= schema_.indexes.emplace(index.name, &index).second;
  }

  Schema& schema_;
  const Schema* last_;
  const RowsNow& now_;
  uint32_t page_count_;
  std::vector<Table*> added_;
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
  const bool may_keep = last && last->is_regular && last->traits == schema->traits;
  static const ObjectRows kNone;
  const RowsNow now = TRY(ObjectRowReader(last ? last->rows : kNone).read(store));
  schema->rows = now.rows;
  TRY(SchemaLoader(*schema, may_keep ? last : nullptr, now, store.pager().page_count()).load());
  read_statistics(store, *schema);
  return std::shared_ptr<const Schema>(std::move(schema));
}

}  // namespace tern::catalog
