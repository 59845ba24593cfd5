// What requests for pages are refused with, and what of a request means nothing here
// (turso-sync-protocol, sections 3 and 4).
#include <gtest/gtest.h>

#include "daemon/turso/pull.h"
#include "tests/unit/sync/replica/fleet.h"

namespace tern::daemon::turso {
namespace {

using namespace std::string_literals;

struct Answered final : streams::CursorSink {
  void begin(int with_status, std::string_view type) override {
    status = with_status;
    content_type = type;
  }
  bool write(std::string_view piece) override {
    body += piece;
    return true;
  }
  int status = 0;
  std::string content_type;
  std::string body;
};

class PullRequests : public sync::Fleet {
 protected:
  void execute(const std::string& sql) {
    ASSERT_TRUE(primary_->execute("db", sql).has_value()) << sql;
  }
  Answered ask(const std::string& body, const std::string& name = "db") {
    const auto database = primary_->use(name).value();
    Answered answer;
    const std::atomic<bool> cancelled = false;
    answer_pull(*database, as_bytes(body), answer, cancelled, [](const auto&) { return false; },
                {});
    return answer;
  }
  /// "200", or the status and the code of the body, whose message stands there twice.
  std::string told(const std::string& body, const std::string& name = "db") {
    const Answered answer = ask(body, name);
    if (answer.status == 200) return "200";
    EXPECT_EQ(answer.content_type, "application/json");
    const auto member = [&](const std::string& of) {
      const size_t at = answer.body.find("\"" + of + "\":\"") + of.size() + 4;
      return answer.body.substr(at, answer.body.find('"', at) - at);
    };
    EXPECT_EQ(member("message"), member("error"));
    return std::to_string(answer.status) + " " + member("code");
  }
  /// Field `number` with a text or bytes.
  static std::string field(int number, std::string_view text) {
    return std::string{static_cast<char>(number << 3 | 2), static_cast<char>(text.size())} +
           std::string(text);
  }
  /// As the header of an answer has it: its first field.
  static std::string revision_of(const Answered& answer) {
    return answer.body.substr(3, static_cast<unsigned char>(answer.body[2]));
  }
};

// Page `id` alone.
std::string page(unsigned id) {
  return "\x3a\x30\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x10\x00\x00\x00"s +
         static_cast<char>(id) + "\x00"s;
}

TEST_F(PullRequests, RefusalsOfWhatIsNotSpokenHere) {
  EXPECT_EQ(told("\x08\x01"s), "400 ENCODING_UNSUPPORTED");     // zstd
  EXPECT_EQ(told("\x40\x01"s), "400 STREAM_KIND_UNSUPPORTED");  // the logical log
  EXPECT_EQ(told("\x1a"s), "400 PROTOCOL_ERROR");
  EXPECT_EQ(told(field(5, "no bitmap")), "400 PROTOCOL_ERROR");
}

TEST_F(PullRequests, RefusalsOfRevisionsThatAreNotHere) {
  execute("CREATE TABLE t(a)");
  execute("INSERT INTO t VALUES(1)");
  const std::string first = revision_of(ask(""));
  EXPECT_EQ(told(field(2, first)), "200");
  EXPECT_EQ(told(field(2, "another.1.1")), "409 REVISION_UNKNOWN");
  EXPECT_EQ(told(field(2, "7")), "409 REVISION_UNKNOWN");
  // Many revisions later it is not kept any more. Page 1 (of the table) has changed, 0 has not.
  for (int i = 0; i < 8; ++i) {
    execute("INSERT INTO t VALUES(2)");
    (void)ask("");
  }
  EXPECT_EQ(told(field(2, first)), "409 REVISION_GONE");
  EXPECT_EQ(told(field(2, first) + field(5, page(1))), "409 REVISION_GONE");
}

TEST_F(PullRequests, RefusalsOfPagesThatClientsDoNotKnow) {
  const std::string file = path("small_pages");
  {
    Connection connection = Connection::open(file).value();
    ASSERT_TRUE(connection.execute("PRAGMA page_size=1024; CREATE TABLE t(a)").has_value());
  }
  ASSERT_TRUE(primary_->create_from_file("small", file).has_value());
  EXPECT_EQ(told("", "small"), "400 PAGE_SIZE_UNSUPPORTED");
}

// The file is damaged behind the server's back.
TEST_F(PullRequests, FailuresOfTheDatabase) {
  execute("CREATE TABLE t(a)");
  const std::string file = primary_->path_of("db").value();
  const auto database = primary_->use("db").value();
  for (const char* suffix : {"", "-wal"})
    if (std::filesystem::exists(file + suffix)) std::filesystem::resize_file(file + suffix, 0);
  EXPECT_EQ(told(""), "503 PULL_FAILED");
}

TEST_F(PullRequests, WhatMeansNothingChangesNothing) {
  execute("CREATE TABLE t(a)");
  const Answered all = ask("");
  EXPECT_EQ(all.status, 200);
  EXPECT_EQ(all.content_type, "application/protobuf");
  for (const std::string& body : {field(7, "SELECT * FROM t"),  // pages that a query touches: all
                                  field(6, "reserved"), field(9, "new"), "\x08\x00\x40\x00"s,
                                  field(3, "a revision of somebody else")})
    EXPECT_EQ(ask(body).body, all.body) << testing::PrintToString(body);
}

// A bootstrap in chunks: the first names no revision, the others that of the first.
TEST_F(PullRequests, ChunksMakeTheWhole) {
  execute("CREATE TABLE t(a)");
  execute("CREATE TABLE u(a)");
  const Answered all = ask("");
  const size_t header = size_t{1} + static_cast<unsigned char>(all.body[0]);
  const Answered first = ask(field(5, page(0)));
  std::string whole = first.body;
  const std::string at_first = field(2, revision_of(first));
  execute("DROP TABLE t");  // the others are of the revision that the first was of
  for (unsigned id = 1; id < 3; ++id)
    whole += ask(at_first + field(5, page(id))).body.substr(header);
  EXPECT_EQ(whole, all.body);
}

}  // namespace
}  // namespace tern::daemon::turso
