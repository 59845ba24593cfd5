// Loadable extensions: libraries that register functions, modules and the like when an entry point
// of theirs is called.

#include <cctype>

#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/library/memory.h"
#include "engine/sqlite3/modules/auto_extensions.h"
#include "engine/sqlite3/modules/client_module.h"
#include "tern/functions.h"

namespace tern::abi {
namespace {

using ExtensionEntry = int (*)(sqlite3*, char**, const sqlite3_api_routines*);

constexpr size_t kExtensionPathMax = 4096;                     // bytes
constexpr size_t kLoaderMessageMax = kExtensionPathMax + 300;  // bytes
constexpr const char* kDefaultEntry = "sqlite3_extension_init";

/// What the file system says of the last failure, or else `text`.
std::string loader_message(sqlite3_vfs& vfs, const std::string& text) {
  std::string out = text;
  out.resize(kLoaderMessageMax);
  if (vfs.xDlError) vfs.xDlError(&vfs, static_cast<int>(kLoaderMessageMax), out.data());
  return out.c_str();
}

/// The entry point that a file's name stands for: the letters of its name up to the first dot,
/// without "lib" before them, in lower case.
std::string derived_entry(std::string_view file) {
  if (const size_t slash = file.rfind('/'); slash != std::string_view::npos) {
    file.remove_prefix(slash + 1);
  }
  if (catalog::same_name(file.substr(0, 3), "lib")) file.remove_prefix(3);
  std::string out = "sqlite3_";
  for (const char c : file.substr(0, file.find('.'))) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && std::isalpha(byte)) out += static_cast<char>(std::tolower(byte));
  }
  return out + "_init";
}

Result<void*> open_extension(sqlite3_vfs& vfs, const std::string& file) {
  const std::string refusal = "unable to open shared library [" + file.substr(0, kExtensionPathMax);
  if (file.size() > kExtensionPathMax) return fail(ErrorCode::Error, refusal + "]");
  if (!vfs.xDlOpen) return fail(ErrorCode::Error, refusal + "]");
  for (const char* ending : {"", ".so"}) {
    if (void* handle = vfs.xDlOpen(&vfs, (file + ending).c_str())) return handle;
  }
  return fail(ErrorCode::Error, loader_message(vfs, refusal + "]"));
}

Result<ExtensionEntry> find_extension_entry(sqlite3_vfs& vfs, void* handle, const std::string& file,
                                            const char* entry) {
  std::string name = entry ? entry : kDefaultEntry;
  auto* found = vfs.xDlSym(&vfs, handle, name.c_str());
  if (!found && !entry) {
    name = derived_entry(file);
    found = vfs.xDlSym(&vfs, handle, name.c_str());
  }
  if (found) return reinterpret_cast<ExtensionEntry>(found);
  return fail(ErrorCode::Error, loader_message(vfs, "no entry point [" + name +
                                                        "] in shared library [" + file + "]"));
}

/// Runs the entry point `entry` of the library `file`; null: the one that it is found by.
/// Errors: always Error, in the reference's words.
Status load_extension(sqlite3* db, const std::string& file, const char* entry) {
  sqlite3_vfs& vfs = *db->files.vfs;
  void* const handle = TRY(open_extension(vfs, file));
  const Result<ExtensionEntry> found = find_extension_entry(vfs, handle, file, entry);
  if (!found) {
    vfs.xDlClose(&vfs, handle);
    return std::unexpected(found.error());
  }
  char* message = nullptr;
  const int code = (*found)(db, &message, &extension_routines());
  if (code == SQLITE_OK_LOAD_PERMANENTLY) return ok();
  if (code != SQLITE_OK) {
    const std::string text = message ? message : "";
    sqlite3_free(message);
    vfs.xDlClose(&vfs, handle);
    return fail(ErrorCode::Error, "error during initialization: " + text);
  }
  db->extensions.add(&vfs, handle);
  return ok();
}

/// load_extension(file) and load_extension(file, entry).
Result<ValueView> load_extension_function(sqlite3* db, std::span<const ValueView> arguments) {
  if (!db->library.enables_load_extension_function) {
    return fail(ErrorCode::Error, "not authorized");
  }
  if (arguments[0].is_null()) return ValueView::null();
  std::string scratch;
  // As C texts, which end at the first NUL.
  const std::string file = std::string(record::to_text(arguments[0], scratch)).c_str();
  std::string entry;
  const bool has_entry = arguments.size() > 1 && !arguments[1].is_null();
  if (has_entry) entry = std::string(record::to_text(arguments[1], scratch)).c_str();
  TRY(load_extension(db, file, has_entry ? entry.c_str() : nullptr));
  return ValueView::null();
}

}  // namespace

LoadedLibraries::~LoadedLibraries() {
  for (const auto& [vfs, handle] : handles_) vfs->xDlClose(vfs, handle);
}

int begin_connection(sqlite3* db) {
  return guarded(db, [db] {
    const Status added = add_function(
        *db->connection, {.name = "load_extension",
                          .arguments_min = 1,
                          .arguments_max = 2,
                          .options = {.direct_only = true},
                          .body = [db](FunctionCall&, std::span<const ValueView> arguments) {
                            return load_extension_function(db, arguments);
                          }});
    if (!added) return set_result(db, added);
    find_eponymous_tables(db);
    run_auto_extensions(db);
    return db->code & db->code_mask;
  });
}

}  // namespace tern::abi

int sqlite3_load_extension(sqlite3* db, const char* file, const char* entry, char** message) {
  using namespace tern::abi;
  if (message) *message = nullptr;
  if (!is_usable(db) || !file) return misuse("sqlite3_load_extension");
  const Hold hold(db->mutex);
  return guarded(db, [&] {
    const tern::Status loaded = db->library.enables_load_extension
                                    ? load_extension(db, file, entry)
                                    : tern::fail(tern::ErrorCode::Error, "not authorized");
    if (loaded) return SQLITE_OK;
    if (message) *message = allocated_text(loaded.error().message());
    return SQLITE_ERROR;  // the connection's last result stays
  });
}

int sqlite3_enable_load_extension(sqlite3* db, int on) {
  using namespace tern::abi;
  if (!is_usable(db)) return misuse("sqlite3_enable_load_extension");
  const Hold hold(db->mutex);
  db->library.enables_load_extension = on != 0;
  db->library.enables_load_extension_function = on != 0;
  return SQLITE_OK;
}
