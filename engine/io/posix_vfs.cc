#include "engine/io/posix_vfs.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <vector>

#include "engine/io/posix_file.h"

namespace tern::io {
namespace {

// Held shared by every process that uses the shared memory; whoever gets it exclusively is alone.
// Source: the lock bytes that SQLite's unix backend uses in the -shm file.
constexpr uint64_t kUserByte = 128;

class PosixSharedMemory final : public SharedMemory {
 public:
  static Result<std::unique_ptr<SharedMemory>> open(const std::string& path, std::string_view like,
                                                    LockKind lock_kind) {
    std::unique_ptr<PosixFile> file =
        TRY(PosixFile::open(path, {.create = true, .like = like}, lock_kind));
    std::unique_ptr<PosixSharedMemory> shm(new PosixSharedMemory(std::move(file)));
    TRY(shm->enter());
    return std::unique_ptr<SharedMemory>(std::move(shm));
  }

  ~PosixSharedMemory() override {
    for (std::byte* region : regions_) ::munmap(region, kShmRegionSize);
  }

  Result<std::byte*> region(size_t index, bool extend) override {
    const std::lock_guard guard(mutex_);
    if (index < regions_.size()) return regions_[index];
    const uint64_t needed = (index + 1) * kShmRegionSize;
    const uint64_t size = TRY(file_->size());
    if (size < needed) {
      if (!extend) return nullptr;
      if (is_read_only()) return fail(ErrorCode::ReadOnlyRecovery);
      TRY(grow(size, needed));
    }
    const int protection = is_read_only() ? PROT_READ : PROT_READ | PROT_WRITE;
    while (regions_.size() <= index) {
      void* mapped = ::mmap(nullptr, kShmRegionSize, protection, MAP_SHARED, file_->descriptor(),
                            static_cast<off_t>(regions_.size() * kShmRegionSize));
      if (mapped == MAP_FAILED) return fail(ErrorCode::IoErrShmMap);
      regions_.push_back(static_cast<std::byte*>(mapped));
    }
    return regions_[index];
  }

  bool is_read_only() const override { return file_->is_read_only(); }

  Status lock(uint64_t start, uint64_t length, LockMode mode) override {
    return file_->lock(start, length, mode);
  }

 private:
  explicit PosixSharedMemory(std::unique_ptr<PosixFile> file) : file_(std::move(file)) {}

  Status enter() {
    if (is_read_only()) return enter_as_reader();
    const Status alone = file_->lock(kUserByte, 1, LockMode::Exclusive);
    if (alone) {
      TRY(file_->truncate(0));
    } else if (!alone.error().is(ErrorCode::Busy)) {
      return alone;
    }
    return file_->lock(kUserByte, 1, LockMode::Shared);
  }

  // What the file holds is true only while somebody keeps it so.
  Status enter_as_reader() {
    const bool is_kept = TRY(file_->is_locked_by_others(kUserByte, 1));
    if (!is_kept) return fail(ErrorCode::ReadOnlyCantInit);
    return file_->lock(kUserByte, 1, LockMode::Shared);
  }

  // Writes a byte into each new block, so that a full disk is an error here and no signal later.
  Status grow(uint64_t size, uint64_t needed) {
    constexpr uint64_t kBlock = 4096;
    const std::byte zero{};
    for (uint64_t end = (size / kBlock + 1) * kBlock; end <= needed; end += kBlock) {
      const Status put = file_->pwrite({&zero, 1}, end - 1);
      if (!put) return fail(ErrorCode::IoErrShmMap, std::string(put.error().message()));
    }
    return ok();
  }

  std::unique_ptr<PosixFile> file_;
  std::mutex mutex_;
  std::vector<std::byte*> regions_;
};

class PosixVfs final : public Vfs {
 public:
  explicit PosixVfs(LockKind lock_kind) : lock_kind_(lock_kind) {}

  Result<std::unique_ptr<File>> open(const std::string& path, OpenFlags flags) override {
    return std::unique_ptr<File>(TRY(PosixFile::open(path, flags, lock_kind_)));
  }

  Result<std::unique_ptr<SharedMemory>> open_shared_memory(const std::string& path,
                                                           std::string_view like) override {
    return PosixSharedMemory::open(path, like, lock_kind_);
  }

  Status remove(const std::string& path) override {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return fail(ErrorCode::IoErrDelete);
    return ok();
  }

  Status rename(const std::string& from, const std::string& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) return fail(ErrorCode::IoErr, "rename");
    return ok();
  }

  Result<bool> exists(const std::string& path) override {
    struct stat status{};
    if (::stat(path.c_str(), &status) == 0) return true;
    if (errno == ENOENT || errno == ENOTDIR) return false;
    return fail(ErrorCode::IoErr, "stat");
  }

  Status sync_folder_of(const std::string& path) override {
    const size_t slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? "."
                               : slash == 0               ? "/"
                                                          : path.substr(0, slash);
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return ok();  // as SQLite: a folder that may not be read is not synced
    const int result = ::fsync(descriptor);
    ::close(descriptor);
    if (result != 0 && errno != EINVAL) return fail(ErrorCode::IoErrFsync, "fsync of a folder");
    return ok();
  }

  Result<FileId> identify(const std::string& path) override {
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0) return FileId{};
    return FileId{static_cast<uint64_t>(status.st_dev), static_cast<uint64_t>(status.st_ino)};
  }

  Result<std::string> full_path(const std::string& path) override {
    char buffer[PATH_MAX];
    if (::realpath(path.c_str(), buffer) != nullptr) return std::string(buffer);
    const size_t slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
    if (::realpath(folder.c_str(), buffer) == nullptr) return fail(ErrorCode::CantOpen);
    std::string full(buffer);
    if (full.back() != '/') full += '/';
    return full + name;
  }

  // The first of these that can be written to, as SQLite.
  std::string temporary_folder() override {
    const char* const candidates[] = {std::getenv("SQLITE_TMPDIR"), std::getenv("TMPDIR"),
                                      "/var/tmp", "/usr/tmp", "/tmp"};
    for (const char* const folder : candidates) {
      struct stat status{};
      if (!folder || ::stat(folder, &status) != 0 || !S_ISDIR(status.st_mode)) continue;
      if (::access(folder, W_OK | X_OK) == 0) return folder;
    }
    return ".";
  }

 private:
  const LockKind lock_kind_;
};

}  // namespace

Vfs& posix_vfs() { return posix_vfs(best_lock_kind()); }

Vfs& posix_vfs(LockKind lock_kind) {
  static PosixVfs open_file(LockKind::OpenFile);
  static PosixVfs classic(LockKind::Classic);
  return lock_kind == LockKind::OpenFile ? open_file : classic;
}

}  // namespace tern::io
