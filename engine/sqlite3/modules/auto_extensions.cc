// Functions of the program that are run for each connection that is opened.

#include "engine/sqlite3/modules/auto_extensions.h"

#include <mutex>

#include "engine/sqlite3/connections/connection.h"

namespace tern::abi {
namespace {

using AutoExtension = void (*)();
using AutoExtensionEntry = int (*)(sqlite3*, char**, const sqlite3_api_routines*);

struct AutoExtensions {
  std::mutex mutex;
  std::vector<AutoExtension> all;
};

AutoExtensions& auto_extensions() {
  static AutoExtensions extensions;
  return extensions;
}

/// Null: there are fewer. Each is looked up anew, for one may add or cancel others.
AutoExtension auto_extension_at(size_t place) {
  AutoExtensions& extensions = auto_extensions();
  const std::lock_guard lock(extensions.mutex);
  return place < extensions.all.size() ? extensions.all[place] : nullptr;
}

}  // namespace

void run_auto_extensions(sqlite3* db) {
  for (size_t place = 0; AutoExtension extension = auto_extension_at(place); ++place) {
    char* message = nullptr;
    const auto entry = reinterpret_cast<AutoExtensionEntry>(extension);
    const int code = entry(db, &message, &extension_routines());
    if (code != SQLITE_OK) {
      const std::string text = message ? message : "";
      set_result(db, code, "automatic extension loading failed: " + text);
    }
    sqlite3_free(message);
    if (code != SQLITE_OK) return;
  }
}

}  // namespace tern::abi

int sqlite3_auto_extension(void (*extension)(void)) {
  if (const int code = sqlite3_initialize(); code != SQLITE_OK) return code;
  auto& extensions = tern::abi::auto_extensions();
  const std::lock_guard lock(extensions.mutex);
  for (const auto known : extensions.all) {
    if (known == extension) return SQLITE_OK;
  }
  try {
    extensions.all.push_back(extension);
  } catch (...) {
    return SQLITE_NOMEM;
  }
  return SQLITE_OK;
}

int sqlite3_cancel_auto_extension(void (*extension)(void)) {
  auto& extensions = tern::abi::auto_extensions();
  const std::lock_guard lock(extensions.mutex);
  return std::erase(extensions.all, extension) > 0 ? 1 : 0;
}

void sqlite3_reset_auto_extension(void) {
  if (sqlite3_initialize() != SQLITE_OK) return;
  auto& extensions = tern::abi::auto_extensions();
  const std::lock_guard lock(extensions.mutex);
  extensions.all.clear();
}
