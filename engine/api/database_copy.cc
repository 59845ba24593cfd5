#include "engine/api/database_copy.h"

#include <optional>

#include "engine/api/ddl_schema_table.h"
#include "engine/btree/bulk_builder.h"
#include "engine/btree/cursor.h"

namespace tern::api {
namespace {

using btree::TreeKind;
using storage::HeaderField;

constexpr std::string_view kSequences = "sqlite_sequence";
constexpr uint32_t kPagesPerCommit = 4096;

/// A row of sqlite_schema, and where its tree goes.
struct Item {
  SchemaRow row;
  TreeKind kind = TreeKind::Table;
  PageNo source_root;  // 0: no tree
  bool renumbers = false;
};

class DatabaseCopy {
 public:
  DatabaseCopy(functions::RunControl& control, txn::Database& source, txn::Database& target)
      : control_(control), source_(source), target_(target) {}

  Status run(const ImageTarget& form, RowIds rowids) {
    storage::Pager& pager = target_.pager();
    target_.trees().set_text_encoding(source_.trees().text_encoding());
    TRY(pager.set_page_size(form.page_size, form.reserved));
    pager.set_autovacuum_of_new(form.autovacuum);
    TRY(pager.begin_write());
    TRY(list_items(rowids));
    for (Item& item : items_) TRY(make_root(item));
    for (const Item& item : items_) TRY(copy_tree(item));
    for (const Item& item : items_) TRY(add_schema_row(target_, item.row));
    TRY(copy_header());
    return pager.commit();
  }

 private:
  /// In the order in which the statements of the schema would be run again: tables, each with the
  /// indexes that its constraints make, then indexes, then what has no tree.
  Status list_items(RowIds rowids) {
    std::vector<SchemaRow> rows;
    TRY(change_schema_rows(source_, [&](SchemaRow& row) -> Result<bool> {
      rows.push_back(row);
      return false;
    }));
    const auto schema = TRY(source_.schema());
    const SchemaRow* sequences = nullptr;
    for (const SchemaRow& row : rows) {
      if (row.type == "table" && row.name == kSequences) sequences = &row;
    }
    for (const SchemaRow& row : rows) {
      if (row.type != "table" || row.root == 0 || row.name == kSequences) continue;
      const catalog::Table* table = schema->find_table(row.name);
      if (!table) return fail(ErrorCode::Corrupt, "table " + row.name);
      add_table(row, *table, rowids);
      for (const SchemaRow& index : rows) {
        const bool is_its_own =
            index.type == "index" && index.sql.empty() && catalog::same_name(index.table, row.name);
        if (is_its_own) add_item(index, TreeKind::Index);
      }
      if (table->autoincrement && sequences) {
        add_table(*sequences, *schema->find_table(sequences->name), rowids);
        sequences = nullptr;
      }
    }
    for (const SchemaRow& row : rows) {
      if (row.type == "index" && !row.sql.empty()) add_item(row, TreeKind::Index);
    }
    for (const SchemaRow& row : rows) {
      if (row.root == 0 && row.type != "index") items_.push_back({row, TreeKind::Table, {}, false});
    }
    return {};
  }

  void add_table(const SchemaRow& row, const catalog::Table& table, RowIds rowids) {
    add_item(row, table.without_rowid ? TreeKind::Index : TreeKind::Table);
    items_.back().renumbers = rowids == RowIds::Renumber && !table.without_rowid &&
                              !table.rowid_alias && table.indexes.empty();
  }
  void add_item(const SchemaRow& row, TreeKind kind) {
    items_.push_back({row, kind, PageNo{static_cast<uint32_t>(row.root)}, false});
  }

  Status make_root(Item& item) {
    if (item.source_root == PageNo{}) return {};
    item.row.root = TRY(target_.trees().create_tree(item.kind)).raw;
    return {};
  }

  Status copy_tree(const Item& item) {
    if (item.source_root == PageNo{}) return {};
    const PageNo root{static_cast<uint32_t>(item.row.root)};
    if (item.kind == TreeKind::Index) {
      // The entries come in order as they are: nothing is compared.
      btree::IndexCursor cursor(source_.trees(), item.source_root, {});
      return copy_entries(cursor, root, item.kind, [&](btree::BulkBuilder& builder) -> Status {
        const Bytes entry = TRY(cursor.payload());
        return builder.add(entry);
      });
    }
    btree::TableCursor cursor(source_.trees(), item.source_root);
    std::optional<RowId> before;
    return copy_entries(cursor, root, item.kind, [&](btree::BulkBuilder& builder) -> Status {
      const Bytes row = TRY(cursor.payload());
      const bool is_behind = !before || cursor.rowid() > *before;
      if (!is_behind) return fail(ErrorCode::Corrupt, "rowids out of order in " + item.row.name);
      before = cursor.rowid();
      return builder.add(item.renumbers ? RowId{++renumbered_} : *before, row);
    });
  }

  template <class Add>
  Status copy_entries(btree::Cursor& cursor, PageNo root, TreeKind kind, Add add) {
    renumbered_ = 0;
    bool more = TRY(cursor.first());
    if (!more) return {};
    btree::BulkBuilder builder = TRY(btree::BulkBuilder::start(target_.trees(), root, kind));
    while (more) {
      TRY(look_around());
      TRY(add(builder));
      more = TRY(cursor.next());
    }
    return std::move(builder).finish();
  }

  /// Between two entries: is it time to stop, or to commit?
  Status look_around() {
    if (control_.is_interrupted()) return fail(ErrorCode::Interrupt);
    storage::Pager& pager = target_.pager();
    if (pager.page_count() - committed_pages_ < kPagesPerCommit) return {};
    TRY(pager.commit());
    committed_pages_ = pager.page_count();
    return pager.begin_write();
  }

  /// What VACUUM keeps. The cookie moves, since roots have moved.
  Status copy_header() {
    for (const HeaderField field :
         {HeaderField::SchemaCookie, HeaderField::SchemaFormat, HeaderField::DefaultCacheSize,
          HeaderField::TextEncoding, HeaderField::UserVersion, HeaderField::ApplicationId}) {
      const uint32_t value = TRY(source_.pager().header_field(field));
      const uint32_t moved = field == HeaderField::SchemaCookie ? 1 : 0;
      TRY(target_.pager().set_header_field(field, value + moved));
    }
    return {};
  }

  functions::RunControl& control_;
  txn::Database& source_;
  txn::Database& target_;
  std::vector<Item> items_;
  int64_t renumbered_ = 0;
  uint32_t committed_pages_ = 0;
};

}  // namespace

Status copy_database(functions::RunControl& control, txn::Database& source, txn::Database& target,
                     const ImageTarget& form, RowIds rowids) {
  return DatabaseCopy(control, source, target).run(form, rowids);
}

}  // namespace tern::api
