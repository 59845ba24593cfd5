#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "engine/io/vfs.h"
#include "sqlite3.h"

// The system's files as C programs use them: what "unix" and its like open.

namespace tern::abi {

/// How a file system of ours keeps users of one file apart.
enum class UnixLocking : uint8_t { Ranges, Folder, None };  // Folder: a folder "<file>.lock"

/// What sqlite3_vfs::pAppData of ours points at.
struct UnixFlavour {
  UnixLocking locking = UnixLocking::Ranges;
  io::Vfs* files = nullptr;
};

/// What a UnixFile works on.
struct UnixFileState {
  const sqlite3_vfs* vfs = nullptr;
  io::Vfs* files = nullptr;
  std::unique_ptr<io::File> owned;  // null where `file` is the engine's
  io::File* file = nullptr;
  std::string path;  // empty: it has no name
  UnixLocking locking = UnixLocking::Ranges;
  int level = SQLITE_LOCK_NONE;
  std::unique_ptr<io::SharedMemory> memory;
  bool must_sync_folder = false;  // it was made, and that is not durable yet
  bool is_overwrite_safe = true;  // SQLITE_FCNTL_POWERSAFE_OVERWRITE
  bool persists_log = false;
  int chunk_size = 0;
};

/// Threads: as the sqlite3_file of any file system, one at a time.
struct UnixFile {
  sqlite3_file base;
  UnixFileState* state;  // gone when it is closed
};

/// With shared memory and mapping; without both.
extern const sqlite3_io_methods kUnixMethods;
extern const sqlite3_io_methods kUnixMethodsOfFirstVersion;

/// Opens `name` (null: a file without name) as sqlite3_vfs::xOpen does.
int open_unix_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags,
                   int* flags_out);
/// The opcodes that a file answers itself; SQLITE_NOTFOUND for others.
int control_unix_file(UnixFileState& file, int op, void* argument);
/// Memory of sqlite3_malloc() with a NUL behind; null: it ran out.
char* allocate_text(const std::string& text);
/// What the C interface says for an error of the engine.
int file_code(const Error& error);
int file_code(const Status& status);

}  // namespace tern::abi
