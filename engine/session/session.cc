#include "engine/session/session.h"

#include "engine/api/connection_state.h"
#include "engine/session/recording.h"
#include "engine/session/row_key.h"
#include "engine/session/table_sql.h"
#include "engine/session/writer.h"

namespace tern::session {

namespace {

/// What became of the recorded rows of a table; nothing is written of one without a change.
Status write_table(Connection& connection, const std::string& database,
                   const Recording::Entry& entry, Writer& writer) {
  const StoredTable stored = TRY(read_table(connection, database, entry.table.name));
  if (stored.table.key != entry.table.key) return fail(ErrorCode::Schema);
  RowFinder finder = TRY(RowFinder::open(connection, stored));
  const size_t start = writer.size();
  writer.table(entry.table);
  const size_t end_of_header = writer.size();
  for (const auto& [key, origin] : entry.rows) {
    const std::vector<Bytes> before = origin.row.split();
    const bool was_there = !before.empty();
    const bool is_there = TRY(finder.find(was_there ? before : fields_of_key(entry.table, key)));
    const Fields row = is_there ? Fields(finder.row()) : Fields();
    const std::vector<Bytes> after = row.split();
    writer.difference(entry.table, origin.indirect, was_there ? &before : nullptr,
                      is_there ? &after : nullptr);
  }
  if (writer.size() == end_of_header) writer.truncate(start);
  return ok();
}

}  // namespace

Session::Session(Connection& connection, std::string_view database)
    : connection_(&connection), recording_(std::make_unique<Recording>(database)) {
  connection.state().transaction().row_listeners.push_back(recording_.get());
}

Session::Session(Session&&) noexcept = default;

Session::~Session() {
  if (recording_) std::erase(connection_->state().transaction().row_listeners, recording_.get());
}

Status Session::attach(std::string_view table) {
  recording_->attach(table);
  return ok();
}

void Session::attach_matching(std::function<bool(std::string_view table)> filter) {
  recording_->attach_matching(std::move(filter));
}

void Session::set_enabled(bool on) { recording_->enabled = on; }
bool Session::is_enabled() const { return recording_->enabled; }
void Session::set_indirect(bool on) { recording_->indirect = on; }
bool Session::is_indirect() const { return recording_->indirect; }

bool Session::is_empty() const {
  return std::ranges::all_of(recording_->tables(),
                             [](const Recording::Entry& entry) { return entry.rows.empty(); });
}

Result<ByteVector> Session::changeset() { return write(Form::Changeset); }
Result<ByteVector> Session::patchset() { return write(Form::Patchset); }

Result<ByteVector> Session::write(Form form) {
  TRY(recording_->state());
  Savepoint savepoint = TRY(Savepoint::open(*connection_, "session_changeset"));
  Writer writer(form);
  for (const Recording::Entry& entry : recording_->tables()) {
    if (entry.rows.empty()) continue;
    TRY(write_table(*connection_, recording_->database(), entry, writer));
  }
  TRY(std::move(savepoint).keep());
  return std::move(writer).take();
}

}  // namespace tern::session
