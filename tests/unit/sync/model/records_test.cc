#include <gtest/gtest.h>

#include "sync/model/commit_record.h"
#include "sync/model/page_hash.h"
#include "sync/model/transaction_record.h"

namespace tern::sync::model {
namespace {

TransactionRecord sample() {
  TransactionRecord record;
  record.flags = kForeignKeysOn;
  record.epoch = Epoch{2};
  record.base = Revision{77};
  record.seq = Seq{300};
  record.hlc = Hlc{0x123456789a};
  record.changeset = ByteVector(100, std::byte{7});
  return record;
}

TEST(Digest, MatchesPublishedVectors) {
  // FIPS 180-2 "abc"; RFC 3720 B.4: 32 bytes of zeros.
  EXPECT_EQ(digest_of({as_bytes("a"), as_bytes("bc")}).hex(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(crc32c(ByteVector(32)), 0x8a9136aau);
}

TEST(TransactionRecord, RoundTrips) {
  const Result<TransactionRecord> back = TransactionRecord::decode(sample().encode());
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->seq, Seq{300});
  EXPECT_EQ(back->base, Revision{77});
  EXPECT_EQ(back->hlc, Hlc{0x123456789a});
  EXPECT_EQ(back->changeset, ByteVector(100, std::byte{7}));
}

TEST(TransactionRecord, EveryCutAndEveryFlippedBitIsRefused) {
  const ByteVector good = sample().encode();
  for (size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(TransactionRecord::decode(Bytes(good).first(size)).has_value()) << size;
  }
  for (size_t bit = 0; bit < good.size() * 8; ++bit) {
    ByteVector bad = good;
    bad[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
    EXPECT_FALSE(TransactionRecord::decode(bad).has_value()) << bit;
  }
}

TEST(CommitRecord, RoundTripsAndRefusesFlippedBits) {
  CommitRecord record;
  record.revision = record.outcome.revision = Revision{9};
  record.outcome.kind = OutcomeKind::Merged;
  record.outcome.conflicts = 3;
  record.pages = {1, 2, 900};
  record.page_count = 901;
  const ByteVector good = record.encode();
  const Result<CommitRecord> back = CommitRecord::decode(good);
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->pages, (std::vector<uint32_t>{1, 2, 900}));
  EXPECT_EQ(back->outcome, record.outcome);
  for (size_t bit = 0; bit < good.size() * 8; ++bit) {
    ByteVector bad = good;
    bad[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
    EXPECT_FALSE(CommitRecord::decode(bad).has_value()) << bit;
  }
}

Digest leaf(uint32_t n) {
  std::byte bytes[4];
  store_le(bytes, n);
  return digest_of({bytes});
}

TEST(PageHash, IncrementalEqualsRebuilt) {
  PageHash grown;
  grown.resize(70000);  // three levels above the leaves
  for (uint32_t i = 1; i <= 70000; ++i) grown.set(PageNo{i}, leaf(i));
  (void)grown.root();
  grown.set(PageNo{1}, leaf(500000));
  grown.set(PageNo{65537}, leaf(500001));
  PageHash built;
  built.resize(70000);
  for (uint32_t i = 1; i <= 70000; ++i) built.set(PageNo{i}, leaf(i));
  built.set(PageNo{1}, leaf(500000));
  built.set(PageNo{65537}, leaf(500001));
  EXPECT_EQ(grown.root(), built.root());
  grown.resize(257);
  built = PageHash();
  built.resize(257);
  built.set(PageNo{1}, leaf(500000));
  for (uint32_t i = 2; i <= 257; ++i) built.set(PageNo{i}, leaf(i));
  EXPECT_EQ(grown.root(), built.root());
}

TEST(PageHash, MasksOnlyWhatReplicasMayChangeInPageOne) {
  ByteVector page(512);
  const Digest before = hash_of_page(PageNo{1}, page);
  for (size_t i = 0; i < 112; ++i) {
    ByteVector other = page;
    other[i] = std::byte{1};
    const bool masked =
        i == 18 || i == 19 || (i >= 24 && i < 28) || (i >= 40 && i < 44) || (i >= 92 && i < 100);
    EXPECT_EQ(hash_of_page(PageNo{1}, other) == before, masked) << i;
    EXPECT_NE(hash_of_page(PageNo{2}, other), hash_of_page(PageNo{2}, page)) << i;
  }
}

}  // namespace
}  // namespace tern::sync::model
