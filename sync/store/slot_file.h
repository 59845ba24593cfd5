#pragma once

#include <cstdint>
#include <string>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/io/vfs.h"

// A small state that is replaced as a whole and survives a crash at any moment.
//
// Two slots of kSlotSize bytes: magic "TRNS" u32, version u32, sequence number u64, payload size
// u32, crc32c u32 (of everything before it and the payload), payload. The valid slot with the
// higher sequence number holds; a write goes to the other one and is synced.

namespace tern::sync::store {

class SlotFile {
 public:
  static constexpr uint32_t kSlotSize = 8192;

  /// Errors: CantOpen if there is none and `create` is false; IoErr*.
  static Result<SlotFile> open(io::Vfs& vfs, const std::string& path, bool create);
  /// The newest payload, empty for a new file. Errors: Corrupt if no slot is valid.
  Result<ByteVector> read();
  /// Durable on return. Errors: TooBig; IoErr*; Full.
  Status write(Bytes payload);

 private:
  explicit SlotFile(std::unique_ptr<io::File> file) : file_(std::move(file)) {}
  std::unique_ptr<io::File> file_;
  uint64_t sequence_ = 0;
};

}  // namespace tern::sync::store
