#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/io/vfs.h"

namespace tern::test {

/// Files in memory that lose power. Each file has what is durable, and the writes since the last
/// sync. After `power_cut_after(n)` calls that change something, the next such call and all that
/// follow fail; `reboot()` makes the files what a disk might hold then.
class CrashVfs final : public io::Vfs {
 public:
  struct Write {
    uint64_t at = 0;
    ByteVector bytes;  // empty: truncate to `at`
    bool is_truncate = false;
  };
  struct Node {
    io::FileId id;
    ByteVector now;
    ByteVector durable;
    std::vector<Write> unsynced;
  };
  /// What happens to an unsynced write: it reaches the disk, or not, or half of it does.
  enum class Fate { Kept, Lost, Torn };

  CrashVfs() = default;

  void power_cut_after(int changes) { changes_left_ = changes; }
  /// Changes so far.
  int changes() const { return changes_; }
  bool is_off() const { return changes_left_ == 0; }
  /// Names created or removed are durable at once (as on a journalling file system).
  void reboot(const std::function<Fate()>& fate);

  Result<std::unique_ptr<io::File>> open(const std::string& path, io::OpenFlags flags) override;
  Result<std::unique_ptr<io::SharedMemory>> open_shared_memory(const std::string& path) override;
  Status remove(const std::string& path) override;
  Result<bool> exists(const std::string& path) override;
  Status rename(const std::string& from, const std::string& to) override;
  Status sync_folder_of(const std::string& path) override;
  Result<io::FileId> identify(const std::string& path) override;
  Result<std::string> full_path(const std::string& path) override { return path; }

  ByteVector content(const std::string& path) { return files_.at(path)->now; }
  /// Counts a change; fails without power.
  Status change();

 private:
  std::map<std::string, std::shared_ptr<Node>> files_;
  uint64_t inode_last_ = 0;
  int changes_ = 0;
  int changes_left_ = -1;
};

}  // namespace tern::test
