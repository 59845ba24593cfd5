#include "tests/support/counting_vfs.h"

namespace tern::test {
namespace {

class CountingFile final : public io::File {
 public:
  CountingFile(CountingVfs& vfs, std::unique_ptr<io::File> base)
      : vfs_(vfs), base_(std::move(base)) {}

  Result<size_t> pread(MutBytes out, uint64_t at) override {
    vfs_.count("pread");
    return base_->pread(out, at);
  }
  Status pwrite(Bytes in, uint64_t at) override {
    vfs_.count("pwrite");
    return base_->pwrite(in, at);
  }
  Status pwritev(std::span<const Bytes> pieces, uint64_t at) override {
    vfs_.count("pwrite");
    return base_->pwritev(pieces, at);
  }
  Status truncate(uint64_t size) override {
    vfs_.count("truncate");
    return base_->truncate(size);
  }
  Status sync(io::SyncMode mode) override {
    vfs_.count("sync");
    return base_->sync(mode);
  }
  Result<uint64_t> size() override {
    vfs_.count("stat");
    return base_->size();
  }
  Status lock(uint64_t start, uint64_t length, io::LockMode mode) override {
    vfs_.count("lock");
    return base_->lock(start, length, mode);
  }
  Result<bool> is_locked_by_others(uint64_t start, uint64_t length) override {
    vfs_.count("lock");
    return base_->is_locked_by_others(start, length);
  }
  io::FileId id() const override { return base_->id(); }
  bool is_read_only() const override { return base_->is_read_only(); }

 private:
  CountingVfs& vfs_;
  std::unique_ptr<io::File> base_;
};

class CountingSharedMemory final : public io::SharedMemory {
 public:
  CountingSharedMemory(CountingVfs& vfs, std::unique_ptr<io::SharedMemory> base)
      : vfs_(vfs), base_(std::move(base)) {}

  Result<std::byte*> region(size_t index, bool extend) override {
    return base_->region(index, extend);
  }
  Status lock(uint64_t start, uint64_t length, io::LockMode mode) override {
    vfs_.count("lock");
    return base_->lock(start, length, mode);
  }
  bool is_read_only() const override { return base_->is_read_only(); }

 private:
  CountingVfs& vfs_;
  std::unique_ptr<io::SharedMemory> base_;
};

}  // namespace

std::string CountingVfs::take() {
  std::string out;
  for (const auto& [call, count] : counts_) {
    out += (out.empty() ? "" : ", ") + call + " " + std::to_string(count);
  }
  counts_.clear();
  return out;
}

Result<std::unique_ptr<io::File>> CountingVfs::open(const std::string& path, io::OpenFlags flags) {
  count("open");
  return std::make_unique<CountingFile>(*this, TRY(base_.open(path, flags)));
}

Result<std::unique_ptr<io::SharedMemory>> CountingVfs::open_shared_memory(const std::string& path,
                                                                          std::string_view like) {
  count("open");
  return std::make_unique<CountingSharedMemory>(*this, TRY(base_.open_shared_memory(path, like)));
}

Status CountingVfs::remove(const std::string& path) {
  count("unlink");
  return base_.remove(path);
}

Status CountingVfs::rename(const std::string& from, const std::string& to) {
  count("rename");
  return base_.rename(from, to);
}

Result<bool> CountingVfs::exists(const std::string& path) {
  count("stat");
  return base_.exists(path);
}

Status CountingVfs::sync_folder_of(const std::string& path) {
  count("sync folder");
  return base_.sync_folder_of(path);
}

Result<io::FileId> CountingVfs::identify(const std::string& path) {
  count("stat");
  return base_.identify(path);
}

Result<std::string> CountingVfs::full_path(const std::string& path) {
  return base_.full_path(path);
}

}  // namespace tern::test
