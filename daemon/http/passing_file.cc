#include "daemon/http/passing_file.h"

#include <utility>

#include "engine/io/posix_vfs.h"

namespace tern::daemon {

Result<std::shared_ptr<PassingFile>> PassingFile::create(std::string path) {
  auto file =
      TRY(io::posix_vfs().open(path, {.create = true, .exclusive = true, .is_private = true}));
  return std::shared_ptr<PassingFile>(new PassingFile(std::move(path), std::move(file), 0));
}

Result<std::shared_ptr<PassingFile>> PassingFile::adopt(std::string path) {
  auto file = TRY(io::posix_vfs().open(path, {.read_only = true}));
  const uint64_t size = TRY(file->size());
  return std::shared_ptr<PassingFile>(new PassingFile(std::move(path), std::move(file), size));
}

PassingFile::~PassingFile() { (void)io::posix_vfs().remove(path_); }

Status PassingFile::append(Bytes bytes) {
  TRY(file_->pwrite(bytes, size_));
  size_ += bytes.size();
  return ok();
}

}  // namespace tern::daemon
