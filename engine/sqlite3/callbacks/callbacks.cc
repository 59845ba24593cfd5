#include "engine/sqlite3/callbacks/callbacks.h"

#include "engine/sqlite3/callbacks/call_site.h"
#include "engine/sqlite3/callbacks/collation_set.h"
#include "engine/sqlite3/callbacks/function_set.h"
#include "engine/sqlite3/callbacks/preupdate.h"
#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/statements/statement.h"

namespace tern::abi {

CallbackState::CallbackState() = default;

CallbackState::~CallbackState() {
  while (aggregates) aggregates->end();
  while (sites) sites->end_run();
  functions.reset();
  collations.reset();
}

namespace {

/// Calls `end` for those of a list that are of `statement`. What a destructor of the program does
/// may change the list: then it is walked from its head again.
template <class One, class End>
void end_all_of(One* const& head, const sqlite3_stmt* statement, const End& end) {
  One* at = head;
  while (at) {
    if (at->is_of(statement)) {
      end(*at);
      at = head;
    } else {
      at = at->next();
    }
  }
}

}  // namespace

void end_run_of(const CallbackState& state, const sqlite3_stmt* statement) {
  end_all_of(state.aggregates, statement, [](UserAggregate& group) { group.end(); });
  end_all_of(state.sites, statement, [](CallSite& site) { site.end_run(); });
}

void run_ended(sqlite3_stmt* statement) { end_run_of(statement->db->callbacks, statement); }

std::string name_of_utf16(const void* name) {
  const size_t size = std::char_traits<char16_t>::length(static_cast<const char16_t*>(name));
  std::string out;
  append_text8(out, {static_cast<const char*>(name), size * sizeof(char16_t)}, kNativeUtf16);
  return out;
}

}  // namespace tern::abi
