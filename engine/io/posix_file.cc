#include "engine/io/posix_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "engine/io/pieces.h"

namespace tern::io {
namespace {

// Who may do what with a file that is made here.
struct Access {
  mode_t mode = 0644;
  bool is_given = false;  // the rest is set, and the umask does not count
  uid_t user = 0;
  gid_t group = 0;
};
constexpr size_t kPiecesPerCall = 1024;

uint64_t whole_chunks(uint64_t size, uint64_t chunk) { return (size + chunk - 1) / chunk * chunk; }

// After a failed open: was the file to be made in a folder that lets nobody make one?
bool is_folder_closed(int error_number, const std::string& path, OpenFlags flags) {
  struct stat status{};
  return error_number == EACCES && flags.create && ::stat(path.c_str(), &status) != 0;
}

// Source: SQLite does so, that whoever may use a database may use its journal, and nobody else.
Access access_wanted(OpenFlags flags) {
  if (flags.is_private) return {.mode = 0600};
  struct stat model{};
  if (flags.like.empty() || ::stat(std::string(flags.like).c_str(), &model) != 0) return {};
  return {model.st_mode & 0777, true, model.st_uid, model.st_gid};
}

// To a file that is empty, and so may have just been made. What the system refuses stays as it is.
void grant(int descriptor, const struct stat& status, const Access& access) {
  if (!access.is_given || status.st_size > 0) return;
  const bool is_other = status.st_uid != access.user || status.st_gid != access.group;
  if (is_other && ::geteuid() == 0 && ::fchown(descriptor, access.user, access.group) != 0) return;
  if ((status.st_mode & 0777) == access.mode) return;
  if (::fchmod(descriptor, access.mode) != 0) return;
}

}  // namespace

std::unexpected<Error> fail_errno(ErrorCode code, const char* call) {
  const int number = errno;
  return fail(code, std::string(call) + ": " + std::strerror(number));
}

std::unexpected<Error> fail_write(const char* call) {
  const bool full = errno == ENOSPC || errno == EDQUOT;
  return full ? fail(ErrorCode::Full) : fail_errno(ErrorCode::IoErrWrite, call);
}

Result<std::unique_ptr<PosixFile>> PosixFile::open(const std::string& path, OpenFlags flags,
                                                   LockKind lock_kind) {
  const Opened opened = TRY(open_descriptor(path, flags));
  return std::unique_ptr<PosixFile>(new PosixFile(opened, lock_kind));
}

Result<PosixFile::Opened> PosixFile::open_descriptor(const std::string& path, OpenFlags flags) {
  int bits = O_CLOEXEC | (flags.read_only ? O_RDONLY : O_RDWR);
  if (flags.create && !flags.read_only) bits |= O_CREAT;
  if (flags.create && flags.exclusive) bits |= O_EXCL;
  bool read_only = flags.read_only;
  const Access access = flags.create ? access_wanted(flags) : Access();
  int descriptor = ::open(path.c_str(), bits, access.mode);
  const int first_error = errno;
  if (descriptor < 0 && !read_only && (errno == EACCES || errno == EROFS)) {
    read_only = true;
    descriptor = ::open(path.c_str(), O_CLOEXEC | O_RDONLY);
  }
  if (descriptor < 0) {
    return fail(first_error == EISDIR                        ? ErrorCode::CantOpenIsDir
                : is_folder_closed(first_error, path, flags) ? ErrorCode::ReadOnlyDirectory
                                                             : ErrorCode::CantOpen);
  }
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) {
    ::close(descriptor);
    return fail_errno(ErrorCode::IoErrFstat, "fstat");
  }
  if (S_ISDIR(status.st_mode)) {
    ::close(descriptor);
    return fail(ErrorCode::CantOpenIsDir);
  }
  if (!read_only) grant(descriptor, status, access);
  const FileId id{static_cast<uint64_t>(status.st_dev), static_cast<uint64_t>(status.st_ino)};
  return Opened{descriptor, id, read_only};
}

Result<size_t> PosixFile::pread(MutBytes out, uint64_t at) {
  size_t done = 0;
  while (done < out.size()) {
    const ssize_t got =
        ::pread(descriptor_, out.data() + done, out.size() - done, static_cast<off_t>(at + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail_errno(ErrorCode::IoErrRead, "pread");
    if (got == 0) break;
    done += static_cast<size_t>(got);
  }
  return done;
}

Status PosixFile::check_owner() const {
  return locks_.is_inherited() ? fail(ErrorCode::IoErrWrite, "opened before a fork") : ok();
}

Status PosixFile::grow_for(uint64_t end) {
  const uint64_t chunk = chunk_bytes_.load(std::memory_order_relaxed);
  if (chunk == 0) return ok();
  const uint64_t before = TRY(size());
  if (end <= before) return ok();
  const uint64_t wanted = whole_chunks(end, chunk);
  // Never makes it shorter, whoever else is writing.
  const int failure = ::posix_fallocate(descriptor_, static_cast<off_t>(before),
                                        static_cast<off_t>(wanted - before));
  errno = failure;
  return failure == 0 ? ok() : Status(fail_write("posix_fallocate"));
}

Status PosixFile::pwrite(Bytes in, uint64_t at) {
  TRY(check_owner());
  TRY(grow_for(at + in.size()));
  while (!in.empty()) {
    const ssize_t put = ::pwrite(descriptor_, in.data(), in.size(), static_cast<off_t>(at));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return fail_write("pwrite");
    in = in.subspan(static_cast<size_t>(put));
    at += static_cast<uint64_t>(put);
  }
  return ok();
}

Status PosixFile::pwritev(std::span<const Bytes> pieces, uint64_t at) {
  TRY(check_owner());
  TRY(grow_for(at + size_of(pieces)));
  IoVectors vectors = vectors_of(pieces);
  std::span<iovec> rest(vectors.data(), vectors.size());
  while (!rest.empty()) {
    const int count = static_cast<int>(std::min(rest.size(), kPiecesPerCall));
    const ssize_t put = ::pwritev(descriptor_, rest.data(), count, static_cast<off_t>(at));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return fail_write("pwritev");
    advance(rest, static_cast<size_t>(put));
    at += static_cast<uint64_t>(put);
  }
  return ok();
}

Status PosixFile::truncate(uint64_t size) {
  TRY(check_owner());
  const uint64_t chunk = chunk_bytes_.load(std::memory_order_relaxed);
  if (chunk != 0) size = whole_chunks(size, chunk);
  while (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) {
    if (errno != EINTR) return fail_errno(ErrorCode::IoErrTruncate, "ftruncate");
  }
  return ok();
}

Status PosixFile::sync(SyncMode mode) {
  const int result = mode == SyncMode::Data ? ::fdatasync(descriptor_) : ::fsync(descriptor_);
  if (result != 0) return fail_errno(ErrorCode::IoErrFsync, "fsync");
  return ok();
}

Result<uint64_t> PosixFile::size() {
  struct stat status{};
  if (::fstat(descriptor_, &status) != 0) return fail_errno(ErrorCode::IoErrFstat, "fstat");
  return static_cast<uint64_t>(status.st_size);
}

Status PosixFile::lock(uint64_t start, uint64_t length, LockMode mode) {
  return locks_.set(start, length, mode);
}

Result<bool> PosixFile::is_locked_by_others(uint64_t start, uint64_t length) {
  return locks_.is_held_by_others(start, length);
}

}  // namespace tern::io
