#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/io/random.h"
#include "engine/io/vfs.h"

namespace tern::storage {

/// A page's bytes as a savepoint needs them; where they are is SavedImages' business.
struct SavedImage {
  std::unique_ptr<std::byte[]> bytes;  // null: in the file, at `place`
  uint32_t place = 0;
  uint32_t size = 0;
};

/// The pre-images of all savepoints of one Pager: in memory up to a budget, then in a temporary
/// file without a name. Threads: as its Pager.
class SavedImages {
 public:
  /// `vfs`: null where images stay in memory.
  SavedImages(io::Vfs* vfs, io::Random& random) : vfs_(vfs), random_(random) {}

  /// Errors: NoMem; CantOpen, IoErrWrite, Full.
  Result<SavedImage> save(Bytes page);
  Status load(const SavedImage& image, MutBytes out);
  void drop(SavedImage image);
  /// All were dropped.
  void clear();
  /// Buffers of dropped images that wait for the next ones, which most often come with the next
  /// statement.
  static constexpr size_t kSparesMax = 16;
  /// What goes to the file is encrypted. Requires: there are no images.
  void set_secret(bool is_secret) { is_secret_ = is_secret; }
  void set_in_memory(bool in_memory) { in_memory_ = in_memory; }
  bool in_memory() const { return in_memory_; }
  size_t memory_bytes() const { return memory_bytes_; }

 private:
  static constexpr size_t kMemoryMax = size_t{4} << 20;

  io::Vfs* vfs_;
  io::Random& random_;
  bool in_memory_ = false;
  bool is_secret_ = false;
  size_t memory_bytes_ = 0;
  std::unique_ptr<io::File> file_;
  uint32_t place_count_ = 0;
  std::vector<uint32_t> free_places_;
  std::vector<std::unique_ptr<std::byte[]>> spares_;  // of spare_size_ bytes each
  size_t spare_size_ = 0;
};

}  // namespace tern::storage
