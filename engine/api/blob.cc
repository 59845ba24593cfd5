#include "engine/api/blob.h"

#include <algorithm>
#include <cstring>

#include "engine/api/shared_turn.h"
#include "engine/write/row_expressions.h"
#include "engine/write/row_reader.h"

namespace tern::api {
namespace {

using catalog::Table;

constexpr uint64_t kRecordHeaderMax = uint64_t{kVarintSizeMax} * 32768;  // of 32767 columns

std::unexpected<Error> refuse_blob(std::string_view what, std::string_view name) {
  std::string text(what);
  text += name;
  return fail(ErrorCode::Error, std::move(text));
}

/// Errors: Error for what has no rows by rowid.
Result<const Table*> table_of_rows(const catalog::Schema& schema, std::string_view name,
                                   bool names_database) {
  const Table* const table = schema.find_table(name);
  if (table && table->is_virtual) return refuse_blob("cannot open virtual table: ", name);
  if (table && table->without_rowid) return refuse_blob("cannot open table without rowid: ", name);
  if (table) return table;
  if (schema.find_view(name)) return refuse_blob("cannot open view: ", name);
  std::string full = names_database ? schema.database + "." : std::string();
  full += name;
  return refuse_blob("no such table: ", full);
}

bool is_in_index(const Table& table, uint16_t column) {
  for (const auto& index : table.indexes) {
    for (const catalog::IndexTerm& term : index->terms) {
      // Of what an expression reads nobody keeps account.
      if (term.column == column || term.column == catalog::IndexTerm::kExpression) return true;
    }
  }
  return false;
}

bool is_in_foreign_key(const Table& table, uint16_t column) {
  return std::ranges::any_of(table.foreign_keys, [column](const catalog::ForeignKey& key) {
    return std::ranges::find(key.child_columns, column) != key.child_columns.end();
  });
}

const char* type_name(uint64_t serial_type) {
  if (serial_type == record::kSerialNull) return "null";
  return serial_type == record::kSerialReal ? "real" : "integer";
}

/// As replayed changes are told: generated columns are not among them.
txn::TableShape shape_of(const Table& table) {
  txn::TableShape shape;
  shape.name = table.name;
  shape.keyed_by_rowid = table.primary_key.empty() || table.rowid_alias.has_value();
  for (const catalog::Column& column : table.columns) {
    if (!column.generated) shape.columns.push_back({column.name, column.primary_key_position});
  }
  return shape;
}

std::vector<ValueView> without_generated(const Table& table, std::span<const ValueView> row) {
  std::vector<ValueView> out;
  for (size_t i = 0; i < row.size(); ++i) {
    if (!table.columns[i].generated) out.push_back(row[i]);
  }
  return out;
}

}  // namespace

Blob::Blob(ConnectionState& connection, Access access)
    : connection_(connection),
      access_(access),
      rollback_generation_(connection.rollback_generation()) {
  connection_.statement_started(access == Access::Write);
}

Blob::~Blob() { static_cast<void>(close()); }

Result<std::unique_ptr<Blob>> Blob::open(ConnectionState& connection,
                                         std::optional<std::string_view> database,
                                         std::string_view table, std::string_view column,
                                         int64_t rowid, Access access) {
  const SharedTurn turn(connection);
  std::unique_ptr<Blob> out(new Blob(connection, access));
  Status opened = out->find(database, table, column);
  if (opened) opened = out->seek(rowid);
  if (!opened) {
    static_cast<void>(out->end());
    return std::unexpected(std::move(opened).error());
  }
  connection.transaction().row_listeners.push_back(out.get());
  return out;
}

Status Blob::close() { return is_open_ ? end() : ok(); }

/// What was written stays, where it is not undone already.
Status Blob::end() {
  const SharedTurn turn(connection_);
  is_open_ = false;
  cursor_.reset();
  std::erase(connection_.transaction().row_listeners, this);
  Status finished =
      connection_.statement_finished(access_ == Access::Write, {}, sql::Conflict::Abort);
  if (finished) finished = connection_.tell_wal_hook();
  return finished;
}

Status Blob::expire(Error error) {
  TRY(end());
  return std::unexpected(std::move(error));
}

// --- finding the column -------------------------------------------------------------------------

Result<txn::Database*> Blob::find_database(std::optional<std::string_view> database,
                                           std::string_view table) const {
  if (database) {
    if (txn::Database* const known = connection_.find_database(*database)) return known;
    std::string full(*database);
    full += ".";
    full += table;
    return refuse_blob("no such table: ", full);
  }
  (void)TRY(connection_.newest_catalog());
  txn::Database* found = nullptr;
  for (const auto& one : connection_.databases()) {
    const catalog::Schema& schema = *one->known_schema();
    if (!schema.find_table(table) && !schema.find_view(table)) continue;
    if (!found || one->is_temporary()) found = one.get();
  }
  if (!found) return refuse_blob("no such table: ", table);
  return found;
}

/// A writer looks before it locks, so that it waits for the lock without a snapshot that gets old.
Status Blob::find(std::optional<std::string_view> database, std::string_view table,
                  std::string_view column) {
  database_ = TRY(find_database(database, table));
  database_name_ = database_->name();
  list_version_ = connection_.database_list_version();
  storage::Pager& pager = database_->pager();
  const bool was_reading = pager.is_reading();
  TRY(pager.begin_read());
  auto schema = TRY(database_->schema());
  const Table* found = TRY(table_of_rows(*schema, table, database.has_value()));
  TRY(find_column(*found, column));
  if (access_ == Access::Write) {
    if (!was_reading) database_->end_transaction();
    TRY(connection_.ensure_writing(*database_));
    schema = TRY(database_->schema());
    found = TRY(table_of_rows(*schema, table, database.has_value()));
    TRY(find_column(*found, column));
  }
  if (connection_.sharing.is_on) {
    TRY(SharedLocks(connection_).lock(*database_, *found, access_ == Access::Write));
  }
  table_ = found->name;
  root_ = found->root;
  cursor_.emplace(database_->trees(), root_);
  return {};
}

Status Blob::find_column(const Table& table, std::string_view column) {
  const std::optional<uint16_t> found = table.find_column(column);
  if (!found) {
    std::string quoted = "\"";
    quoted += column;
    quoted += "\"";
    return refuse_blob("no such column: ", quoted);
  }
  column_ = *found;
  column_place_ = table.stored_place(*found);
  if (column_place_ == Table::kNotStored) {
    return refuse_blob("cannot open virtual column: ", column);
  }
  if (access_ == Access::Read) return {};
  if (is_in_index(table, column_)) {
    return fail(ErrorCode::Error, "cannot open indexed column for writing");
  }
  if (connection_.transaction().foreign_keys_enabled && is_in_foreign_key(table, column_)) {
    return fail(ErrorCode::Error, "cannot open foreign key column for writing");
  }
  return {};
}

// --- finding the value --------------------------------------------------------------------------

Status Blob::seek(int64_t rowid) {
  const btree::Landing landing = TRY(cursor_->seek(RowId{rowid}));
  if (landing != btree::Landing::Found) {
    return refuse_blob("no such rowid: ", std::to_string(rowid));
  }
  rowid_ = rowid;
  has_changed_ = false;
  TRY(look_at_cell());
  TRY(find_value());
  if (place_.serial_type < record::kSerialBlob) {
    return refuse_blob("cannot open value of type ", type_name(place_.serial_type));
  }
  size_ = record::serial_size(place_.serial_type);
  return {};
}

Status Blob::look_at_cell() {
  const storage::PageRef leaf = cursor_->pin_leaf();
  const auto layout = btree::Layout::of(database_->pager().usable_size());
  btree::NodeView node;
  btree::Cell cell;
  if (!node.parse(leaf.no(), leaf.bytes(), layout.usable) ||
      !node.cell(cursor_->place_in_leaf(), layout, cell)) {
    return fail(ErrorCode::Corrupt);
  }
  place_ = {.leaf = leaf.no(),
            .payload_at = static_cast<uint32_t>(cell.payload - leaf.bytes().data()),
            .local_size = cell.local_size,
            .total_size = cell.total_size};
  chain_.clear();
  if (cell.overflow != PageNo{}) chain_.push_back(cell.overflow);
  return {};
}

/// From the record's header, of which a long one goes on on overflow pages, too.
Status Blob::find_value() {
  ByteVector header(static_cast<size_t>(std::min<uint64_t>(kVarintSizeMax, place_.total_size)));
  TRY(read_payload(header, 0));
  const auto header_size = read_varint(header);
  if (!header_size || header_size->value > place_.total_size ||
      header_size->value > kRecordHeaderMax) {
    return fail(ErrorCode::Corrupt);
  }
  header.resize(static_cast<size_t>(header_size->value));
  TRY(read_payload(header, 0));
  size_t at = header_size->size;
  uint64_t value_at = header.size();
  for (uint32_t place = 0; at < header.size(); ++place) {
    const auto type = read_varint(Bytes(header).subspan(at));
    if (!type) return fail(ErrorCode::Corrupt);
    const uint64_t size = record::serial_size(type->value);
    if (size > place_.total_size || value_at > place_.total_size - size) {
      return fail(ErrorCode::Corrupt);
    }
    if (place == column_place_) {
      place_.value_at = value_at;
      place_.serial_type = type->value;
      return {};
    }
    value_at += size;
    at += type->size;
  }
  place_.serial_type = record::kSerialNull;  // a column that was added later
  return {};
}

bool Blob::is_undone() const {
  return access_ == Access::Write && rollback_generation_ != connection_.rollback_generation();
}

/// The transaction may be another one than at the last call.
Status Blob::begin_again() {
  rollback_generation_ = connection_.rollback_generation();
  if (list_version_ != connection_.database_list_version()) {
    if (connection_.find_database(database_name_) != database_) return fail(ErrorCode::Abort);
    list_version_ = connection_.database_list_version();
  }
  TRY(database_->pager().begin_read());
  const auto schema = TRY(database_->schema());
  const Table* const table = schema->find_table(table_);
  if (!table || table->root != root_) return fail(ErrorCode::Abort);
  return {};
}

/// The tree may be another one than at the last call.
Status Blob::stand_again() {
  if (!is_open_) return fail(ErrorCode::Abort);
  if (is_undone()) return fail(ErrorCode::AbortRollback);
  if (has_changed_) return expire(Error(ErrorCode::Abort));
  if (cursor_->is_unmoved() && rollback_generation_ == connection_.rollback_generation()) return {};
  Status begun = begin_again();
  if (!begun) return expire(std::move(begun).error());
  const Place before = place_;
  Status stands = seek(rowid_);
  if (!stands && !stands.error().is(ErrorCode::Error)) return stands;
  const bool is_same = stands && before.value_at == place_.value_at &&
                       before.serial_type == place_.serial_type &&
                       before.total_size == place_.total_size;
  return is_same ? ok() : expire(Error(ErrorCode::Abort));
}

Status Blob::reopen(int64_t rowid) {
  const SharedTurn turn(connection_);
  if (!is_open_) return fail(ErrorCode::Abort);
  Status moved = is_undone() ? Status(fail(ErrorCode::AbortRollback)) : begin_again();
  if (moved) moved = seek(rowid);
  return moved ? ok() : expire(std::move(moved).error());
}

void Blob::row_changes(const txn::RowChange& change) {
  if (change.table->root != root_ || &change.table->trees() != &database_->trees()) return;
  const bool is_gone = change.kind != txn::OpKind::Insert && change.old_rowid == rowid_;
  const bool is_there = change.kind != txn::OpKind::Delete && change.new_rowid == rowid_;
  if (is_gone || is_there) has_changed_ = true;
}

// --- bytes --------------------------------------------------------------------------------------

/// The first piece of the payload's bytes from `at` on, `size` of them at most.
Result<Blob::Piece> Blob::piece(uint64_t at, uint64_t size) {
  if (at < place_.local_size) {
    const uint64_t here = std::min<uint64_t>(size, place_.local_size - at);
    return Piece{place_.leaf, place_.payload_at + static_cast<uint32_t>(at),
                 static_cast<uint32_t>(here)};
  }
  storage::Pager& pager = database_->pager();
  const uint64_t per_page = pager.usable_size() - 4;
  const uint64_t beyond = at - place_.local_size;
  const uint64_t index = beyond / per_page;
  if (chain_.empty()) return fail(ErrorCode::Corrupt);
  while (chain_.size() <= index) {
    const storage::PageRef page = TRY(pager.read(chain_.back()));
    chain_.push_back(PageNo{load_be<uint32_t>(page.bytes().data())});
  }
  const uint64_t in_page = beyond % per_page;
  return Piece{chain_[static_cast<size_t>(index)], 4 + static_cast<uint32_t>(in_page),
               static_cast<uint32_t>(std::min(size, per_page - in_page))};
}

Status Blob::read_payload(MutBytes out, uint64_t at) {
  while (!out.empty()) {
    const Piece here = TRY(piece(at, out.size()));
    const storage::PageRef page = TRY(database_->pager().read(here.page));
    std::memcpy(out.data(), page.bytes().data() + here.at, here.size);
    out = out.subspan(here.size);
    at += here.size;
  }
  return {};
}

Status Blob::check_range(uint64_t size, uint64_t at) const {
  if (at > size_ || size > size_ - at) return fail(ErrorCode::Error);
  return {};
}

Status Blob::read(MutBytes out, uint64_t at) {
  const SharedTurn turn(connection_);
  TRY(check_range(out.size(), at));
  TRY(stand_again());
  return read_payload(out, place_.value_at + at);
}

Status Blob::write(Bytes in, uint64_t at) {
  const SharedTurn turn(connection_);
  TRY(check_range(in.size(), at));
  TRY(stand_again());
  if (access_ == Access::Read) return fail(ErrorCode::ReadOnly);
  TRY(connection_.ensure_writing(*database_));
  TRY(announce(in, at));
  uint64_t payload_at = place_.value_at + at;
  // Other cursors may hold the leaf as it was.
  if (payload_at < place_.local_size) database_->trees().save_cursors();
  while (!in.empty()) {
    const Piece here = TRY(piece(payload_at, in.size()));
    const storage::PageMut page = TRY(database_->pager().write(here.page));
    std::memcpy(page.bytes().data() + here.at, in.data(), here.size);
    in = in.subspan(here.size);
    payload_at += here.size;
  }
  return {};
}

/// Tells those who want to know of all changes of rows.
Status Blob::announce(Bytes in, uint64_t at) {
  txn::Transaction& transaction = connection_.transaction();
  const auto schema = TRY(database_->schema());
  const Table& table = *schema->find_table(table_);
  if (table.is_system) return {};
  std::vector<txn::RowListener*> listeners = transaction.row_listeners;
  std::erase_if(listeners, [](txn::RowListener* one) { return dynamic_cast<Blob*>(one); });
  txn::ChangesetBuilder* const capture = database_->is_main() ? transaction.capture() : nullptr;
  if (listeners.empty() && !capture) return {};

  write::RowExpressions expressions(transaction, table);
  write::RowReader reader = TRY(write::RowReader::open(table, expressions));
  TRY(reader.start());
  const Bytes record = TRY(cursor_->payload());
  std::vector<ValueView> before;
  TRY(reader.read(record, rowid_, before));
  std::vector<ValueView> after = before;
  ByteVector stored;
  std::string text;
  after[column_] = TRY(changed_value(in, at, stored, text));

  txn::RowChange change;
  change.kind = txn::OpKind::Update;
  change.table = &table;
  change.old_rowid = change.new_rowid = rowid_;
  change.before = before;
  change.after = after;
  change.depth = transaction.action_depth;
  for (txn::RowListener* listener : listeners) listener->row_changes(change);
  if (capture) {
    capture->update(shape_of(table), rowid_, rowid_, without_generated(table, before),
                    without_generated(table, after), transaction.action_depth > 0);
  }
  return {};
}

/// What the value will be, in memory of `stored` or `text`.
Result<ValueView> Blob::changed_value(Bytes in, uint64_t at, ByteVector& stored,
                                      std::string& text) {
  stored.resize(static_cast<size_t>(size_));
  TRY(read_payload(stored, place_.value_at));
  std::ranges::copy(in, stored.begin() + static_cast<ptrdiff_t>(at));
  const bool is_text = place_.serial_type % 2 != 0;
  if (!is_text) return ValueView::blob(stored);
  const TextEncoding encoding = database_->trees().text_encoding();
  if (encoding == TextEncoding::Utf8) return ValueView::text(as_text(stored));
  append_from_utf16(text, as_text(stored), encoding);
  return ValueView::text(text);
}

}  // namespace tern::api
