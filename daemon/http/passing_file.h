#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/io/vfs.h"

namespace tern::daemon {

/// A body that is too large for memory, in a file that goes when this does (or has gone already:
/// who handles a request may move it away). Threads: one at a time.
class PassingFile {
 public:
  /// An empty file. Errors: CantOpen, also if there is one.
  static Result<std::shared_ptr<PassingFile>> create(std::string path);
  /// One that somebody has written. Errors: CantOpen, IoErr.
  static Result<std::shared_ptr<PassingFile>> adopt(std::string path);
  ~PassingFile();
  PassingFile(const PassingFile&) = delete;

  const std::string& path() const { return path_; }
  uint64_t size_bytes() const { return size_; }
  /// Errors: IoErrWrite; Full.
  Status append(Bytes bytes);
  /// Up to room.size() bytes from `at` on; fewer only at the end. Errors: IoErrRead.
  Result<size_t> read(MutBytes room, uint64_t at) const { return file_->pread(room, at); }

 private:
  PassingFile(std::string path, std::unique_ptr<io::File> file, uint64_t size)
      : path_(std::move(path)), file_(std::move(file)), size_(size) {}

  std::string path_;
  std::unique_ptr<io::File> file_;
  uint64_t size_;
};

}  // namespace tern::daemon
