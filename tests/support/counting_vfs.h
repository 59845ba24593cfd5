#pragma once

#include <map>
#include <memory>
#include <string>

#include "engine/io/vfs.h"

namespace tern::test {

/// Counts the calls that go through to another Vfs, by name: each is one system call there, save
/// `full_path`. One thread at a time.
class CountingVfs final : public io::Vfs {
 public:
  explicit CountingVfs(io::Vfs& base) : base_(base) {}

  /// The counts since the last call, as "lock 3, pread 1", in the order of the names.
  std::string take();
  void count(const char* call) { ++counts_[call]; }

  Result<std::unique_ptr<io::File>> open(const std::string& path, io::OpenFlags flags) override;
  Result<std::unique_ptr<io::SharedMemory>> open_shared_memory(const std::string& path,
                                                               std::string_view like) override;
  Status remove(const std::string& path) override;
  Status rename(const std::string& from, const std::string& to) override;
  Result<bool> exists(const std::string& path) override;
  Status sync_folder_of(const std::string& path) override;
  Result<io::FileId> identify(const std::string& path) override;
  Result<std::string> full_path(const std::string& path) override;

 private:
  io::Vfs& base_;
  std::map<std::string, int> counts_;
};

}  // namespace tern::test
