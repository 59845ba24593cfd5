// Session objects: sqlite3session_*() but for sqlite3session_config().

#include <memory>
#include <optional>
#include <string>

#include "engine/sqlite3/copies/changesets.h"

struct sqlite3_session {
  sqlite3* db = nullptr;
  std::optional<tern::session::Session> session;
  int (*filter)(void* context, const char* table) = nullptr;
  void* filter_context = nullptr;
  bool names_tables = false;  // one was attached by its name
  bool tells_size = false;
};

namespace tern::abi {
namespace {

using session::Form;

/// Tables are attached when they change, if the program's filter wants it.
void attach_changing(sqlite3_session& session) {
  if (!session.filter) return session.session->attach_all();
  session.session->attach_matching(
      [filter = session.filter, context = session.filter_context](std::string_view table) {
        return filter(context, std::string(table).c_str()) != 0;
      });
}

Result<ByteVector> changes_of(sqlite3_session& session, Form form) {
  return form == Form::Patchset ? session.session->patchset() : session.session->changeset();
}

/// Requires: the connection's mutex is held.
size_t changeset_size(sqlite3_session& session) {
  try {
    const Result<ByteVector> changes = session.session->changeset();
    return changes ? changes->size() : 0;
  } catch (...) {
    return 0;
  }
}

int give_changes(sqlite3_session* session, Form form, int* size, void** out) {
  *size = 0;
  *out = nullptr;
  const Hold hold(session->db->mutex);
  return guarded_alone([&] {
    const Result<ByteVector> changes = changes_of(*session, form);
    return changes ? give_bytes(*changes, size, out) : code_of(changes.error());
  });
}

int stream_changes(sqlite3_session* session, Form form, const ChangeOutput& output) {
  const Hold hold(session->db->mutex);
  return guarded_alone([&] {
    const Result<ByteVector> changes = changes_of(*session, form);
    return changes ? write_all(output, *changes) : code_of(changes.error());
  });
}

}  // namespace
}  // namespace tern::abi

using tern::abi::guarded_alone;
using tern::abi::Hold;
using tern::session::Form;

int sqlite3session_create(sqlite3* db, const char* database, sqlite3_session** out) {
  *out = nullptr;
  if (!tern::abi::is_usable(db)) return tern::abi::misuse("sqlite3session_create");
  const Hold hold(db->mutex);
  return guarded_alone([&] {
    auto made = std::make_unique<sqlite3_session>();
    made->db = db;
    made->session.emplace(*db->connection, database);
    *out = made.release();
    return SQLITE_OK;
  });
}

void sqlite3session_delete(sqlite3_session* session) {
  sqlite3* const db = session->db;
  const Hold hold(db->mutex);
  delete session;
}

int sqlite3session_attach(sqlite3_session* session, const char* table) {
  const Hold hold(session->db->mutex);
  return guarded_alone([&] {
    if (!table) {
      tern::abi::attach_changing(*session);
      return SQLITE_OK;
    }
    const tern::Status attached = session->session->attach(table);
    if (!attached) return tern::abi::code_of(attached.error());
    session->names_tables = true;
    return SQLITE_OK;
  });
}

void sqlite3session_table_filter(sqlite3_session* session, int (*filter)(void*, const char*),
                                 void* context) {
  const Hold hold(session->db->mutex);
  session->filter = filter;
  session->filter_context = context;
  static_cast<void>(guarded_alone([&] {
    tern::abi::attach_changing(*session);
    return SQLITE_OK;
  }));
}

int sqlite3session_enable(sqlite3_session* session, int on) {
  const Hold hold(session->db->mutex);
  if (on >= 0) session->session->set_enabled(on != 0);
  return session->session->is_enabled() ? 1 : 0;
}

int sqlite3session_indirect(sqlite3_session* session, int on) {
  const Hold hold(session->db->mutex);
  if (on >= 0) session->session->set_indirect(on != 0);
  return session->session->is_indirect() ? 1 : 0;
}

int sqlite3session_isempty(sqlite3_session* session) {
  const Hold hold(session->db->mutex);
  return session->session->is_empty() ? 1 : 0;
}

/// As much as the changes take when they are given.
sqlite3_int64 sqlite3session_memory_used(sqlite3_session* session) {
  const Hold hold(session->db->mutex);
  return static_cast<sqlite3_int64>(sizeof(sqlite3_session) + tern::abi::changeset_size(*session));
}

int sqlite3session_object_config(sqlite3_session* session, int option, void* argument) {
  if (option != SQLITE_SESSION_OBJCONFIG_SIZE) return SQLITE_MISUSE;
  int* const value = static_cast<int*>(argument);
  const Hold hold(session->db->mutex);
  int code = SQLITE_OK;
  if (*value >= 0) {
    const bool has_tables = session->names_tables || !session->session->is_empty();
    if (has_tables) {
      code = tern::abi::misuse("sqlite3session_object_config");
    } else {
      session->tells_size = *value != 0;
    }
  }
  *value = session->tells_size ? 1 : 0;
  return code;
}

sqlite3_int64 sqlite3session_changeset_size(sqlite3_session* session) {
  const Hold hold(session->db->mutex);
  if (!session->tells_size) return 0;
  return static_cast<sqlite3_int64>(tern::abi::changeset_size(*session));
}

int sqlite3session_changeset(sqlite3_session* session, int* size, void** out) {
  return tern::abi::give_changes(session, Form::Changeset, size, out);
}

int sqlite3session_patchset(sqlite3_session* session, int* size, void** out) {
  return tern::abi::give_changes(session, Form::Patchset, size, out);
}

int sqlite3session_changeset_strm(sqlite3_session* session, int (*output)(void*, const void*, int),
                                  void* out) {
  return tern::abi::stream_changes(session, Form::Changeset, {output, out});
}

int sqlite3session_patchset_strm(sqlite3_session* session, int (*output)(void*, const void*, int),
                                 void* out) {
  return tern::abi::stream_changes(session, Form::Patchset, {output, out});
}

int sqlite3session_diff(sqlite3_session* session, const char* from, const char* table,
                        char** message) {
  if (message) *message = nullptr;
  const Hold hold(session->db->mutex);
  return guarded_alone([&] {
    const tern::Status compared = session->session->diff(from, table);
    if (compared) return SQLITE_OK;
    const tern::Error& error = compared.error();
    if (message && error.is(tern::ErrorCode::Schema)) {
      *message = sqlite3_mprintf("%s", std::string(error.message()).c_str());
    }
    return tern::abi::code_of(error);
  });
}
