#include "engine/session/session.h"

#include "engine/api/connection_state.h"
#include "engine/session/table_shape.h"

namespace tern::session {

Session::Session(Connection& connection) : connection_(connection) {
  connection_.state().transaction().add_listener(*this);
}

Session::~Session() { connection_.state().transaction().remove_listener(*this); }

Status Session::attach(std::string_view table) {
  if (catalog::same_name(table, "sqlite_stat1")) return not_supported("sessions of sqlite_stat1");
  if (!tables_.find(table)) tables_.add({.name = std::string(table), .key = {}});
  return ok();
}

void Session::attach_matching(std::function<bool(std::string_view table)> filter) {
  attaches_ = true;
  filter_ = std::move(filter);
}

bool Session::is_empty() const {
  for (const Entry& entry : tables_) {
    if (!entry.rows.empty()) return false;
  }
  return true;
}

// --- recording ----------------------------------------------------------------------------------

void Session::row_changed(const txn::OpView& op) {
  if (!enabled_ || error_) return;
  Entry* entry = entry_of(op.table->name);
  if (!entry) return;
  const std::optional<Table> table = table_of(*op.table);
  if (!table) return;
  if (!has_columns_of(*entry, *table)) {
    error_ = Error(ErrorCode::Schema);
    return;
  }
  if (op.kind != txn::OpKind::Insert) note(*entry, op.before, true, op.indirect);
  if (op.kind != txn::OpKind::Delete) note(*entry, op.after, false, op.indirect);
}

Session::Entry* Session::entry_of(std::string_view table) {
  if (Entry* found = tables_.find(table)) return found;
  if (!attaches_ || (filter_ && !filter_(table))) return nullptr;
  return &tables_.add({.name = std::string(table), .key = {}});
}

bool Session::has_columns_of(Entry& entry, const Table& table) {
  if (entry.table.key.empty()) entry.table.key = table.key;
  return entry.table.column_count() == table.column_count();
}

void Session::note(Entry& entry, std::span<const ValueView> row, bool was_there, bool indirect) {
  Fields fields(row);
  std::optional<std::string> key = key_of(entry.table, fields.split());
  if (!key) return;
  const bool is_indirect = indirect || indirect_;
  if (Origin* known = entry.rows.find(*key)) {
    known->indirect = known->indirect && is_indirect;
    return;
  }
  if (!was_there) fields.clear();
  entry.rows.add(*std::move(key), {is_indirect, std::move(fields)});
}

// --- changesets ---------------------------------------------------------------------------------

Result<ByteVector> Session::write(Form form) {
  if (error_) return std::unexpected(*error_);
  Savepoint savepoint = TRY(Savepoint::open(connection_, "session_changeset"));
  Writer writer(form);
  for (const Entry& entry : tables_) {
    if (!entry.rows.empty()) TRY(write_table(writer, entry));
  }
  TRY(std::move(savepoint).keep());
  return std::move(writer).take();
}

Status Session::write_table(Writer& writer, const Entry& entry) {
  const StoredTable stored = TRY(read_table(connection_, "main", entry.table.name));
  if (stored.table.key != entry.table.key) return fail(ErrorCode::Schema);
  RowFinder finder = TRY(RowFinder::open(connection_, stored));
  const size_t start = writer.size();
  writer.table(entry.table);
  const size_t end_of_header = writer.size();
  for (const auto& [key, origin] : entry.rows) {
    const std::vector<Bytes> before = origin.row.split();
    const bool was_there = !before.empty();
    std::vector<Bytes> sought = before;
    if (!was_there) sought = fields_of_key(entry.table, key);
    const bool is_there = TRY(finder.find(sought));
    Fields row;
    if (is_there) row = Fields(finder.row());
    const std::vector<Bytes> after = row.split();
    writer.difference(entry.table, origin.indirect, was_there ? &before : nullptr,
                      is_there ? &after : nullptr);
  }
  if (writer.size() == end_of_header) writer.truncate(start);
  return ok();
}

}  // namespace tern::session
