#include "sync/wire/messages.h"

#include <gtest/gtest.h>

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
  const ByteVector delta = make_delta(before, after);
  EXPECT_LE(delta.size(), 14u);
  ByteVector page = before;
  ASSERT_TRUE(apply_delta(page, delta).has_value());
  EXPECT_EQ(page, after);
  EXPECT_TRUE(make_delta(after, after).empty());
  ByteVector small(100);
  EXPECT_FALSE(apply_delta(small, delta).has_value());
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
