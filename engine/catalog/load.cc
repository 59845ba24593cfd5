// Reads sqlite_schema, the table rooted at page 1, into a Schema. Rows that another version of the
// schema has, or another connection's, were found to be right then, and are not parsed again: what
// they describe waits until it is asked for. So do plain tables (plain_texts.h).

#include <algorithm>
#include <set>

#include "engine/base/assert.h"
#include "engine/btree/cursor.h"
#include "engine/catalog/estimates.h"
#include "engine/catalog/index_terms.h"
#include "engine/catalog/make_objects.h"
#include "engine/catalog/plain_texts.h"
#include "engine/catalog/schema.h"
#include "engine/sql/parser.h"
#include "engine/storage/database_file.h"

namespace tern::catalog {
namespace {

constexpr std::string_view kSchemaTableColumns =
    "(type TEXT, name TEXT, tbl_name TEXT, rootpage INT, sql TEXT)";

constexpr uint32_t kFormatWithDescending = 4;
constexpr PageNo kSchemaRoot{1};

std::unexpected<Error> malformed(std::string_view object, std::string_view why) {
  std::string text = "malformed database schema (";
  text.append(object.empty() ? "?" : object).append(")");
  if (!why.empty()) text.append(" - ").append(why);
  return fail(ErrorCode::Corrupt, std::move(text));
}

/// The rows of the schema table now, and what they show to have changed.
struct RowsNow {
  std::shared_ptr<const ObjectRows> rows;
  /// Tables and views with other rows than before; of no use if there was nothing before.
  std::set<std::string_view, NameLess> touched;
};

class ObjectRowReader {
 public:
  /// `last`: null: none.
  explicit ObjectRowReader(std::shared_ptr<const ObjectRows> last) : last_(std::move(last)) {
    if (last_) last_rows_ = last_->all();
  }

  Result<RowsNow> read(btree::TreeStore& store) && {
    if (store.pager().page_count() > 0) {
      btree::TableCursor cursor(store, kSchemaRoot);
      for (bool found = TRY(cursor.first()); found; found = TRY(cursor.next())) {
        const Bytes payload = TRY(cursor.payload());
        TRY(add(cursor.rowid().raw, payload));
      }
    }
    if (is_same_ && last_ && known_ == last_rows_.size()) {
      out_.rows = last_;
      return std::move(out_);
    }
    differ();
    const bool are_more = last_ && first_other_ == last_rows_.size();
    while (known_ < last_rows_.size()) touch(*last_rows_[known_++]);
    out_.rows =
        std::make_shared<const ObjectRows>(std::move(rows_), are_more ? last_.get() : nullptr);
    return std::move(out_);
  }

 private:
  Status add(int64_t rowid, Bytes record) {
    while (known_ < last_rows_.size() && last_rows_[known_]->rowid < rowid) {
      differ();
      touch(*last_rows_[known_++]);
    }
    if (known_ < last_rows_.size() && last_rows_[known_]->rowid == rowid &&
        as_text(last_rows_[known_]->record) == as_text(record)) {
      if (!is_same_) rows_.push_back(last_rows_[known_]);
      ++known_;
      return ok();
    }
    differ();
    rows_.push_back(TRY(ObjectRow::read(rowid, record)));
    touch(*rows_.back());
    return ok();
  }

  /// From here on the rows are others: those before are kept.
  void differ() {
    if (!is_same_) return;
    is_same_ = false;
    first_other_ = known_;
    rows_.reserve(last_rows_.size() + 1);
    rows_.assign(last_rows_.begin(), last_rows_.begin() + static_cast<ptrdiff_t>(known_));
  }

  void touch(const ObjectRow& row) {
    if (last_) out_.touched.insert(row.table);
  }

  std::shared_ptr<const ObjectRows> last_;
  std::span<const ObjectRows::Row> last_rows_;
  size_t known_ = 0;  // how many of the last rows lie behind
  bool is_same_ = true;
  size_t first_other_ = 0;             // how many rows before are the same
  std::vector<ObjectRows::Row> rows_;  // once they are others
  RowsNow out_;
};

/// Makes objects of rows, as parts of a schema.
class ObjectMaker {
 public:
  /// Roots are to be within `page_count`.
  ObjectMaker(const Schema& schema, uint32_t page_count)
      : schema_(schema), made_(schema.made), page_count_(page_count) {}

  /// By rowid: whole tables and views with all that belongs to them. `may_wait`: of plain tables
  /// with plain indexes and nothing else only the roots are looked at.
  Status make(const std::vector<const ObjectRow*>& rows, bool may_wait) {
    for (const ObjectRow* row : rows) {
      if (row->kind != ObjectKind::Table) continue;
      if (may_wait && is_all_plain(*row)) {
        (void)TRY(root_of(*row));
        has_waiting_ = true;
      } else {
        TRY(add_table(*row));
      }
    }
    for (const ObjectRow* row : rows) {
      if (row->kind == ObjectKind::Index && waits_with_table(*row)) {
        (void)TRY(root_of(*row));
      } else if (row->kind == ObjectKind::Index) {
        TRY(add_index(*row));
      }
      if (row->kind == ObjectKind::View) TRY(add_view(*row));
    }
    for (const ObjectRow* row : rows) {
      if (row->kind == ObjectKind::Trigger) TRY(add_trigger(*row));
    }
    for (Table* table : added_) {
      TRY(register_indexes(*table));
      estimate_sizes(schema_, *table);
    }
    return {};
  }

  Status make_schema_table() {
    std::string text = "CREATE TABLE ";
    text.append(schema_table_name(schema_.is_temporary())).append(kSchemaTableColumns);
    auto parsed = TRY(sql::parse_statement(text));
    auto table = TRY(describe_table(std::move(parsed.statement), text, schema_.traits));
    table->root = kSchemaRoot;
    estimate_sizes(schema_, *table);
    put(std::move(table));
    return {};
  }

  /// Schema::is_regular, as far as these rows tell.
  bool is_regular() const { return is_regular_; }
  bool has_waiting() const { return has_waiting_; }

 private:
  /// Is the table, and are there only plain indexes on columns that it has?
  bool is_all_plain(const ObjectRow& table) const {
    if (!table.is_plain) return false;
    if (schema_.rows->is_alone(table)) return true;
    const auto rows = schema_.rows->of_table(table.table);
    const auto described = plain_table(table.sql);
    return std::ranges::all_of(rows, [&](const ObjectRow* row) {
      return row == &table || (row->is_plain && row->kind == ObjectKind::Index &&
                               has_columns(*described, *plain_index(row->sql)));
    });
  }

  bool waits_with_table(const ObjectRow& index) const {
    if (!has_waiting_ || made_.tables.contains(index.table)) return false;
    const ObjectRow* const table = schema_.rows->find(ObjectKind::Table, index.table);
    return table && table->is_plain;
  }

  static bool has_columns(const PlainTable& table, const PlainIndex& index) {
    return std::ranges::all_of(index.columns, [&](std::string_view name) {
      return std::ranges::any_of(table.columns,
                                 [&](std::string_view column) { return same_name(column, name); });
    });
  }

  Result<std::unique_ptr<sql::Statement>> parse(const ObjectRow& row, sql::StatementKind kind) {
    Result<sql::ParsedStatement> parsed = sql::parse_statement(row.sql);
    if (!parsed) return malformed(row.name, parsed.error().message());
    if (!parsed->statement || parsed->statement->kind != kind) return malformed(row.name, "");
    return std::move(parsed->statement);
  }

  static std::unexpected<Error> already_exists(const char* kind, const ObjectRow& row) {
    return malformed(row.name, kind + std::string(row.name) + " already exists");
  }

  Result<PageNo> root_of(const ObjectRow& row) const {
    if (row.root < 2 || row.root > page_count_) return malformed(row.name, "invalid rootpage");
    return PageNo{static_cast<uint32_t>(row.root)};
  }

  /// Returns whether there was none of that name yet.
  bool put(std::unique_ptr<Table> table) {
    const bool has_its_name = same_name(table->name, schema_table_name(schema_.is_temporary()));
    if (has_its_name && table->root != kSchemaRoot) return false;
    table->schema = &schema_;
    const std::string name = table->name;
    const auto [place, is_new] = made_.tables.emplace(name, std::move(table));
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
        describe_table(std::move(parsed->statement), std::string(row.sql), schema_.traits);
    if (!table) return malformed(row.name, table.error().message());
    (*table)->root = TRY(root_of(row));
    (*table)->ordinal = row.rowid;
    is_regular_ &= same_name(row.name, row.table) && same_name(row.name, (*table)->name);
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
    is_regular_ &= is_new && same_name(row.name, row.table);
    return {};
  }

  Status add_index(const ObjectRow& row) {
    const auto owner = made_.tables.find(row.table);
    if (owner == made_.tables.end()) {
      return malformed(row.name, "no such table: " + std::string(row.table));
    }
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
    Result<std::unique_ptr<Index>> index =
        describe_index(table, std::move(tree), std::string(row.sql));
    if (!index) return malformed(row.name, index.error().message());
    (*index)->root = root;
    is_regular_ &= same_name(row.name, (*index)->name);
    table.indexes.insert(table.indexes.begin(), std::move(*index));
    order_indexes(table);
    return {};
  }

  Status add_view(const ObjectRow& row) {
    auto view = std::make_shared<View>();
    view->schema = &schema_;
    view->name = row.name;
    view->sql = row.sql;
    view->tree = TRY(parse(row, sql::StatementKind::CreateView));
    const bool is_new = made_.views.emplace(view->name, view).second;
    is_regular_ &= is_new && same_name(row.name, row.table);
    return {};
  }

  Status add_trigger(const ObjectRow& row) {
    auto trigger = std::make_shared<Trigger>();
    trigger->schema = &schema_;
    trigger->name = row.name;
    trigger->ordinal = row.rowid;
    trigger->table = row.table;
    trigger->sql = row.sql;
    trigger->tree = TRY(parse(row, sql::StatementKind::CreateTrigger));
    const auto [place, is_new] = made_.triggers.emplace(trigger->name, trigger);
    if (!is_new) return already_exists("trigger ", row);
    // The table of a temporary trigger may be in any database: catalog.h finds it.
    if (!schema_.is_temporary()) link(*place->second);
    return {};
  }

  void link(const Trigger& trigger) {
    if (const auto table = made_.tables.find(trigger.table); table != made_.tables.end()) {
      auto& triggers = table->second->triggers;
      triggers.insert(triggers.begin(), &trigger);
    } else if (const auto view = made_.views.find(trigger.table); view != made_.views.end()) {
      auto& triggers = view->second->triggers;
      triggers.insert(triggers.begin(), &trigger);
    } else {
      is_regular_ = false;
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
    is_regular_ &= made_.indexes.emplace(index.name, &index).second;
  }

  const Schema& schema_;
  Schema::Objects& made_;
  uint32_t page_count_;
  bool is_regular_ = true;
  bool has_waiting_ = false;
  std::vector<Table*> added_;
};

/// Fills a Schema that has its rows.
class SchemaLoader {
 public:
  /// What `last` has made and was not touched is taken from there, if to make it takes a while;
  /// null: there is none that helps. `knows_others`: rows that were not touched are known to be
  /// right.
  SchemaLoader(Schema& schema, const Schema* last, bool knows_others, const RowsNow& now,
               uint32_t page_count)
      : schema_(schema),
        last_(last),
        knows_others_(knows_others),
        now_(now),
        page_count_(page_count) {}

  Status load() {
    TRY(load_touched());
    if (!schema_.is_regular && !schema_.is_all_made) TRY(load_all());
    adopt();
    return {};
  }

 private:
  Status load_touched() {
    if (last_) take_untouched();
    ObjectMaker maker(schema_, page_count_);
    const std::vector<const ObjectRow*> touched = knows_others_ ? touched_rows() : all_rows();
    const bool has_others = touched.size() < schema_.rows->all().size();
    const bool may_wait = !schema_.is_temporary() && !schema_.rows->has_doubles();
    TRY(maker.make(touched, may_wait));
    const bool has_all_others = !has_others || (last_ && last_->is_all_made && !leaves_some_);
    schema_.is_all_made = !maker.has_waiting() && has_all_others;
    schema_.is_regular = maker.is_regular() && !schema_.rows->has_doubles();
    return {};
  }

  Status load_all() {
    schema_.made = {};
    last_ = nullptr;
    knows_others_ = false;
    TRY(ObjectMaker(schema_, page_count_).make(all_rows(), false));
    schema_.is_all_made = true;
    return {};
  }

  bool is_touched(std::string_view table) const { return now_.touched.contains(table); }

  std::vector<const ObjectRow*> touched_rows() const {
    std::vector<const ObjectRow*> out;
    for (const std::string_view table : now_.touched) {
      const auto rows = schema_.rows->of_table(table);
      out.insert(out.end(), rows.begin(), rows.end());
    }
    std::ranges::sort(out, {}, &ObjectRow::rowid);
    return out;
  }

  std::vector<const ObjectRow*> all_rows() const {
    std::vector<const ObjectRow*> out;
    for (const auto& row : schema_.rows->all()) out.push_back(row.get());
    return out;
  }

  /// Sooner than it is carried along by every change of the schema.
  bool is_quickly_made(std::string_view table) const {
    if (schema_.is_temporary()) return false;
    const ObjectRow* const row = schema_.rows->find(ObjectKind::Table, table);
    return row && row->is_plain && schema_.rows->is_alone(*row);
  }

  void take_untouched() {
    Schema::Objects& made = schema_.made;
    for (const auto& [name, table] : last_->made.tables) {
      if (is_touched(name)) continue;
      if (is_quickly_made(name)) {
        leaves_some_ = true;
        continue;
      }
      made.tables.emplace_hint(made.tables.end(), name, table);
      for (const Index* index : table->all_indexes()) {
        made.indexes.insert(*last_->made.indexes.find(index->name));
      }
    }
    for (const auto& [name, view] : last_->made.views) {
      if (!is_touched(name)) made.views.emplace_hint(made.views.end(), name, view);
    }
    for (const auto& [name, trigger] : last_->made.triggers) {
      if (!is_touched(trigger->table))
        made.triggers.emplace_hint(made.triggers.end(), name, trigger);
    }
  }

  /// All is part of this schema from now on.
  void adopt() {
    for (const auto& [name, table] : schema_.made.tables) {
      table->schema = &schema_;
      table->wants_statistics = false;
    }
    for (const auto& [name, view] : schema_.made.views) view->schema = &schema_;
    for (const auto& [name, trigger] : schema_.made.triggers) trigger->schema = &schema_;
  }

  Schema& schema_;
  const Schema* last_;
  bool knows_others_;
  const RowsNow& now_;
  uint32_t page_count_;
  bool leaves_some_ = false;  // that `last_` has made
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

/// Rows that were found to be right before: of the last schema, or of another connection's. Null:
/// none that help. Who has no collations of a connection finds wrong what others do not.
std::shared_ptr<const ObjectRows> known_rows(const Schema& schema, const Schema* last) {
  if (last) return last->is_regular ? last->rows : nullptr;
  if (schema.is_temporary() || !schema.traits.collations) return nullptr;
  return std::static_pointer_cast<const ObjectRows>(schema.trees->pager().file().known_schema());
}

/// What ANALYZE told may be other than before, or no more.
void estimate_all(const Schema& schema, const Schema* last) {
  if (!schema.statistics && !(last && last->statistics)) return;
  for (const auto& [name, table] : schema.made.tables) estimate_sizes(schema, *table);
}

}  // namespace

void make_objects(const Schema& schema, std::string_view table) {
  static_cast<void>(ObjectMaker(schema, UINT32_MAX).make(schema.rows->of_table(table), false));
}

void make_schema_table(const Schema& schema) {
  const Status made = ObjectMaker(schema, UINT32_MAX).make_schema_table();
  ASSERT(made);
}

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
  const auto known = known_rows(*schema, last);
  const RowsNow now = TRY(ObjectRowReader(known).read(store));
  schema->rows = now.rows;
  const uint32_t page_count = store.pager().page_count();
  const bool is_cut = now.rows->root_max() > page_count;
  const bool may_keep = known && last && last->traits == schema->traits && !is_cut;
  const bool knows_others = known && !is_cut && (may_keep || !schema->is_temporary());
  TRY(SchemaLoader(*schema, may_keep ? last : nullptr, knows_others, now, page_count).load());
  schema->statistics = read_statistics(store, *schema);
  estimate_all(*schema, last);
  if (schema->is_regular && !schema->is_temporary()) {
    store.pager().file().keep_known_schema(schema->rows);
  }
  return std::shared_ptr<const Schema>(std::move(schema));
}

}  // namespace tern::catalog
