#include "sync/wire/messages.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "sync/wire/page_delta.h"

namespace tern::sync::wire {
namespace {

PullAnswer sample() {
  PullAnswer answer;
  answer.epoch = Epoch{1};
  answer.from = Revision{4};
  answer.to = Revision{9};
  answer.page_size = 512;
  answer.page_count = 7;
  answer.schema_cookie = 70000;
  answer.last_seq = Seq{3};
  answer.last_page = 7;
  answer.pages = {{2, ByteVector(512, std::byte{5}), {}},
                  {7, {}, {ByteVector{std::byte{0}, std::byte{1}, std::byte{9}}}}};
  return answer;
}

TEST(PullAnswer, RoundTrips) {
  const Result<PullAnswer> back = PullAnswer::decode(sample().encode());
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->to, Revision{9});
  EXPECT_EQ(back->schema_cookie, 70000U);
  EXPECT_EQ(back->last_seq, Seq{3});
  ASSERT_EQ(back->pages.size(), 2u);
  EXPECT_EQ(back->pages[0].image, ByteVector(512, std::byte{5}));
  EXPECT_EQ(back->pages[1].deltas.size(), 1u);
  EXPECT_TRUE(back->is_last());
}

TEST(PullAnswer, EveryCutAndFlippedBitIsRefused) {
  const ByteVector good = sample().encode();
  for (size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(PullAnswer::decode(Bytes(good).first(size)).has_value()) << size;
  }
  for (size_t bit = 0; bit < good.size() * 8; ++bit) {
    ByteVector bad = good;
    bad[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
    EXPECT_FALSE(PullAnswer::decode(bad).has_value()) << bit;
  }
}

TEST(PushRequest, RoundTripsAndAnotherKindIsRefused) {
  PushRequest push;
  push.rid.bytes[3] = std::byte{1};
  push.parents = {{ReplicaId{}, Seq{12}}};
  push.first = Seq{5};
  push.records = {ByteVector(3, std::byte{1}), ByteVector()};
  const ByteVector body = push.encode();
  const Result<PushRequest> back = PushRequest::decode(body);
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->rid, push.rid);
  EXPECT_EQ(back->parents, push.parents);
  EXPECT_EQ(back->records, push.records);
  EXPECT_FALSE(PullRequest::decode(body).has_value());
}

TEST(PageDelta, RebuildsTheImageAndStaysSmall) {
  ByteVector before(4096, std::byte{1});
  ByteVector after = before;
  after[0] = after[4095] = std::byte{2};
  after[100] = after[102] = std::byte{3};
  const ByteVector delta = make_delta(2, before, after);
  EXPECT_LE(delta.size(), 15u);
  ByteVector page = before;
  ASSERT_TRUE(apply_delta(2, page, delta).has_value());
  EXPECT_EQ(page, after);
  EXPECT_TRUE(make_delta(2, after, after).empty());
  ByteVector small(100);
  EXPECT_FALSE(apply_delta(2, small, delta).has_value());
}

TEST(PullRequest, RoundTrips) {
  PullRequest pull;
  pull.rid.bytes[3] = std::byte{1};
  pull.have = Revision{7};
  pull.extra_pages = {{1, 0x0123456789abcdef}, {3, 0}, {900, 5}};
  const Result<PullRequest> back = PullRequest::decode(pull.encode());
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->have, Revision{7});
  EXPECT_EQ(back->extra_pages, pull.extra_pages);
}

ByteVector random_page(std::mt19937& random) {
  ByteVector page(4096);
  for (std::byte& byte : page) byte = static_cast<std::byte>(random());
  return page;
}

/// A row that grows moves the cells of its page: what is new is the row, not the page.
TEST(PageDelta, MovedCellsAreNotSentAgain) {
  std::mt19937 random(7);
  const ByteVector before = random_page(random);
  ByteVector after = before;
  after.erase(after.begin() + 1000, after.begin() + 1004);
  const std::string_view row = "a row that is longer by four";
  std::copy_n(as_bytes(row).begin(), row.size(), after.begin() + 3000);
  after.insert(after.begin() + 3100, 4, std::byte{0});
  ASSERT_EQ(after.size(), 4096U);
  const ByteVector delta = make_delta(2, before, after);
  EXPECT_LE(delta.size(), 90U);
  ByteVector page = before;
  ASSERT_TRUE(apply_delta(2, page, delta).has_value());
  EXPECT_EQ(page, after);
}

/// A replica's page 1 differs from the primary's in fields that page hashes mask: 24..27 and
/// others.
TEST(PageDelta, HeaderFieldsOfAReplicaAreNeverCopiedElsewhere) {
  std::mt19937 random(5);
  const ByteVector before = random_page(random);
  ByteVector after = before;
  for (size_t i = 0; i < 60; ++i) after.at(2000 + i) = before[20 + i];  // with the masked fields
  std::rotate(after.begin() + 500, after.begin() + 520, after.end());
  ByteVector replica = before;
  for (size_t i = 24; i < 28; ++i) replica[i] ^= std::byte{0xff};
  const ByteVector delta = make_delta(1, before, after);
  EXPECT_LE(delta.size(), 200U);
  ASSERT_TRUE(apply_delta(1, replica, delta).has_value());
  for (size_t i = 24; i < 28; ++i) replica[i] ^= std::byte{0xff};
  EXPECT_EQ(replica, after);
}

TEST(PageDelta, DamagedOnesNeverLeaveThePage) {
  std::mt19937 random(11);
  const ByteVector before = random_page(random);
  ByteVector shifted = before;
  std::rotate(shifted.begin() + 500, shifted.begin() + 700, shifted.end());
  ByteVector spotted = before;
  for (size_t i = 0; i < 10; ++i) spotted[i * 400] ^= std::byte{1};
  for (const ByteVector& after : {shifted, spotted}) {
    const ByteVector delta = make_delta(2, before, after);
    for (size_t size = 0; size < delta.size(); ++size) {
      ByteVector page = before;
      (void)apply_delta(2, page, Bytes(delta).first(size));
      ASSERT_EQ(page.size(), before.size());
    }
    for (size_t bit = 0; bit < delta.size() * 8; ++bit) {
      ByteVector bad = delta;
      bad[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
      ByteVector page = before;
      (void)apply_delta(2, page, bad);
      ASSERT_EQ(page.size(), before.size());
    }
  }
  ByteVector page = before;
  EXPECT_FALSE(apply_delta(2, page, ByteVector{std::byte{9}}).has_value());
  EXPECT_FALSE(apply_delta(2, page, ByteVector{std::byte{2}, std::byte{0}}).has_value());
}

TEST(DatabaseName, NamesThatCouldBePathsAreRefused) {
  EXPECT_TRUE(is_valid_name("notes-2.db"));
  EXPECT_FALSE(is_valid_name(".."));
  EXPECT_FALSE(is_valid_name("a/b"));
  EXPECT_FALSE(is_valid_name(""));
  EXPECT_FALSE(is_valid_name(std::string(65, 'a')));
}

}  // namespace
}  // namespace tern::sync::wire
