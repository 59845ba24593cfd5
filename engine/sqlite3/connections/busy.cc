// What a connection does while others hold a lock that it needs.

#include <algorithm>
#include <iterator>

#include "engine/api/connection_state.h"
#include "engine/sqlite3/connections/connection.h"

namespace tern::abi {
namespace {

// As the engine waits (engine/storage/patience.h). Units: milliseconds
constexpr int kBusyPauses[] = {1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, 100};
constexpr int kBusyPauseCount = static_cast<int>(std::size(kBusyPauses));

/// Waits for the next attempt; 0: the time is over.
int wait_in_timeout(int timeout_ms, int attempt) {
  int waited_ms = 0;
  for (int i = 0; i < attempt; ++i) waited_ms += kBusyPauses[std::min(i, kBusyPauseCount - 1)];
  const int left_ms = timeout_ms - waited_ms;
  if (left_ms <= 0) return 0;
  sqlite3_sleep(std::min(left_ms, kBusyPauses[std::min(attempt, kBusyPauseCount - 1)]));
  return 1;
}

void set_busy_handler(sqlite3& db, int (*handler)(void*, int), void* argument) {
  db.library.busy_handler = handler;
  db.library.busy_argument = argument;
  db.library.busy_count = 0;
  if (!handler) return db.connection->set_busy_timeout(0);
  db.connection->set_busy_handler(
      [handler, argument](int attempt_count) { return handler(argument, attempt_count) != 0; });
}

}  // namespace

int ask_busy_handler(void* connection) {
  auto& db = *static_cast<sqlite3*>(connection);
  LibraryState& library = db.library;
  const auto timeout_ms = static_cast<int>(db.engine().pager().busy_timeout());
  int answer = 0;
  if (timeout_ms > 0) {
    answer = wait_in_timeout(timeout_ms, library.busy_count);
  } else if (library.busy_handler) {
    answer = library.busy_handler(library.busy_argument, library.busy_count);
  }
  library.busy_count = answer != 0 ? library.busy_count + 1 : 0;
  return answer;
}

}  // namespace tern::abi

int sqlite3_busy_handler(sqlite3* db, int (*handler)(void*, int), void* argument) {
  if (!tern::abi::is_connected(db)) return SQLITE_OK;
  const tern::abi::Hold hold(db->mutex);
  return tern::abi::guarded(db, [&] {
    tern::abi::set_busy_handler(*db, handler, argument);
    return SQLITE_OK;
  });
}

int sqlite3_busy_timeout(sqlite3* db, int timeout_ms) {
  if (!tern::abi::is_connected(db)) return SQLITE_OK;
  const tern::abi::Hold hold(db->mutex);
  return tern::abi::guarded(db, [&] {
    tern::abi::set_busy_handler(*db, nullptr, nullptr);
    db->connection->set_busy_timeout(static_cast<uint32_t>(std::max(timeout_ms, 0)));
    return SQLITE_OK;
  });
}
