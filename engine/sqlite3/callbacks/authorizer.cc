// The authorizer: whom the engine asks what a statement may do.

#include "engine/api/connection_state.h"
#include "engine/sqlite3/connections/connection.h"

namespace tern::abi {
namespace {

/// A text as C wants it; null where there is none. `place` keeps it.
const char* text_for_c(const AccessRequest::Text& text, std::string& place) {
  if (!text) return nullptr;
  place.assign(*text);
  return place.c_str();
}

Permission ask_program(sqlite3* db, const AccessRequest& request) {
  CallbackState& state = db->callbacks;
  // Taken for as long as this lasts: the program may prepare another statement meanwhile.
  std::string names[4];
  std::swap(names, state.names);
  const char* const first = text_for_c(request.first, names[0]);
  const char* const second = text_for_c(request.second, names[1]);
  const char* const database =
      request.database ? text_for_c(shown_schema(*db, *request.database), names[2]) : nullptr;
  const char* const inside = text_for_c(request.inside, names[3]);
  const auto ask = state.authorizer;
  const int answer =
      ask.function(ask.data, static_cast<int>(request.action), first, second, database, inside);
  std::swap(names, state.names);
  switch (answer) {
    case SQLITE_OK:
      return Permission::Allow;
    case SQLITE_IGNORE:
      return Permission::Ignore;
    case SQLITE_DENY:
      return Permission::Deny;
    default:
      state.authorizer_failed = true;
      return Permission::Deny;
  }
}

}  // namespace
}  // namespace tern::abi

int sqlite3_set_authorizer(sqlite3* db,
                           int (*authorizer)(void*, int, const char*, const char*, const char*,
                                             const char*),
                           void* data) {
  if (!tern::abi::is_usable(db)) return SQLITE_MISUSE;
  const tern::abi::Hold hold(db->mutex);
  return tern::abi::guarded(db, [&] {
    db->callbacks.authorizer = {authorizer, data};
    tern::Authorizer asked;
    if (authorizer) {
      asked = [db](const tern::AccessRequest& request) {
        return tern::abi::ask_program(db, request);
      };
    }
    db->engine().set_authorizer(std::move(asked));
    return SQLITE_OK;
  });
}
