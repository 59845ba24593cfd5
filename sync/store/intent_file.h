#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/io/vfs.h"

// What the commit that may be under way will be, in case that nobody finds its record in the WAL.
//
// A commit's record rides in its WAL frames and is drained from there to a log. Between the two the
// process may be killed, and the next to open the database need not be Tern: SQLite recovers the
// WAL, checkpoints it on closing and removes it, record frames and all. The effect then stands in
// the database, and what it was is here; whether it took effect, its pages tell.
//
//   file := size u32, crc32c u32 (of the payload), payload
//
// I1: written by who holds the write lock, before the first frame of the commit. I2: not synced: it
// is there for a killed process; after a lost power Tern must be the first to open.

namespace tern::sync::store {

class IntentFile {
 public:
  /// Makes the file if there is none.
  static Result<IntentFile> open(io::Vfs& vfs, const std::string& path);
  Status write(Bytes payload);
  /// What was written last; nothing if it is not whole. Errors: IoErr*.
  Result<std::optional<ByteVector>> read() const;

 private:
  explicit IntentFile(std::unique_ptr<io::File> file) : file_(std::move(file)) {}
  std::unique_ptr<io::File> file_;
};

}  // namespace tern::sync::store
