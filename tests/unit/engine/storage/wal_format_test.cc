// The WAL's checksum, as its file format says, in each of the ways it is computed.
#include "engine/storage/wal_format.h"

#include <gtest/gtest.h>

#include <random>

#include "engine/storage/wal_checksum.h"

namespace tern::storage {
namespace {

/// Word by word. Source: SQLite file format, "Checksum Algorithm".
WalChecksum by_words(Bytes bytes, WalChecksum sum) {
  for (size_t at = 0; at < bytes.size(); at += 8) {
    sum.first += load_le<uint32_t>(&bytes[at]) + sum.second;
    sum.second += load_le<uint32_t>(&bytes[at + 4]) + sum.first;
  }
  return sum;
}

ByteVector random_bytes(size_t size, uint32_t seed) {
  std::mt19937 random(seed);
  ByteVector bytes(size);
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(random());
  return bytes;
}

TEST(WalFormat, ChecksumIsThatOfItsWords) {
  // 8 and 24: headers; others: with and without a rest behind whole blocks, up to the largest page.
  for (const size_t size : {0u, 8u, 24u, 248u, 256u, 264u, 512u, 1000u, 4096u, 65536u}) {
    SCOPED_TRACE(size);
    const ByteVector bytes = random_bytes(size + 3, static_cast<uint32_t>(size));
    for (const WalChecksum from : {WalChecksum{}, WalChecksum{1, 0}, WalChecksum{0, 1},
                                   WalChecksum{0xfedcba98, 0x89abcdef}}) {
      for (const size_t offset : {0u, 3u}) {
        const Bytes part = Bytes(bytes).subspan(offset, size);
        EXPECT_EQ(wal_checksum(part, from, false), by_words(part, from));
      }
    }
  }
}

TEST(WalFormat, ChecksumOfAllOnesCarries) {
  const ByteVector bytes(4096, std::byte{0xff});
  const WalChecksum from{UINT32_MAX, UINT32_MAX};
  EXPECT_EQ(wal_checksum(bytes, from, false), by_words(bytes, from));
}

TEST(WalFormat, ChecksumGoesOnFromPartToPart) {
  const ByteVector bytes = random_bytes(4096, 1);
  WalChecksum sum{7, 9};
  for (const Bytes part :
       {Bytes(bytes).first(8), Bytes(bytes).subspan(8, 3000), Bytes(bytes).subspan(3008)}) {
    sum = wal_checksum(part, sum, false);
  }
  EXPECT_EQ(sum, by_words(bytes, {7, 9}));
}

}  // namespace
}  // namespace tern::storage
