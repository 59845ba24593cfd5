// The hooks of commits, rollbacks and changed rows, and the progress handler.

#include <algorithm>

#include "engine/api/connection_state.h"
#include "engine/sqlite3/connections/connection.h"

namespace tern::abi {
namespace {

/// Rows are what the engine counts, where the reference counts its machine's operations: about so
/// many make a row.
constexpr int kOperationsOfRow = 8;

int operation_code(RowOperation operation) {
  switch (operation) {
    case RowOperation::Insert:
      return SQLITE_INSERT;
    case RowOperation::Update:
      return SQLITE_UPDATE;
    case RowOperation::Delete:
      break;
  }
  return SQLITE_DELETE;
}

void tell_update(sqlite3* db, RowOperation operation, std::string_view database,
                 std::string_view table, int64_t rowid) {
  CallbackState& state = db->callbacks;
  std::string& database_name = state.names[0];
  std::string& table_name = state.names[1];
  database_name.assign(shown_schema(*db, database));
  table_name.assign(table);
  state.update.function(state.update.data, operation_code(operation), database_name.c_str(),
                        table_name.c_str(), rowid);
}

/// Puts `function` into `place` and gives back what was called before.
template <class Function>
void* replace_callback(Callback<Function>& place, Function* function, void* data) {
  return std::exchange(place, Callback<Function>{function, data}).data;
}

/// Runs `body` for one of the calls that return the former data of a hook.
template <class Body>
void* set_hook(sqlite3* db, const Body& body) {
  if (!is_usable(db)) return nullptr;
  const Hold hold(db->mutex);
  try {
    return body();
  } catch (...) {
    set_result(db, SQLITE_NOMEM);
    return nullptr;
  }
}

}  // namespace

void tell_rollback_at_close(sqlite3* db) {
  const auto& hook = db->callbacks.rollback;
  if (!hook || !db->connection->in_transaction()) return;
  hook.function(hook.data);
}

}  // namespace tern::abi

namespace abi = tern::abi;

void* sqlite3_commit_hook(sqlite3* db, int (*hook)(void*), void* data) {
  return abi::set_hook(db, [&] {
    std::function<bool()> asked;
    if (hook) asked = [hook, data] { return hook(data) != 0; };
    db->connection->set_commit_hook(std::move(asked));
    return abi::replace_callback(db->callbacks.commit, hook, data);
  });
}

void* sqlite3_rollback_hook(sqlite3* db, void (*hook)(void*), void* data) {
  return abi::set_hook(db, [&] {
    std::function<void()> told;
    if (hook) told = [hook, data] { hook(data); };
    db->connection->set_rollback_hook(std::move(told));
    return abi::replace_callback(db->callbacks.rollback, hook, data);
  });
}

void* sqlite3_update_hook(sqlite3* db,
                          void (*hook)(void*, int, const char*, const char*, sqlite3_int64),
                          void* data) {
  return abi::set_hook(db, [&] {
    std::function<void(tern::RowOperation, std::string_view, std::string_view, int64_t)> told;
    if (hook) {
      told = [db](tern::RowOperation operation, std::string_view database, std::string_view table,
                  int64_t rowid) { abi::tell_update(db, operation, database, table, rowid); };
    }
    db->connection->set_update_hook(std::move(told));
    return abi::replace_callback(db->callbacks.update, hook, data);
  });
}

void sqlite3_progress_handler(sqlite3* db, int operations, int (*handler)(void*), void* data) {
  (void)abi::set_hook(db, [&]() -> void* {
    const bool is_on = handler && operations > 0;
    std::function<bool()> asked;
    if (is_on) asked = [handler, data] { return handler(data) != 0; };
    db->connection->set_progress_handler(std::max(operations / abi::kOperationsOfRow, 1),
                                         std::move(asked));
    db->callbacks.progress = {is_on ? handler : nullptr, data};
    return nullptr;
  });
}

int sqlite3_autovacuum_pages(sqlite3* db,
                             unsigned int (*ask)(void*, const char*, unsigned int, unsigned int,
                                                 unsigned int),
                             void* data, void (*destructor)(void*)) {
  if (!abi::is_usable(db)) {
    if (destructor) destructor(data);
    return SQLITE_MISUSE;
  }
  const abi::Hold hold(db->mutex);
  return abi::guarded(db, [&] {
    auto kept = std::make_unique<abi::OwnedData>(data, destructor);
    auto& asked = db->engine().hooks().autovacuum;
    asked = nullptr;
    if (ask) {
      asked = [ask, data](std::string_view database, uint32_t pages, uint32_t free,
                          uint32_t page_size) {
        return ask(data, std::string(database).c_str(), pages, free, page_size);
      };
    }
    std::swap(db->callbacks.autovacuum, kept);
    return SQLITE_OK;
  });
}
