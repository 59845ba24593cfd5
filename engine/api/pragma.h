#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/api/command.h"

namespace tern::api {

/// One call of a pragma.
struct PragmaCall {
  ConnectionState& connection;
  txn::Database& database;      // that it is about: main where none was named
  bool names_database = false;  // one was
  const sql::PragmaStatement& statement;
  /// The argument as text: `PRAGMA name = value` and `PRAGMA name(value)` are the same thing.
  std::string_view value() const { return statement.value; }
  bool has_value() const { return statement.has_value; }
};

/// A pragma: its name, the columns of its rows, and what it does.
struct Pragma {
  std::string_view name;
  std::vector<std::string> columns;
  Result<CommandRows> (*run)(const PragmaCall& call);
  bool is_silent_with_value = false;  // setting it has no result columns
};

// Answers of one value, or of none.
inline CommandRows one_row(record::Value value) { return {{std::move(value)}}; }
inline CommandRows one_row(int64_t value) { return one_row(record::Value::integer(value)); }
inline CommandRows no_rows() { return {}; }

/// The pragmas of each family; a pragma lives in exactly one.
std::span<const Pragma>
setting_pragmas();                         // pragma_settings.cc: header fields, journal, connection
std::span<const Pragma> switch_pragmas();  // pragma_switches.cc: on or off
std::span<const Pragma> open_pragmas();    // pragma_open.cc: who may use the file, and how
std::span<const Pragma> protection_pragmas();  // pragma_protection.cc: hexkey, cipher, checksum
std::span<const Pragma> schema_pragmas();      // pragma_schema.cc: table_info, index_list, ...
std::span<const Pragma> check_pragmas();     // pragma_check.cc: integrity_check, foreign_key_check
std::span<const Pragma> storage_pragmas();   // pragma_storage.cc: cache_size, max_page_count, ...
std::span<const Pragma> analysis_pragmas();  // pragma_analysis.cc: analysis_limit, optimize
std::span<const Pragma> vacuum_pragmas();    // pragma_vacuum.cc: auto_vacuum, incremental_vacuum

std::span<const Pragma> capture_pragmas();  // pragma_capture.cc: tern_capture

std::span<const Pragma> list_pragmas();  // pragma_lists.cc: function_list, module_list, ...

std::vector<const Pragma*> all_pragmas();
const Pragma* find_pragma(std::string_view name);  // null: none

std::vector<std::string> pragma_columns(const sql::PragmaStatement& statement);

/// As is_readonly_command() in command.h.
bool is_readonly_pragma(const sql::PragmaStatement& statement);

/// Begins to read what the pragma looks at.
Status open_for(const PragmaCall& call);
/// Runs the pragma. One that nobody knows does nothing and gives no rows, as in SQLite.
Result<CommandRows> run_pragma(ConnectionState& connection, const sql::PragmaStatement& statement);

/// SQLite's reading of on/off/yes/no/true/false and numbers; anything else is `otherwise`.
bool pragma_boolean(std::string_view text, bool otherwise);
/// SQLite's reading of a number: the digits at the start of `text` after a sign, or a hexadecimal
/// number without one; 0 if there are none or 32 bits do not hold it.
int64_t pragma_integer(std::string_view text);
/// The 64-bit integer that the whole of `text` is, decimal or hexadecimal.
std::optional<int64_t> whole_number(std::string_view text);

}  // namespace tern::api
