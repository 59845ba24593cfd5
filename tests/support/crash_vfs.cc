#include "tests/support/crash_vfs.h"

#include <algorithm>

namespace tern::test {
namespace {

void apply(ByteVector& bytes, const CrashVfs::Write& write, size_t size) {
  if (write.is_truncate) {
    bytes.resize(write.at);
    return;
  }
  if (bytes.size() < write.at + size) bytes.resize(write.at + size);
  std::copy_n(write.bytes.begin(), size, bytes.begin() + static_cast<ptrdiff_t>(write.at));
}

class CrashFile final : public io::File {
 public:
  CrashFile(CrashVfs& vfs, std::shared_ptr<CrashVfs::Node> node)
      : vfs_(vfs), node_(std::move(node)) {}

  Result<size_t> pread(MutBytes out, uint64_t at) override {
    if (at >= node_->now.size()) return size_t{0};
    const size_t count = std::min<size_t>(out.size(), node_->now.size() - at);
    std::copy_n(node_->now.begin() + static_cast<ptrdiff_t>(at), count, out.begin());
    return count;
  }
  Status pwrite(Bytes in, uint64_t at) override {
    return put({at, ByteVector(in.begin(), in.end()), false});
  }
  Status pwritev(std::span<const Bytes> pieces, uint64_t at) override {
    for (const Bytes piece : pieces) {
      TRY(pwrite(piece, at));
      at += piece.size();
    }
    return ok();
  }
  Status truncate(uint64_t size) override { return put({size, {}, true}); }
  Status sync(io::SyncMode) override {
    TRY(vfs_.change());
    node_->durable = node_->now;
    node_->unsynced.clear();
    return ok();
  }
  Result<uint64_t> size() override { return uint64_t{node_->now.size()}; }
  Status lock(uint64_t, uint64_t, io::LockMode) override { return ok(); }
  Result<bool> is_locked_by_others(uint64_t, uint64_t) override { return false; }
  io::FileId id() const override { return node_->id; }
  bool is_read_only() const override { return false; }

 private:
  Status put(CrashVfs::Write write) {
    TRY(vfs_.change());
    apply(node_->now, write, write.bytes.size());
    node_->unsynced.push_back(std::move(write));
    return ok();
  }
  CrashVfs& vfs_;
  std::shared_ptr<CrashVfs::Node> node_;
};

class CrashSharedMemory final : public io::SharedMemory {
 public:
  Result<std::byte*> region(size_t index, bool extend) override {
    if (index >= regions_.size() && !extend) return nullptr;
    while (index >= regions_.size()) {
      regions_.push_back(std::make_unique<uint64_t[]>(io::kShmRegionSize / sizeof(uint64_t)));
    }
    return reinterpret_cast<std::byte*>(regions_[index].get());
  }
  Status lock(uint64_t, uint64_t, io::LockMode) override { return ok(); }

 private:
  std::vector<std::unique_ptr<uint64_t[]>> regions_;
};

}  // namespace

Status CrashVfs::change() {
  if (changes_left_ == 0) return fail(ErrorCode::IoErr, "no power");
  if (changes_left_ > 0) --changes_left_;
  ++changes_;
  return ok();
}

void CrashVfs::reboot(const std::function<Fate()>& fate) {
  changes_left_ = -1;
  changes_ = 0;
  for (auto& [path, node] : files_) {
    for (const Write& write : node->unsynced) {
      const Fate now = fate();
      if (now == Fate::Lost || (now == Fate::Torn && write.is_truncate)) continue;
      apply(node->durable, write, now == Fate::Torn ? write.bytes.size() / 2 : write.bytes.size());
    }
    node->unsynced.clear();
    node->now = node->durable;
    node->id.inode = ++inode_last_;
  }
}

Result<std::unique_ptr<io::File>> CrashVfs::open(const std::string& path, io::OpenFlags flags) {
  auto found = files_.find(path);
  if (found == files_.end()) {
    if (!flags.create) return fail(ErrorCode::CantOpen);
    TRY(change());
    auto node = std::make_shared<Node>();
    node->id = {reinterpret_cast<uint64_t>(this), ++inode_last_};
    found = files_.emplace(path, std::move(node)).first;
  }
  return std::make_unique<CrashFile>(*this, found->second);
}

Result<std::unique_ptr<io::SharedMemory>> CrashVfs::open_shared_memory(const std::string&) {
  return std::make_unique<CrashSharedMemory>();
}

Status CrashVfs::remove(const std::string& path) {
  if (!files_.contains(path)) return ok();
  TRY(change());
  files_.erase(path);
  return ok();
}

Status CrashVfs::rename(const std::string& from, const std::string& to) {
  if (!files_.contains(from)) return fail(ErrorCode::IoErr);
  TRY(change());
  files_[to] = files_.at(from);
  files_.erase(from);
  return ok();
}

Result<bool> CrashVfs::exists(const std::string& path) { return files_.contains(path); }
Status CrashVfs::sync_folder_of(const std::string&) { return change(); }

Result<io::FileId> CrashVfs::identify(const std::string& path) {
  const auto found = files_.find(path);
  return found == files_.end() ? io::FileId{} : found->second->id;
}

}  // namespace tern::test
