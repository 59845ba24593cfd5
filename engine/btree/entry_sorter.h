#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
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
///   entry   key size, payload size (4 bytes each), key, payload: in memory as in a run
///   run     entries one behind the other
///
/// In memory entries are sorted by a number made of eight bytes of their keys, from the first byte
/// on in which the keys differ: by counting its digits where there are many entries. Where these
/// numbers are equal the bytes behind them decide, in the same way.
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

  /// Forgets all entries, for another use with this much memory; keeps a small block of it.
  void clear(size_t memory_max);
  /// What an entry takes of the memory.
  static constexpr size_t held_by(size_t key_size, size_t payload_size) {
    return 8 + key_size + payload_size + 2 * sizeof(Place);
  }
  /// Errors: IoErr*, Full, CantOpen of the temporary file; NoMem.
  Status add(std::string_view key, Bytes payload);
  /// After the last add(). Entries with equal keys come out in the order in which they were added.
  Status sort();
  /// The next one; nothing at the end. Lifetime: until the next call.
  Result<std::optional<Entry>> next();
  /// Runs that had to be written so far.
  size_t runs_written() const { return runs_written_; }

 private:
  class Run;
  struct Place {
    uint64_t prefix;  // some bytes of the key, as a number that orders alike
    const std::byte* at;
  };
  using Places = std::span<Place>;
  struct Extent {
    uint64_t start = 0;
    uint64_t end = 0;
  };

  static Entry entry_at(const std::byte* at);
  std::byte* room_for(size_t size);
  void drop_entries();
  void sort_places();
  void sort_from(Places places, size_t offset, int depth);
  void sort_by_digits(Places places);
  template <class Less>
  void sort_by_merging(Places places, Less less);
  Status write_run();
  Status start_merge();
  Status merge_runs();
  Status put(const Entry& entry);
  Status flush();
  Status ensure_file();
  Result<std::optional<Entry>> next_merged();

  io::Vfs& vfs_;
  io::Random& random_;
  size_t memory_max_;

  std::vector<std::unique_ptr<std::byte[]>> blocks_;  // each twice as large as the one before
  std::byte* free_ = nullptr;
  size_t free_size_ = 0;
  size_t first_size_ = 0;  // of the first block
  size_t held_ = 0;        // bytes of the entries in memory, with their places
  std::vector<Place> places_;
  std::vector<Place> other_places_;  // while sorting
  size_t common_ = 0;                // bytes that all keys in memory begin with
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
