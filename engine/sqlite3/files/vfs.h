#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/result.h"
#include "engine/io/clock.h"
#include "engine/io/vfs.h"
#include "sqlite3.h"
#include "tern/tern.h"

namespace tern::abi {

/// How the file system of a name opens a database.
struct FileSystem {
  sqlite3_vfs* vfs = nullptr;      // as programs know it
  std::shared_ptr<io::Vfs> files;  // for one database and what belongs to it; must outlive it
  io::Clock* clock = nullptr;  // of a program's file system, as long as `files`; null: the system's
  bool is_memory = false;      // "memdb": databases in memory, one of each name that begins with /
  bool is_native = false;      // the system's own files, past the C methods
  bool has_no_locks = false;
};

using UriParameters = std::vector<std::pair<std::string, std::string>>;

/// The file system `name`; null: the default. `parameters`: of the database's URI, for xOpen.
/// Errors: Error, "no such vfs: <name>".
Result<FileSystem> file_system(const char* name, const UriParameters& parameters = {});

/// What a connection holds of file systems. It must outlive the engine's connection.
struct FileState {
  sqlite3_vfs* vfs = nullptr;  // that main lies in, or should have
  std::vector<std::shared_ptr<io::Vfs>> systems;
  struct Handle;  // of a database that a program has asked for its file
  struct FreeHandle {
    void operator()(Handle* handle) const;
  };
  std::vector<std::unique_ptr<Handle, FreeHandle>> handles;
};

/// Opens the database `name` (a URI if `options.uri` and it begins so) in the file system that the
/// URI names, or else in `vfs_name` (null: the default). Errors: those of Connection::open(), with
/// the codes that file systems answer.
Result<Connection> open_connection(std::string_view name, const OpenOptions& options,
                                   const char* vfs_name, FileState& files);

/// From now on names of files that `db` attaches mean the file systems that their URIs name, and
/// sqlite3_uri_parameter() finds what else they say.
void read_attached_names(sqlite3* db);

/// To be called when a connection was opened and its busy handler can be asked: file systems hear
/// of it (SQLITE_FCNTL_BUSYHANDLER). `handler` gets `data`; nonzero: try again.
void tell_busy_handler(sqlite3* db, int (*handler)(void*), void* data);

/// The name that a program's file system was given for database `schema` (null: main), in the form
/// that sqlite3_uri_parameter() and its like read. Null: it lies in the system's own files.
const char* name_in_vfs(sqlite3* db, const char* schema);

/// The system's number of what failed last, as main's file system says it (xGetLastError), also of
/// a database that could not be opened. For sqlite3_system_errno(), after CANTOPEN and IOERR.
int last_system_error(sqlite3* db);

/// What a program's file system makes of a PRAGMA, before anybody else is asked.
struct PragmaAnswer {
  int code = SQLITE_OK;
  std::string message;  // of an error; empty: the code's own
  std::string sql;      // without an error: what is to run instead
  size_t consumed = 0;  // of the text that was asked about: its first statement
};
/// The library's own variables are asked, too. Nothing: the first statement of `sql` is no PRAGMA,
/// or one that nobody knows. Requires: the connection's mutex is held.
std::optional<PragmaAnswer> ask_files_of_pragma(sqlite3* db, std::string_view sql);

/// sqlite3_file_control(): `schema` empty: main. Requires: the connection's mutex is held.
int control_file(sqlite3* db, std::string_view schema, int op, void* argument);

}  // namespace tern::abi
