#include "engine/api/ddl_schema_table.h"

#include "engine/btree/cursor.h"
#include "engine/record/record.h"

namespace tern::api {
namespace {

constexpr PageNo kSchemaRoot{1};
constexpr uint32_t kSchemaFormat = 4;  // descending indexes, booleans: the newest
constexpr uint32_t kLegacySchemaFormat = 1;

std::string text_or_empty(ValueView value) {
  return value.is_text() ? std::string(value.as_text()) : std::string();
}

Result<SchemaRow> decode(Bytes payload) {
  record::RecordReader reader;
  reader.reset(payload);
  SchemaRow row;
  row.type = text_or_empty(TRY(reader.column(0)));
  row.name = text_or_empty(TRY(reader.column(1)));
  row.table = text_or_empty(TRY(reader.column(2)));
  const ValueView root = TRY(reader.column(3));
  row.root = root.is_integer() ? root.as_integer() : 0;
  row.sql = text_or_empty(TRY(reader.column(4)));
  return row;
}

ByteVector encode(const SchemaRow& row) {
  const ValueView values[] = {ValueView::text(row.type), ValueView::text(row.name),
                              ValueView::text(row.table), ValueView::integer(row.root),
                              row.sql.empty() ? ValueView::null() : ValueView::text(row.sql)};
  ByteVector out;
  record::encode_record(values, out);
  return out;
}

}  // namespace

Status initialize_header(txn::Database& database, bool is_legacy) {
  storage::Pager& pager = database.pager();
  if (TRY(pager.header_field(storage::HeaderField::SchemaFormat)) != 0) return {};
  TRY(pager.set_header_field(storage::HeaderField::SchemaFormat,
                             is_legacy ? kLegacySchemaFormat : kSchemaFormat));
  if (is_legacy) database.discard_schema();  // it was read as that of the newest format
  return pager.set_header_field(storage::HeaderField::TextEncoding,
                                static_cast<uint32_t>(database.trees().text_encoding()));
}

Status add_schema_row(txn::Database& database, const SchemaRow& row) {
  btree::TableCursor cursor(database.trees(), kSchemaRoot);
  const bool has_rows = TRY(cursor.last());
  const RowId rowid{has_rows ? cursor.rowid().raw + 1 : 1};
  return cursor.insert(rowid, encode(row));
}

Status remove_schema_rows(txn::Database& database,
                          const std::function<bool(const SchemaRow&)>& matches) {
  btree::TableCursor cursor(database.trees(), kSchemaRoot);
  for (bool more = TRY(cursor.first()); more;) {
    const Bytes payload = TRY(cursor.payload());
    const SchemaRow row = TRY(decode(payload));
    if (matches(row)) TRY(cursor.erase());
    more = TRY(cursor.next());
  }
  return {};
}

Status change_schema_rows(txn::Database& database,
                          const std::function<Result<bool>(SchemaRow&)>& change) {
  btree::TableCursor cursor(database.trees(), kSchemaRoot);
  for (bool more = TRY(cursor.first()); more;) {
    const Bytes payload = TRY(cursor.payload());
    SchemaRow row = TRY(decode(payload));
    const RowId rowid = cursor.rowid();
    if (TRY(change(row))) TRY(cursor.insert(rowid, encode(row)));
    more = TRY(cursor.next());
  }
  return {};
}

Status rename_sequence(txn::Database& database, std::string_view from, std::string_view to) {
  const auto schema = TRY(database.schema());
  const catalog::Table* sequences = schema->find_table("sqlite_sequence");
  if (!sequences) return {};
  btree::TableCursor cursor(database.trees(), sequences->root);
  record::RecordReader reader;
  ByteVector encoded;
  for (bool more = TRY(cursor.first()); more;) {
    const Bytes payload = TRY(cursor.payload());
    reader.reset(payload);
    const ValueView name = TRY(reader.column(0));
    if (name.is_text() && name.as_text() == from) {
      if (to.empty()) {
        TRY(cursor.erase());
      } else {
        const ValueView values[] = {ValueView::text(to), TRY(reader.column(1))};
        encoded.clear();
        record::encode_record(values, encoded);
        const RowId rowid = cursor.rowid();
        TRY(cursor.insert(rowid, encoded));
      }
    }
    more = TRY(cursor.next());
  }
  return {};
}

}  // namespace tern::api
