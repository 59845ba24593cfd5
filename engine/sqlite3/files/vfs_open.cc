// Connections on the file systems that their names ask for.

#include <string>
#include <string_view>

#include "engine/api/connection_state.h"
#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/files/c_vfs.h"
#include "engine/sqlite3/files/vfs.h"
#include "engine/storage/database_name.h"
#include "engine/storage/database_shared.h"

namespace tern::abi {
namespace {

/// `uri` without the keys that name a file system: the engine knows others.
std::string without_vfs(std::string_view uri) {
  if (!uri.starts_with("file:")) return std::string(uri);
  const size_t query_at = uri.substr(0, uri.find('#')).find('?');
  if (query_at == std::string_view::npos) return std::string(uri);
  std::string out(uri.substr(0, query_at + 1));
  std::string_view rest = uri.substr(query_at + 1);
  rest = rest.substr(0, rest.find('#'));
  while (!rest.empty()) {
    const std::string_view one = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), one.size() + 1));
    if (one == "vfs" || one.starts_with("vfs=")) continue;
    out.append(one).push_back('&');
  }
  return out;
}

storage::OpenOptions granted_by(const OpenOptions& options) {
  storage::OpenOptions out;
  out.read_only = options.read_only;
  out.create = options.create && !options.read_only;
  return out;
}

/// What `system` says of how the file is opened.
void adapt(storage::DatabaseName& name, const FileSystem& system) {
  if (system.clock != nullptr) name.options.clock = system.clock;
  if (system.has_no_locks) name.options.no_lock = true;
  if (!system.is_memory) return;
  name.options.in_memory = true;
  const bool is_common = name.path.starts_with('/');
  if (is_common && name.options.sharing == storage::Sharing::None) {
    name.options.sharing = storage::Sharing::Content;
  }
}

/// The same errors as of a file of the system's.
Status open_ahead(CVfs& files, const storage::DatabaseName& name) {
  const bool is_in_memory = name.options.in_memory || name.path.empty() || name.path == ":memory:";
  if (is_in_memory) return ok();
  const std::string full = TRY(files.full_path(name.path));
  const bool is_read_only = name.options.read_only || name.options.immutable;
  Status opened =
      files.open_ahead(full, {.read_only = is_read_only, .create = name.options.create});
  const bool is_place = !opened && (opened.error().is(ErrorCode::ReadOnlyDirectory) ||
                                    opened.error().is(ErrorCode::CantOpenIsDir));
  return is_place ? Status(fail(ErrorCode::CantOpen)) : opened;
}

/// The last one; null: none.
const std::string* named_vfs(const UriParameters& parameters) {
  const std::string* out = nullptr;
  for (const auto& [key, value] : parameters) {
    if (key == "vfs") out = &value;
  }
  return out;
}

/// A name that names no file system lies where main does.
Result<storage::DatabaseName> read_attached_name(sqlite3* db, std::string_view schema,
                                                 std::string_view name,
                                                 const storage::OpenOptions& allowed) {
  const UriParameters parameters = uri_parameters(name);
  storage::DatabaseName out = TRY(storage::parse_database_name(without_vfs(name), allowed));
  if (const std::string* const vfs_name = named_vfs(parameters)) {
    const FileSystem system = TRY(file_system(vfs_name->c_str(), parameters));
    db->files.systems.push_back(system.files);
    adapt(out, system);
    out.vfs = system.files.get();
    out.names_vfs = true;
    if (auto* const ours = dynamic_cast<CVfs*>(system.files.get())) TRY(open_ahead(*ours, out));
  }
  std::erase_if(db->library.attached_names,
                [&](const LibraryState::AttachedNames& known) { return known.schema == schema; });
  db->library.attached_parameters.insert_or_assign(std::string(schema), parameters);
  return out;
}

storage::DatabaseFile* database_file(sqlite3* db, const char* schema) {
  if (!db->connection) return nullptr;
  txn::Database* const database = find_schema(db, schema);
  return database != nullptr ? &database->pager().file() : nullptr;
}

CHandle* handle_of_database(sqlite3* db, const char* schema) {
  storage::DatabaseFile* const file = database_file(db, schema);
  return file != nullptr ? handle_of(file->shared().file.get()) : nullptr;
}

}  // namespace

Result<Connection> open_connection(std::string_view name, const OpenOptions& options,
                                   const char* vfs_name, FileState& files) {
  const bool is_uri = options.uri && name.starts_with("file:");
  const UriParameters parameters = is_uri ? uri_parameters(name) : UriParameters();
  const std::string plain = is_uri ? without_vfs(name) : std::string(name);
  storage::DatabaseName wanted;
  wanted.path = plain;
  wanted.options = granted_by(options);
  if (is_uri) wanted = TRY(storage::parse_database_name(plain, wanted.options));
  if (const std::string* const named = named_vfs(parameters)) vfs_name = named->c_str();
  const FileSystem system = TRY(file_system(vfs_name, parameters));
  files.vfs = system.vfs;
  files.systems.push_back(system.files);
  const bool is_usual = system.is_native && !system.is_memory && !system.has_no_locks;
  if (is_usual) return Connection::open(plain, options);
  adapt(wanted, system);
  OpenOptions narrowed = options;
  narrowed.read_only = wanted.options.read_only || wanted.options.immutable;
  narrowed.hexkey = wanted.hexkey.value_or(options.hexkey);
  if (!wanted.cipher.empty()) narrowed.cipher = wanted.cipher;
  if (auto* const ours = dynamic_cast<CVfs*>(system.files.get())) TRY(open_ahead(*ours, wanted));
  auto file = TRY(storage::DatabaseFile::open(*system.files, wanted.path, wanted.options));
  return Connection::open(std::move(file), narrowed);
}

void read_attached_names(sqlite3* db) {
  db->engine().set_name_reader(
      [db](std::string_view schema, std::string_view name, const storage::OpenOptions& allowed) {
        return read_attached_name(db, schema, name, allowed);
      });
}

void tell_busy_handler(sqlite3* db, int (*handler)(void*), void* data) {
  CHandle* const handle = handle_of_database(db, nullptr);
  if (handle == nullptr) return;
  void* told[] = {reinterpret_cast<void*>(handler), data};
  static_cast<void>(handle->control(SQLITE_FCNTL_BUSYHANDLER, static_cast<void*>(told)));
  static_cast<void>(handle->control(SQLITE_FCNTL_PDB, static_cast<void*>(&db)));
}

const char* name_in_vfs(sqlite3* db, const char* schema) {
  const CHandle* const handle = handle_of_database(db, schema);
  return handle != nullptr ? handle->names.database() : nullptr;
}

int last_system_error(sqlite3* db) {
  sqlite3_vfs* const vfs = db->files.vfs;
  const bool can_say = vfs != nullptr && vfs->xGetLastError != nullptr;
  return can_say ? vfs->xGetLastError(vfs, 0, nullptr) : 0;
}

}  // namespace tern::abi
