#include <gtest/gtest.h>

#include <filesystem>

#include "tern/tern.h"
#include "tests/support/open_by_both.h"
#include "tests/support/reference_db.h"

// Every answer is compared with the reference's.

namespace tern {
namespace {

using test::open_by_reference;
using test::open_by_tern;
using test::OpenAs;
using test::TemporaryFolder;

/// A folder that is the working directory while it lives, with a small database `a.db`.
class Place {
 public:
  Place() : before_(std::filesystem::current_path()) {
    std::filesystem::current_path(folder_.path(""));
    test::ReferenceDb("a.db").run("CREATE TABLE t(a); INSERT INTO t VALUES(1), (2)");
  }
  ~Place() { std::filesystem::current_path(before_); }
  std::string path(const std::string& name) const { return folder_.path(name); }

 private:
  TemporaryFolder folder_;
  std::filesystem::path before_;
};

const std::vector<std::string> kReadAndWrite = {"SELECT count(*) FROM t", "BEGIN IMMEDIATE",
                                                "CREATE TABLE u(a)", "ROLLBACK"};

void expect_same(const std::string& name, const OpenAs& as,
                 const std::vector<std::string>& sql = kReadAndWrite) {
  SCOPED_TRACE(name + (as.read_only ? " ro" : "") + (as.create ? " create" : ""));
  const auto forget = [] {
    for (const auto& entry : std::filesystem::directory_iterator(".")) {
      if (entry.path().filename() != "a.db") std::filesystem::remove(entry.path());
    }
  };
  const std::string expected = open_by_reference(name, as, sql);
  forget();
  EXPECT_EQ(open_by_tern(name, as, sql), expected);
  forget();
}

constexpr OpenAs kWays[] = {{}, {.create = false}, {.read_only = true, .create = false}};

TEST(OpenUri, NamesAreReadAsByTheReference) {
  const Place place;
  const std::string a = place.path("a.db");
  for (const OpenAs& as : kWays) {
    for (const std::string& name : std::vector<std::string>{"file:",
                                                            "file:a.db",
                                                            "file://" + a,
                                                            "file://localhost" + a,
                                                            "file://LOCALHOST" + a,
                                                            "file://example.com/a.db",
                                                            "file:localhost/a.db",
                                                            "file://",
                                                            "file://localhost",
                                                            "file://localhost?mode=ro",
                                                            "file://#x",
                                                            "file:a%2edb",
                                                            "file:%61.db?x=1",
                                                            "file:a.db#frag?mode=ro",
                                                            "file:a.db?mode=ro#x",
                                                            "file:a%00b.db",
                                                            "file:a.db%zz",
                                                            "file:a.db%4",
                                                            "file:%",
                                                            "file:a%23b.db",
                                                            "file:a%3fb.db?x=2&y",
                                                            "file:a+b.db",
                                                            "FILE:a.db",
                                                            "file::memory:",
                                                            "file:/",
                                                            "file:a.db?vfs=nope",
                                                            "file:a.db?vfs=",
                                                            "file:a.db?vfs=unix",
                                                            "file:a.db?vfs=unix-none",
                                                            "a.db"}) {
      expect_same(name, as);
    }
  }
}

TEST(OpenUri, AccessModesNarrowWhatTheCallerAllows) {
  const Place place;
  for (const OpenAs& as : kWays) {
    for (const char* query :
         {"mode=ro", "mode=rw", "mode=rwc", "mode=memory", "mode=zz", "mode=RO", "mode=", "mode",
          "mode=ro&mode=rw", "mode=rw&mode=ro", "&mode=ro", "=ro&mode=ro", "m%6fde=ro", "mode=r%6f",
          "mode=ro%00x", "cache=zz", "cache=private&mode=ro", "psow=0&mode=ro"}) {
      expect_same("file:a.db?" + std::string(query), as);
      expect_same("file:new.db?" + std::string(query), as);
    }
  }
}

TEST(OpenUri, IsAPathWhereUrisAreOff) {
  const Place place;
  EXPECT_EQ(open_by_tern("file:a.db", {.uri = false}, {}),
            "'" + place.path("file:a.db") + "' r/w\n");
}

TEST(OpenUri, ImmutableAndNoLockLookAtTheFileAlone) {
  const Place place;
  for (const char* query : {"immutable=1", "immutable=0", "immutable=x", "immutable=Yes",
                            "immutable=01", "nolock=1", "nolock=on&mode=ro"}) {
    expect_same("file:a.db?" + std::string(query), {});
  }
  test::ReferenceDb("a.db").run("PRAGMA journal_mode = wal");
  const std::vector<std::string> sql = {"PRAGMA journal_mode", "SELECT count(*) FROM t",
                                        "INSERT INTO t VALUES(3)"};
  expect_same("file:a.db?immutable=1", {}, sql);
  expect_same("file:a.db?nolock=1", {}, sql);
}

// A lock that another process holds is nothing to who was told that there is none.
TEST(OpenUri, ImmutableAndNoLockTakeNoLock) {
  const Place place;
  test::ReferenceDb other("a.db");
  other.run("BEGIN EXCLUSIVE");
  for (const char* query : {"", "?nolock=1", "?immutable=1"}) {
    expect_same("file:a.db" + std::string(query), {}, {"SELECT count(*) FROM t"});
  }
}

std::string rows_of(Connection& db, const char* sql) {
  Result<Statement> query = db.prepare(sql);
  if (!query) return std::string(query.error().message());
  std::string out;
  while (true) {
    const Result<bool> row = query->step();
    if (!row) return std::string(row.error().message());
    if (!*row) return out;
    out += std::to_string(query->column(0).as_integer()) + " ";
  }
}

TEST(OpenUri, DatabasesInMemoryAreSharedByName) {
  const OpenOptions options{.uri = true};
  const auto open = [&](const char* name) { return *Connection::open(name, options); };
  {
    Connection one = open("file:shared?mode=memory&cache=shared");
    Connection same = open("file:shared?mode=memory&cache=shared");
    Connection other = open("file:other?mode=memory&cache=shared");
    Connection own = open("file:shared?mode=memory");
    ASSERT_TRUE(one.execute("CREATE TABLE t(a); INSERT INTO t VALUES(7)"));
    EXPECT_EQ(rows_of(same, "SELECT a FROM t"), "7 ");
    EXPECT_EQ(rows_of(other, "SELECT a FROM t"), "no such table: t");
    EXPECT_EQ(rows_of(own, "SELECT a FROM t"), "no such table: t");
  }
  Connection later = open("file:shared?mode=memory&cache=shared");
  EXPECT_EQ(rows_of(later, "SELECT a FROM t"), "no such table: t");
}

TEST(OpenUri, PassphrasesAreRefused) {
  const Result<Connection> db = Connection::open("file:x.db?key=secret", {.uri = true});
  ASSERT_FALSE(db);
  EXPECT_EQ(db.error().code(), ErrorCode::Unsupported);
}

TEST(OpenReadOnly, IsReadOnlyBesideAWriterOfTheSameProcess) {
  const Place place;
  Connection writer = *Connection::open("a.db");
  Connection reader = *Connection::open("a.db", {.read_only = true});
  ASSERT_TRUE(writer.execute("INSERT INTO t VALUES(3)"));
  EXPECT_EQ(rows_of(reader, "SELECT count(*) FROM t"), "3 ");
  const Status refused = reader.execute("INSERT INTO t VALUES(4)");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::ReadOnly);
}

TEST(BusyHandler, IsAskedWithTheCountUntilItSaysNo) {
  const Place place;
  Connection holder = *Connection::open("a.db");
  Connection waiter = *Connection::open("a.db");
  ASSERT_TRUE(holder.execute("BEGIN IMMEDIATE"));
  std::vector<int> asked;
  waiter.set_busy_handler([&](int count) {
    asked.push_back(count);
    return count < 2;
  });
  const Status refused = waiter.execute("INSERT INTO t VALUES(3)");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::Busy);
  EXPECT_EQ(asked, (std::vector<int>{0, 1, 2}));
}

TEST(BusyHandler, MayFreeTheLockThatIsWaitedFor) {
  const Place place;
  Connection waiter = *Connection::open("a.db");
  test::ReferenceDb other("a.db");
  other.run("BEGIN EXCLUSIVE");
  waiter.set_busy_handler([&](int) { return other.run("ROLLBACK").empty(); });
  EXPECT_EQ(rows_of(waiter, "SELECT count(*) FROM t"), "2 ");
  EXPECT_TRUE(waiter.execute("INSERT INTO t VALUES(3)"));
}

TEST(BusyHandler, AndTimeoutTakeEachOthersPlace) {
  const Place place;
  Connection holder = *Connection::open("a.db");
  Connection waiter = *Connection::open("a.db", {.busy_timeout_ms = 60000});
  ASSERT_TRUE(holder.execute("BEGIN IMMEDIATE"));
  waiter.set_busy_handler([](int) -> bool { throw 1; });
  EXPECT_EQ(rows_of(waiter, "PRAGMA busy_timeout"), "0 ");
  EXPECT_FALSE(waiter.execute("INSERT INTO t VALUES(3)"));
  int asked = 0;
  waiter.set_busy_handler([&](int) { return ++asked < 0; });
  waiter.set_busy_timeout(1);
  EXPECT_EQ(rows_of(waiter, "PRAGMA busy_timeout"), "1 ");
  EXPECT_FALSE(waiter.execute("INSERT INTO t VALUES(3)"));
  EXPECT_EQ(asked, 0);
}

}  // namespace
}  // namespace tern
