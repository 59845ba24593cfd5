// A file of a program's file system: opening and closing, locks, notices.

#include <cstring>

#include "engine/sqlite3/files/c_vfs.h"
#include "engine/storage/lock_ladder.h"

namespace tern::abi {
namespace {

constexpr uint64_t kReservedByteAt = storage::kPendingByte + 1;
constexpr uint64_t kSharedBytesAt = storage::kPendingByte + 2;

struct FreeMemory {
  void operator()(sqlite3_file* file) const { sqlite3_free(file); }
};

}  // namespace

std::unexpected<Error> fail_as(int code) {
  const auto primary_code = primary(static_cast<ErrorCode>(code));
  return fail(static_cast<ErrorCode>(code), std::string(text_of(primary_code)));
}

Status status_of(int code) {
  if (code == SQLITE_OK) return ok();
  return fail_as(code);
}

Result<std::shared_ptr<CHandle>> CHandle::open(sqlite3_vfs& vfs, const char* name, int flags) {
  return open(vfs, name, flags, nullptr);
}

Result<std::shared_ptr<CHandle>> CHandle::open_with_names(sqlite3_vfs& vfs, FileNames names,
                                                          int flags) {
  if (names.database() == nullptr) return fail(ErrorCode::NoMem);
  const std::shared_ptr<CHandle> handle = TRY(open(vfs, names.database(), flags, &names));
  handle->names = std::move(names);
  return handle;
}

// The names know the file before it is opened: the file system may ask.
Result<std::shared_ptr<CHandle>> CHandle::open(sqlite3_vfs& vfs, const char* name, int flags,
                                               FileNames* names) {
  const auto size = static_cast<size_t>(vfs.szOsFile);
  std::unique_ptr<sqlite3_file, FreeMemory> file(
      static_cast<sqlite3_file*>(sqlite3_malloc64(size)));
  if (!file) return fail(ErrorCode::NoMem);
  std::memset(static_cast<void*>(file.get()), 0, size);
  if (names != nullptr) names->set_file(file.get());
  int flags_out = flags;
  const int code = vfs.xOpen(&vfs, name, file.get(), flags, &flags_out);
  if (code != SQLITE_OK) {
    if (file->pMethods != nullptr) file->pMethods->xClose(file.get());
    return fail_as(code);
  }
  const bool is_read_only = (flags_out & SQLITE_OPEN_READONLY) != 0;
  const int flags_now = is_read_only ? flags | SQLITE_OPEN_READONLY : flags;
  return std::shared_ptr<CHandle>(new CHandle(file.release(), flags_now));
}

CHandle::~CHandle() {
  if (level_ != SQLITE_LOCK_NONE) methods().xUnlock(file_, SQLITE_LOCK_NONE);
  methods().xClose(file_);
  sqlite3_free(file_);
}

int CHandle::control(int op, void* argument) {
  const std::lock_guard guard(mutex);
  return methods().xFileControl(file_, op, argument);
}

void CHandle::ended() {
  if (std::exchange(has_written_, false)) notify(SQLITE_FCNTL_COMMIT_PHASETWO);
}

Status CHandle::raise(int level) {
  if (level_ >= level) return ok();
  TRY(status_of(methods().xLock(file_, level)));
  level_ = level;
  return ok();
}

Status CHandle::lower(int level) {
  if (level_ > SQLITE_LOCK_SHARED) ended();
  // Also where the level is low enough: an exclusive lock that was refused has left more.
  TRY(status_of(methods().xUnlock(file_, level)));
  level_ = level;
  return ok();
}

// The pending byte stands for no level of its own: the file system locks it on the way to others.
Status CHandle::lock(uint64_t start, io::LockMode mode) {
  const std::lock_guard guard(mutex);
  if (start == kSharedBytesAt) {
    if (mode == io::LockMode::Exclusive) return raise(SQLITE_LOCK_EXCLUSIVE);
    return level_ > SQLITE_LOCK_SHARED ? lower(SQLITE_LOCK_SHARED) : raise(SQLITE_LOCK_SHARED);
  }
  if (start == kReservedByteAt) return raise(SQLITE_LOCK_RESERVED);
  return ok();
}

Status CHandle::unlock(uint64_t length) {
  const std::lock_guard guard(mutex);
  if (level_ == SQLITE_LOCK_NONE || length == 1) return ok();
  return lower(length == 2 ? SQLITE_LOCK_SHARED : SQLITE_LOCK_NONE);
}

Result<bool> CHandle::is_reserved() {
  const std::lock_guard guard(mutex);
  int answer = 0;
  TRY(status_of(methods().xCheckReservedLock(file_, &answer)));
  return answer != 0;
}

}  // namespace tern::abi
