// The databases of a connection: their names, their files, their tables.

#include <algorithm>
#include <string>
#include <string_view>

#include "engine/api/connection_state.h"
#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/statements/statement.h"

namespace tern::abi {
namespace {

bool is_main_name(const sqlite3& db, const char* schema) {
  if (!schema || sqlite3_stricmp(schema, "main") == 0) return true;
  return db.library.main_name && sqlite3_stricmp(schema, db.library.main_name) == 0;
}

FileNames& own_file_names(sqlite3& db, txn::Database& database) {
  if (database.is_main()) return db.library.main_names;
  const std::string& path = database.pager().path();
  std::vector<LibraryState::AttachedNames>& known = db.library.attached_names;
  auto found = std::ranges::find(known, database.name(), &LibraryState::AttachedNames::schema);
  if (found != known.end() && found->path == path) return found->names;
  const auto told = db.library.attached_parameters.find(database.name());
  const bool has_parameters = told != db.library.attached_parameters.end();
  LibraryState::AttachedNames names{
      database.name(), path, FileNames(path, has_parameters ? told->second : UriParameters())};
  if (found == known.end()) {
    known.push_back(std::move(names));
    found = known.end() - 1;
  } else {
    *found = std::move(names);
  }
  return found->names;
}

const char* own_file_name(sqlite3& db, txn::Database& database) {
  FileNames& names = own_file_names(db, database);
  // For sqlite3_database_file_object().
  sqlite3_file* file = nullptr;
  const int code = control_file(&db, database.name(), SQLITE_FCNTL_FILE_POINTER, &file);
  if (code == SQLITE_OK) names.set_file(file);
  return names.database();
}

/// In the order of PRAGMA database_list. Null: there is no such number.
const char* schema_name(sqlite3& db, int number) {
  if (number < 0) return nullptr;
  if (number == 0) return db.library.main_name ? db.library.main_name : "main";
  if (number == 1) return "temp";
  int at = 1;
  for (const auto& database : db.engine().databases()) {
    const bool is_attached = !database->is_main() && !database->is_temporary();
    if (is_attached && ++at == number) return database->name().c_str();
  }
  return nullptr;
}

/// Where table_column_metadata() is to write; each may be null.
struct MetadataTargets {
  const char** type;
  const char** collation;
  int* not_null;
  int* primary_key;
  int* autoincrement;
};

void give_metadata(LibraryState& library, const ColumnMetadata& column, MetadataTargets to) {
  // The texts live as long as the connection: there are not many different ones.
  const auto kept = [&](const std::string& text) {
    return library.texts.insert(text).first->c_str();
  };
  if (to.type) *to.type = column.declared_type.empty() ? nullptr : kept(column.declared_type);
  if (to.collation) *to.collation = column.collation.empty() ? nullptr : kept(column.collation);
  if (to.not_null) *to.not_null = column.not_null ? 1 : 0;
  if (to.primary_key) *to.primary_key = column.in_primary_key ? 1 : 0;
  if (to.autoincrement) *to.autoincrement = column.autoincrement ? 1 : 0;
}

int column_metadata_of(sqlite3* db, const char* schema, const char* table, const char* column,
                       MetadataTargets to) {
  const char* const name = schema && is_main_name(*db, schema) ? "main" : schema;
  const auto found =
      db->connection->table_column_metadata(name ? name : "", table, column ? column : "");
  give_metadata(db->library, found ? *found : ColumnMetadata(), to);
  if (found) return set_result(db, SQLITE_OK);
  return set_result(db, found.error());
}

}  // namespace

txn::Database* find_schema(sqlite3* db, const char* schema) {
  if (is_main_name(*db, schema)) return &db->engine().main();
  return db->engine().find_database(schema);
}

std::string_view shown_schema(const sqlite3& db, std::string_view schema) {
  return db.library.main_name && schema == "main" ? db.library.main_name : schema;
}

const char* file_name_of(sqlite3* db, const char* schema) {
  txn::Database* const found = find_schema(db, schema);
  if (!found) return nullptr;
  const char* const given = name_in_vfs(db, schema);
  return given ? given : own_file_name(*db, *found);
}

}  // namespace tern::abi

const char* sqlite3_db_name(sqlite3* db, int number) {
  if (!tern::abi::is_connected(db)) return nullptr;
  const tern::abi::Hold hold(db->mutex);
  return tern::abi::schema_name(*db, number);
}

const char* sqlite3_db_filename(sqlite3* db, const char* schema) {
  if (!tern::abi::is_connected(db)) return nullptr;
  const tern::abi::Hold hold(db->mutex);
  try {
    return tern::abi::file_name_of(db, schema);
  } catch (...) {
    return nullptr;
  }
}

int sqlite3_db_readonly(sqlite3* db, const char* schema) {
  if (!tern::abi::is_connected(db)) return -1;
  const tern::abi::Hold hold(db->mutex);
  tern::txn::Database* const found = tern::abi::find_schema(db, schema);
  if (!found) return -1;
  return found->pager().is_read_only() ? 1 : 0;
}

sqlite3_mutex* sqlite3_db_mutex(sqlite3* db) { return db ? db->mutex : nullptr; }

sqlite3_stmt* sqlite3_next_stmt(sqlite3* db, sqlite3_stmt* statement) {
  if (!db) return nullptr;
  const tern::abi::Hold hold(db->mutex);
  return statement ? statement->next : db->statements;
}

int sqlite3_table_column_metadata(sqlite3* db, const char* schema, const char* table,
                                  const char* column, const char** type, const char** collation,
                                  int* not_null, int* primary_key, int* autoincrement) {
  if (!tern::abi::is_usable(db) || !table) {
    return tern::abi::misuse("sqlite3_table_column_metadata");
  }
  const tern::abi::Hold hold(db->mutex);
  return tern::abi::guarded(db, [&] {
    return tern::abi::column_metadata_of(db, schema, table, column,
                                         {type, collation, not_null, primary_key, autoincrement});
  });
}
