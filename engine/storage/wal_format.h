#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <optional>

#include "engine/base/bytes.h"
#include "engine/base/ids.h"

// The bytes of the `-wal` file. Integers are big-endian, whatever the checksums are computed in.
//
//   file header (32)   0 magic 0x377f0682 (0x...83: checksums over big-endian words)  4 version
//   3007000
//                      8 page size  12 checkpoint count  16 salt 1  20 salt 2  24 checksum of 0..23
//   frame (24 + page)  0 page number  4 database size in pages if this frame commits, else 0
//                      8 salt 1  12 salt 2  16 checksum of bytes 0..7 and the page, going on from
//                      the frame before (the first goes on from the file header)
//
// A frame counts if its salts are the header's and its checksum is right; a commit counts if all
// frames up to it do. Source: SQLite file format, "The Write-Ahead Log".

namespace tern::storage {

constexpr size_t kWalHeaderSize = 32;
constexpr size_t kFrameHeaderSize = 24;

struct WalChecksum {
  uint32_t first = 0;
  uint32_t second = 0;
  bool operator==(const WalChecksum&) const = default;
};

/// `sum` carried on over `bytes`, whose size is a multiple of 8.
WalChecksum wal_checksum(Bytes bytes, WalChecksum sum, bool is_big_endian);

/// The end of what a transaction has appended to the log before its commit.
struct WalTail {
  uint32_t frame = 0;  // 0: nothing yet
  WalChecksum checksum;
};

/// As the bytes stand in the file: they are compared and copied, never computed with but for the
/// first one's increment.
using WalSalts = std::array<std::byte, 8>;
/// To be compared, and kept in an atomic.
inline uint64_t as_number(const WalSalts& salts) { return std::bit_cast<uint64_t>(salts); }

struct WalHeader {
  bool is_big_endian = false;
  uint32_t page_size = 0;
  uint32_t checkpoint_count = 0;
  WalSalts salts{};
  WalChecksum checksum;
};

/// nullopt if this is no valid header of the version we know.
std::optional<WalHeader> parse_wal_header(Bytes bytes);
/// Sets `header.checksum`.
void write_wal_header(WalHeader& header, MutBytes out);

struct WalFrame {
  PageNo page;
  uint32_t commit_size = 0;  // pages of the database after the commit; 0: not the last frame
  WalChecksum checksum;
};

/// nullopt if the frame does not go on from `before` under `header`'s salts.
std::optional<WalFrame> parse_frame(const WalHeader& header, WalChecksum before, Bytes frame_header,
                                    Bytes page);
/// Returns the checksum to go on from.
WalChecksum write_frame_header(PageNo page, uint32_t commit_size, const WalSalts& salts,
                               bool is_big_endian, WalChecksum before, Bytes content, MutBytes out);

constexpr uint64_t frame_offset(FrameNo frame, uint32_t page_size) {
  return kWalHeaderSize + uint64_t{frame.raw - 1} * (kFrameHeaderSize + page_size);
}

}  // namespace tern::storage
