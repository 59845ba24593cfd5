#pragma once

#include <memory>

#include "engine/base/bytes.h"
#include "engine/exec/work_memory.h"

namespace tern::exec {

/// A temporary file that rows are appended to and read back from.
class SpillFile {
 public:
  explicit SpillFile(WorkMemory memory) : memory_(memory) {}
  /// Where the bytes are from now on. Errors: CantOpen, IoErr*, Full.
  Result<uint64_t> append(Bytes bytes);
  /// Replaces `out` by the `size` bytes at `offset`, which append() gave.
  Status read(uint64_t offset, size_t size, ByteVector& out);
  void clear();

 private:
  Status flush();

  WorkMemory memory_;
  std::unique_ptr<io::File> file_;
  uint64_t file_end_ = 0;
  ByteVector unwritten_;
};

}  // namespace tern::exec
