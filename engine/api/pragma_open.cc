// Pragmas that say who may use the file, and how.

#include "engine/api/pragma.h"

namespace tern::api {
namespace {

using record::Value;
using storage::LockingMode;

// Without a schema's name it is about the default, of which only the value is asked for here, or
// about the default and all databases. A word that names no mode asks for the present one.
Result<CommandRows> locking_mode(const PragmaCall& call) {
  ConnectionState& connection = call.connection;
  const bool is_for_all = !call.names_database;
  const bool is_exclusive = catalog::same_name(call.value(), "exclusive");
  const bool sets = is_exclusive || catalog::same_name(call.value(), "normal");
  LockingMode mode =
      is_for_all ? connection.locking_mode_default : call.database.pager().locking_mode();
  // Others of this process, who sync, have to come to the database.
  const bool is_of_main = is_for_all || call.database.is_main();
  if (is_exclusive && is_of_main && connection.has_commit_observer()) {
    return not_supported("locking_mode=EXCLUSIVE of a database that syncs");
  }
  if (sets) {
    const LockingMode wanted = is_exclusive ? LockingMode::Exclusive : LockingMode::Normal;
    if (is_for_all) connection.locking_mode_default = wanted;
    for (const auto& database : connection.databases()) {
      const bool is_meant = is_for_all && !database->is_temporary();
      if (is_meant) (void)database->pager().set_locking_mode(wanted);
    }
    mode = call.database.pager().set_locking_mode(wanted);
  }
  return one_row(Value::text(mode == LockingMode::Exclusive ? "exclusive" : "normal"));
}

Result<CommandRows> query_only(const PragmaCall& call) {
  bool& flag = call.connection.query_only;
  if (call.has_value()) flag = pragma_boolean(call.value(), false);
  return one_row(Value::integer(flag ? 1 : 0));
}

/// Tells nothing, as the reference.
Result<CommandRows> case_sensitive_like(const PragmaCall& call) {
  if (call.has_value()) {
    call.connection.is_like_case_sensitive = pragma_boolean(call.value(), false);
  }
  return CommandRows();
}

}  // namespace

std::span<const Pragma> open_pragmas() {
  static const std::vector<Pragma> pragmas = {
      {"locking_mode", {"locking_mode"}, locking_mode},
      {"query_only", {"query_only"}, query_only, true},
      {"case_sensitive_like", {}, case_sensitive_like},
  };
  return pragmas;
}

}  // namespace tern::api
