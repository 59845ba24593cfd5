// The system's files as a sqlite3_vfs: all but what files themselves do (unix_file.cc).

#include "engine/sqlite3/files/unix_vfs.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>

#include "engine/io/clock.h"
#include "engine/io/memory_vfs.h"
#include "engine/io/posix_vfs.h"
#include "engine/io/random.h"
#include "engine/sqlite3/files/unix_file.h"

namespace tern::abi {
namespace {

constexpr int kPathnameMax = 512;
constexpr int64_t kEpochAsJulianMs = 210866760000000;

io::Vfs& files_of(const sqlite3_vfs* vfs) {
  return *static_cast<const UnixFlavour*>(vfs->pAppData)->files;
}

int delete_unix_file(sqlite3_vfs* vfs, const char* name, int must_last) {
  try {
    io::Vfs& files = files_of(vfs);
    const Result<bool> is_there = files.exists(name);
    if (is_there && !*is_there) return SQLITE_IOERR_DELETE_NOENT;
    const Status removed = files.remove(name);
    if (!removed || must_last == 0) return file_code(removed);
    return files.sync_folder_of(name) ? SQLITE_OK : SQLITE_IOERR_DIR_FSYNC;
  } catch (...) {
    return SQLITE_NOMEM;
  }
}

// A file without content is as good as none: the reference makes no more of an empty journal.
int access_unix_file(sqlite3_vfs*, const char* name, int kind, int* answer) {
  struct stat status{};
  if (kind == SQLITE_ACCESS_EXISTS) {
    const bool is_there = ::stat(name, &status) == 0;
    *answer = is_there && (!S_ISREG(status.st_mode) || status.st_size > 0) ? 1 : 0;
  } else {
    const int mode = kind == SQLITE_ACCESS_READWRITE ? R_OK | W_OK : R_OK;
    *answer = ::access(name, mode) == 0 ? 1 : 0;
  }
  return SQLITE_OK;
}

// Of a path whose folders do not exist, too. SQLITE_OK_SYMLINK: there were links to follow.
int full_name_of_unix_file(sqlite3_vfs*, const char* name, int size, char* out) {
  try {
    std::error_code failure;
    const auto plain = std::filesystem::absolute(*name != '\0' ? name : ".", failure);
    if (failure) return SQLITE_CANTOPEN;
    std::string full = plain.lexically_normal().string();
    if (full.size() > 1 && full.ends_with('/')) full.pop_back();
    const Result<std::string> real = io::posix_vfs().full_path(name);
    const bool has_links = *name != '\0' && real && *real != full;
    if (has_links) full = *real;
    if (full.size() >= static_cast<size_t>(size)) return SQLITE_CANTOPEN;
    std::memcpy(out, full.c_str(), full.size() + 1);
    return has_links ? SQLITE_OK_SYMLINK : SQLITE_OK;
  } catch (...) {
    return SQLITE_NOMEM;
  }
}

// --- libraries ----------------------------------------------------------------------------------

void* open_library(sqlite3_vfs*, const char* name) {
  return ::dlopen(name, RTLD_NOW | RTLD_GLOBAL);
}

void say_library_error(sqlite3_vfs*, int size, char* out) {
  const char* const text = ::dlerror();
  if (text != nullptr) sqlite3_snprintf(size, out, "%s", text);
}

using Symbol = void (*)(void);

Symbol symbol_of_library(sqlite3_vfs*, void* library, const char* name) {
  return reinterpret_cast<Symbol>(::dlsym(library, name));
}

void close_library(sqlite3_vfs*, void* library) { ::dlclose(library); }

// --- the rest of the world ----------------------------------------------------------------------

int fill_randomly(sqlite3_vfs*, int size, char* out) {
  io::system_random().fill({reinterpret_cast<std::byte*>(out), static_cast<size_t>(size)});
  return size;
}

int sleep_us(sqlite3_vfs*, int duration_us) {
  constexpr int kUsPerMs = 1000;
  io::system_clock().sleep_ms((duration_us + kUsPerMs - 1) / kUsPerMs);
  return duration_us;
}

int current_time_in_ms(sqlite3_vfs*, sqlite3_int64* out) {
  *out = io::system_clock().wall_ms() + kEpochAsJulianMs;
  return SQLITE_OK;
}

int current_time_in_days(sqlite3_vfs* vfs, double* out) {
  constexpr double kMsOfDay = 86400000.0;
  sqlite3_int64 time_ms = 0;
  const int code = current_time_in_ms(vfs, &time_ms);
  *out = static_cast<double>(time_ms) / kMsOfDay;
  return code;
}

int last_system_number(sqlite3_vfs*, int, char*) { return errno; }

// --- system calls -------------------------------------------------------------------------------

int open_folder(const char* path, int* descriptor) {
  *descriptor = ::open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return *descriptor >= 0 ? SQLITE_OK : SQLITE_CANTOPEN;
}

template <class Function>
sqlite3_syscall_ptr pointer_to(Function* function) {
  return reinterpret_cast<sqlite3_syscall_ptr>(function);
}

struct SystemCall {
  const char* name;
  sqlite3_syscall_ptr call;
};

/// Those that the reference names.
const SystemCall kSystemCalls[] = {
    {"open", pointer_to(::open)},
    {"close", pointer_to(::close)},
    {"access", pointer_to(::access)},
    {"getcwd", pointer_to(::getcwd)},
    {"stat", pointer_to(static_cast<int (*)(const char*, struct stat*)>(::stat))},
    {"fstat", pointer_to(::fstat)},
    {"ftruncate", pointer_to(::ftruncate)},
    {"fcntl", pointer_to(::fcntl)},
    {"read", pointer_to(::read)},
    {"pread64", pointer_to(::pread64)},
    {"write", pointer_to(::write)},
    {"pwrite64", pointer_to(::pwrite64)},
    {"fchmod", pointer_to(::fchmod)},
    {"unlink", pointer_to(::unlink)},
    {"openDirectory", pointer_to(open_folder)},
    {"mkdir", pointer_to(::mkdir)},
    {"rmdir", pointer_to(::rmdir)},
    {"fchown", pointer_to(::fchown)},
    {"geteuid", pointer_to(::geteuid)},
    {"mmap", pointer_to(::mmap)},
    {"munmap", pointer_to(::munmap)},
    {"mremap", pointer_to(::mremap)},
    {"getpagesize", pointer_to(::getpagesize)},
    {"readlink", pointer_to(::readlink)},
    {"lstat", pointer_to(static_cast<int (*)(const char*, struct stat*)>(::lstat))},
};

const SystemCall* find_system_call(const char* name) {
  for (const SystemCall& one : kSystemCalls) {
    if (std::strcmp(one.name, name) == 0) return &one;
  }
  return nullptr;
}

// They cannot be replaced: the engine does not call them one by one. Setting them back is no
// change.
int set_system_call(sqlite3_vfs*, const char* name, sqlite3_syscall_ptr call) {
  const bool is_known = name == nullptr || find_system_call(name) != nullptr;
  return is_known && call == nullptr ? SQLITE_OK : SQLITE_NOTFOUND;
}

sqlite3_syscall_ptr get_system_call(sqlite3_vfs*, const char* name) {
  const SystemCall* const found = find_system_call(name);
  return found != nullptr ? found->call : nullptr;
}

const char* next_system_call(sqlite3_vfs*, const char* name) {
  if (name == nullptr) return kSystemCalls[0].name;
  const SystemCall* const found = find_system_call(name);
  const bool has_next = found != nullptr && found + 1 != std::end(kSystemCalls);
  return has_next ? (found + 1)->name : nullptr;
}

// The system calls are no part of it.
sqlite3_vfs second_version(sqlite3_vfs vfs) {
  constexpr int kMemoryPathnameMax = 1024;
  vfs.iVersion = 2;
  vfs.mxPathname = kMemoryPathnameMax;
  vfs.xSetSystemCall = nullptr;
  vfs.xGetSystemCall = nullptr;
  vfs.xNextSystemCall = nullptr;
  return vfs;
}

sqlite3_vfs unix_vfs(const char* name, UnixFlavour* flavour) {
  return {.iVersion = 3,
          .szOsFile = sizeof(UnixFile),
          .mxPathname = kPathnameMax,
          .pNext = nullptr,
          .zName = name,
          .pAppData = flavour,
          .xOpen = open_unix_file,
          .xDelete = delete_unix_file,
          .xAccess = access_unix_file,
          .xFullPathname = full_name_of_unix_file,
          .xDlOpen = open_library,
          .xDlError = say_library_error,
          .xDlSym = symbol_of_library,
          .xDlClose = close_library,
          .xRandomness = fill_randomly,
          .xSleep = sleep_us,
          .xCurrentTime = current_time_in_days,
          .xGetLastError = last_system_number,
          .xCurrentTimeInt64 = current_time_in_ms,
          .xSetSystemCall = set_system_call,
          .xGetSystemCall = get_system_call,
          .xNextSystemCall = next_system_call};
}

}  // namespace

UnixSystems& unix_systems() {
  static io::MemoryVfs memory_files;
  static UnixFlavour ranges{UnixLocking::Ranges, &io::posix_vfs()};
  static UnixFlavour folder{UnixLocking::Folder, &io::posix_vfs()};
  static UnixFlavour none{UnixLocking::None, &io::posix_vfs()};
  static UnixFlavour memory{UnixLocking::None, &memory_files};
  static UnixSystems systems{.ranges = unix_vfs("unix", &ranges),
                             .none = unix_vfs("unix-none", &none),
                             .folder = unix_vfs("unix-dotfile", &folder),
                             .exclusive = unix_vfs("unix-excl", &ranges),
                             .memory = second_version(unix_vfs("memdb", &memory))};
  return systems;
}

}  // namespace tern::abi
