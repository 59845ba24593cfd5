#include "engine/io/posix_locks.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <mutex>
#include <vector>

#include "engine/io/fork_count.h"
#include "engine/io/range_locks.h"

namespace tern::io {
namespace {

#ifdef F_OFD_SETLK
constexpr bool kMayHaveOpenFileLocks = true;
constexpr int kOpenFileSet = F_OFD_SETLK;
constexpr int kOpenFileGet = F_OFD_GETLK;
#else
constexpr bool kMayHaveOpenFileLocks = false;
constexpr int kOpenFileSet = F_SETLK;
constexpr int kOpenFileGet = F_GETLK;
#endif

constexpr uint64_t kEverything = uint64_t{1} << 62;

// What the descriptors of one file hold, where the system does not tell them apart.
struct Inode {
  RangeLocks locks;
  std::vector<int> to_close;
  uint32_t open_count = 0;
};

struct Inodes {
  std::mutex mutex;
  std::map<FileId, Inode> by_id;
};

Inodes& inodes() {
  static Inodes inodes;
  return inodes;
}

struct flock range_of(uint64_t start, uint64_t length, short type) {
  struct flock range{};
  range.l_type = type;
  range.l_whence = SEEK_SET;
  range.l_start = static_cast<off_t>(start);
  range.l_len = static_cast<off_t>(length);
  return range;
}

std::unexpected<Error> fail_lock() {
  return fail(ErrorCode::IoErrLock, std::string("fcntl: ") + std::strerror(errno));
}

Status set_in_system(int descriptor, int command, uint64_t start, uint64_t length, LockMode mode) {
  const short type = mode == LockMode::None     ? F_UNLCK
                     : mode == LockMode::Shared ? F_RDLCK
                                                : F_WRLCK;
  struct flock range = range_of(start, length, type);
  while (::fcntl(descriptor, command, &range) != 0) {
    if (errno == EINTR) continue;
    if (errno == EAGAIN || errno == EACCES) return fail(ErrorCode::Busy);
    return fail_lock();
  }
  return ok();
}

// The process holds on each byte what the strongest of its descriptors does. Only what changed is
// set: a descriptor that may only read cannot set what another one holds exclusively.
Status follow(int descriptor, const RangeLocks& before, const RangeLocks& now, uint64_t start,
              uint64_t length) {
  for (const RangeLocks::Part& part : now.parts(start, length)) {
    const uint64_t size = part.end - part.start;
    const bool is_same = std::ranges::all_of(
        before.parts(part.start, size), [&](const auto& old) { return old.mode == part.mode; });
    if (!is_same) TRY(set_in_system(descriptor, F_SETLK, part.start, size, part.mode));
  }
  return ok();
}

Status set_classic(Inode& inode, const void* owner, int descriptor, uint64_t start, uint64_t length,
                   LockMode mode) {
  RangeLocks next = inode.locks;
  TRY(next.set(owner, start, length, mode));
  Status set = follow(descriptor, inode.locks, next, start, length);
  if (set) {
    inode.locks = std::move(next);
  } else {
    // Back to something weaker, which cannot be refused.
    static_cast<void>(follow(descriptor, next, inode.locks, start, length));
  }
  return set;
}

void close_idle(Inode& inode) {
  if (inode.locks.count() > 0) return;
  for (const int descriptor : inode.to_close) ::close(descriptor);
  inode.to_close.clear();
}

LockKind find_best_kind() {
  if (!kMayHaveOpenFileLocks) return LockKind::Classic;
  const int descriptor = ::open("/", O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return LockKind::OpenFile;
  struct flock range = range_of(0, 1, F_RDLCK);
  const bool is_unknown = ::fcntl(descriptor, kOpenFileGet, &range) != 0 && errno == EINVAL;
  ::close(descriptor);
  return is_unknown ? LockKind::Classic : LockKind::OpenFile;
}

}  // namespace

LockKind best_lock_kind() {
  static const LockKind kind = find_best_kind();
  return kind;
}

PosixLocks::PosixLocks(int descriptor, FileId id, LockKind kind)
    : descriptor_(descriptor), id_(id), kind_(kind), fork_count_(fork_count()) {
  if (kind_ == LockKind::OpenFile) return;
  Inodes& all = inodes();
  const std::lock_guard guard(all.mutex);
  ++all.by_id[id_].open_count;
}

PosixLocks::~PosixLocks() {
  if (kind_ == LockKind::OpenFile || is_inherited()) {
    ::close(descriptor_);
    return;
  }
  Inodes& all = inodes();
  const std::lock_guard guard(all.mutex);
  Inode& inode = all.by_id[id_];
  const RangeLocks before = inode.locks;
  inode.locks.drop(this);
  static_cast<void>(follow(descriptor_, before, inode.locks, 0, kEverything));
  inode.to_close.push_back(descriptor_);
  close_idle(inode);
  if (--inode.open_count == 0) all.by_id.erase(id_);
}

bool PosixLocks::is_inherited() const { return fork_count_ != fork_count(); }

Status PosixLocks::set(uint64_t start, uint64_t length, LockMode mode) {
  if (is_inherited()) return fail(ErrorCode::IoErrLock, "opened before a fork");
  if (kind_ == LockKind::OpenFile) {
    return set_in_system(descriptor_, kOpenFileSet, start, length, mode);
  }
  Inodes& all = inodes();
  const std::lock_guard guard(all.mutex);
  Inode& inode = all.by_id[id_];
  Status set = set_classic(inode, this, descriptor_, start, length, mode);
  close_idle(inode);
  return set;
}

Result<bool> PosixLocks::is_held_by_others(uint64_t start, uint64_t length) {
  if (is_inherited()) return fail(ErrorCode::IoErrLock, "opened before a fork");
  if (kind_ == LockKind::Classic) {
    Inodes& all = inodes();
    const std::lock_guard guard(all.mutex);
    if (all.by_id[id_].locks.is_held_by_others(this, start, length)) return true;
  }
  struct flock range = range_of(start, length, F_WRLCK);
  const int command = kind_ == LockKind::OpenFile ? kOpenFileGet : F_GETLK;
  if (::fcntl(descriptor_, command, &range) != 0) return fail_lock();
  return range.l_type != F_UNLCK;
}

}  // namespace tern::io
