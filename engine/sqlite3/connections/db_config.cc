// sqlite3_db_config(): the switches of one connection.

#include <cstdarg>

#include "engine/api/connection_state.h"
#include "engine/sqlite3/connections/connection.h"

namespace tern::abi {
namespace {

/// The engine's own switch for `option`, which pragmas may set too; null: it has none.
bool* engine_switch(sqlite3& db, int option) {
  api::ConnectionState& engine = db.engine();
  Restrictions& restrictions = engine.transaction().restrictions;
  switch (option) {
    case SQLITE_DBCONFIG_ENABLE_FKEY:
      return &engine.transaction().foreign_keys_enabled;
    case SQLITE_DBCONFIG_TRUSTED_SCHEMA:
      return &engine.functions().trusts_schema;
    case SQLITE_DBCONFIG_LEGACY_ALTER_TABLE:
      return &engine.other_switches.legacy_alter_table;
    case SQLITE_DBCONFIG_WRITABLE_SCHEMA:
      return &engine.transaction().writable_schema;
    case SQLITE_DBCONFIG_ENABLE_TRIGGER:
      return &restrictions.has_triggers;
    case SQLITE_DBCONFIG_ENABLE_VIEW:
      return &restrictions.has_views;
    case SQLITE_DBCONFIG_TRIGGER_EQP:
      return &restrictions.shows_trigger_plans;
    case SQLITE_DBCONFIG_RESET_DATABASE:
      return &restrictions.resets_database;
    case SQLITE_DBCONFIG_DEFENSIVE:
      return &restrictions.is_defensive;
    case SQLITE_DBCONFIG_DQS_DML:
      return &restrictions.quotes_texts_in_queries;
    case SQLITE_DBCONFIG_DQS_DDL:
      return &restrictions.quotes_texts_in_definitions;
    case SQLITE_DBCONFIG_LEGACY_FILE_FORMAT:
      return &restrictions.is_legacy_format;
    default:
      return nullptr;
  }
}

/// The switch of this library for `option`; null: it has none.
bool* library_switch(LibraryState& library, int option) {
  switch (option) {
    case SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER:
      return &library.has_fts3_tokenizer;
    case SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION:
      return &library.enables_load_extension;
    case SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE:
      return &library.keeps_wal_on_close;
    case SQLITE_DBCONFIG_ENABLE_QPSG:
      return &library.has_stable_plans;
    default:
      return nullptr;
  }
}

/// 0 and above sets; any other value only asks.
int configure_switch(sqlite3& db, int option, int value, int* answer) {
  bool* on = engine_switch(db, option);
  if (!on) on = library_switch(db.library, option);
  if (!on) return SQLITE_ERROR;
  if (value >= 0 && *on != (value > 0)) {
    *on = value > 0;
    // Statements were compiled with what it said before.
    db.engine().statement_cache().clear();
    db.engine().environment_changed();
  }
  if (answer) *answer = *on ? 1 : 0;
  return SQLITE_OK;
}

int configure_connection(sqlite3& db, int option, va_list& arguments) {
  switch (option) {
    case SQLITE_DBCONFIG_MAINDBNAME:
      db.library.main_name = va_arg(arguments, const char*);
      db.engine().set_main_name(db.library.main_name ? db.library.main_name : "main");
      return SQLITE_OK;
    case SQLITE_DBCONFIG_LOOKASIDE:
      return SQLITE_OK;  // there is no such memory
    default: {
      const int value = va_arg(arguments, int);
      return configure_switch(db, option, value, va_arg(arguments, int*));
    }
  }
}

/// Of the thread: the connection that it closes wants logs to stay.
thread_local bool keeps_closing_logs = false;

}  // namespace

KeepingWal::KeepingWal(sqlite3& db) {
  if (!db.connection || !db.library.keeps_wal_on_close) return;
  keeps_closing_logs = true;
  for (const auto& database : db.engine().databases()) {
    database->file().set_before_wal_reset(
        [] { return keeps_closing_logs ? Status(fail(ErrorCode::Busy)) : ok(); });
  }
}

KeepingWal::~KeepingWal() { keeps_closing_logs = false; }

}  // namespace tern::abi

int sqlite3_db_config(sqlite3* db, int option, ...) {
  if (!tern::abi::is_connected(db)) return tern::abi::misuse("sqlite3_db_config");
  va_list arguments;
  va_start(arguments, option);
  const tern::abi::Hold hold(db->mutex);
  const int code = tern::abi::guarded(
      db, [&] { return tern::abi::configure_connection(*db, option, arguments); });
  va_end(arguments);
  return code;
}
