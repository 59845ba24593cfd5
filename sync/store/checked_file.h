#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/io/vfs.h"

// A file that is written once, front to back, and then read at any place, a checked block at a
// time.
//
//   file  := block*
//   block := up to kBlockPayload bytes (only the last has fewer, and at least one),
//            crc32c u32 of the block's number u64 and these bytes
//
// C1: the name stands for a whole file or for none: it is written under another one, synced and
//     renamed. C2: a byte that is read was written there: a block that is damaged, cut or another
//     file's at that place fails its CRC.

namespace tern::sync::store {

class CheckedFile {
 public:
  static constexpr size_t kBlockSize = 4096;
  static constexpr size_t kBlockPayload = kBlockSize - 4;

  /// Errors: CantOpen if there is none; Corrupt for a size that no such file has; IoErr*.
  static Result<CheckedFile> open(io::Vfs& vfs, const std::string& path);
  /// Of what was written. Units: bytes.
  uint64_t size() const { return size_; }
  /// Fills `out` from `at` on. Errors: Corrupt (C2), also beyond size(); IoErr*.
  Status read(uint64_t at, MutBytes out) const;
  /// The same in memory of its own. Errors: also Corrupt for more than size() has, before memory is
  /// taken.
  Result<ByteVector> read(uint64_t at, uint64_t count) const;

 private:
  CheckedFile(std::unique_ptr<io::File> file, uint64_t size)
      : file_(std::move(file)), size_(size) {}
  Result<Bytes> checked_block(Bytes bytes, uint64_t number) const;

  std::unique_ptr<io::File> file_;
  uint64_t size_ = 0;
};

class CheckedFileWriter {
 public:
  /// What has the name stays there until finish().
  static Result<CheckedFileWriter> create(io::Vfs& vfs, const std::string& path);
  Status append(Bytes bytes);
  /// How much has been appended: where the next byte will be.
  uint64_t size() const { return size_; }
  /// Durable on return.
  Status finish() &&;

 private:
  CheckedFileWriter(io::Vfs& vfs, std::string path, std::unique_ptr<io::File> file)
      : vfs_(&vfs), path_(std::move(path)), file_(std::move(file)) {}
  Status write_waiting();

  io::Vfs* vfs_;
  std::string path_;
  std::unique_ptr<io::File> file_;
  ByteVector waiting_;  // whole blocks, and the beginning of one without its CRC
  uint64_t size_ = 0;
  uint64_t written_ = 0;  // of the file
};

}  // namespace tern::sync::store
