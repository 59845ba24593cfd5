#include "engine/sqlite3/files/c_vfs.h"

#include <algorithm>
#include <atomic>
#include <vector>

namespace tern::abi {
namespace {

/// A folder that no file system has: files "in" it get no name (temporary_file.h).
constexpr std::string_view kNameless = "/\x01nameless";
constexpr int64_t kJulianMsOfUnixEpoch = 210866760000000;
constexpr double kMsPerDay = 86400000.0;
constexpr size_t kEndingMax = 8;

bool is_nameless(const std::string& path) { return path.starts_with(kNameless); }

/// `path` without `end`; empty: it has another end.
std::string_view without_end(std::string_view path, std::string_view end) {
  return path.ends_with(end) ? path.substr(0, path.size() - end.size()) : std::string_view();
}

/// The database that the super-journal at `path` lies beside; empty: it is none. Its name ends on
/// "-mj" and nine digits.
std::string_view database_of_super_journal(std::string_view path) {
  constexpr size_t kEnd = 12;
  if (path.size() <= kEnd || path.substr(path.size() - kEnd, 3) != "-mj") return {};
  const std::string_view digits = path.substr(path.size() - kEnd + 3);
  const bool is_number = std::ranges::all_of(
      digits, [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'); });
  return is_number ? path.substr(0, path.size() - kEnd) : std::string_view();
}

std::atomic<bool>& has_been_used() {
  static std::atomic<bool> flag{false};
  return flag;
}

int access_flags(const io::OpenFlags& flags) {
  if (flags.read_only) return SQLITE_OPEN_READONLY;
  return SQLITE_OPEN_READWRITE | (flags.create ? SQLITE_OPEN_CREATE : 0) |
         (flags.create && flags.exclusive ? SQLITE_OPEN_EXCLUSIVE : 0);
}

}  // namespace

CVfs::CVfs(sqlite3_vfs& vfs, UriParameters parameters)
    : vfs_(vfs), parameters_(std::move(parameters)), clock_(vfs) {
  has_been_used() = true;
}

bool CVfs::is_used() { return has_been_used(); }

std::shared_ptr<CHandle> CVfs::main_file(std::string_view path, bool has_no_memory) {
  const std::lock_guard guard(mutex_);
  std::erase_if(mains_, [](const Main& main) { return main.handle.expired(); });
  for (auto main = mains_.rbegin(); main != mains_.rend(); ++main) {
    const std::shared_ptr<CHandle> handle = main->path == path ? main->handle.lock() : nullptr;
    if (handle && !(has_no_memory && handle->has_memory)) return handle;
  }
  return nullptr;
}

CVfs::Role CVfs::role_of(const std::string& path) {
  if (const std::string_view stem = without_end(path, "-journal"); !stem.empty()) {
    return {SQLITE_OPEN_MAIN_JOURNAL, main_file(stem)};
  }
  if (const std::string_view stem = without_end(path, "-wal"); !stem.empty()) {
    return {SQLITE_OPEN_WAL, main_file(stem)};
  }
  if (const std::string_view stem = database_of_super_journal(path); !stem.empty()) {
    return {SQLITE_OPEN_SUPER_JOURNAL, main_file(stem)};
  }
  return {};
}

Status CVfs::open_ahead(const std::string& full_path, io::OpenFlags flags) {
  auto file = TRY(open_main(full_path, access_flags(flags)));
  const std::lock_guard guard(mutex_);
  ahead_ = std::move(file);
  ahead_path_ = full_path;
  return ok();
}

std::unique_ptr<io::File> CVfs::take_ahead(const std::string& path) {
  const std::lock_guard guard(mutex_);
  return path == ahead_path_ ? std::move(ahead_) : nullptr;
}

bool CVfs::is_ahead(const std::string& path) {
  const std::lock_guard guard(mutex_);
  return ahead_ && path == ahead_path_;
}

// A database may be named like a journal: so such a file is one where its database is open, or
// where it is only looked into, as are the journals that a super-journal names.
Result<std::unique_ptr<io::File>> CVfs::open(const std::string& path, io::OpenFlags flags) {
  const int access = access_flags(flags);
  if (is_nameless(path)) {
    const int kind = SQLITE_OPEN_TEMP_DB | SQLITE_OPEN_DELETEONCLOSE;
    return c_file(TRY(CHandle::open(vfs_, nullptr, access | kind)), nullptr);
  }
  if (auto opened = take_ahead(path)) return opened;
  const Role role = role_of(path);
  const bool is_main =
      role.kind == SQLITE_OPEN_MAIN_DB || (!role.database && access != SQLITE_OPEN_READONLY);
  if (is_main) return open_main(path, access);
  if (!role.database || role.kind == SQLITE_OPEN_SUPER_JOURNAL) {
    auto handle = TRY(CHandle::open_with_names(vfs_, FileNames(path, {}), access | role.kind));
    return c_file(std::move(handle), role.database);
  }
  const char* const name = role.kind == SQLITE_OPEN_WAL
                               ? sqlite3_filename_wal(role.database->names.database())
                               : sqlite3_filename_journal(role.database->names.database());
  return c_file(TRY(CHandle::open(vfs_, name, access | role.kind)), role.database);
}

Result<std::unique_ptr<io::File>> CVfs::open_main(const std::string& path, int access) {
  // What was said in a URI is said of the database that is opened first.
  const UriParameters parameters = std::exchange(parameters_, {});
  const int uri = parameters.empty() ? 0 : SQLITE_OPEN_URI;
  auto handle = TRY(CHandle::open_with_names(vfs_, FileNames(path, parameters),
                                             access | uri | SQLITE_OPEN_MAIN_DB));
  const std::lock_guard guard(mutex_);
  mains_.push_back({path, handle});
  return c_file(std::move(handle), nullptr);
}

Result<std::unique_ptr<io::SharedMemory>> CVfs::open_shared_memory(const std::string& path,
                                                                   std::string_view) {
  std::shared_ptr<CHandle> handle = main_file(without_end(path, "-shm"), true);
  if (!handle || !handle->has_shared_memory()) return fail(ErrorCode::CantOpen);
  return c_shared_memory(std::move(handle));
}

Status CVfs::remove(const std::string& path) {
  if (is_nameless(path)) return ok();
  if (const std::string_view stem = without_end(path, "-shm"); !stem.empty()) {
    // It goes with its last user.
    if (const auto handle = main_file(stem)) handle->removes_memory = handle->has_memory;
    return ok();
  }
  const bool must_last = !database_of_super_journal(path).empty();
  const int code = vfs_.xDelete(&vfs_, path.c_str(), must_last ? 1 : 0);
  return code == SQLITE_IOERR_DELETE_NOENT ? ok() : status_of(code);
}

Status CVfs::rename(const std::string&, const std::string&) {
  return not_supported("file systems of programs cannot rename files");
}

Result<bool> CVfs::exists(const std::string& path) {
  int answer = 0;
  TRY(status_of(vfs_.xAccess(&vfs_, path.c_str(), SQLITE_ACCESS_EXISTS, &answer)));
  return answer != 0;
}

// The first sync of a file that was made, and deletions that must last, do that.
Status CVfs::sync_folder_of(const std::string&) { return ok(); }

// See c_vfs.h: none, as has the open file; another if the open file has lost its name.
Result<io::FileId> CVfs::identify(const std::string& path) {
  const std::shared_ptr<CHandle> handle = is_ahead(path) ? nullptr : main_file(path);
  int has_moved = 0;
  if (handle && handle->control(SQLITE_FCNTL_HAS_MOVED, &has_moved) != SQLITE_OK) has_moved = 0;
  return has_moved != 0 ? io::FileId{UINT64_MAX, 0} : io::FileId{};
}

Result<std::string> CVfs::full_path(const std::string& path) {
  std::vector<char> out(static_cast<size_t>(vfs_.mxPathname) + 2, '\0');
  const int code = vfs_.xFullPathname(&vfs_, path.c_str(), vfs_.mxPathname + 1, out.data());
  if (code != SQLITE_OK && code != SQLITE_OK_SYMLINK) return fail_as(code);
  std::string full(out.data());
  // There is to be room for the longest ending, "-journal".
  const bool is_too_long = full.size() + kEndingMax > static_cast<size_t>(vfs_.mxPathname);
  return is_too_long ? Result<std::string>(fail(ErrorCode::CantOpen)) : full;
}

std::string CVfs::temporary_folder() { return std::string(kNameless); }

// --- time ---------------------------------------------------------------------------------------

int64_t CVfs::FileClock::wall_ms() {
  sqlite3_int64 julian_ms = 0;
  if (vfs_.iVersion >= 2 && vfs_.xCurrentTimeInt64 != nullptr) {
    if (vfs_.xCurrentTimeInt64(&vfs_, &julian_ms) == SQLITE_OK) {
      return julian_ms - kJulianMsOfUnixEpoch;
    }
    return io::system_clock().wall_ms();
  }
  double days = 0;
  if (vfs_.xCurrentTime == nullptr || vfs_.xCurrentTime(&vfs_, &days) != SQLITE_OK) {
    return io::system_clock().wall_ms();
  }
  return static_cast<int64_t>(days * kMsPerDay) - kJulianMsOfUnixEpoch;
}

int64_t CVfs::FileClock::monotonic_ms() { return io::system_clock().monotonic_ms(); }

void CVfs::FileClock::sleep_ms(int64_t duration_ms) {
  constexpr int64_t kUsPerMs = 1000;
  constexpr int64_t kSleepMaxMs = 1'000'000;
  if (vfs_.xSleep == nullptr) return io::system_clock().sleep_ms(duration_ms);
  vfs_.xSleep(&vfs_, static_cast<int>(std::min(duration_ms, kSleepMaxMs) * kUsPerMs));
}

}  // namespace tern::abi
