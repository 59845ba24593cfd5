#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>

#include "engine/base/ids.h"
#include "engine/base/result.h"
#include "engine/io/vfs.h"
#include "engine/storage/wal_format.h"

// The wal-index: which frame has the newest version of a page. It lies in shared memory (`-shm`),
// in native byte order, and is rebuilt from the WAL whenever its header does not read clean.
//
// Regions of 32 KiB. Each maps up to 4096 frames: an array of their page numbers, then a hash table
// of 8192 16-bit slots (open addressing, slot = page * 383 mod 8192, value = place in the array,
// from 1). The first region begins with 136 bytes of header and so has room for 4062 frames only.
//
//   0   header, two copies of 48 bytes: written second copy first, read first copy first; a reader
//       takes it if both are equal and the checksum is right
//   96  frames backfilled into the database   100 read marks[5]   120 lock bytes[8]
//   128 frames whose backfill was attempted
//
// Invariants:
//  W1 Frames up to the header's frame_max are committed and in the tables.
//  W2 Frames up to `backfilled` are in the database file, synced.
//  W3 Whoever holds read lock i (i > 0) sees frames up to read mark i; they are neither overwritten
//     nor is anything newer backfilled. Read lock 0 sees the database file alone; nothing is
//     backfilled meanwhile.
//  W4 Whoever holds the write lock sees frames up to frame_max without a read lock, unless all of
//     them are backfilled: that lock alone lets others append, overwrite frames, or recover.
// Source: SQLite documentation, "WAL-mode File Format".

namespace tern::storage {

/// As it lies in shared memory.
struct WalIndexHeader {
  uint32_t version = 0;
  uint32_t unused = 0;
  uint32_t change = 0;  // grows with each commit
  uint8_t is_initialised = 0;
  uint8_t is_big_endian = 0;  // checksums of the WAL
  uint16_t page_size = 0;     // 1: 65536
  uint32_t frame_max = 0;
  uint32_t page_count = 0;
  WalChecksum frame_checksum;  // of frame frame_max
  WalSalts salts{};
  WalChecksum checksum;  // of the fields above

  uint32_t page_size_bytes() const { return (page_size & 0xfe00u) + ((page_size & 1u) << 16); }
  void set_page_size(uint32_t bytes) {
    page_size = static_cast<uint16_t>((bytes & 0xff00u) | (bytes >> 16));
  }
  bool operator==(const WalIndexHeader&) const = default;
};
static_assert(sizeof(WalIndexHeader) == 48);

constexpr uint32_t kReadMarkUnused = 0xffffffff;

/// Threads: may be shared; who may call what is ruled by the WAL's locks.
class WalIndex {
 public:
  explicit WalIndex(io::SharedMemory& shm) : shm_(shm) {}

  /// nullopt if it is being written or broken. Errors: IoErrShmMap.
  Result<std::optional<WalIndexHeader>> read_header();
  /// Is the header in shared memory still `header`? Requires: read_header() succeeded before.
  bool is_current(const WalIndexHeader& header) const;
  /// Completes version, flag and checksum. Requires: write lock.
  Status write_header(WalIndexHeader& header);

  /// The newest frame of `page` in [first, last]; 0 if there is none. Errors: Corrupt.
  Result<FrameNo> find(PageNo page, FrameNo first, FrameNo last);
  /// Requires: write lock, or all locks in recovery. Frames are entered in order.
  /// `before`: the last frame that counts; what lies behind it a writer that died has left.
  Status append(FrameNo frame, PageNo page, FrameNo before);
  Result<PageNo> page_of(FrameNo frame);
  /// Removes what lies behind frame `last`, in its region: the next one is cleared when it is
  /// begun. Requires: write lock.
  Status clean(FrameNo last);

  // Requires: read_header() or write_header() was called before.
  std::atomic_ref<uint32_t> backfilled() const { return word(96); }
  std::atomic_ref<uint32_t> read_mark(int mark) const {
    return word(100 + 4 * static_cast<size_t>(mark));
  }
  std::atomic_ref<uint32_t> backfill_attempted() const { return word(128); }

 private:
  static constexpr size_t kCachedRegions = 2048;
  static constexpr size_t kKnownPages = 64;  // a power of two
  struct Region {
    uint32_t* pages;
    uint16_t* slots;
    uint32_t frames_before;
    uint32_t capacity;
  };
  /// Where a frame was entered.
  struct Entry {
    uint32_t frames_before = 0;  // of its region
    uint32_t place = 0;          // 0: none
    uint32_t slot = 0;
  };
  Result<std::byte*> memory(size_t index);
  Result<Region> region_of(FrameNo frame);
  Entry& newest_of(PageNo page) { return newest_[page.raw % kKnownPages]; }
  uint32_t first_slot(const Region& region, PageNo page);
  std::atomic_ref<uint32_t> word(size_t at) const;

  io::SharedMemory& shm_;
  std::array<std::atomic<std::byte*>, kCachedRegions> regions_{};
  /// The last frames entered here, by page number: hints. Of whoever may append.
  std::array<Entry, kKnownPages> newest_{};
};

}  // namespace tern::storage
