#include "daemon/turso/pull_message.h"

#include <gtest/gtest.h>

#include "daemon/turso/page_selector.h"
#include "daemon/turso/revision_name.h"

namespace tern::daemon::turso {
namespace {

using namespace std::string_literals;

PullMessage decoded(const std::string& body) {
  const Result<PullMessage> message = PullMessage::decode(as_bytes(body));
  EXPECT_TRUE(message.has_value());
  return message.value_or(PullMessage{});
}

TEST(PullMessage, AnEmptyBodyAsksForEverything) {
  const PullMessage message = decoded("");
  EXPECT_EQ(message.server_revision, "");
  EXPECT_EQ(message.client_revision, "");
  EXPECT_EQ(message.long_poll_ms, 0U);
  EXPECT_TRUE(message.pages.empty());
  EXPECT_FALSE(message.wants_zstd);
}

// As the client was seen to send it.
TEST(PullMessage, TheRecordedPullFromARevision) {
  EXPECT_EQ(decoded("\x1a\x01\x37"s).client_revision, "7");
}

TEST(PullMessage, EveryField) {
  const std::string body = "\x08\x01\x12\x02sr\x1a\x02"s + "cr\x20\xe8\x07\x2a\x03"s +
                           "abc\x32\x00\x3a\x01q\x40\x01\x7a\x01x"s;
  const PullMessage message = decoded(body);
  EXPECT_TRUE(message.wants_zstd);
  EXPECT_EQ(message.server_revision, "sr");
  EXPECT_EQ(message.client_revision, "cr");
  EXPECT_EQ(message.long_poll_ms, 1000U);
  EXPECT_EQ(as_text(message.pages), "abc");
  EXPECT_EQ(message.query, "q");
  EXPECT_TRUE(message.wants_log);
  for (size_t size = 0; size < body.size(); ++size)
    (void)PullMessage::decode(as_bytes(body.substr(0, size)));
}

TEST(PullMessage, WhatIsNoMessageIsRefused) {
  for (const std::string& body :
       {"\x1a"s, "\x1a\x05"s + "ab", "\x0a\x01x"s, "\x18\x01"s, "\xff\xff"s}) {
    const Result<PullMessage> message = PullMessage::decode(as_bytes(body));
    EXPECT_FALSE(message.has_value());
    if (!message) {
      EXPECT_EQ(message.error().code(), ErrorCode::Protocol);
    }
  }
}

TEST(PullMessage, TheAnswersMessages) {
  EXPECT_EQ(pull_header("r", 300), "\x0a\x0a\x01r\x10\xac\x02\x1a\x00\x40\x01"s);
  std::string out;
  append_page(out, 5, as_bytes("abc"));
  EXPECT_EQ(out, "\x07\x08\x05\x12\x03"s + "abc");
}

TEST(RevisionName, GoesThereAndBack) {
  const RevisionName name{"a1.b2", 3, 40};
  EXPECT_EQ(name.text(), "a1.b2.3.40");
  EXPECT_EQ(RevisionName::parse(name.text()), name);
  for (const char* text :
       {"", "7", "1.2", ".1.2", "a.1", "a.1.", "a.x.1", "a.1.-1", "a.1.99999999999999999999"})
    EXPECT_FALSE(RevisionName::parse(text).has_value()) << text;
}

// Pages 0, 2 and 5 in an array, as the portable format of Roaring bitmaps has it.
TEST(PageSelector, AnArray) {
  const std::string bitmap =
      "\x3a\x30\x00\x00\x01\x00\x00\x00\x00\x00\x02\x00\x10\x00\x00\x00\x00\x00\x02\x00\x05\x00"s;
  const PageSelector selector = PageSelector::read(as_bytes(bitmap), 6).value();
  std::string covered;
  for (uint32_t page = 0; page < 8; ++page) covered += selector.covers(page) ? '1' : '0';
  EXPECT_EQ(covered, "10100100");
  for (size_t size = 1; size < bitmap.size(); ++size)
    EXPECT_FALSE(PageSelector::read(as_bytes(bitmap.substr(0, size)), 6).has_value()) << size;
}

// Pages 1 to 4 as a run.
TEST(PageSelector, ARun) {
  const std::string bitmap = "\x3b\x30\x00\x00\x01\x00\x00\x03\x00\x01\x00\x01\x00\x03\x00"s;
  const PageSelector selector = PageSelector::read(as_bytes(bitmap), 100).value();
  std::string covered;
  for (uint32_t page = 0; page < 7; ++page) covered += selector.covers(page) ? '1' : '0';
  EXPECT_EQ(covered, "0111100");
}

// The library would say on standard error what it does not like.
TEST(PageSelector, WhatIsNoBitmapIsRefusedInSilence) {
  const std::string bitmaps[] = {
      "\x00\x00\x00\x00"s,
      "not a bitmap at all"s,
      "\x3a\x30\x00\x00\xff\xff\xff\xff"s,                  // four billion containers
      "\x3a\x30\x00\x00\x01\x00\x01\x00"s,                  // one more than there can be
      "\x3b\x30\xff\xff\x00"s,                              // no more than the first byte of flags
      "\x3a\x30\x00\x00\x01\x00\x00\x00\x00\x00\xff\xff"s,  // a bitset that is not there
      "\x3b\x30\x00\x00\x01\x00\x00\x03\x00\xff\xff\x01\x00\x03\x00"s,  // 65,535 runs, one there
  };
  testing::internal::CaptureStderr();
  for (const std::string& bitmap : bitmaps)
    EXPECT_FALSE(PageSelector::read(as_bytes(bitmap), 6).has_value()) << bitmap.size();
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(PageSelector, NothingMeansAll) {
  const PageSelector selector = PageSelector::read({}, 3).value();
  EXPECT_TRUE(selector.covers(0));
  EXPECT_TRUE(selector.covers(1000));
}

}  // namespace
}  // namespace tern::daemon::turso
