#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/io/vfs.h"
#include "sync/primary/revision_snapshot.h"

namespace tern::daemon::turso {

/// The pages of a snapshot that have been read, as bits, and how many there may be. Threads: any.
class ReadPages {
 public:
  ReadPages(uint32_t page_count, uint32_t pages_max) : read_(page_count), pages_max_(pages_max) {}
  /// `page_id` counts from 0. False: no more may be read.
  bool note(uint32_t page_id);
  bool is_full() const;
  std::vector<bool> take() &&;

 private:
  mutable std::mutex mutex_;
  std::vector<bool> read_;
  uint32_t count_ = 0;
  uint32_t pages_max_;
  bool is_full_ = false;
};

/// One file, the database as it was at a revision, which can only be read; what is read of it is
/// noted. Other files are temporary ones. Threads: any. Lifetime: of both: not longer than this.
class SnapshotVfs final : public io::Vfs {
 public:
  static constexpr std::string_view kName = "/snapshot";

  SnapshotVfs(sync::primary::RevisionSnapshot& snapshot, ReadPages& pages);

  Result<std::unique_ptr<io::File>> open(const std::string& path, io::OpenFlags flags) override;
  Result<std::unique_ptr<io::SharedMemory>> open_shared_memory(const std::string& path,
                                                               std::string_view like) override;
  Status remove(const std::string& path) override;
  Status rename(const std::string& from, const std::string& to) override;
  Result<bool> exists(const std::string& path) override;
  Status sync_folder_of(const std::string& path) override;
  Result<io::FileId> identify(const std::string& path) override;
  Result<std::string> full_path(const std::string& path) override { return path; }
  std::string temporary_folder() override;

 private:
  sync::primary::RevisionSnapshot& snapshot_;
  ReadPages& pages_;
  io::FileId id_;
};

}  // namespace tern::daemon::turso
