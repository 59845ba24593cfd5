#include "engine/io/uring_vfs.h"

#include "engine/io/posix_vfs.h"
#include "engine/io/uring_file.h"

namespace tern::io {
namespace {

class UringVfs final : public Vfs {
 public:
  Result<std::unique_ptr<File>> open(const std::string& path, OpenFlags flags) override {
    return std::unique_ptr<File>(TRY(UringFile::open(path, flags)));
  }
  Result<std::unique_ptr<SharedMemory>> open_shared_memory(const std::string& path,
                                                           std::string_view like) override {
    return posix_.open_shared_memory(path, like);
  }
  Status remove(const std::string& path) override { return posix_.remove(path); }
  Status rename(const std::string& from, const std::string& to) override {
    return posix_.rename(from, to);
  }
  Result<bool> exists(const std::string& path) override { return posix_.exists(path); }
  Status sync_folder_of(const std::string& path) override { return posix_.sync_folder_of(path); }
  Result<FileId> identify(const std::string& path) override { return posix_.identify(path); }
  Result<std::string> full_path(const std::string& path) override { return posix_.full_path(path); }

 private:
  Vfs& posix_ = posix_vfs();
};

}  // namespace

Vfs& uring_vfs() {
  static UringVfs vfs;
  return vfs;
}

Result<Vfs*> find_vfs(std::string_view name) {
  if (name.empty() || name == "uring") return &uring_vfs();
  if (name == "unix" || name == "posix") return &posix_vfs();
  return fail(ErrorCode::Error, "no such vfs: " + std::string(name));
}

}  // namespace tern::io
