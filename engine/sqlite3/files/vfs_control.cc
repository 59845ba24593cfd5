// sqlite3_file_control(): what a database's file, its journal and the library between them say.

#include <algorithm>
#include <memory>
#include <string>

#include "engine/api/connection_state.h"
#include "engine/io/memory_vfs.h"
#include "engine/io/posix_vfs.h"
#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/copies/image_file.h"
#include "engine/sqlite3/files/c_vfs.h"
#include "engine/sqlite3/files/unix_file.h"
#include "engine/sqlite3/files/unix_vfs.h"
#include "engine/sqlite3/files/vfs.h"
#include "engine/storage/database_shared.h"
#include "engine/storage/lock_ladder.h"

namespace tern::abi {

/// Of one database: its file as programs get it, and what they said of it.
struct FileState::Handle {
  storage::DatabaseFile* database = nullptr;
  CHandle* c_handle = nullptr;  // null: it is in the engine's own files, which `file` stands for
  sqlite3_vfs* vfs = nullptr;
  UnixFileState state;
  UnixFile file{};
  UnixFileState journal_state;
  UnixFile journal{};
  int reserve_wanted = 0;
  int64_t size_limit = configuration().image_size_max;  // of "memdb"

  bool is_memdb() const { return state.file == nullptr && vfs == &unix_systems().memory; }
  sqlite3_file* pointer() { return c_handle != nullptr ? c_handle->file() : &file.base; }
};

void FileState::FreeHandle::operator()(Handle* handle) const { delete handle; }

namespace {

using DatabaseHandle = FileState::Handle;

bool is_main_file(sqlite3* db, const storage::DatabaseFile& file) {
  return &db->engine().pager().file() == &file;
}

sqlite3_vfs* vfs_of(sqlite3* db, storage::DatabaseFile& file) {
  if (auto* const ours = dynamic_cast<CVfs*>(&file.vfs())) return &ours->vfs();
  const bool is_known = is_main_file(db, file) && db->files.vfs != nullptr;
  return is_known ? db->files.vfs : &unix_systems().ranges;
}

void begin_handle(DatabaseHandle& handle, sqlite3* db, storage::DatabaseFile& file) {
  handle.database = &file;
  handle.c_handle = handle_of(file.shared().file.get());
  handle.vfs = vfs_of(db, file);
  UnixFileState& state = handle.state;
  state.vfs = handle.vfs;
  state.files = &file.vfs();
  state.file = file.shared().file.get();
  state.path = file.path();
  const char* const name = is_main_file(db, file) ? db->library.main_names.database() : nullptr;
  state.is_overwrite_safe = sqlite3_uri_boolean(name, "psow", 1) != 0;
  handle.file.state = &state;
  if (state.file != nullptr) handle.file.base.pMethods = &kUnixMethods;
  handle.journal_state.vfs = handle.vfs;
  handle.journal_state.files = state.files;
  handle.journal_state.locking = UnixLocking::None;
  handle.journal.state = &handle.journal_state;
}

/// Null: it has none yet.
DatabaseHandle* find_handle(sqlite3* db, storage::DatabaseFile& file) {
  for (const auto& handle : db->files.handles) {
    const bool is_same = handle->database == &file && handle->state.path == file.path();
    if (is_same && handle->state.file == file.shared().file.get()) return handle.get();
  }
  return nullptr;
}

DatabaseHandle& handle_for(sqlite3* db, storage::DatabaseFile& file) {
  if (DatabaseHandle* const known = find_handle(db, file)) return *known;
  std::unique_ptr<DatabaseHandle, FileState::FreeHandle> handle(new DatabaseHandle);
  begin_handle(*handle, db, file);
  db->files.handles.push_back(std::move(handle));
  return *db->files.handles.back();
}

// --- the journal --------------------------------------------------------------------------------

bool may_have_journal(storage::Pager& pager) {
  if (!pager.is_writing() || pager.path().empty()) return false;
  const Result<storage::JournalMode> mode = pager.journal_mode();
  return mode &&
         (*mode == storage::JournalMode::Delete || *mode == storage::JournalMode::Truncate ||
          *mode == storage::JournalMode::Persist);
}

/// The journal as it is now. The engine makes the file when pages have to go there: until then it
/// has nothing in it.
sqlite3_file* journal_of(DatabaseHandle& handle, storage::Pager& pager) {
  UnixFile& journal = handle.journal;
  journal.base.pMethods = nullptr;
  handle.journal_state.file = nullptr;
  handle.journal_state.owned.reset();
  if (!may_have_journal(pager)) return &journal.base;
  const std::string path = pager.journal_path();
  auto file = handle.state.files->open(path, {.read_only = true});
  if (!file) file = io::MemoryVfs().open(path, {.create = true});
  if (!file) return &journal.base;
  handle.journal_state.owned = *std::move(file);
  handle.journal_state.file = handle.journal_state.owned.get();
  journal.base.pMethods = &kUnixMethods;
  return &journal.base;
}

// --- locks --------------------------------------------------------------------------------------

// The engine's connections of this process have their locks together, and its own tables say which
// has what. What the file is locked with another description of it shows.
int lock_level_in_file(const DatabaseHandle& handle, int at_least) {
  constexpr uint64_t kSharedFirst = storage::kPendingByte + 2;
  const auto other = io::posix_vfs().open(handle.state.path, {});
  if (!other) return at_least;
  const Status shared = (*other)->lock(kSharedFirst, 1, io::LockMode::Shared);
  if (!shared) return SQLITE_LOCK_EXCLUSIVE;
  static_cast<void>((*other)->lock(kSharedFirst, 1, io::LockMode::None));
  const Result<bool> is_locked = (*other)->is_locked_by_others(kSharedFirst, 1);
  return is_locked && *is_locked ? std::max(at_least, SQLITE_LOCK_SHARED) : at_least;
}

int lock_level(const DatabaseHandle& handle, storage::Pager& pager) {
  const bool has_log = handle.database->shared().wal() != nullptr;
  const int level = pager.is_writing() && !has_log  ? SQLITE_LOCK_RESERVED
                    : pager.is_reading() || has_log ? SQLITE_LOCK_SHARED
                                                    : SQLITE_LOCK_NONE;
  const bool is_exclusive = pager.locking_mode() == storage::LockingMode::Exclusive;
  const bool may_be_higher = is_exclusive || level == SQLITE_LOCK_RESERVED;
  return may_be_higher && !handle.state.path.empty() ? lock_level_in_file(handle, level) : level;
}

// --- opcodes ------------------------------------------------------------------------------------

int data_version(sqlite3* db, storage::Pager& pager, void* argument) {
  const uint64_t version = pager.data_version() + db->engine().commit_count();
  *static_cast<unsigned int*>(argument) = static_cast<unsigned int>(version);
  return SQLITE_OK;
}

// Of a database that has pages already it is what it was made with.
int reserve_bytes(DatabaseHandle& handle, storage::Pager& pager, int* value) {
  constexpr int kReserveMax = 255;
  const int wanted = *value;
  const bool was_reading = pager.is_reading();
  static_cast<void>(pager.begin_read());
  const uint32_t page_size = pager.page_size();
  *value = std::max(static_cast<int>(page_size - pager.usable_size()), handle.reserve_wanted);
  if (!was_reading) pager.rollback();
  if (wanted < 0 || wanted > kReserveMax) return SQLITE_OK;
  handle.reserve_wanted = wanted;
  return file_code(pager.set_page_size(page_size, static_cast<uint8_t>(wanted)));
}

Result<int64_t> size_of_database(storage::Pager& pager) {
  const bool was_reading = pager.is_reading();
  TRY(pager.begin_read());
  const int64_t size = int64_t{pager.page_count()} * pager.page_size();
  if (!was_reading) pager.rollback();
  return size;
}

int limit_size(DatabaseHandle& handle, storage::Pager& pager, sqlite3_int64* value) {
  const Result<int64_t> size = size_of_database(pager);
  if (!size) return file_code(size.error());
  if (*value < 0) *value = handle.size_limit;
  *value = std::max<sqlite3_int64>(*value, *size);
  handle.size_limit = *value;
  const auto pages = static_cast<uint64_t>(*value) / pager.page_size();
  const auto count = static_cast<uint32_t>(std::min<uint64_t>(pages, UINT32_MAX - 1));
  const Result<uint32_t> set = pager.set_page_count_max(count);
  return set ? SQLITE_OK : file_code(set.error());
}

int name_of_memdb(const DatabaseHandle& handle, storage::Pager& pager, void* argument) {
  const Result<int64_t> size = size_of_database(pager);
  char* const name = sqlite3_mprintf("memdb(%p,%lld)", static_cast<void*>(handle.database),
                                     static_cast<long long>(size.value_or(0)));
  *static_cast<char**>(argument) = name;
  return name != nullptr ? SQLITE_OK : SQLITE_NOMEM;
}

int control_memdb(DatabaseHandle& handle, storage::Pager& pager, int op, void* argument) {
  if (op == SQLITE_FCNTL_VFSNAME) return name_of_memdb(handle, pager, argument);
  if (op != SQLITE_FCNTL_SIZE_LIMIT) return SQLITE_NOTFOUND;
  return limit_size(handle, pager, static_cast<sqlite3_int64*>(argument));
}

// Whoever closes the file last leaves the log where it is. Nobody has the database open by then.
void keep_log(storage::DatabaseFile& file, bool keeps) {
  file.set_before_wal_reset([&shared = file.shared(), keeps]() -> Status {
    return keeps && shared.pager_count == 0 ? fail(ErrorCode::Busy) : ok();
  });
}

/// What the file itself has to say.
int ask_database_file(DatabaseHandle& handle, storage::Pager& pager, int op, void* argument) {
  if (handle.c_handle != nullptr) return handle.c_handle->control(op, argument);
  if (image_in(*handle.database) != nullptr) {
    return control_image(*handle.database, op, argument);
  }
  if (handle.is_memdb()) return control_memdb(handle, pager, op, argument);
  if (handle.state.file == nullptr) return SQLITE_NOTFOUND;
  if (op == SQLITE_FCNTL_LOCKSTATE) {
    *static_cast<int*>(argument) = lock_level(handle, pager);
    return SQLITE_OK;
  }
  return control_unix_file(handle.state, op, argument);
}

int control_database_file(DatabaseHandle& handle, storage::Pager& pager, int op, void* argument) {
  const bool sets_log = op == SQLITE_FCNTL_PERSIST_WAL && *static_cast<int*>(argument) >= 0;
  const int code = ask_database_file(handle, pager, op, argument);
  if (sets_log && code == SQLITE_OK) {
    keep_log(*handle.database, *static_cast<int*>(argument) != 0);
  }
  return code;
}

int control_database(sqlite3* db, storage::Pager& pager, int op, void* argument) {
  DatabaseHandle& handle = handle_for(db, pager.file());
  switch (op) {
    case SQLITE_FCNTL_FILE_POINTER:
      *static_cast<sqlite3_file**>(argument) = handle.pointer();
      return SQLITE_OK;
    case SQLITE_FCNTL_VFS_POINTER:
      *static_cast<sqlite3_vfs**>(argument) = handle.vfs;
      return SQLITE_OK;
    case SQLITE_FCNTL_JOURNAL_POINTER:
      *static_cast<sqlite3_file**>(argument) = journal_of(handle, pager);
      return SQLITE_OK;
    case SQLITE_FCNTL_DATA_VERSION:
      return data_version(db, pager, argument);
    case SQLITE_FCNTL_RESERVE_BYTES:
      return reserve_bytes(handle, pager, static_cast<int*>(argument));
    case SQLITE_FCNTL_RESET_CACHE:
      return SQLITE_OK;  // what is cached is always true
    default:
      return control_database_file(handle, pager, op, argument);
  }
}

}  // namespace

int control_file(sqlite3* db, std::string_view schema, int op, void* argument) {
  return guarded(db, [&] {
    const std::string name(schema);
    txn::Database* const database = find_schema(db, name.empty() ? nullptr : name.c_str());
    if (database == nullptr) return SQLITE_ERROR;
    return control_database(db, database->pager(), op, argument);
  });
}

}  // namespace tern::abi
