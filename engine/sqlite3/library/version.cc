#include <algorithm>
#include <climits>
#include <string_view>

#include "engine/functions/builtins.h"
#include "engine/sql/lexer.h"
#include "sqlite3.h"

// What the library says of itself, and variables of programs.

extern const char sqlite3_version[] = SQLITE_VERSION;

// Read and written by programs that know that no other thread does.
char* sqlite3_temp_directory = nullptr;
char* sqlite3_data_directory = nullptr;

const char* sqlite3_libversion() { return sqlite3_version; }
int sqlite3_libversion_number() { return SQLITE_VERSION_NUMBER; }
const char* sqlite3_sourceid() { return SQLITE_SOURCE_ID; }

// Mutexes are always there: sqlite3_config() and flags only say who uses them.
int sqlite3_threadsafe() { return 1; }

const char* sqlite3_compileoption_get(int index) {
  const auto options = tern::functions::compile_options();
  if (index < 0 || static_cast<size_t>(index) >= options.size()) return nullptr;
  return options[static_cast<size_t>(index)].data();  // a literal: NUL-terminated
}

int sqlite3_compileoption_used(const char* name) {
  if (!name) return 0;
  if (sqlite3_strnicmp(name, "SQLITE_", 7) == 0) name += 7;
  const size_t size = std::string_view(name).size();
  for (const std::string_view option : tern::functions::compile_options()) {
    if (size > option.size() || sqlite3_strnicmp(name, option.data(), static_cast<int>(size))) {
      continue;
    }
    if (size == option.size() || !tern::sql::Lexer::is_word(option[size])) return 1;
  }
  return 0;
}

int sqlite3_sleep(int duration_ms) {
  sqlite3_vfs* const vfs = sqlite3_initialize() == SQLITE_OK ? sqlite3_vfs_find(nullptr) : nullptr;
  if (!vfs || !vfs->xSleep || duration_ms < 0) return 0;
  return vfs->xSleep(vfs, std::min(duration_ms, INT_MAX / 1000) * 1000) / 1000;
}
