#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/ids.h"
#include "engine/base/result.h"
#include "engine/storage/wal_format.h"

// Record frames: bytes that ride in the WAL in front of a commit's page frames, so that they are
// durable exactly if the commit is. Their page numbers lie beyond any database's size: readers
// never ask for them, recovery takes them as any frame, a checkpoint skips them.
//
// Page numbers: 0xffffff00 .. 0xfffffffe, by frame number, so that they spread over the wal-index's
// hash table; the number says nothing. They are entered in the wal-index as recovery would do it.
//
// A record that does not fit on one page is cut into parts, one frame each:
//
//   0  magic "TRNR"    4 version, 1    6 zero (2)    8 length of the whole record (8)
//   16 part number, from 0 (4)    20 number of parts (4)    24 bytes of the record in this part (4)
//   28 CRC32C of bytes 0..27 and of those bytes (4)    32 the bytes, then zeros
//
// Integers are little-endian. R1: the parts of a record follow each other, in order, in one
// transaction. R2: a transaction has one record at most.

namespace tern::storage {

class DatabaseFile;

constexpr uint32_t kRecordPageFirst = 0xffffff00;
constexpr uint32_t kRecordPageLast = 0xfffffffe;

constexpr bool is_record_page(PageNo page) {
  return page.raw >= kRecordPageFirst && page.raw <= kRecordPageLast;
}
/// The page number of a record frame.
constexpr PageNo record_page(uint32_t frame) {
  return PageNo{kRecordPageFirst + frame % (kRecordPageLast - kRecordPageFirst + 1)};
}

/// The parts of `record`, each a page; none for an empty record. The last `reserve` bytes of each
/// stay zero: they are the page codec's.
std::vector<ByteVector> split_record(Bytes record, uint32_t page_size, uint32_t reserve = 0);

/// A place in the WAL: behind frame `frame` of the log with these salts. The default is before the
/// beginning of any log.
struct WalPosition {
  WalSalts salts{};
  FrameNo frame;
  bool operator==(const WalPosition&) const = default;
};

struct WalRecord {
  ByteVector bytes;         // empty: a commit without a record (by a foreign writer)
  WalPosition commit;       // of the frame that commits it
  uint32_t page_count = 0;  // of the database after it
};

/// The commits in the log behind `after`, oldest first; all of the log if `after` is of another
/// one. None outside WAL mode. Requires: a Pager of `file` has read since the file was opened.
/// Errors: IoErr*; Busy; Corrupt for a record that is not whole.
Result<std::vector<WalRecord>> read_wal_records(DatabaseFile& file, WalPosition after = {});

/// The end of the committed log now.
Result<WalPosition> wal_end(DatabaseFile& file);

}  // namespace tern::storage
