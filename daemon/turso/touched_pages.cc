#include "daemon/turso/touched_pages.h"

#include <optional>
#include <utility>

#include "daemon/streams/network_rules.h"
#include "daemon/turso/snapshot_vfs.h"
#include "engine/api/connection_state.h"
#include "engine/storage/database_file.h"

namespace tern::daemon::turso {
namespace {

using streams::ErrorObject;
using streams::Outcome;
using Clock = std::chrono::steady_clock;

constexpr int64_t kRowsPerLook = 100;
constexpr size_t kCacheBytes = 16 << 20;

Result<Connection> open_snapshot(SnapshotVfs& vfs) {
  storage::OpenOptions options;
  options.read_only = options.immutable = true;
  options.create = false;
  options.cache_bytes = kCacheBytes;
  auto file = TRY(storage::DatabaseFile::open(vfs, std::string(SnapshotVfs::kName), options));
  Connection connection = TRY(Connection::open(std::move(file), {.read_only = true}));
  connection.state().virtual_tables().remove_module("csv");  // it opens files of the server
  return connection;
}

/// Why a statement is not run.
std::optional<ErrorObject> refusal_of_query(const streams::StatementText& text,
                                            const Statement& statement) {
  if (auto refused = streams::refusal_of(text)) return refused;
  const bool is_query = statement.is_readonly() && statement.column_count() > 0 &&
                        !streams::writes_without_saying(text);
  if (is_query) return std::nullopt;
  return ErrorObject{
      "the pages of a statement are known only where it gives rows and writes "
      "nothing, as a SELECT",
      "SQLITE_AUTH"};
}

Outcome<void> run_statement(Connection& connection, std::string_view& sql) {
  const streams::StatementText text = streams::read_statement_text(sql);
  size_t tail = 0;
  auto statement = connection.prepare(sql, &tail);
  if (!statement) return std::unexpected(streams::error_object(statement.error(), true));
  if (auto refused = refusal_of_query(text, *statement)) return std::unexpected(*refused);
  for (;;) {
    const Result<bool> has_row = statement->step();
    if (!has_row) return std::unexpected(streams::error_object(has_row.error()));
    if (!*has_row) break;
  }
  sql.remove_prefix(tail);
  return {};
}

Outcome<void> run_statements(SnapshotVfs& vfs, std::string_view sql,
                             const std::function<bool()>& must_stop) {
  Result<Connection> connection = open_snapshot(vfs);
  if (!connection) return std::unexpected(streams::error_object(connection.error()));
  connection->set_progress_handler(kRowsPerLook, must_stop);
  while (streams::has_statement(sql)) TRY(run_statement(*connection, sql));
  return {};
}

}  // namespace

Outcome<std::vector<bool>> touched_pages(sync::primary::RevisionSnapshot& snapshot,
                                         std::string_view sql, const QueryBounds& bounds,
                                         const std::atomic<bool>& cancelled) {
  ReadPages pages(snapshot.page_count(), bounds.pages_max);
  SnapshotVfs vfs(snapshot, pages);
  const Clock::time_point end = Clock::now() + bounds.time_max;
  const auto must_stop = [&] { return cancelled || pages.is_full() || Clock::now() >= end; };
  const Outcome<void> done = run_statements(vfs, sql, must_stop);
  if (!snapshot.is_kept())
    return streams::refuse("SQLITE_BUSY_SNAPSHOT", "the snapshot was given up: ask again");
  if (!done && !must_stop()) return std::unexpected(done.error());
  return std::move(pages).take();
}

}  // namespace tern::daemon::turso
