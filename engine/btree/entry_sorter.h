#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/io/random.h"
#include "engine/io/vfs.h"

namespace tern::btree {

/// Sorts entries by the bytes of their keys (memcmp; a key that is the beginning of another comes
/// first), in bounded memory: what is too much is written to a temporary file as sorted runs, which
/// are merged as the entries come out.
///
///   run     entries one behind the other: key size, payload size (4 bytes each), key, payload
///
/// Lifetime: `vfs` and `random` must outlive it. Threads: one at a time.
class EntrySorter {
 public:
  struct Entry {
    Bytes key;
    Bytes payload;
  };
  /// `memory_max`: of the entries in memory, in bytes; one entry is always held, however large.
  EntrySorter(io::Vfs& vfs, io::Random& random, size_t memory_max);
  ~EntrySorter();

  /// Errors: IoErr*, Full, CantOpen of the temporary file; NoMem.
  Status add(std::string_view key, Bytes payload);
  /// After the last add(). Entries with equal keys come out in any order.
  Status sort();
  /// The next one; nothing at the end. Lifetime: until the next call.
  Result<std::optional<Entry>> next();
  /// Runs that had to be written so far.
  size_t runs_written() const { return runs_written_; }

 private:
  class Run;
  struct Place {
    uint64_t prefix;  // the key's first bytes, as a number that orders alike
    const std::byte* at;
    uint32_t key_size;
    uint32_t payload_size;
  };
  struct Extent {
    uint64_t start = 0;
    uint64_t end = 0;
  };

  static uint64_t prefix_of(Bytes key);
  std::byte* room_for(size_t size);
  void sort_places();
  Status write_run();
  Status start_merge();
  Status merge_runs();
  Status put(Bytes key, Bytes payload);
  Status flush();
  Status ensure_file();
  Result<std::optional<Entry>> next_merged();

  io::Vfs& vfs_;
  io::Random& random_;
  const size_t memory_max_;

  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  std::byte* free_ = nullptr;
  size_t free_size_ = 0;
  size_t held_ = 0;  // bytes of the entries in memory, with their places
  std::vector<Place> places_;
  size_t at_ = 0;

  std::unique_ptr<io::File> file_;
  std::vector<Extent> extents_;
  ByteVector buffer_;  // not written yet
  uint64_t file_end_ = 0;
  size_t runs_written_ = 0;
  std::vector<std::unique_ptr<Run>> heap_;  // of runs that have an entry; the least one first
  bool advances_first_ = false;             // the first one's entry was handed out
};

}  // namespace tern::btree
