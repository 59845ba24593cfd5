#pragma once

#include "sqlite3.h"

namespace tern::abi {

/// The file systems that are there without being registered.
struct UnixSystems {
  sqlite3_vfs ranges;     // "unix", the default
  sqlite3_vfs none;       // "unix-none": without locks
  sqlite3_vfs folder;     // "unix-dotfile"
  sqlite3_vfs exclusive;  // "unix-excl"; it locks as "unix" does
  sqlite3_vfs memory;     // "memdb"
};
UnixSystems& unix_systems();

}  // namespace tern::abi
