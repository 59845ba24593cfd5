#pragma once

#include <map>
#include <mutex>
#include <string>

#include "engine/io/vfs.h"

namespace tern::io {

/// Memory of this process alone.
std::unique_ptr<SharedMemory> heap_shared_memory();

/// Files that live in this object only. There are no other processes, so every lock succeeds.
class MemoryVfs : public Vfs {
 public:
  /// A file that would grow beyond `file_size_max` bytes finds the disk full.
  explicit MemoryVfs(uint64_t file_size_max = UINT64_MAX) : file_size_max_(file_size_max) {}

  /// The bytes of one file; shared by its name and its open Files, as an inode is.
  struct Content {
    std::mutex mutex;
    ByteVector bytes;
    FileId id;
    uint64_t size_max = UINT64_MAX;
  };

  Result<std::unique_ptr<File>> open(const std::string& path, OpenFlags flags) override;
  Result<std::unique_ptr<SharedMemory>> open_shared_memory(const std::string& path,
                                                           std::string_view like) override;
  Status remove(const std::string& path) override;
  Status rename(const std::string& from, const std::string& to) override;
  Result<bool> exists(const std::string& path) override;
  Status sync_folder_of(const std::string& path) override;
  Result<FileId> identify(const std::string& path) override;
  Result<std::string> full_path(const std::string& path) override;

 private:
  uint64_t file_size_max_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Content>> files_;
  uint64_t inode_last_ = 0;
};

}  // namespace tern::io
