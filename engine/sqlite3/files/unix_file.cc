#include "engine/sqlite3/files/unix_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <map>
#include <mutex>

#include "engine/io/posix_file.h"
#include "engine/io/posix_vfs.h"
#include "engine/io/random.h"
#include "engine/io/temporary_file.h"
#include "engine/storage/lock_ladder.h"

// Locks of a database file are those of engine/storage/lock_ladder.h, and of its shared memory
// those of engine/storage/wal_locks.h: that is what the reference's processes see, too.

namespace tern::abi {
namespace {

constexpr uint64_t kReservedAt = storage::kPendingByte + 1;
constexpr uint64_t kSharedAt = storage::kPendingByte + 2;
constexpr uint64_t kSharedLength = 510;
constexpr uint64_t kMemoryLocksAt = 120;
constexpr int kUnixSectorSize = 4096;

UnixFileState& state_of(sqlite3_file* file) { return *reinterpret_cast<UnixFile*>(file)->state; }

uint64_t unsigned_offset(sqlite3_int64 at) { return static_cast<uint64_t>(at); }

uint64_t rounded_to_chunk(const UnixFileState& file, uint64_t size) {
  if (file.chunk_size <= 0) return size;
  const auto chunk = static_cast<uint64_t>(file.chunk_size);
  return (size + chunk - 1) / chunk * chunk;
}

int read_unix_file(sqlite3_file* base, void* out, int size, sqlite3_int64 at) {
  const auto length = static_cast<size_t>(size);
  auto* const bytes = static_cast<std::byte*>(out);
  const Result<size_t> got = state_of(base).file->pread({bytes, length}, unsigned_offset(at));
  if (!got) return file_code(got.error());
  if (*got == length) return SQLITE_OK;
  std::memset(bytes + *got, 0, length - *got);
  return SQLITE_IOERR_SHORT_READ;
}

int write_unix_file(sqlite3_file* base, const void* in, int size, sqlite3_int64 at) {
  const Bytes bytes(static_cast<const std::byte*>(in), static_cast<size_t>(size));
  UnixFileState& file = state_of(base);
  if (file.file->is_read_only()) return SQLITE_IOERR_WRITE;
  const Status written = file.file->pwrite(bytes, unsigned_offset(at));
  if (!written || file.chunk_size <= 0) return file_code(written);
  const Result<uint64_t> length = file.file->size();
  if (!length) return file_code(length.error());
  const uint64_t wanted = rounded_to_chunk(file, *length);
  return wanted == *length ? SQLITE_OK : file_code(file.file->truncate(wanted));
}

int truncate_unix_file(sqlite3_file* base, sqlite3_int64 size) {
  UnixFileState& file = state_of(base);
  return file_code(file.file->truncate(rounded_to_chunk(file, unsigned_offset(size))));
}

int sync_unix_file(sqlite3_file* base, int) {
  UnixFileState& file = state_of(base);
  const Status synced = file.file->sync(io::SyncMode::Data);
  if (synced && file.must_sync_folder) {
    file.must_sync_folder = false;
    return file_code(file.files->sync_folder_of(file.path));
  }
  return file_code(synced);
}

// One byte is none: so the reference has it, whose older releases wrote one into a new file.
int size_of_unix_file(sqlite3_file* base, sqlite3_int64* size) {
  const Result<uint64_t> length = state_of(base).file->size();
  if (!length) return file_code(length.error());
  *size = *length == 1 ? 0 : static_cast<sqlite3_int64>(*length);
  return SQLITE_OK;
}

// --- locks --------------------------------------------------------------------------------------

Status lock_shared_range(io::File& file) {
  TRY(file.lock(storage::kPendingByte, 1, io::LockMode::Shared));
  const Status shared = file.lock(kSharedAt, kSharedLength, io::LockMode::Shared);
  TRY(file.lock(storage::kPendingByte, 1, io::LockMode::None));
  return shared;
}

Status lock_ranges(UnixFileState& file, int level) {
  if (file.level == SQLITE_LOCK_NONE) {
    TRY(lock_shared_range(*file.file));
    file.level = SQLITE_LOCK_SHARED;
  }
  if (level == SQLITE_LOCK_RESERVED) {
    TRY(file.file->lock(kReservedAt, 1, io::LockMode::Exclusive));
  } else if (level > SQLITE_LOCK_RESERVED) {
    const bool has_writer = TRY(file.file->is_locked_by_others(kReservedAt, 1));
    if (has_writer) return fail(ErrorCode::Busy);
    TRY(file.file->lock(storage::kPendingByte, 1, io::LockMode::Exclusive));
    file.level = SQLITE_LOCK_PENDING;
    if (level == SQLITE_LOCK_PENDING) return ok();
    TRY(file.file->lock(kSharedAt, kSharedLength, io::LockMode::Exclusive));
  }
  file.level = level;
  return ok();
}

Status unlock_ranges(UnixFileState& file, int level) {
  if (level == SQLITE_LOCK_NONE) {
    return file.file->lock(storage::kPendingByte, 2 + kSharedLength, io::LockMode::None);
  }
  if (file.level == SQLITE_LOCK_EXCLUSIVE) {
    TRY(file.file->lock(kSharedAt, kSharedLength, io::LockMode::Shared));
  }
  return file.file->lock(storage::kPendingByte, 2, io::LockMode::None);
}

int lock_by_folder(UnixFileState& file, int level) {
  if (file.level == SQLITE_LOCK_NONE && ::mkdir((file.path + ".lock").c_str(), 0777) != 0) {
    return errno == EEXIST ? SQLITE_BUSY : SQLITE_IOERR_LOCK;
  }
  file.level = level;
  return SQLITE_OK;
}

// What the engine holds on its own file is not the program's to change.
bool has_own_locks(const UnixFileState& file) {
  return file.owned != nullptr && file.locking != UnixLocking::None;
}

int lock_unix_file(sqlite3_file* base, int level) {
  UnixFileState& file = state_of(base);
  if (!has_own_locks(file) || file.level >= level) return SQLITE_OK;
  if (file.locking == UnixLocking::Folder) return lock_by_folder(file, level);
  return file_code(lock_ranges(file, level));
}

int unlock_unix_file(sqlite3_file* base, int level) {
  UnixFileState& file = state_of(base);
  if (!has_own_locks(file) || file.level <= level) return SQLITE_OK;
  if (file.locking == UnixLocking::Ranges) {
    const Status unlocked = unlock_ranges(file, level);
    if (!unlocked) return file_code(unlocked);
  } else if (level == SQLITE_LOCK_NONE && ::rmdir((file.path + ".lock").c_str()) != 0) {
    if (errno != ENOENT) return SQLITE_IOERR_UNLOCK;
  }
  file.level = level;
  return SQLITE_OK;
}

int check_reserved_of_unix_file(sqlite3_file* base, int* answer) {
  UnixFileState& file = state_of(base);
  *answer = 0;
  if (file.locking == UnixLocking::None) return SQLITE_OK;
  if (file.locking == UnixLocking::Folder) {
    *answer = ::access((file.path + ".lock").c_str(), F_OK) == 0 ? 1 : 0;
    return SQLITE_OK;
  }
  const Result<bool> others = file.file->is_locked_by_others(kReservedAt, 1);
  if (!others) return file_code(others.error());
  *answer = file.level > SQLITE_LOCK_SHARED || *others ? 1 : 0;
  return SQLITE_OK;
}

// --- shared memory ------------------------------------------------------------------------------

// How many files of this process use the shared memory of a path: it is not removed before the last
// one is done with it.
struct MemoryUsers {
  std::mutex mutex;
  std::map<std::string, int> counts;
};

MemoryUsers& memory_users() {
  static MemoryUsers users;
  return users;
}

Status open_memory_of(UnixFileState& file) {
  if (file.memory) return ok();
  MemoryUsers& users = memory_users();
  const std::lock_guard guard(users.mutex);
  file.memory = TRY(file.files->open_shared_memory(file.path + "-shm", file.path));
  ++users.counts[file.path];
  return ok();
}

void close_memory_of(UnixFileState& file, bool removes) {
  if (!file.memory) return;
  MemoryUsers& users = memory_users();
  const std::lock_guard guard(users.mutex);
  file.memory.reset();
  if (--users.counts[file.path] > 0) return;
  users.counts.erase(file.path);
  if (removes) static_cast<void>(file.files->remove(file.path + "-shm"));
}

int map_memory_of_unix_file(sqlite3_file* base, int region, int size, int extend,
                            void volatile** answer) {
  UnixFileState& file = state_of(base);
  *answer = nullptr;
  if (size != static_cast<int>(io::kShmRegionSize) || region < 0) return SQLITE_IOERR_SHMMAP;
  try {
    const Status opened = open_memory_of(file);
    if (!opened) return file_code(opened);
    const Result<std::byte*> memory = file.memory->region(static_cast<size_t>(region), extend != 0);
    if (!memory) return file_code(memory.error());
    *answer = *memory;
    return file.memory->is_read_only() ? SQLITE_READONLY : SQLITE_OK;
  } catch (...) {
    return SQLITE_IOERR_NOMEM;
  }
}

int lock_memory_of_unix_file(sqlite3_file* base, int at, int count, int flags) {
  UnixFileState& file = state_of(base);
  if (!file.memory) return SQLITE_IOERR_SHMLOCK;
  const io::LockMode mode = (flags & SQLITE_SHM_UNLOCK) != 0   ? io::LockMode::None
                            : (flags & SQLITE_SHM_SHARED) != 0 ? io::LockMode::Shared
                                                               : io::LockMode::Exclusive;
  return file_code(file.memory->lock(kMemoryLocksAt + static_cast<uint64_t>(at),
                                     static_cast<uint64_t>(count), mode));
}

void order_memory_of_unix_file(sqlite3_file*) {
  std::atomic_thread_fence(std::memory_order_seq_cst);
}

int unmap_memory_of_unix_file(sqlite3_file* base, int removes) {
  close_memory_of(state_of(base), removes != 0);
  return SQLITE_OK;
}

int close_unix_file(sqlite3_file* base) {
  auto* const file = reinterpret_cast<UnixFile*>(base);
  UnixFileState* const state = file->state;
  if (state != nullptr && state->locking == UnixLocking::Folder && state->level > 0) {
    ::rmdir((state->path + ".lock").c_str());
  }
  if (state != nullptr) close_memory_of(*state, false);
  delete state;
  file->state = nullptr;
  base->pMethods = nullptr;
  return SQLITE_OK;
}

// Nothing is mapped: whoever asks reads instead.
int fetch_of_unix_file(sqlite3_file*, sqlite3_int64, int, void** answer) {
  *answer = nullptr;
  return SQLITE_OK;
}

int unfetch_of_unix_file(sqlite3_file*, sqlite3_int64, void*) { return SQLITE_OK; }

// --- control ------------------------------------------------------------------------------------

int sector_size_of_unix_file(sqlite3_file*) { return kUnixSectorSize; }

int characteristics_of_unix_file(sqlite3_file* base) {
  return state_of(base).is_overwrite_safe ? SQLITE_IOCAP_POWERSAFE_OVERWRITE : 0;
}

int control_of_unix_file(sqlite3_file* base, int op, void* argument) {
  try {
    return control_unix_file(state_of(base), op, argument);
  } catch (...) {
    return SQLITE_NOMEM;
  }
}

// A negative value asks only.
void ask_or_set(bool& flag, int* value) {
  if (*value < 0) {
    *value = flag ? 1 : 0;
  } else {
    flag = *value != 0;
  }
}

int hint_size(UnixFileState& file, int64_t size) {
  if (file.chunk_size <= 0 || size < 0) return SQLITE_OK;
  const Result<uint64_t> length = file.file->size();
  if (!length) return file_code(length.error());
  const uint64_t wanted = rounded_to_chunk(file, static_cast<uint64_t>(size));
  return wanted <= *length ? SQLITE_OK : file_code(file.file->truncate(wanted));
}

int has_moved(const UnixFileState& file) {
  if (file.path.empty()) return 0;
  const Result<io::FileId> named = file.files->identify(file.path);
  return named && *named == file.file->id() ? 0 : 1;
}

char* temporary_name(io::Vfs& files) {
  char name[40];
  uint64_t number = io::system_random().next_u64();
  sqlite3_snprintf(sizeof name, name, "/etilqs_%016llx", static_cast<unsigned long long>(number));
  return allocate_text(files.temporary_folder() + name);
}

int give_text(char* text, void* argument) {
  *static_cast<char**>(argument) = text;
  return text != nullptr ? SQLITE_OK : SQLITE_NOMEM;
}

// --- opening ------------------------------------------------------------------------------------

// Whose permissions a file gets that belongs to a database.
std::string model_of(const std::string& path, int flags) {
  if ((flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) == 0) return "";
  const size_t dash = path.rfind('-');
  return dash == std::string::npos ? "" : path.substr(0, dash);
}

Result<std::unique_ptr<io::File>> open_named(io::Vfs& files, const std::string& path, int flags) {
  const std::string model = model_of(path, flags);
  const bool is_in_memory = &files != &io::posix_vfs();
  const bool is_creating = is_in_memory || (flags & SQLITE_OPEN_CREATE) != 0;
  const bool is_passing = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
  auto file = TRY(files.open(path, {.read_only = (flags & SQLITE_OPEN_READWRITE) == 0,
                                    .create = is_creating,
                                    .exclusive = (flags & SQLITE_OPEN_EXCLUSIVE) != 0,
                                    .is_private = is_passing,
                                    .like = model}));
  if (is_passing) TRY(files.remove(path));
  return file;
}

Status open_state(UnixFileState& state, const char* name, int flags) {
  if (name != nullptr) state.path = name;
  const bool has_name = name != nullptr && *name != '\0';
  state.owned = has_name ? TRY(open_named(*state.files, state.path, flags))
                         : TRY(io::open_temporary(*state.files, io::system_random()));
  state.file = state.owned.get();
  const int durable = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
  state.must_sync_folder = (flags & SQLITE_OPEN_CREATE) != 0 && (flags & durable) != 0;
  if ((flags & SQLITE_OPEN_MAIN_DB) == 0) state.locking = UnixLocking::None;
  if ((flags & SQLITE_OPEN_URI) != 0 && has_name) {
    state.is_overwrite_safe = sqlite3_uri_boolean(name, "psow", 1) != 0;
    if (sqlite3_uri_boolean(name, "nolock", 0) != 0) state.locking = UnixLocking::None;
  }
  return ok();
}

}  // namespace

const sqlite3_io_methods kUnixMethods = {3,
                                         close_unix_file,
                                         read_unix_file,
                                         write_unix_file,
                                         truncate_unix_file,
                                         sync_unix_file,
                                         size_of_unix_file,
                                         lock_unix_file,
                                         unlock_unix_file,
                                         check_reserved_of_unix_file,
                                         control_of_unix_file,
                                         sector_size_of_unix_file,
                                         characteristics_of_unix_file,
                                         map_memory_of_unix_file,
                                         lock_memory_of_unix_file,
                                         order_memory_of_unix_file,
                                         unmap_memory_of_unix_file,
                                         fetch_of_unix_file,
                                         unfetch_of_unix_file};

const sqlite3_io_methods kUnixMethodsOfFirstVersion = {1,
                                                       close_unix_file,
                                                       read_unix_file,
                                                       write_unix_file,
                                                       truncate_unix_file,
                                                       sync_unix_file,
                                                       size_of_unix_file,
                                                       lock_unix_file,
                                                       unlock_unix_file,
                                                       check_reserved_of_unix_file,
                                                       control_of_unix_file,
                                                       sector_size_of_unix_file,
                                                       characteristics_of_unix_file,
                                                       nullptr,
                                                       nullptr,
                                                       nullptr,
                                                       nullptr,
                                                       nullptr,
                                                       nullptr};

int open_unix_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* base, int flags,
                   int* flags_out) {
  auto* const file = reinterpret_cast<UnixFile*>(base);
  base->pMethods = nullptr;
  file->state = nullptr;
  try {
    const auto& flavour = *static_cast<const UnixFlavour*>(vfs->pAppData);
    auto state = std::make_unique<UnixFileState>();
    state->vfs = vfs;
    state->files = flavour.files;
    state->locking = flavour.locking;
    const bool has_first_version = flavour.locking == UnixLocking::Folder;
    const Status opened = open_state(*state, name, flags);
    if (!opened && opened.error().is(ErrorCode::CantOpenIsDir)) return SQLITE_CANTOPEN;
    if (!opened) return file_code(opened.error());
    if (flags_out != nullptr) {
      const int access = SQLITE_OPEN_READONLY | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
      *flags_out = state->file->is_read_only() ? (flags & ~access) | SQLITE_OPEN_READONLY : flags;
    }
    file->state = state.release();
    base->pMethods = has_first_version ? &kUnixMethodsOfFirstVersion : &kUnixMethods;
    return SQLITE_OK;
  } catch (...) {
    return SQLITE_NOMEM;
  }
}

int control_unix_file(UnixFileState& file, int op, void* argument) {
  switch (op) {
    case SQLITE_FCNTL_LOCKSTATE:
      *static_cast<int*>(argument) = file.level;
      return SQLITE_OK;
    case SQLITE_FCNTL_LAST_ERRNO:
    case SQLITE_FCNTL_EXTERNAL_READER:
      *static_cast<int*>(argument) = 0;
      return SQLITE_OK;
    case SQLITE_FCNTL_CHUNK_SIZE:
      file.chunk_size = *static_cast<const int*>(argument);
      if (auto* const engine_file = dynamic_cast<io::PosixFile*>(file.file)) {
        engine_file->set_chunk_size(static_cast<uint64_t>(std::max(file.chunk_size, 0)));
      }
      return SQLITE_OK;
    case SQLITE_FCNTL_SIZE_HINT:
      return hint_size(file, *static_cast<const sqlite3_int64*>(argument));
    case SQLITE_FCNTL_PERSIST_WAL:
      ask_or_set(file.persists_log, static_cast<int*>(argument));
      return SQLITE_OK;
    case SQLITE_FCNTL_POWERSAFE_OVERWRITE:
      ask_or_set(file.is_overwrite_safe, static_cast<int*>(argument));
      return SQLITE_OK;
    case SQLITE_FCNTL_VFSNAME:
      return give_text(allocate_text(file.vfs->zName), argument);
    case SQLITE_FCNTL_TEMPFILENAME:
      return give_text(temporary_name(*file.files), argument);
    case SQLITE_FCNTL_HAS_MOVED:
      *static_cast<int*>(argument) = has_moved(file);
      return SQLITE_OK;
    case SQLITE_FCNTL_MMAP_SIZE:
      *static_cast<sqlite3_int64*>(argument) = 0;
      return SQLITE_OK;
    default:
      return SQLITE_NOTFOUND;
  }
}

char* allocate_text(const std::string& text) {
  auto* const copy = static_cast<char*>(sqlite3_malloc64(text.size() + 1));
  if (copy != nullptr) std::memcpy(copy, text.c_str(), text.size() + 1);
  return copy;
}

int file_code(const Error& error) {
  return error.is(ErrorCode::Unsupported) ? SQLITE_ERROR : static_cast<int>(error.code());
}

int file_code(const Status& status) { return status ? SQLITE_OK : file_code(status.error()); }

}  // namespace tern::abi
