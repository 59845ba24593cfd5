#include "engine/io/memory_vfs.h"

#include <algorithm>
#include <deque>
#include <vector>

namespace tern::io {
namespace {

class MemoryFile final : public File {
 public:
  MemoryFile(std::shared_ptr<MemoryVfs::Content> content, bool read_only)
      : content_(std::move(content)), read_only_(read_only) {}

  Result<size_t> pread(MutBytes out, uint64_t at) override {
    const std::lock_guard guard(content_->mutex);
    const ByteVector& bytes = content_->bytes;
    if (at >= bytes.size()) return size_t{0};
    const size_t count = std::min<size_t>(out.size(), bytes.size() - at);
    std::copy_n(bytes.begin() + static_cast<ptrdiff_t>(at), count, out.begin());
    return count;
  }

  Status pwrite(Bytes in, uint64_t at) override {
    if (read_only_) return fail(ErrorCode::IoErrWrite);
    const std::lock_guard guard(content_->mutex);
    ByteVector& bytes = content_->bytes;
    if (content_->size_max < in.size() || at > content_->size_max - in.size()) {
      return fail(ErrorCode::Full);
    }
    if (bytes.size() < at + in.size()) bytes.resize(at + in.size());
    std::copy(in.begin(), in.end(), bytes.begin() + static_cast<ptrdiff_t>(at));
    return ok();
  }

  Status pwritev(std::span<const Bytes> pieces, uint64_t at) override {
    for (const Bytes piece : pieces) {
      TRY(pwrite(piece, at));
      at += piece.size();
    }
    return ok();
  }

  Status truncate(uint64_t size) override {
    const std::lock_guard guard(content_->mutex);
    if (size > content_->size_max) return fail(ErrorCode::Full);
    content_->bytes.resize(size);
    return ok();
  }

  Status sync(SyncMode) override { return ok(); }

  Result<uint64_t> size() override {
    const std::lock_guard guard(content_->mutex);
    return uint64_t{content_->bytes.size()};
  }

  Status lock(uint64_t, uint64_t, LockMode) override { return ok(); }
  Result<bool> is_locked_by_others(uint64_t, uint64_t) override { return false; }
  FileId id() const override { return content_->id; }
  bool is_read_only() const override { return read_only_; }

 private:
  // Shared: a removed file lives on while it is open.
  std::shared_ptr<MemoryVfs::Content> content_;
  bool read_only_;
};

class HeapSharedMemory final : public SharedMemory {
 public:
  Result<std::byte*> region(size_t index, bool extend) override {
    const std::lock_guard guard(mutex_);
    if (index >= regions_.size() && !extend) return nullptr;
    while (index >= regions_.size()) {
      regions_.push_back(std::make_unique<uint64_t[]>(kShmRegionSize / sizeof(uint64_t)));
    }
    return reinterpret_cast<std::byte*>(regions_[index].get());
  }
  Status lock(uint64_t, uint64_t, LockMode) override { return ok(); }

 private:
  std::mutex mutex_;
  std::deque<std::unique_ptr<uint64_t[]>> regions_;
};

}  // namespace

std::unique_ptr<SharedMemory> heap_shared_memory() { return std::make_unique<HeapSharedMemory>(); }

Result<std::unique_ptr<File>> MemoryVfs::open(const std::string& path, OpenFlags flags) {
  const std::lock_guard guard(mutex_);
  const auto found = files_.find(path);
  if (found != files_.end()) {
    if (flags.create && flags.exclusive) return fail(ErrorCode::CantOpen);
    return std::make_unique<MemoryFile>(found->second, flags.read_only);
  }
  if (!flags.create || flags.read_only) return fail(ErrorCode::CantOpen);
  auto content = std::make_shared<Content>();
  content->size_max = file_size_max_;
  content->id = {reinterpret_cast<uint64_t>(this), ++inode_last_};
  files_.emplace(path, content);
  return std::make_unique<MemoryFile>(content, false);
}

Result<std::unique_ptr<SharedMemory>> MemoryVfs::open_shared_memory(const std::string&,
                                                                    std::string_view) {
  return heap_shared_memory();
}

Status MemoryVfs::remove(const std::string& path) {
  const std::lock_guard guard(mutex_);
  files_.erase(path);
  return ok();
}

Status MemoryVfs::rename(const std::string& from, const std::string& to) {
  const std::lock_guard guard(mutex_);
  const auto it = files_.find(from);
  if (it == files_.end()) return fail(ErrorCode::IoErr, "rename: no such file");
  files_[to] = it->second;
  files_.erase(from);
  return ok();
}

Result<bool> MemoryVfs::exists(const std::string& path) {
  const std::lock_guard guard(mutex_);
  return files_.contains(path);
}

Status MemoryVfs::sync_folder_of(const std::string&) { return ok(); }

Result<FileId> MemoryVfs::identify(const std::string& path) {
  const std::lock_guard guard(mutex_);
  const auto found = files_.find(path);
  return found == files_.end() ? FileId{} : found->second->id;
}

Result<std::string> MemoryVfs::full_path(const std::string& path) { return path; }

}  // namespace tern::io
