#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/base/result.h"
#include "engine/io/vfs.h"
#include "sync/model/page_hash.h"
#include "sync/primary/history.h"

// The hashes of all pages of a database that was closed, so that opening it again reads none.
//
//   file := head, leaf digest * page count, crc32c u32 (of all before)
//   head := magic "TRNH" u32, version u32, revision u64, epoch u64, page hash (32), page count u32,
//           zero u32, size of the database file u64, its device u64, its inode u64,
//           its time of change u64 (nanoseconds)
//
// Integers are little-endian. D1: written once the last connection has gone, has left no WAL, and
// had nothing to copy any more when it went: nobody came in between. D2: believed only while the
// history ends at that revision with that page hash, and the database file is still the one that
// was left: who wrote past the history since would have changed its time.

namespace tern::sync::primary {

class HashFile {
 public:
  explicit HashFile(const std::string& folder)
      : path_(folder + "/db-hash"), database_(folder + "/db") {}

  /// What tells whether the database file is still the one that it was.
  struct Stamp {
    uint64_t size = 0;
    uint64_t device = 0;
    uint64_t inode = 0;
    uint64_t changed_ns = 0;
    bool operator==(const Stamp&) const = default;
  };
  Result<Stamp> look() const;
  /// Replaces the file. Errors: Busy if there is a WAL, or the database file is not that of `stamp`
  /// any more; IoErr*, Full.
  Status write(const History::Head& head, const model::PageHash& hashes, const Stamp& stamp) const;
  /// The hashes, if they are those of `head` and of the database file as it is. Errors: IoErr*.
  Result<std::optional<model::PageHash>> read(const History::Head& head) const;
  /// The revision that the database was closed with; 0: not known.
  uint64_t revision() const;
  Status remove() const;

 private:
  std::string path_;
  std::string database_;
};

}  // namespace tern::sync::primary
