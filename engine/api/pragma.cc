#include "engine/api/pragma.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/api/ddl_target.h"

namespace tern::api {
namespace {

/// These look at every database where none is named.
bool reads_all(const PragmaCall& call) {
  static constexpr auto kNames =
      std::to_array<std::string_view>({"integrity_check", "quick_check", "table_list"});
  return !call.names_database && std::ranges::any_of(kNames, [&](auto name) {
    return catalog::same_name(name, call.statement.name.name.text);
  });
}

/// These the reference does not take for readers of the database: PRAGMA defer_foreign_keys holds
/// on.
bool is_no_reader(std::string_view name) {
  static constexpr auto kNames = std::to_array<std::string_view>(
      {"auto_vacuum", "cache_size", "collation_list", "compile_options", "database_list",
       "encoding", "function_list", "module_list", "pragma_list"});
  return std::ranges::any_of(kNames, [&](auto other) { return catalog::same_name(other, name); });
}

/// Runs inside a snapshot where the pragma reads the database.
class ReadScope {
 public:
  explicit ReadScope(const PragmaCall& call) : connection_(call.connection), call_(call) {}
  Status open() {
    TRY(open_for(call_));
    connection_.statement_started(false);
    open_ = true;
    return {};
  }
  ~ReadScope() {
    if (!open_) return;
    bool& defers = connection_.transaction().defer_foreign_keys;
    const bool did = defers;
    static_cast<void>(connection_.statement_finished(false, {}, sql::Conflict::Abort));
    if (is_no_reader(call_.statement.name.name.text)) defers = did;
  }

 private:
  ConnectionState& connection_;
  const PragmaCall& call_;
  bool open_ = false;
};

/// These open and end transactions themselves, or say nothing of the database.
bool runs_outside_snapshot(std::string_view name) {
  static constexpr auto kNames = std::to_array<std::string_view>({"journal_mode",
                                                                  "case_sensitive_like",
                                                                  "wal_checkpoint",
                                                                  "page_size",
                                                                  "synchronous",
                                                                  "busy_timeout",
                                                                  "foreign_keys",
                                                                  "defer_foreign_keys",
                                                                  "recursive_triggers",
                                                                  "ignore_check_constraints",
                                                                  "wal_autocheckpoint",
                                                                  "cache_spill",
                                                                  "secure_delete",
                                                                  "journal_size_limit",
                                                                  "mmap_size",
                                                                  "temp_store",
                                                                  "hexkey",
                                                                  "cipher",
                                                                  "checksum",
                                                                  "rekey",
                                                                  "locking_mode",
                                                                  "analysis_limit",
                                                                  "tern_rewrites",
                                                                  "tern_capture",
                                                                  "optimize",
                                                                  "query_only"});
  return std::ranges::any_of(kNames, [&](auto other) { return catalog::same_name(other, name); }) ||
         std::ranges::any_of(switch_pragmas(), [&](const Pragma& other) {
           return catalog::same_name(other.name, name);
         });
}

/// Is the call a PRAGMA foreign_key_check of tables without foreign keys? As in the reference, a
/// transaction gets no snapshot by that.
Result<bool> checks_no_foreign_key(const PragmaCall& call) {
  if (!catalog::same_name(call.statement.name.name.text, "foreign_key_check")) return false;
  (void)TRY(call.connection.newest_catalog());
  const auto schema = call.database.known_schema();
  if (!schema) return false;
  const auto has_key = [](const auto& named) { return !named.second->foreign_keys.empty(); };
  if (!call.has_value()) return std::ranges::none_of(schema->tables(), has_key);
  const catalog::Table* const table = schema->find_table(call.value());
  return table && table->foreign_keys.empty();
}

}  // namespace

Status open_for(const PragmaCall& call) {
  for (const auto& database : call.connection.databases()) {
    const bool is_read = database.get() == &call.database || reads_all(call);
    if (is_read) TRY(database->pager().begin_read());
  }
  return {};
}

std::vector<const Pragma*> all_pragmas() {
  std::vector<const Pragma*> out;
  for (const std::span<const Pragma> family :
       {setting_pragmas(), switch_pragmas(), open_pragmas(), protection_pragmas(), schema_pragmas(),
        check_pragmas(), storage_pragmas(), vacuum_pragmas(), analysis_pragmas(), list_pragmas(),
        capture_pragmas()}) {
    for (const Pragma& pragma : family) out.push_back(&pragma);
  }
  return out;
}

const Pragma* find_pragma(std::string_view name) {
  for (const Pragma* pragma : all_pragmas()) {
    if (catalog::same_name(pragma->name, name)) return pragma;
  }
  return nullptr;
}

std::vector<std::string> pragma_columns(const sql::PragmaStatement& statement) {
  const Pragma* pragma = find_pragma(statement.name.name.text);
  if (!pragma || (pragma->is_silent_with_value && statement.has_value)) return {};
  return pragma->columns;
}

bool is_readonly_pragma(const sql::PragmaStatement& statement) {
  static constexpr auto kWriters =
      std::to_array<std::string_view>({"incremental_vacuum", "journal_mode", "wal_checkpoint"});
  static constexpr auto kSetters =
      std::to_array<std::string_view>({"application_id", "default_cache_size", "rekey",
                                       "schema_version", "tern_capture", "user_version"});
  const auto is_it = [&](std::string_view name) {
    return catalog::same_name(name, statement.name.name.text);
  };
  if (std::ranges::any_of(kWriters, is_it)) return false;
  return !statement.has_value || std::ranges::none_of(kSetters, is_it);
}

Result<CommandRows> run_pragma(ConnectionState& connection, const sql::PragmaStatement& statement) {
  const sql::Name& schema = statement.name.schema;
  txn::Database* database = schema ? TRY(named_database(connection, schema)) : &connection.main();
  const Pragma* pragma = find_pragma(statement.name.name.text);
  if (!pragma) return CommandRows();
  const PragmaCall call{.connection = connection,
                        .database = *database,
                        .names_database = schema.present,
                        .statement = statement};
  if (TRY(checks_no_foreign_key(call))) return CommandRows();
  ReadScope scope(call);
  if (!runs_outside_snapshot(pragma->name)) TRY(scope.open());
  CommandRows rows = TRY(pragma->run(call));
  if (pragma->is_silent_with_value && statement.has_value) rows.clear();
  return rows;
}

bool pragma_boolean(std::string_view text, bool otherwise) {
  for (const std::string_view word : {"on", "yes", "true"}) {
    if (catalog::same_name(word, text)) return true;
  }
  for (const std::string_view word : {"off", "no", "false"}) {
    if (catalog::same_name(word, text)) return false;
  }
  if (!text.empty() && text[0] >= '0' && text[0] <= '9') return (pragma_integer(text) & 0xff) != 0;
  return otherwise;
}

int64_t pragma_integer(std::string_view text) {
  constexpr uint32_t kMax = 0x7fffffff;
  int base = 10;
  bool is_negative = false;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    base = 16;
    text.remove_prefix(2);
  } else if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    is_negative = text[0] == '-';
    text.remove_prefix(1);
  }
  uint64_t value = 0;
  if (text.starts_with('-')) return 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (parsed.ec != std::errc() || value > uint64_t{kMax} + (is_negative ? 1 : 0)) return 0;
  return is_negative ? -static_cast<int64_t>(value) : static_cast<int64_t>(value);
}

std::optional<int64_t> whole_number(std::string_view text) {
  const char* const end = text.data() + text.size();
  if (text.starts_with("0x") || text.starts_with("0X")) {
    uint64_t bits = 0;
    const auto parsed = std::from_chars(text.data() + 2, end, bits, 16);
    if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
    return static_cast<int64_t>(bits);
  }
  if (text.starts_with('+')) text.remove_prefix(1);
  int64_t value = 0;
  const auto parsed = std::from_chars(text.data(), end, value);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return value;
}

}  // namespace tern::api
