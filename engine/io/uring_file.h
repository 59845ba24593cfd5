#pragma once

#include <memory>
#include <string>

#include "engine/io/posix_file.h"
#include "engine/io/ring.h"

namespace tern::io {

/// A file whose batches, and whose waits inside fibers, go through io_uring.
class UringFile final : public PosixFile {
 public:
  static Result<std::unique_ptr<UringFile>> open(const std::string& path, OpenFlags flags);
  ~UringFile() override;

  Result<size_t> pread(MutBytes out, uint64_t at) override;
  Status pwrite(Bytes in, uint64_t at) override;
  Status pwritev(std::span<const Bytes> pieces, uint64_t at) override;
  Status read_batch(std::span<ReadRequest> requests) override;
  Status write_batch(std::span<const WriteRequest> requests) override;
  Status sync(SyncMode mode) override;

 private:
  explicit UringFile(const Opened& opened);
  RingFile file_;
};

}  // namespace tern::io
