#include "daemon/turso/pull.h"

#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "daemon/turso/revision_name.h"
#include "tests/unit/sync/replica/fleet.h"

namespace tern::daemon::turso {
namespace {

using namespace std::string_literals;
using sync::Rows;

struct GatheredAnswer final : streams::CursorSink {
  void begin(int with_status, std::string_view) override { status = with_status; }
  bool write(std::string_view piece) override {
    body += piece;
    return true;
  }
  int status = 0;
  std::string body;
};

/// What an answer says, as far as a client reads it.
struct Pulled {
  int status = 0;
  std::string text;  // of a refusal
  std::string revision;
  uint64_t page_count = 0;
  std::map<uint64_t, std::string> pages;
  bool is_whole = false;
};

uint64_t varint(std::string_view& in) {
  uint64_t value = 0;
  for (int shift = 0; !in.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(in.front());
    in.remove_prefix(1);
    value |= uint64_t{byte & 0x7FU} << shift;
    if (byte < 0x80) break;
  }
  return value;
}

Pulled parse(const GatheredAnswer& answer) {
  Pulled pulled;
  pulled.status = answer.status;
  if (answer.status != 200) {
    pulled.text = answer.body;
    return pulled;
  }
  std::string_view in = answer.body;
  for (bool is_header = true; !in.empty(); is_header = false) {
    const uint64_t size = varint(in);
    if (size > in.size()) return pulled;
    std::string_view message = in.substr(0, size);
    in.remove_prefix(size);
    uint64_t id = 0;
    while (!message.empty()) {
      const uint64_t key = varint(message);
      const uint64_t value = varint(message);
      if ((key & 7) == 0) {
        if (key >> 3 == 2 && is_header) pulled.page_count = value;
        if (key >> 3 == 1 && !is_header) id = value;
        continue;
      }
      const std::string bytes(message.substr(0, value));
      message.remove_prefix(value);
      if (is_header && key >> 3 == 1) pulled.revision = bytes;
      if (!is_header && key >> 3 == 2) pulled.pages[id] = bytes;
    }
  }
  pulled.is_whole = true;
  return pulled;
}

std::string field(char key, std::string_view text) {
  return std::string{key, static_cast<char>(text.size())} + std::string(text);
}

class PullTest : public sync::Fleet {
 protected:
  PullTest() {
    hosted_ = primary_->use("db").value();
    execute("CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
    execute("INSERT INTO t SELECT value, hex(randomblob(200)) FROM generate_series(1, 200)");
  }
  ~PullTest() override { hosted_.reset(); }

  void execute(const std::string& sql) { ASSERT_TRUE(hosted_->execute(sql).has_value()); }
  Pulled pull(const std::string& body = "") {
    GatheredAnswer answer;
    const auto wait = [&](const std::function<void()>& run) {
      if (may_wait_) run();
      return may_wait_;
    };
    answer_pull(*hosted_, as_bytes(body), answer, cancelled_, wait, options_);
    return parse(answer);
  }
  Pulled pull_since(const std::string& revision) { return pull(field('\x1a', revision)); }
  /// Every page of the newest revision.
  std::map<uint64_t, std::string> newest() { return pull().pages; }

  std::shared_ptr<sync::primary::HostedDatabase> hosted_;
  std::atomic<bool> cancelled_ = false;
  bool may_wait_ = true;
  PullOptions options_;
};

TEST_F(PullTest, ANewClientGetsEveryPage) {
  const Pulled pulled = pull();
  EXPECT_EQ(pulled.status, 200);
  EXPECT_TRUE(pulled.is_whole);
  EXPECT_EQ(pulled.pages.size(), pulled.page_count);
  for (const auto& [id, page] : pulled.pages) EXPECT_EQ(page.size(), 4096U) << id;
  EXPECT_EQ(pulled.pages.at(0).substr(0, 15), "SQLite format 3");
}

TEST_F(PullTest, WhatChangedAfterARevision) {
  const Pulled first = pull();
  EXPECT_TRUE(pull_since(first.revision).pages.empty());
  execute("UPDATE t SET v = 'x' WHERE id = 100");
  const Pulled second = pull_since(first.revision);
  EXPECT_NE(second.revision, first.revision);
  EXPECT_GE(second.pages.size(), 1U);
  EXPECT_LT(second.pages.size(), 5U);
  auto pages = first.pages;
  for (const auto& [id, page] : second.pages) pages[id] = page;
  EXPECT_EQ(pages, newest());
}

TEST_F(PullTest, ARevisionThatIsNotKnownIsAnsweredWithAllPages) {
  const Pulled all = pull();
  for (const char* revision : {"7", "another.1.1", "x"})
    EXPECT_EQ(pull_since(revision).pages.size(), all.page_count) << revision;
  RevisionName future = *RevisionName::parse(all.revision);
  future.revision += 100;
  EXPECT_EQ(pull_since(future.text()).pages.size(), all.page_count);
}

TEST_F(PullTest, ADatabaseThatShrinks) {
  const Pulled first = pull();
  execute("DROP TABLE t");
  execute("CREATE TABLE u(a)");
  const Pulled second = pull_since(first.revision);
  EXPECT_EQ(second.page_count, pull().page_count);
  for (const auto& [id, page] : second.pages) EXPECT_LT(id, second.page_count);
}

// Page 1 alone, as a Roaring bitmap.
const std::string kFirstPage =
    "\x3a\x30\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x10\x00\x00\x00\x00\x00"s;

// Ids 5 and 6.
const std::string kTwoPages =
    "\x3a\x30\x00\x00\x01\x00\x00\x00\x00\x00\x01\x00\x10\x00\x00\x00\x05\x00\x06\x00"s;

TEST_F(PullTest, OnlyThePagesThatAreWanted) {
  const Pulled pulled = pull(field('\x2a', kFirstPage));
  EXPECT_EQ(pulled.pages.size(), 1U);
  EXPECT_TRUE(pulled.pages.contains(0));
}

TEST_F(PullTest, PagesOfAnOldRevisionAreServedWhileTheyAreTheSame) {
  const Pulled first = pull();
  hosted_->upkeep().value();
  execute("UPDATE t SET v = 'y' WHERE id = 150");
  const std::string at_first = field('\x12', first.revision);
  EXPECT_EQ(pull(at_first + field('\x2a', kFirstPage)).status, 200);
  // Many commits later the snapshot is gone; page 1 changes with a new table only.
  for (int i = 0; i < 8; ++i) {
    execute("UPDATE t SET v = 'z' WHERE id = 150");
    (void)pull();
  }
  const Pulled same = pull(at_first + field('\x2a', kFirstPage));
  if (same.status == 200) {
    EXPECT_EQ(same.pages.at(0), first.pages.at(0));
    EXPECT_EQ(same.revision, first.revision);
  } else {
    EXPECT_NE(newest().at(0), first.pages.at(0));
    EXPECT_EQ(same.status, 409);
  }
  EXPECT_EQ(pull(field('\x12', "another.1.1")).status, 409);
}

// --- pages by query

class QueryPullTest : public PullTest {
 protected:
  QueryPullTest() {
    execute("CREATE INDEX t_v ON t(v)");
    execute("CREATE TABLE u(id INTEGER PRIMARY KEY, w TEXT)");
    execute("INSERT INTO u SELECT value, hex(randomblob(200)) FROM generate_series(1, 100)");
  }
  Pulled query(const std::string& sql, const std::string& more = "") {
    return pull(field('\x3a', sql) + more);
  }
  /// What `sql` gives on a file that has these pages and holes elsewhere.
  Rows rows_of(const Pulled& pulled, const std::string& sql) {
    const std::string path = folder_ + "/sparse.db";
    {
      std::ofstream file(path, std::ios::binary | std::ios::trunc);
      file << std::string(pulled.page_count * 4096, '\0');
      for (const auto& [id, page] : pulled.pages) {
        file.seekp(static_cast<std::streamoff>(id * 4096));
        file << page;
      }
    }
    Connection connection =
        Connection::open("file:" + path + "?immutable=1", {.uri = true}).value();
    return sync::rows(connection, sql);
  }
};

TEST_F(QueryPullTest, ThePagesThatItTouchesAndNoOthers) {
  const Pulled all = pull();
  const std::string sql = "SELECT length(v) FROM t WHERE id = 150";
  const Pulled touched = query(sql);
  EXPECT_EQ(touched.status, 200);
  EXPECT_TRUE(touched.is_whole);
  EXPECT_EQ(touched.page_count, all.page_count);
  EXPECT_TRUE(touched.pages.contains(0));
  EXPECT_LT(touched.pages.size(), 8U);
  for (const auto& [id, page] : touched.pages) EXPECT_EQ(page, all.pages.at(id)) << id;
  EXPECT_EQ(rows_of(touched, sql), (Rows{"400"}));
  EXPECT_NE(rows_of(touched, "SELECT count(*) FROM u"), (Rows{"100"}));
}

TEST_F(QueryPullTest, SeveralStatementsAndWholeTables) {
  const Pulled both = query("SELECT sum(length(w)) FROM u; -- and\nSELECT count(*) FROM t;");
  EXPECT_EQ(rows_of(both, "SELECT sum(length(w)) FROM u"), (Rows{"40000"}));
  EXPECT_EQ(rows_of(both, "SELECT count(*) FROM t"), (Rows{"200"}));
  const Pulled one = query("SELECT sum(length(w)) FROM u");
  EXPECT_LT(one.pages.size(), both.pages.size());
  EXPECT_EQ(query("PRAGMA integrity_check").pages.size(), both.page_count);
  EXPECT_LT(query("SELECT 1").pages.size(), 3U);
}

TEST_F(QueryPullTest, PagesThatAreNamedComeToo) {
  const Pulled pulled = query("SELECT 1", field('\x2a', kTwoPages));
  for (const uint64_t id : {0UL, 5UL, 6UL}) EXPECT_TRUE(pulled.pages.contains(id)) << id;
  EXPECT_LT(pulled.pages.size(), 6U);
}

TEST_F(QueryPullTest, AClientThatHasARevisionGetsAllThatChanged) {
  const Pulled first = pull();
  execute("UPDATE u SET w = 'x' WHERE id = 50");
  const Pulled since = query("SELECT 1", field('\x1a', first.revision));
  EXPECT_EQ(since.pages, pull_since(first.revision).pages);
  EXPECT_EQ(query("SELECT 1", field('\x1a', "7")).pages.size(), first.page_count);
}

TEST_F(QueryPullTest, WhatWritesOrMayNotBeSaidIsRefused) {
  const uint64_t head = hosted_->status()->head.raw;
  for (const char* sql :
       {"DELETE FROM t", "SELECT 1; DELETE FROM t", "CREATE TEMP TABLE x(a)", "BEGIN",
        "ATTACH 'x' AS y", "VACUUM INTO 'x'", "PRAGMA journal_mode=delete", "PRAGMA optimize",
        "INSERT INTO t(v) VALUES('x') RETURNING id", "SELECT nothing FROM t", "SELEC 1",
        "CREATE VIRTUAL TABLE temp.c USING csv(filename='/etc/passwd')"}) {
    const Pulled refused = query(sql);
    EXPECT_EQ(refused.status, 400) << sql;
    EXPECT_NE(refused.text.find("the query of the pages: "), std::string::npos) << refused.text;
  }
  EXPECT_EQ(hosted_->status()->head.raw, head);
}

TEST_F(QueryPullTest, AtABoundItGivesWhatItHasTouchedSoFar) {
  options_.query.pages_max = 5;
  const Pulled few = query("SELECT count(*) FROM t NOT INDEXED");
  EXPECT_EQ(few.status, 200);
  EXPECT_EQ(few.pages.size(), 5U);
  EXPECT_TRUE(few.pages.contains(0));
  options_ = {};
  options_.query.time_max = std::chrono::milliseconds(20);
  const std::string endless =
      "WITH n AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT count(*) FROM n, u WHERE u.id = 1";
  EXPECT_EQ(query(endless).status, 200);
  options_ = {};
  cancelled_ = true;
  EXPECT_EQ(query(endless).status, 200);
}

TEST_F(PullTest, WhatIsNotSpokenIsRefused) {
  EXPECT_EQ(pull("\x08\x01"s).status, 400);
  EXPECT_EQ(pull("\x1a"s).status, 400);
  EXPECT_EQ(pull(field('\x2a', "no bitmap")).status, 400);
}

TEST_F(PullTest, ALongPollIsWokenByACommit) {
  const Pulled first = pull();
  std::thread writer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    execute("UPDATE t SET v = 'news' WHERE id = 1");
  });
  const Pulled second = pull(field('\x1a', first.revision) + "\x20\xe0\xd4\x03"s);  // 60 s
  writer.join();
  EXPECT_FALSE(second.pages.empty());
}

TEST_F(PullTest, ALongPollEndsInTimeAndWithItsClient) {
  const std::string since = field('\x1a', pull().revision);
  EXPECT_TRUE(pull(since + "\x20\x64"s).pages.empty());  // 100 ms
  cancelled_ = true;
  EXPECT_TRUE(pull(since + "\x20\xe0\xd4\x03"s).pages.empty());
  cancelled_ = false;
  may_wait_ = false;
  EXPECT_TRUE(pull(since + "\x20\xe0\xd4\x03"s).pages.empty());
}

}  // namespace
}  // namespace tern::daemon::turso
