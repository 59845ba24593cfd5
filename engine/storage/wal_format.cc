#include "engine/storage/wal_format.h"

#include <algorithm>

#include "engine/base/assert.h"
#include "engine/storage/header.h"
#include "engine/storage/wal_checksum.h"

namespace tern::storage {
namespace {

constexpr uint32_t kMagic = 0x377f0682;
constexpr uint32_t kFormatVersion = 3007000;
constexpr size_t kSaltsAt = 16;
constexpr size_t kFrameSaltsAt = 8;

WalChecksum load_checksum(const std::byte* at) {
  return {load_be<uint32_t>(at), load_be<uint32_t>(at + 4)};
}

void store_checksum(std::byte* at, WalChecksum sum) {
  store_be(at, sum.first);
  store_be(at + 4, sum.second);
}

/// Keeps the compiler from putting the additions that made `value` in another order.
void fix_order(uint32_t& value) { asm("" : "+r"(value)); }

/// Each sum waits for the other. A word is added to the one that is there already, so that only one
/// addition a word is in the chain from the first to the last.
template <class Load>
WalChecksum add_up(Bytes bytes, WalChecksum sum, Load load) {
  for (size_t at = 0; at < bytes.size(); at += 8) {
    uint32_t first = sum.first + load(&bytes[at]);
    uint32_t second = sum.second + load(&bytes[at + 4]);
    fix_order(first);
    fix_order(second);
    sum.first = first + sum.second;
    sum.second = second + sum.first;
  }
  return sum;
}

}  // namespace

WalChecksum wal_checksum(Bytes bytes, WalChecksum sum, bool is_big_endian) {
  ASSERT(bytes.size() % 8 == 0);
  if (is_big_endian) return add_up(bytes, sum, load_be<uint32_t>);
  if (bytes.size() >= kChecksumBlock && has_block_checksum()) {
    const size_t in_blocks = bytes.size() / kChecksumBlock * kChecksumBlock;
    sum = add_up_blocks(bytes.first(in_blocks), sum);
    bytes = bytes.subspan(in_blocks);
  }
  return add_up(bytes, sum, load_le<uint32_t>);
}

std::optional<WalHeader> parse_wal_header(Bytes bytes) {
  if (bytes.size() < kWalHeaderSize) return std::nullopt;
  const uint32_t magic = load_be<uint32_t>(&bytes[0]);
  if ((magic & ~1u) != kMagic || load_be<uint32_t>(&bytes[4]) != kFormatVersion)
    return std::nullopt;
  WalHeader header;
  header.is_big_endian = (magic & 1) != 0;
  header.page_size = load_be<uint32_t>(&bytes[8]);
  header.checkpoint_count = load_be<uint32_t>(&bytes[12]);
  std::copy_n(&bytes[kSaltsAt], header.salts.size(), header.salts.begin());
  header.checksum = load_checksum(&bytes[24]);
  if (!is_page_size(header.page_size)) return std::nullopt;
  if (wal_checksum(bytes.first(24), {}, header.is_big_endian) != header.checksum) {
    return std::nullopt;
  }
  return header;
}

void write_wal_header(WalHeader& header, MutBytes out) {
  store_be<uint32_t>(&out[0], kMagic | (header.is_big_endian ? 1 : 0));
  store_be<uint32_t>(&out[4], kFormatVersion);
  store_be<uint32_t>(&out[8], header.page_size);
  store_be<uint32_t>(&out[12], header.checkpoint_count);
  std::copy(header.salts.begin(), header.salts.end(), &out[kSaltsAt]);
  header.checksum = wal_checksum(out.first(24), {}, header.is_big_endian);
  store_checksum(&out[24], header.checksum);
}

std::optional<WalFrame> parse_frame(const WalHeader& header, WalChecksum before, Bytes frame_header,
                                    Bytes page) {
  if (!std::equal(header.salts.begin(), header.salts.end(), &frame_header[kFrameSaltsAt])) {
    return std::nullopt;
  }
  WalFrame frame;
  frame.page.raw = load_be<uint32_t>(&frame_header[0]);
  frame.commit_size = load_be<uint32_t>(&frame_header[4]);
  if (frame.page == PageNo{}) return std::nullopt;
  frame.checksum = wal_checksum(frame_header.first(8), before, header.is_big_endian);
  frame.checksum = wal_checksum(page, frame.checksum, header.is_big_endian);
  if (frame.checksum != load_checksum(&frame_header[16])) return std::nullopt;
  return frame;
}

WalChecksum write_frame_header(PageNo page, uint32_t commit_size, const WalSalts& salts,
                               bool is_big_endian, WalChecksum before, Bytes content,
                               MutBytes out) {
  store_be<uint32_t>(&out[0], page.raw);
  store_be<uint32_t>(&out[4], commit_size);
  std::copy(salts.begin(), salts.end(), &out[kFrameSaltsAt]);
  const WalChecksum sum =
      wal_checksum(content, wal_checksum(out.first(8), before, is_big_endian), is_big_endian);
  store_checksum(&out[16], sum);
  return sum;
}

}  // namespace tern::storage
