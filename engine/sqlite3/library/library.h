#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/sqlite3/files/vfs.h"
#include "sqlite3.h"

namespace tern::txn {
class Database;
}

namespace tern::abi {

/// What sqlite3_config() said, for the whole process, beside what memory.h, mutex.h and the log
/// keep themselves. It outlives sqlite3_shutdown().
/// Threads: changed only while the library is not initialized; read from any.
struct Configuration {
  bool has_mutexes = true;              // false: SQLITE_CONFIG_SINGLETHREAD
  bool has_full_mutexes = true;         // connections have one, unless they say otherwise
  bool reads_uris = true;               // names may be URIs without SQLITE_OPEN_URI, too
  int64_t image_size_max = 0x40000000;  // SQLITE_CONFIG_MEMDB_MAXSIZE, of deserialize()
  sqlite3_pcache_methods2 cache{};      // kept and answered: pages live in the engine's own cache
};
Configuration& configuration();
/// A page cache that never holds anything.
sqlite3_pcache_methods2 idle_cache_methods();
/// Is it between sqlite3_initialize() and sqlite3_shutdown()?
bool is_initialized();

/// sqlite3_enable_shared_cache(): whether connections that do not say so share databases in memory.
bool is_cache_shared_by_default();

/// The names of a database's files in one block of bytes, as file systems and programs get them:
///
///   a sqlite3_file*, four NULs, the database's name, keys and values, an empty text, the journal's
///   name, the WAL's name, an empty text; each text with a NUL behind it
///
/// The pointer is what sqlite3_database_file_object() gives. sqlite3_free_filename() frees it all.
class FileNames {
 public:
  FileNames() = default;
  /// With the usual endings; an empty name has empty ones.
  FileNames(std::string_view database, const UriParameters& parameters);
  FileNames(FileNames&& other) noexcept : name_(other.name_) { other.name_ = nullptr; }
  FileNames& operator=(FileNames&& other) noexcept;
  ~FileNames();

  /// Null: there is none, or memory ran out. Lifetime: this object's, wherever it is moved to.
  const char* database() const { return name_; }
  void set_file(sqlite3_file* file);
  /// A block that somebody else frees; null where memory ran out.
  static char* allocate(std::string_view database, std::string_view journal, std::string_view wal,
                        const UriParameters& parameters);

 private:
  char* name_ = nullptr;
};
/// The keys and values of a name that begins with "file:", decoded; none of another.
UriParameters uri_parameters(std::string_view uri);

/// What a connection holds of configuration, limits, names.
struct LibraryState {
  FileNames main_names;
  struct AttachedNames {
    std::string schema;
    std::string path;
    FileNames names;
  };
  std::vector<AttachedNames> attached_names;  // of those that were asked for
  /// What the URIs of attached databases say, by the databases' names.
  std::map<std::string, UriParameters, std::less<>> attached_parameters;
  int (*busy_handler)(void*, int) = nullptr;
  void* busy_argument = nullptr;
  int busy_count = 0;               // of ask_busy_handler(), since it was told to wait first
  const char* main_name = nullptr;  // SQLITE_DBCONFIG_MAINDBNAME: the program's own bytes
  std::set<std::string> texts;      // that table_column_metadata() gave
  /// What sqlite3_db_status() has reset: the engine's own counters at that time.
  struct Counted {
    int64_t loads = 0;
    int64_t commits = 0;
  } counted;
  int operations_max = 250'000'000;  // SQLITE_LIMIT_VDBE_OP: there are no such operations

  // Switches of sqlite3_db_config() that the engine has no word for.
  bool has_fts3_tokenizer = true;
  bool enables_load_extension = true;  // sqlite3_load_extension()
  bool enables_load_extension_function = false;
  bool keeps_wal_on_close = false;
  bool has_stable_plans = false;
};

/// While it stands, logs that this thread closes stay as they are, if the connection wants that
/// (SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE).
class KeepingWal {
 public:
  explicit KeepingWal(sqlite3& db);
  ~KeepingWal();
  KeepingWal(const KeepingWal&) = delete;
  KeepingWal& operator=(const KeepingWal&) = delete;
};

/// Asks the busy handler of a connection, as file systems may: nonzero: try again.
int ask_busy_handler(void* db);

/// Database `schema` as the connection calls it (null: main); null: there is none such, or it is a
/// temporary one that was not made yet. Requires: the connection is open; its mutex is held.
txn::Database* find_schema(sqlite3* db, const char* schema);
/// What the program calls the database that the engine calls `schema`.
std::string_view shown_schema(const sqlite3& db, std::string_view schema);
/// What sqlite3_db_filename() gives; the same requirements.
const char* file_name_of(sqlite3* db, const char* schema);

}  // namespace tern::abi
