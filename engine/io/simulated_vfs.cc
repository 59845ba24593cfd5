#include "engine/io/simulated_vfs.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <deque>

#include "engine/base/assert.h"

namespace tern::io {
namespace {

// Held shared by each user of shared memory, beyond the bytes that the engine locks.
constexpr uint64_t kUserByte = 128;

}  // namespace

class SimulatedFile final : public File {
 public:
  SimulatedFile(SimulatedVfs& process, std::shared_ptr<SimulatedInode> inode, bool read_only)
      : process_(process), inode_(std::move(inode)), read_only_(read_only) {
    process_.files_.insert(this);
  }

  ~SimulatedFile() override {
    const std::lock_guard guard(process_.disk_.mutex_);
    process_.files_.erase(this);
    inode_->locks.drop(this);
  }

  Result<size_t> pread(MutBytes out, uint64_t at) override {
    const auto verdict = TRY(process_.enter({.error = ErrorCode::IoErrRead, .is_read = true}));
    const std::lock_guard guard(process_.disk_.mutex_);
    const ByteVector& bytes = inode_->now;
    if (at >= bytes.size()) return size_t{0};
    size_t count = std::min<size_t>(out.size(), bytes.size() - at);
    if (verdict == SimulatedVfs::Verdict::Part) count = process_.part_of(count);
    std::copy_n(bytes.begin() + static_cast<ptrdiff_t>(at), count, out.begin());
    if (verdict == SimulatedVfs::Verdict::Part) return fail(ErrorCode::IoErrShortRead);
    if (verdict == SimulatedVfs::Verdict::Rot && count > 0) {
      out[process_.part_of(count)] ^= static_cast<std::byte>(1U << process_.part_of(8));
    }
    return count;
  }

  Status pwrite(Bytes in, uint64_t at) override { return pwritev({&in, 1}, at); }

  Status pwritev(std::span<const Bytes> pieces, uint64_t at) override {
    if (read_only_) return fail(ErrorCode::IoErrWrite);
    ByteVector all;
    for (const Bytes piece : pieces) append(all, piece);
    if (at + all.size() > process_.disk_.options_.file_size_max) return fail(ErrorCode::Full);
    const bool was_dead = process_.is_dead();
    const SimulatedDisk::Change change{"write", inode_->path, at, all.size()};
    const Result<SimulatedVfs::Verdict> verdict = process_.enter(
        {.error = ErrorCode::IoErrWrite, .change = &change, .needs_room = true, .is_write = true});
    // The call in which the process died, too, may have done a part of its work.
    const bool is_part = was_dead   ? false
                         : !verdict ? process_.is_dead()
                                    : *verdict == SimulatedVfs::Verdict::Part;
    if (!verdict && !is_part) return std::unexpected(verdict.error());
    const std::lock_guard guard(process_.disk_.mutex_);
    if (is_part) {
      const uint64_t end = (at + process_.part_of(all.size())) / kSectorSize * kSectorSize;
      all.resize(std::max(at, end) - at);
    }
    if (!all.empty()) {
      inode_->change({at, std::make_shared<const ByteVector>(std::move(all)), false});
    }
    if (!verdict) return std::unexpected(verdict.error());
    return is_part ? fail(ErrorCode::Full) : ok();
  }

  Status truncate(uint64_t size) override {
    if (size > process_.disk_.options_.file_size_max) return fail(ErrorCode::Full);
    const SimulatedDisk::Change change{"truncate", inode_->path, size};
    TRY(process_.pass({.error = ErrorCode::IoErrTruncate,
                       .change = &change,
                       .needs_room = size > inode_->now.size()}));
    const std::lock_guard guard(process_.disk_.mutex_);
    inode_->change({size, nullptr, false});
    return ok();
  }

  Status sync(SyncMode) override {
    const SimulatedDisk::Change change{"sync", inode_->path};
    const auto entered = process_.enter({.error = ErrorCode::IoErrFsync, .change = &change});
    const std::lock_guard guard(process_.disk_.mutex_);
    if (!entered) {
      if (!process_.is_dead()) inode_->fail_sync();
      return std::unexpected(entered.error());
    }
    if (!process_.disk_.options_.ignores_syncs) inode_->sync();
    return ok();
  }

  Result<uint64_t> size() override {
    TRY(process_.pass({.error = ErrorCode::IoErrFstat}));
    const std::lock_guard guard(process_.disk_.mutex_);
    return uint64_t{inode_->now.size()};
  }

  Status lock(uint64_t start, uint64_t length, LockMode mode) override {
    TRY(process_.pass({.error = ErrorCode::IoErrLock, .is_unlock = mode == LockMode::None}));
    const std::lock_guard guard(process_.disk_.mutex_);
    return inode_->locks.set(this, start, length, mode);
  }

  Result<bool> is_locked_by_others(uint64_t start, uint64_t length) override {
    TRY(process_.pass({.error = ErrorCode::IoErrLock}));
    const std::lock_guard guard(process_.disk_.mutex_);
    return inode_->locks.is_held_by_others(this, start, length);
  }

  FileId id() const override { return process_.id_of(*inode_); }
  bool is_read_only() const override { return read_only_; }

  void lose_locks() { inode_->locks.drop(this); }

 private:
  SimulatedVfs& process_;
  // Shared: a removed file lives on while it is open.
  std::shared_ptr<SimulatedInode> inode_;
  const bool read_only_;
};

class SimulatedSharedMemory final : public SharedMemory {
 public:
  SimulatedSharedMemory(SimulatedVfs& process, std::shared_ptr<SimulatedMemory> memory)
      : process_(process), memory_(std::move(memory)) {
    process_.shared_memory_.insert(this);
  }

  ~SimulatedSharedMemory() override {
    const std::lock_guard guard(process_.disk_.mutex_);
    process_.shared_memory_.erase(this);
    memory_->locks.drop(this);
    for (std::byte* region : regions_) ::munmap(region, kShmRegionSize);
  }

  /// The first user finds it empty. Requires: the disk's mutex.
  Status enter() {
    if (memory_->locks.set(this, kUserByte, 1, LockMode::Exclusive)) {
      if (::ftruncate(memory_->descriptor, 0) != 0) return fail(ErrorCode::IoErrShmMap);
      memory_->region_count = 0;
    }
    return memory_->locks.set(this, kUserByte, 1, LockMode::Shared);
  }

  Result<std::byte*> region(size_t index, bool extend) override {
    const bool is_mapped = index < regions_.size();
    if (is_mapped) return regions_[index];
    TRY(process_.pass({.error = ErrorCode::IoErrShmMap, .needs_room = extend}));
    const std::lock_guard guard(process_.disk_.mutex_);
    if (index >= memory_->region_count) {
      if (!extend) return nullptr;
      memory_->region_count = index + 1;
      const auto size = static_cast<off_t>(memory_->region_count * kShmRegionSize);
      if (::ftruncate(memory_->descriptor, size) != 0) return fail(ErrorCode::IoErrShmMap);
    }
    while (regions_.size() <= index) {
      void* const mapped =
          ::mmap(nullptr, kShmRegionSize, PROT_READ | PROT_WRITE, MAP_SHARED, memory_->descriptor,
                 static_cast<off_t>(regions_.size() * kShmRegionSize));
      if (mapped == MAP_FAILED) return fail(ErrorCode::IoErrShmMap);
      regions_.push_back(static_cast<std::byte*>(mapped));
    }
    return regions_[index];
  }

  Status lock(uint64_t start, uint64_t length, LockMode mode) override {
    TRY(process_.pass({.error = ErrorCode::IoErrLock, .is_unlock = mode == LockMode::None}));
    const std::lock_guard guard(process_.disk_.mutex_);
    return memory_->locks.set(this, start, length, mode);
  }

  /// The dead process may still write to its memory, but nobody sees it.
  void die() {
    memory_->locks.drop(this);
    ByteVector content(kShmRegionSize);
    for (std::byte* region : regions_) {
      std::memcpy(content.data(), region, kShmRegionSize);
      void* const own = ::mmap(region, kShmRegionSize, PROT_READ | PROT_WRITE,
                               MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
      ASSERT(own == region);
      std::memcpy(region, content.data(), kShmRegionSize);
    }
  }

 private:
  SimulatedVfs& process_;
  // Shared: each process that has it open keeps it.
  std::shared_ptr<SimulatedMemory> memory_;
  std::deque<std::byte*> regions_;
};

SimulatedVfs::SimulatedVfs(SimulatedDisk& disk, uint64_t seed) : disk_(disk), random_(seed) {
  const std::lock_guard guard(disk_.mutex_);
  disk_.processes_.insert(this);
}

SimulatedVfs::~SimulatedVfs() {
  const std::lock_guard guard(disk_.mutex_);
  ASSERT(files_.empty() && shared_memory_.empty());
  disk_.processes_.erase(this);
}

void SimulatedVfs::fail_at(uint64_t call, Fault fault, bool lasts) {
  fails_at_ = call;
  fault_ = fault;
  lasts_ = lasts;
}

void SimulatedVfs::kill() {
  const std::lock_guard guard(disk_.mutex_);
  if (is_dead_) return;
  is_dead_ = true;
  for (SimulatedFile* const file : files_) file->lose_locks();
  for (SimulatedSharedMemory* const memory : shared_memory_) memory->die();
}

bool SimulatedVfs::can_happen(Fault fault, const Call& call) {
  switch (fault) {
    case Fault::IoError:
      return !call.is_unlock;
    case Fault::NoSpace:
      return call.needs_room;
    case Fault::ShortRead:
    case Fault::BitRot:
      return call.is_read;
    case Fault::ShortWrite:
      return call.is_write;
    case Fault::Death:
    case Fault::PowerLoss:
      return true;
  }
  return false;
}

Result<SimulatedVfs::Verdict> SimulatedVfs::enter(const Call& call) {
  if (is_dead_) return fail(call.error, "the process is dead");
  ++call_count_;
  if (call.change) {
    if (disk_.before_change_) disk_.before_change_(*call.change);
    ++disk_.change_count_;
  }
  if (fails_at_ == 0 || call_count_ < fails_at_ || !can_happen(fault_, call)) return Verdict::Go;
  if (!lasts_) fails_at_ = 0;
  ++fault_counts_[static_cast<size_t>(fault_)];
  switch (fault_) {
    case Fault::IoError:
      return fail(call.error, "simulated fault");
    case Fault::NoSpace:
      return fail(ErrorCode::Full, "simulated fault");
    case Fault::ShortRead:
    case Fault::ShortWrite:
      return Verdict::Part;
    case Fault::BitRot:
      return Verdict::Rot;
    case Fault::Death:
      kill();
      break;
    case Fault::PowerLoss: {
      std::set<SimulatedVfs*> all;
      {
        const std::lock_guard guard(disk_.mutex_);
        all = disk_.processes_;
      }
      for (SimulatedVfs* const process : all) process->kill();
      break;
    }
  }
  return fail(call.error, "the process died");
}

FileId SimulatedVfs::id_of(const SimulatedInode& inode) const {
  return {reinterpret_cast<uint64_t>(this), inode.number};
}

Result<std::unique_ptr<File>> SimulatedVfs::open(const std::string& path, OpenFlags flags) {
  std::shared_ptr<SimulatedInode> inode;
  {
    const std::lock_guard guard(disk_.mutex_);
    inode = disk_.find(path);
  }
  if (inode && flags.create && flags.exclusive) return fail(ErrorCode::CantOpen);
  const bool creates = !inode && flags.create && !flags.read_only;
  if (!inode && !creates) return fail(ErrorCode::CantOpen);
  const SimulatedDisk::Change change{"create", path};
  TRY(pass({.error = ErrorCode::CantOpen,
            .change = creates ? &change : nullptr,
            .needs_room = creates}));
  const std::lock_guard guard(disk_.mutex_);
  if (creates) {
    inode = std::make_shared<SimulatedInode>();
    inode->number = ++disk_.inode_last_;
    inode->path = path;
    disk_.change_names({{path, inode}});
  }
  return std::make_unique<SimulatedFile>(*this, inode, flags.read_only);
}

Result<std::unique_ptr<SharedMemory>> SimulatedVfs::open_shared_memory(const std::string& path,
                                                                       std::string_view) {
  TRY(pass({.error = ErrorCode::CantOpen}));
  std::unique_ptr<SimulatedSharedMemory> out;
  Status entered;
  {
    const std::lock_guard guard(disk_.mutex_);
    std::shared_ptr<SimulatedMemory>& memory = disk_.memories_[path];
    if (!memory) memory = std::make_shared<SimulatedMemory>();
    out = std::make_unique<SimulatedSharedMemory>(*this, memory);
    entered = out->enter();
  }
  if (!entered) return std::unexpected(entered.error());
  return std::unique_ptr<SharedMemory>(std::move(out));
}

Status SimulatedVfs::remove(const std::string& path) {
  bool is_file = false;
  {
    const std::lock_guard guard(disk_.mutex_);
    is_file = disk_.find(path) != nullptr;
    if (!is_file && !disk_.memories_.contains(path)) return ok();
  }
  const SimulatedDisk::Change change{"remove", path};
  TRY(pass({.error = ErrorCode::IoErrDelete, .change = is_file ? &change : nullptr}));
  const std::lock_guard guard(disk_.mutex_);
  disk_.memories_.erase(path);
  if (is_file) disk_.change_names({{path, nullptr}});
  return ok();
}

Status SimulatedVfs::rename(const std::string& from, const std::string& to) {
  const SimulatedDisk::Change change{"rename", from};
  TRY(pass({.change = &change}));
  const std::lock_guard guard(disk_.mutex_);
  const std::shared_ptr<SimulatedInode> inode = disk_.find(from);
  if (!inode) return fail(ErrorCode::IoErr, "rename: no such file");
  disk_.change_names({{to, inode}, {from, nullptr}});
  return ok();
}

Result<bool> SimulatedVfs::exists(const std::string& path) {
  TRY(pass({}));
  const std::lock_guard guard(disk_.mutex_);
  return disk_.find(path) != nullptr || disk_.memories_.contains(path);
}

Status SimulatedVfs::sync_folder_of(const std::string& path) {
  const SimulatedDisk::Change change{"sync the folder of", path};
  TRY(pass({.error = ErrorCode::IoErrFsync, .change = &change}));
  const std::lock_guard guard(disk_.mutex_);
  if (!disk_.options_.ignores_syncs) disk_.sync_names(path);
  return ok();
}

Result<FileId> SimulatedVfs::identify(const std::string& path) {
  const std::lock_guard guard(disk_.mutex_);
  const std::shared_ptr<SimulatedInode> inode = disk_.find(path);
  return inode ? id_of(*inode) : FileId{};
}

}  // namespace tern::io
