// Pragmas that turn something of the connection on or off.

#include <algorithm>

#include "engine/api/pragma.h"
#include "engine/base/heap_limits.h"

namespace tern::api {
namespace {

using record::Value;

/// Says, or sets, one of the connection's switches. Documented as without effect here: cells and
/// forms of files are always checked (cell_size_check), no other way to sync is known (fullfsync,
/// checkpoint_fullfsync), there is no callback (empty_result_callbacks), and nobody shares a cache
/// with uncommitted pages (read_uncommitted).
template <bool& (*kSwitch)(ConnectionState&)>
Result<CommandRows> flag(const PragmaCall& call) {
  bool& on = kSwitch(call.connection);
  if (!call.has_value()) return CommandRows{{Value::integer(on ? 1 : 0)}};
  on = pragma_boolean(call.value(), false);
  call.connection.environment_changed();
  return CommandRows();
}

bool& automatic_index(ConnectionState& c) { return c.switches.automatic_index; }
bool& count_changes(ConnectionState& c) { return c.switches.count_changes; }
bool& full_column_names(ConnectionState& c) { return c.switches.full_column_names; }
bool& short_column_names(ConnectionState& c) { return c.switches.short_column_names; }
bool& reverse_unordered(ConnectionState& c) { return c.switches.reverse_unordered_selects; }
bool& cell_size_check(ConnectionState& c) { return c.other_switches.cell_size_check; }
bool& checkpoint_fullfsync(ConnectionState& c) { return c.other_switches.checkpoint_fullfsync; }
bool& empty_callbacks(ConnectionState& c) { return c.other_switches.empty_result_callbacks; }
bool& fullfsync(ConnectionState& c) { return c.other_switches.fullfsync; }
bool& legacy_alter_table(ConnectionState& c) { return c.other_switches.legacy_alter_table; }
bool& read_uncommitted(ConnectionState& c) { return c.other_switches.read_uncommitted; }
bool& trusted_schema(ConnectionState& c) { return c.functions().trusts_schema; }
bool& ignore_checks(ConnectionState& c) { return c.transaction().ignore_check_constraints; }
bool& writable_schema(ConnectionState& c) { return c.transaction().writable_schema; }

/// RESET turns it off and has the schemas read again. A defensive connection does not turn it on.
Result<CommandRows> set_writable_schema(const PragmaCall& call) {
  const bool is_defensive = call.connection.transaction().restrictions.is_defensive;
  if (is_defensive && call.has_value() && pragma_boolean(call.value(), false)) return CommandRows();
  if (call.has_value() && catalog::same_name(call.value(), "reset")) {
    call.connection.transaction().writable_schema = false;
    call.connection.forget_schemas();
    return CommandRows();
  }
  return flag<writable_schema>(call);
}

/// Statements run on the thread that steps them: the number is kept and answered.
Result<CommandRows> threads(const PragmaCall& call) {
  constexpr int64_t kMax = 8;
  int64_t& count = call.connection.other_switches.threads;
  const int64_t wanted = call.has_value() ? pragma_integer(call.value()) : -1;
  if (wanted >= 0) count = std::min(wanted, kMax);
  return CommandRows{{Value::integer(count)}};
}

/// Memory has other bounds here (cache_size, work_memory.h), too: the soft limit is kept and
/// answered, the hard one refuses values that are larger.
Result<CommandRows> soft_heap_limit(const PragmaCall& call) {
  const std::optional<int64_t> wanted = whole_number(call.value());
  if (call.has_value() && wanted && *wanted >= 0) heap_limits().set_soft(*wanted);
  return CommandRows{{Value::integer(heap_limits().soft())}};
}

/// It only ever goes down.
Result<CommandRows> hard_heap_limit(const PragmaCall& call) {
  const std::optional<int64_t> wanted = whole_number(call.value());
  const int64_t before = heap_limits().hard();
  const bool is_lower = wanted && *wanted > 0 && (before == 0 || *wanted < before);
  if (call.has_value() && is_lower) heap_limits().set_hard(*wanted);
  return CommandRows{{Value::integer(heap_limits().hard())}};
}

bool is_writable_folder(const PragmaCall& call, const std::string& folder) {
  io::Vfs& vfs = call.connection.file()->vfs();
  std::string probe = folder + "/tern_probe_";
  probe += std::to_string(call.connection.file()->random().next_u64());
  const auto file = vfs.open(probe, {.create = true, .exclusive = true, .is_private = true});
  if (!file) return false;
  return vfs.remove(probe).has_value();
}

/// Where the reference, too, says that one should not use it: temporary files are made where TMPDIR
/// says. The folder is checked, kept and answered.
Result<CommandRows> temp_store_directory(const PragmaCall& call) {
  std::string& folder = call.connection.other_switches.temp_store_directory;
  if (!call.has_value()) {
    return folder.empty() ? CommandRows() : CommandRows{{Value::text(folder)}};
  }
  std::string wanted(call.value());
  if (!wanted.empty() && !is_writable_folder(call, wanted)) {
    return fail(ErrorCode::Error, "not a writable directory");
  }
  folder = std::move(wanted);
  return CommandRows();
}

/// Gives back what waits to be used again.
Result<CommandRows> shrink_memory(const PragmaCall& call) {
  call.connection.statement_cache().clear();
  return CommandRows();
}

}  // namespace

std::span<const Pragma> switch_pragmas() {
  static const std::vector<Pragma> pragmas = {
      {"automatic_index", {"automatic_index"}, flag<automatic_index>, true},
      {"cell_size_check", {"cell_size_check"}, flag<cell_size_check>, true},
      {"checkpoint_fullfsync", {"checkpoint_fullfsync"}, flag<checkpoint_fullfsync>, true},
      {"count_changes", {"count_changes"}, flag<count_changes>, true},
      {"empty_result_callbacks", {"empty_result_callbacks"}, flag<empty_callbacks>, true},
      {"full_column_names", {"full_column_names"}, flag<full_column_names>, true},
      {"fullfsync", {"fullfsync"}, flag<fullfsync>, true},
      {"ignore_check_constraints", {"ignore_check_constraints"}, flag<ignore_checks>, true},
      {"legacy_alter_table", {"legacy_alter_table"}, flag<legacy_alter_table>, true},
      {"read_uncommitted", {"read_uncommitted"}, flag<read_uncommitted>, true},
      {"reverse_unordered_selects", {"reverse_unordered_selects"}, flag<reverse_unordered>, true},
      {"short_column_names", {"short_column_names"}, flag<short_column_names>, true},
      {"trusted_schema", {"trusted_schema"}, flag<trusted_schema>, true},
      {"writable_schema", {"writable_schema"}, set_writable_schema, true},
      {"threads", {"threads"}, threads},
      {"soft_heap_limit", {"soft_heap_limit"}, soft_heap_limit},
      {"hard_heap_limit", {"hard_heap_limit"}, hard_heap_limit},
      {"shrink_memory", {}, shrink_memory},
      {"temp_store_directory", {"temp_store_directory"}, temp_store_directory, true},
  };
  return pragmas;
}

}  // namespace tern::api
