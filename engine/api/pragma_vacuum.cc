// Pragmas about giving free pages back.

#include <limits>

#include "engine/api/pragma.h"

namespace tern::api {
namespace {

using record::Value;
using storage::AutoVacuum;
using storage::HeaderField;

/// A word or a number; anything else is "none".
AutoVacuum mode_of(std::string_view text) {
  if (catalog::same_name(text, "full")) return AutoVacuum::Full;
  if (catalog::same_name(text, "incremental")) return AutoVacuum::Incremental;
  const int64_t number = pragma_integer(text);
  return number == 1 || number == 2 ? static_cast<AutoVacuum>(number) : AutoVacuum::None;
}

/// Inside a write transaction, in which a new database gets its first page.
Status choose_mode(storage::Pager& pager, AutoVacuum mode) {
  const bool has_map = TRY(pager.has_pointer_map());
  if (!has_map) return {};  // only VACUUM can change that
  const uint32_t is_incremental = mode == AutoVacuum::Incremental ? 1 : 0;
  if (TRY(pager.header_field(HeaderField::IncrementalVacuum)) == is_incremental) return {};
  return pager.set_header_field(HeaderField::IncrementalVacuum, is_incremental);
}

Result<CommandRows> auto_vacuum(const PragmaCall& call) {
  storage::Pager& pager = call.database.pager();
  if (!call.has_value()) {
    return CommandRows{{Value::integer(static_cast<int64_t>(TRY(pager.autovacuum())))}};
  }
  const AutoVacuum mode = mode_of(call.value());
  pager.set_autovacuum_of_new(mode);
  call.database.vacuum_autovacuum = mode;
  if (mode == AutoVacuum::None) return CommandRows();
  TRY(call.connection.ensure_writing(call.database));
  call.connection.statement_started(true);
  TRY(call.connection.statement_finished(true, choose_mode(pager, mode), sql::Conflict::Abort));
  return CommandRows();
}

Result<CommandRows> incremental_vacuum(const PragmaCall& call) {
  const int64_t wanted = call.has_value() ? pragma_integer(call.value()) : 0;
  const bool is_limited = wanted > 0 && wanted < std::numeric_limits<int32_t>::max();
  const auto pages_max =
      static_cast<uint32_t>(is_limited ? wanted : std::numeric_limits<int32_t>::max());
  TRY(call.connection.ensure_writing(call.database));
  call.connection.statement_started(true);
  sql::Conflict action = sql::Conflict::Abort;
  const auto savepoint = call.connection.open_savepoint();
  Status outcome = savepoint ? call.database.trees().vacuum_pages(pages_max)
                             : Status(std::unexpected(savepoint.error()));
  if (savepoint) {
    outcome = call.connection.close_savepoint(*savepoint, std::move(outcome), action);
  }
  TRY(call.connection.statement_finished(true, std::move(outcome), action));
  return CommandRows();
}

}  // namespace

std::span<const Pragma> vacuum_pragmas() {
  static const std::vector<Pragma> pragmas = {
      {"auto_vacuum", {"auto_vacuum"}, auto_vacuum, true},
      {"incremental_vacuum", {}, incremental_vacuum},
  };
  return pragmas;
}

}  // namespace tern::api
