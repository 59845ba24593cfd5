#include "daemon/turso/snapshot_vfs.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "engine/io/posix_vfs.h"

namespace tern::daemon::turso {
namespace {

std::unexpected<Error> only_read() {
  return fail(ErrorCode::ReadOnly, "a snapshot can only be read");
}

/// Connections of one process share what has one identity: each of these has its own.
io::FileId fresh_id() {
  static std::atomic<uint64_t> count = 0;
  return {.device = UINT64_MAX, .inode = ++count};
}

class SnapshotFile final : public io::File {
 public:
  SnapshotFile(sync::primary::RevisionSnapshot& snapshot, ReadPages& pages, io::FileId id)
      : snapshot_(snapshot), pages_(pages), id_(id) {}

  Result<size_t> pread(MutBytes out, uint64_t at) override {
    const uint64_t page_size = snapshot_.page_size();
    const uint64_t bytes = page_size * snapshot_.page_count();
    const uint64_t end = at >= bytes ? at : std::min(bytes, at + out.size());
    for (uint64_t from = at; from < end;) {
      const auto id = static_cast<uint32_t>(from / page_size);
      if (!pages_.note(id)) return fail(ErrorCode::Interrupt, "enough pages have been read");
      const ByteVector page = TRY(snapshot_.read(PageNo{id + 1}));
      const Bytes wanted = Bytes(page).subspan(from % page_size);
      const size_t count = std::min<uint64_t>(wanted.size(), end - from);
      std::copy_n(wanted.begin(), count, out.begin() + static_cast<std::ptrdiff_t>(from - at));
      from += count;
    }
    return end - at;
  }
  Result<uint64_t> size() override {
    return uint64_t{snapshot_.page_size()} * snapshot_.page_count();
  }

  Status pwrite(Bytes, uint64_t) override { return only_read(); }
  Status pwritev(std::span<const Bytes>, uint64_t) override { return only_read(); }
  Status truncate(uint64_t) override { return only_read(); }
  Status sync(io::SyncMode) override { return ok(); }
  Status lock(uint64_t, uint64_t, io::LockMode) override { return ok(); }
  Result<bool> is_locked_by_others(uint64_t, uint64_t) override { return false; }
  io::FileId id() const override { return id_; }
  bool is_read_only() const override { return true; }
  bool may_share_memory() const override { return false; }

 private:
  sync::primary::RevisionSnapshot& snapshot_;
  ReadPages& pages_;
  io::FileId id_;
};

}  // namespace

bool ReadPages::note(uint32_t page_id) {
  const std::scoped_lock lock(mutex_);
  if (page_id >= read_.size() || read_[page_id]) return true;
  is_full_ = is_full_ || count_ >= pages_max_;
  if (is_full_) return false;
  read_[page_id] = true;
  ++count_;
  return true;
}

bool ReadPages::is_full() const {
  const std::scoped_lock lock(mutex_);
  return is_full_;
}

std::vector<bool> ReadPages::take() && {
  const std::scoped_lock lock(mutex_);
  return std::move(read_);
}

SnapshotVfs::SnapshotVfs(sync::primary::RevisionSnapshot& snapshot, ReadPages& pages)
    : snapshot_(snapshot), pages_(pages), id_(fresh_id()) {}

Result<std::unique_ptr<io::File>> SnapshotVfs::open(const std::string& path, io::OpenFlags flags) {
  if (path == kName) return std::make_unique<SnapshotFile>(snapshot_, pages_, id_);
  return io::posix_vfs().open(path, flags);
}

Result<std::unique_ptr<io::SharedMemory>> SnapshotVfs::open_shared_memory(const std::string&,
                                                                          std::string_view) {
  return only_read();
}

Status SnapshotVfs::remove(const std::string& path) {
  return path.starts_with(kName) ? only_read() : io::posix_vfs().remove(path);
}

Status SnapshotVfs::rename(const std::string&, const std::string&) { return only_read(); }

Result<bool> SnapshotVfs::exists(const std::string& path) {
  if (path.starts_with(kName)) return path == kName;
  return io::posix_vfs().exists(path);
}

Status SnapshotVfs::sync_folder_of(const std::string&) { return ok(); }

Result<io::FileId> SnapshotVfs::identify(const std::string& path) {
  if (path == kName) return id_;
  return io::posix_vfs().identify(path);
}

std::string SnapshotVfs::temporary_folder() { return io::posix_vfs().temporary_folder(); }

}  // namespace tern::daemon::turso
