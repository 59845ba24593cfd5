#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

namespace tern::diff {

/// A file of this process; gone with its journals when this is.
class ScratchFile {
 public:
  /// `name`: the end of its name.
  ScratchFile(const std::string& folder, const char* name)
      : path_(folder + "/tern-diff-" + std::to_string(getpid()) + name) {
    remove();
  }
  ~ScratchFile() { remove(); }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  void remove() {
    std::error_code ignored;
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) {
      std::filesystem::remove(path_ + suffix, ignored);
    }
  }
  std::string path_;
};

}  // namespace tern::diff
