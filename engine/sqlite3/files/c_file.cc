// io::File and io::SharedMemory by the methods of a sqlite3_file.

#include <algorithm>
#include <atomic>

#include "engine/sqlite3/files/c_vfs.h"
#include "engine/storage/lock_ladder.h"

namespace tern::abi {
namespace {

// Of a file that is no database: none is another, though they have one path.
io::FileId next_identity() {
  static std::atomic<uint64_t> last{0};
  return {UINT64_MAX, ++last};
}

class CFile final : public io::File {
 public:
  CFile(std::shared_ptr<CHandle> handle, std::shared_ptr<CHandle> database)
      : handle_(std::move(handle)),
        database_(std::move(database)),
        id_(is_main() ? io::FileId{} : next_identity()) {}

  Result<size_t> pread(MutBytes out, uint64_t at) override {
    const std::lock_guard guard(handle_->mutex);
    const int code = methods().xRead(file(), out.data(), static_cast<int>(out.size()), offset(at));
    if (code == SQLITE_OK) return out.size();
    if (code != SQLITE_IOERR_SHORT_READ) return fail_as(code);
    const uint64_t length = TRY(size());
    return static_cast<size_t>(std::min<uint64_t>(length > at ? length - at : 0, out.size()));
  }

  Status pwrite(Bytes in, uint64_t at) override {
    const std::lock_guard guard(handle_->mutex);
    if (is_main()) handle_->wrote();
    if (handle_->is(SQLITE_OPEN_WAL) && database_) database_->wrote();
    if (in.empty()) return ok();
    return status_of(methods().xWrite(file(), in.data(), static_cast<int>(in.size()), offset(at)));
  }

  // Page by page: file systems that change what they write depend on it.
  Status pwritev(std::span<const Bytes> pieces, uint64_t at) override {
    for (const Bytes piece : pieces) {
      TRY(pwrite(piece, at));
      at += piece.size();
    }
    return ok();
  }

  Status truncate(uint64_t size) override {
    const std::lock_guard guard(handle_->mutex);
    return status_of(methods().xTruncate(file(), offset(size)));
  }

  Status sync(io::SyncMode) override {
    const std::lock_guard guard(handle_->mutex);
    if (is_main()) handle_->notify(SQLITE_FCNTL_SYNC);
    return status_of(methods().xSync(file(), SQLITE_SYNC_NORMAL));
  }

  Result<uint64_t> size() override {
    const std::lock_guard guard(handle_->mutex);
    sqlite3_int64 length = 0;
    TRY(status_of(methods().xFileSize(file(), &length)));
    return static_cast<uint64_t>(length);
  }

  Status lock(uint64_t start, uint64_t length, io::LockMode mode) override {
    if (!is_main()) return ok();
    return mode == io::LockMode::None ? handle_->unlock(length) : handle_->lock(start, mode);
  }

  Result<bool> is_locked_by_others(uint64_t, uint64_t) override {
    return is_main() ? handle_->is_reserved() : Result<bool>(false);
  }

  io::FileId id() const override { return id_; }
  bool is_read_only() const override { return handle_->is_read_only(); }
  bool may_share_memory() const override { return handle_->has_shared_memory(); }
  CHandle& handle() { return *handle_; }

 private:
  bool is_main() const { return handle_->is(SQLITE_OPEN_MAIN_DB); }
  const sqlite3_io_methods& methods() const { return handle_->methods(); }
  sqlite3_file* file() { return handle_->file(); }
  static sqlite3_int64 offset(uint64_t at) { return static_cast<sqlite3_int64>(at); }

  // Shared: its shared memory uses it, too, and goes when the log is closed; and what belongs to a
  // database has its names.
  const std::shared_ptr<CHandle> handle_;
  const std::shared_ptr<CHandle> database_;
  const io::FileId id_;
};

class CSharedMemory final : public io::SharedMemory {
 public:
  explicit CSharedMemory(std::shared_ptr<CHandle> handle) : handle_(std::move(handle)) {}

  ~CSharedMemory() override {
    const std::lock_guard guard(handle_->mutex);
    for (size_t i = 0; i < held_.size(); ++i) static_cast<void>(set(i, 1, io::LockMode::None));
    const bool removes = std::exchange(handle_->removes_memory, false);
    handle_->methods().xShmUnmap(handle_->file(), removes ? 1 : 0);
    handle_->has_memory = false;
  }

  /// Makes this a user of the memory, so that what is wrong shows here.
  Status enter() {
    const Result<std::byte*> first = region(0, false);
    return first ? ok() : Status(std::unexpected(first.error()));
  }

  Result<std::byte*> region(size_t index, bool extend) override {
    const std::lock_guard guard(handle_->mutex);
    void volatile* memory = nullptr;
    const int code =
        handle_->methods().xShmMap(handle_->file(), static_cast<int>(index),
                                   static_cast<int>(io::kShmRegionSize), extend ? 1 : 0, &memory);
    if (code == SQLITE_READONLY) is_read_only_ = true;
    if (code != SQLITE_OK && code != SQLITE_READONLY) return fail_as(code);
    // The engine reads and writes it by atomic operations where it has to.
    return static_cast<std::byte*>(const_cast<void*>(memory));  // NOLINT
  }

  Status lock(uint64_t start, uint64_t length, io::LockMode mode) override {
    const std::lock_guard guard(handle_->mutex);
    return set(static_cast<size_t>(start - kFirstLockByte), static_cast<size_t>(length), mode);
  }

  bool is_read_only() const override { return is_read_only_; }

 private:
  static constexpr uint64_t kFirstLockByte = 120;
  static constexpr size_t kWriteLock = 0;
  static constexpr size_t kCheckpointLock = 1;

  // The range is in one state, or held nowhere: so does the engine use it.
  Status set(size_t at, size_t count, io::LockMode mode) {
    const io::LockMode before = held_[at];
    if (before == mode) return ok();
    if (before != io::LockMode::None) {
      tell_of_unlock(at, before);
      TRY(call(at, count, SQLITE_SHM_UNLOCK | flag_of(before)));
      std::fill_n(held_.begin() + static_cast<ptrdiff_t>(at), count, io::LockMode::None);
    }
    if (mode == io::LockMode::None) return ok();
    TRY(call(at, count, SQLITE_SHM_LOCK | flag_of(mode)));
    std::fill_n(held_.begin() + static_cast<ptrdiff_t>(at), count, mode);
    if (at == kCheckpointLock && mode == io::LockMode::Exclusive) {
      handle_->notify(SQLITE_FCNTL_CKPT_START);
    }
    return ok();
  }

  void tell_of_unlock(size_t at, io::LockMode before) {
    if (before != io::LockMode::Exclusive) return;
    if (at == kWriteLock) handle_->ended();
    if (at == kCheckpointLock) handle_->notify(SQLITE_FCNTL_CKPT_DONE);
  }

  static int flag_of(io::LockMode mode) {
    return mode == io::LockMode::Shared ? SQLITE_SHM_SHARED : SQLITE_SHM_EXCLUSIVE;
  }

  Status call(size_t at, size_t count, int flags) {
    return status_of(handle_->methods().xShmLock(handle_->file(), static_cast<int>(at),
                                                 static_cast<int>(count), flags));
  }

  const std::shared_ptr<CHandle> handle_;  // shared: see CFile
  std::array<io::LockMode, SQLITE_SHM_NLOCK> held_{};
  bool is_read_only_ = false;
};

}  // namespace

std::unique_ptr<io::File> c_file(std::shared_ptr<CHandle> handle,
                                 std::shared_ptr<CHandle> database) {
  return std::make_unique<CFile>(std::move(handle), std::move(database));
}

CHandle* handle_of(io::File* file) {
  auto* const ours = dynamic_cast<CFile*>(file);
  return ours != nullptr ? &ours->handle() : nullptr;
}

Result<std::unique_ptr<io::SharedMemory>> c_shared_memory(std::shared_ptr<CHandle> handle) {
  handle->has_memory = true;
  auto memory = std::make_unique<CSharedMemory>(std::move(handle));
  TRY(memory->enter());
  return std::unique_ptr<io::SharedMemory>(std::move(memory));
}

}  // namespace tern::abi
