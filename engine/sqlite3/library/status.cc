// sqlite3_status() and sqlite3_db_status(): what the library and a connection use and have done.

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "engine/api/connection_state.h"
#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/library/memory.h"
#include "engine/sqlite3/statements/statement.h"
#include "engine/storage/database_shared.h"

namespace tern::abi {
namespace {

constexpr int kStatusMax = SQLITE_STATUS_MALLOC_COUNT;

int64_t cache_bytes(sqlite3& db) {
  int64_t bytes = 0;
  for (const auto& database : db.engine().databases()) {
    storage::Pager& pager = database->pager();
    bytes += static_cast<int64_t>(pager.file().shared().cache.size_bytes());
    bytes += static_cast<int64_t>(pager.private_page_count() * pager.page_size());
  }
  return bytes;
}

/// About what an object takes that is described by `sql`.
int64_t bytes_of_object(std::string_view sql) {
  constexpr int64_t kFixed = 200;
  return kFixed + 2 * static_cast<int64_t>(sql.size());
}

/// Estimated: nobody counts.
int64_t schema_bytes(sqlite3& db) {
  int64_t bytes = 0;
  for (const auto& database : db.engine().databases()) {
    const auto& schema = database->known_schema();
    if (!schema) continue;
    bytes += bytes_of_object(schema->find_table("sqlite_schema")->sql);
    for (const auto& row : schema->rows->all()) bytes += bytes_of_object(row->sql);
  }
  return bytes;
}

/// Estimated, too.
int64_t statement_bytes(const sqlite3& db) {
  constexpr int64_t kFixed = sizeof(sqlite3_stmt) + 1000;
  constexpr int64_t kPerByte = 10;
  int64_t bytes = 0;
  for (const sqlite3_stmt* at = db.statements; at; at = at->next) {
    bytes += kFixed;
    if (at->statement) bytes += kPerByte * static_cast<int64_t>(at->statement->sql().size());
  }
  return bytes;
}

/// Pages that no cache had.
int64_t loaded_pages(sqlite3& db) {
  return static_cast<int64_t>(db.engine().transaction().loaded_pages());
}

/// The engine does not count pages that it writes; it knows those of the last commit.
int64_t written_pages(sqlite3& db) {
  return static_cast<int64_t>(db.engine().pager().last_commit_pages().size());
}

bool has_violations(sqlite3& db) {
  const txn::Transaction& transaction = db.engine().transaction();
  return transaction.deferred_violations + transaction.postponed_violations +
             transaction.immediate_violations >
         0;
}

/// What has been counted since it was last reset.
int64_t since_reset(int64_t& base, int64_t counted, bool reset) {
  const int64_t since = counted - base;
  if (reset) base = counted;
  return since;
}

std::optional<int64_t> connection_status(sqlite3& db, int operation, bool reset) {
  LibraryState::Counted& bases = db.library.counted;
  switch (operation) {
    case SQLITE_DBSTATUS_CACHE_USED:
    case SQLITE_DBSTATUS_CACHE_USED_SHARED:
      return cache_bytes(db);
    case SQLITE_DBSTATUS_SCHEMA_USED:
      return schema_bytes(db);
    case SQLITE_DBSTATUS_STMT_USED:
      return statement_bytes(db);
    case SQLITE_DBSTATUS_CACHE_MISS:
      return since_reset(bases.loads, loaded_pages(db), reset);
    case SQLITE_DBSTATUS_CACHE_WRITE: {
      const auto commits = static_cast<int64_t>(db.engine().commit_count());
      return since_reset(bases.commits, commits, reset) > 0 ? written_pages(db) : 0;
    }
    case SQLITE_DBSTATUS_DEFERRED_FKS:
      return has_violations(db) ? 1 : 0;
    // Not counted, or there is no such thing.
    case SQLITE_DBSTATUS_LOOKASIDE_USED:
    case SQLITE_DBSTATUS_LOOKASIDE_HIT:
    case SQLITE_DBSTATUS_LOOKASIDE_MISS_SIZE:
    case SQLITE_DBSTATUS_LOOKASIDE_MISS_FULL:
    case SQLITE_DBSTATUS_CACHE_HIT:
    case SQLITE_DBSTATUS_CACHE_SPILL:
      return 0;
    default:
      return std::nullopt;
  }
}

}  // namespace
}  // namespace tern::abi

int sqlite3_status64(int operation, sqlite3_int64* current, sqlite3_int64* highest, int reset) {
  if (operation < 0 || operation > tern::abi::kStatusMax) {
    return tern::abi::misuse("sqlite3_status64");
  }
  const tern::abi::MemoryCounter counter = tern::abi::memory_counter(operation, reset != 0);
  *current = counter.now;
  *highest = counter.highest;
  return SQLITE_OK;
}

int sqlite3_status(int operation, int* current, int* highest, int reset) {
  sqlite3_int64 now = 0;
  sqlite3_int64 most = 0;
  const int code = sqlite3_status64(operation, &now, &most, reset);
  if (code != SQLITE_OK) return code;
  *current = static_cast<int>(now);
  *highest = static_cast<int>(most);
  return SQLITE_OK;
}

int sqlite3_db_status(sqlite3* db, int operation, int* current, int* highest, int reset) {
  if (!tern::abi::is_connected(db)) return tern::abi::misuse("sqlite3_db_status");
  const tern::abi::Hold hold(db->mutex);
  const auto now = tern::abi::connection_status(*db, operation, reset != 0);
  if (!now) return SQLITE_ERROR;
  *current = static_cast<int>(std::min<int64_t>(*now, std::numeric_limits<int>::max()));
  *highest = 0;
  return SQLITE_OK;
}

int sqlite3_db_release_memory(sqlite3* db) {
  if (!tern::abi::is_connected(db)) return tern::abi::misuse("sqlite3_db_release_memory");
  const tern::abi::Hold hold(db->mutex);
  db->engine().statement_cache().clear();
  return SQLITE_OK;
}
