// Many databases of one primary: opened when they are used, closed when they are not, and
// administered while others use them.
#include "sync/primary/primary.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "engine/api/connection_state.h"
#include "engine/io/posix_vfs.h"
#include "sync/model/codec.h"
#include "sync/primary/hosted_database.h"
#include "sync/store/record_log.h"
#include "tests/unit/sync/replica/fleet.h"

namespace tern::sync::primary {
namespace {

namespace fs = std::filesystem;

class PrimaryTest : public testing::Test {
 protected:
  PrimaryTest() {
    char name[] = "/tmp/tern-primary-XXXXXX";
    folder_ = mkdtemp(name);
  }
  ~PrimaryTest() override {
    primary_.reset();
    fs::remove_all(folder_);
  }

  void start(const PrimaryOptions& options = {}) {
    primary_.reset();
    Result<std::unique_ptr<Primary>> opened = Primary::open(data(), options);
    ASSERT_TRUE(opened.has_value()) << opened.error().message();
    primary_ = *std::move(opened);
  }
  std::string data() const { return folder_ + "/data"; }
  std::string id_of(const std::string& name) {
    for (const DatabaseSummary& summary : primary_->list()) {
      if (summary.name == name) return summary.id;
    }
    return "";
  }
  std::vector<std::string> names(std::string_view after = {}, size_t limit = SIZE_MAX) {
    std::vector<std::string> out;
    for (const DatabaseSummary& summary : primary_->list(after, limit)) out.push_back(summary.name);
    return out;
  }
  void fill(const std::string& name) {
    ASSERT_TRUE(primary_->create(name));
    ASSERT_TRUE(primary_->execute(name, "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)"));
    ASSERT_TRUE(primary_->execute(name, "INSERT INTO t VALUES(1, '" + name + "')"));
  }
  Rows values(const std::string& name) {
    const auto database = primary_->use(name).value();
    const auto session = database->connect().value();
    return rows(session->connection(), "SELECT v FROM t ORDER BY id");
  }
  /// What the file at `path` has, by Tern.
  static Rows values_of(const std::string& path) {
    Connection connection = Connection::open(path, {.create = false}).value();
    EXPECT_EQ(rows(connection, "PRAGMA integrity_check"), (Rows{"ok"}));
    return rows(connection, "SELECT v FROM t ORDER BY id");
  }
  size_t folder_count() const {
    size_t count = 0;
    for (const auto& entry : fs::directory_iterator(data())) count += entry.is_directory() ? 1 : 0;
    return count;
  }

  std::string folder_;
  std::unique_ptr<Primary> primary_;
};

TEST_F(PrimaryTest, TheListOpensNothingAndComesInParts) {
  start();
  for (const char* name : {"a", "b", "c", "d"}) fill(name);
  const uint64_t revision = primary_->use("c").value()->status().value().head.raw;
  start();
  EXPECT_EQ(names(), (std::vector<std::string>{"a", "b", "c", "d"}));
  EXPECT_EQ(names("", 2), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(names("b", 2), (std::vector<std::string>{"c", "d"}));
  EXPECT_EQ(names("d"), (std::vector<std::string>{}));
  EXPECT_EQ(primary_->list("b", 1).front().revision, revision);
  EXPECT_EQ(primary_->open_count(), 0u);
}

TEST_F(PrimaryTest, NoMoreStayOpenThanMayAndAllCanBeUsed) {
  start({.open_databases_max = 3});
  for (int i = 0; i < 10; ++i) fill("db" + std::to_string(i));
  EXPECT_EQ(primary_->open_count(), 3u);
  for (int i = 0; i < 10; ++i) {
    const std::string name = "db" + std::to_string(i);
    EXPECT_EQ(values(name), (Rows{name}));
    EXPECT_LE(primary_->open_count(), 3u);
  }
  // Those in use stay.
  std::vector<std::shared_ptr<HostedDatabase>> used;
  for (int i = 0; i < 5; ++i) used.push_back(primary_->use("db" + std::to_string(i)).value());
  EXPECT_EQ(primary_->open_count(), 5u);
  EXPECT_EQ(values("db9"), (Rows{"db9"}));
  EXPECT_EQ(primary_->open_count(), 5u);
  used.clear();
  EXPECT_EQ(primary_->open_count(), 3u);
}

TEST_F(PrimaryTest, WhatNobodyUsesIsClosedAfterATime) {
  start({.database_idle_ms = 0});
  fill("a");
  fill("b");
  const auto used = primary_->use("a").value();
  primary_->tend();
  EXPECT_EQ(primary_->open_count(), 1u);
  EXPECT_TRUE(fs::exists(data() + "/" + id_of("b") + "/db-hash"));
  EXPECT_FALSE(fs::exists(data() + "/" + id_of("b") + "/db-wal"));
  EXPECT_EQ(values("b"), (Rows{"b"}));
}

TEST_F(PrimaryTest, ThreadsThatUseColdDatabasesAtOnceGetThem) {
  start({.open_databases_max = 2});
  for (int i = 0; i < 6; ++i) fill("db" + std::to_string(i));
  std::atomic<int> failed = 0;
  std::vector<std::thread> threads;
  for (int who = 0; who < 4; ++who) {
    threads.emplace_back([&, who] {
      for (int i = 0; i < 30; ++i) {
        const std::string name = "db" + std::to_string((i * 5 + who) % 6);
        const auto database = primary_->use(name);
        if (!database || !(*database)->execute("UPDATE t SET v=v||'.'")) ++failed;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
  size_t dots = 0;
  for (int i = 0; i < 6; ++i) dots += values("db" + std::to_string(i)).front().size() - 3;
  EXPECT_EQ(dots, 120u);
}

// Read through the history's page hash: nothing is adopted, whichever way the hashes came.
TEST_F(PrimaryTest, HashesOfACleanCloseAreBelievedOnlyWhereNothingHappenedSince) {
  start();
  fill("a");
  const std::string folder = data() + "/" + id_of("a");
  const wire::StatusAnswer before = primary_->use("a").value()->status().value();
  start();
  ASSERT_TRUE(fs::exists(folder + "/db-hash"));
  EXPECT_EQ(primary_->use("a").value()->status().value().page_hash, before.page_hash);
  primary_.reset();
  // A foreign writer's change is seen, though the history and the hashes know nothing of it.
  {
    Connection foreign = Connection::open(folder + "/db").value();
    ASSERT_TRUE(foreign.execute("INSERT INTO t VALUES(2, 'foreign')"));
  }
  start();
  EXPECT_EQ(primary_->use("a").value()->status().value().head.raw, before.head.raw + 1);
  EXPECT_EQ(values("a"), (Rows{"a", "foreign"}));
  const wire::StatusAnswer adopted = primary_->use("a").value()->status().value();
  primary_.reset();
  // Altered hashes are none.
  {
    std::fstream file(folder + "/db-hash", std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(-20, std::ios::end);
    file.put('x');
  }
  start();
  EXPECT_EQ(primary_->use("a").value()->status().value().page_hash, adopted.page_hash);
  EXPECT_EQ(primary_->use("a").value()->status().value().head, adopted.head);
}

TEST_F(PrimaryTest, TodaysCatalogsAreRead) {
  start();
  fill("a");
  const std::string id = id_of("a");
  primary_.reset();
  fs::remove(data() + "/catalog");
  {
    store::RecordLog log =
        store::RecordLog::open(io::posix_vfs(), data() + "/catalog", [](uint8_t, Bytes, uint64_t) {
          return ok();
        }).value();
    model::Writer out;
    out.text("from before");
    out.text(id);
    ASSERT_TRUE(log.append(1, out.bytes()));
    ASSERT_TRUE(log.sync());
  }
  start();
  EXPECT_EQ(names(), (std::vector<std::string>{"from before"}));
  EXPECT_EQ(values("from before"), (Rows{"a"}));
  EXPECT_EQ(primary_->quota("from before").value(), DatabaseQuota{});
}

TEST_F(PrimaryTest, ARenamedDatabaseStaysWhatItIs) {
  start();
  fill("a");
  fill("b");
  const auto used = primary_->use("a").value();
  const std::string id = id_of("a");
  EXPECT_EQ(primary_->rename("a", "b").error().code(), ErrorCode::Constraint);
  EXPECT_EQ(primary_->rename("x", "y").error().code(), ErrorCode::NotFound);
  EXPECT_EQ(primary_->rename("a", "../c").error().code(), ErrorCode::Misuse);
  ASSERT_TRUE(primary_->rename("a", "c"));
  EXPECT_EQ(primary_->use("a").error().code(), ErrorCode::NotFound);
  EXPECT_EQ(primary_->use("c").value(), used);
  EXPECT_EQ(id_of("c"), id);
}

TEST_F(PrimaryTest, NamesAndQuotasSurviveARestart) {
  start();
  fill("a");
  const DatabaseQuota quota{
      .bytes_max = 50'000, .streams_max = 3, .statement_ms = 1000, .result_bytes_max = 1 << 20};
  ASSERT_TRUE(primary_->set_quota("a", quota));
  ASSERT_TRUE(primary_->rename("a", "b"));
  for (int i = 0; i < 60; ++i) {  // enough for the catalog to be written anew
    ASSERT_TRUE(primary_->rename("b", "c"));
    ASSERT_TRUE(primary_->rename("c", "b"));
  }
  for (int round = 0; round < 2; ++round) {
    start();
    EXPECT_EQ(names(), (std::vector<std::string>{"b"}));
    EXPECT_EQ(primary_->quota("b").value(), quota);
    EXPECT_EQ(primary_->list().front().quota, quota);
    EXPECT_EQ(primary_->execute("b", "INSERT INTO t(v) VALUES(zeroblob(60000))").error().code(),
              ErrorCode::Full);
    EXPECT_EQ(values("b"), (Rows{"a"}));
  }
  ASSERT_TRUE(primary_->set_quota("b", {}));
  EXPECT_TRUE(primary_->execute("b", "INSERT INTO t(v) VALUES(hex(zeroblob(60000)))"));
}

TEST_F(PrimaryTest, ACopyIsOfOneRevisionAndGoesItsOwnWay) {
  start();
  fill("a");
  ASSERT_TRUE(primary_->set_quota("a", {.streams_max = 7}));
  std::atomic<bool> is_over = false;
  std::thread writer([&] {
    while (!is_over) {
      // Both rows change together.
      ASSERT_TRUE(primary_->execute("a",
                                    "INSERT INTO t(v) SELECT count(*) FROM t;"
                                    "UPDATE t SET v=(SELECT count(*) FROM t) WHERE id=1"));
    }
  });
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(primary_->copy("a", "copy" + std::to_string(i)));
  is_over = true;
  writer.join();
  for (int i = 0; i < 5; ++i) {
    const Rows copied = values("copy" + std::to_string(i));
    ASSERT_FALSE(copied.empty());
    if (copied.size() > 1) {
      EXPECT_EQ(copied.front(), std::to_string(copied.size()));
    }
  }
  EXPECT_EQ(primary_->quota("copy0").value().streams_max, 7u);
  EXPECT_NE(id_of("copy0"), id_of("a"));
  EXPECT_EQ(primary_->use("copy0").value()->status().value().head.raw, 1u);
  ASSERT_TRUE(primary_->execute("copy0", "DELETE FROM t"));
  EXPECT_NE(values("a"), (Rows{}));
  EXPECT_EQ(primary_->copy("a", "copy0").error().code(), ErrorCode::Constraint);
  EXPECT_EQ(primary_->copy("x", "y").error().code(), ErrorCode::NotFound);
  EXPECT_EQ(folder_count(), 6u);
}

TEST_F(PrimaryTest, AnExportIsAFileOfItsOwn) {
  start();
  fill("a");
  const std::string file = folder_ + "/exported.db";
  ASSERT_TRUE(primary_->export_file("a", file));
  EXPECT_EQ(primary_->export_file("a", file).error().code(), ErrorCode::CantOpen);
  EXPECT_EQ(values_of(file), (Rows{"a"}));
  Connection connection = Connection::open(file).value();
  EXPECT_EQ(rows(connection, "PRAGMA journal_mode"), (Rows{"delete"}));
  EXPECT_FALSE(fs::exists(file + "-wal"));
}

TEST_F(PrimaryTest, FilesThatAreNoDatabasesAreNotTaken) {
  start();
  fill("a");
  const std::string file = folder_ + "/file";
  const auto take = [&] { return primary_->create_from_file("b", file); };
  EXPECT_EQ(take().error().code(), ErrorCode::CantOpen);
  std::ofstream(file) << std::string(8192, 'x');
  EXPECT_EQ(take().error().code(), ErrorCode::NotADb);
  fs::remove(file);
  ASSERT_TRUE(primary_->export_file("a", file));
  fs::resize_file(file, fs::file_size(file) - 100);
  EXPECT_EQ(take().error().code(), ErrorCode::Corrupt);
  fs::remove(file);
  ASSERT_TRUE(primary_->export_file("a", file));
  {
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekp(4096);  // the root of t
    bytes.write("\xff\xff\xff\xff\xff\xff\xff\xff", 8);
  }
  EXPECT_FALSE(take().has_value());
  EXPECT_TRUE(fs::exists(file));  // what is refused stays where it is
  fs::remove(file);
  ASSERT_TRUE(primary_->export_file("a", file));
  ASSERT_TRUE(take().has_value());
  EXPECT_FALSE(fs::exists(file));
  EXPECT_EQ(values("b"), (Rows{"a"}));
  EXPECT_EQ(folder_count(), 2u);
}

TEST_F(PrimaryTest, SqlTextIsImportedThroughTheHistory) {
  start();
  ASSERT_TRUE(primary_->create("a"));
  const uint64_t before = primary_->use("a").value()->status().value().head.raw;
  const Result<uint64_t> done = primary_->import_sql(
      "a",
      "PRAGMA foreign_keys=OFF; BEGIN TRANSACTION; CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT);"
      "INSERT INTO t VALUES(1, 'one'); INSERT INTO t VALUES(2, 'two'); COMMIT;");
  ASSERT_TRUE(done.has_value());
  EXPECT_EQ(*done, before + 1);
  EXPECT_EQ(values("a"), (Rows{"one", "two"}));
  EXPECT_FALSE(primary_->import_sql("a", "BEGIN; DELETE FROM t").has_value());
  EXPECT_EQ(primary_->import_sql("a", "ATTACH '" + folder_ + "/x' AS x").error().code(),
            ErrorCode::Auth);
  EXPECT_FALSE(primary_->import_sql("a", "DELETE FROM t; nonsense").has_value());
  EXPECT_EQ(values("a"), (Rows{}));  // what was committed before stays
  EXPECT_EQ(primary_->import_sql("x", "SELECT 1").error().code(), ErrorCode::NotFound);
}

/// A text of many pieces, a byte more at a time than the one before.
SqlSource in_small_pieces(std::string text) {
  return [text = std::move(text), at = size_t{0},
          size = size_t{1}](MutBytes room) mutable -> Result<size_t> {
    const size_t count = std::min({room.size(), text.size() - at, size++});
    std::copy_n(as_bytes(text).begin() + std::ptrdiff_t(at), count, room.begin());
    at += count;
    return count;
  };
}

TEST_F(PrimaryTest, ADatabaseIsMadeOfSqlTextWholeOrNotAtAll) {
  start();
  std::string text = "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT);\nBEGIN;\n";
  for (int i = 0; i < 50'000; ++i)
    text +=
        "INSERT INTO t(v) VALUES('a text with ; in it and a number: " + std::to_string(i) + "');\n";
  text += "COMMIT; CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; SELECT 2; END";
  ASSERT_GT(text.size(), size_t{3} << 20);  // several times what is read at once
  ASSERT_TRUE(primary_->create_from_sql("a", in_small_pieces(text), {.bytes_max = 50'000'000}));
  EXPECT_EQ(values_of(primary_->path_of("a").value()).size(), 50'000u);
  EXPECT_EQ(primary_->quota("a")->bytes_max, 50'000'000u);
  EXPECT_EQ(primary_->create_from_sql("a", source_of(text)).error().code(), ErrorCode::Constraint);

  const auto refused = [&](const std::string& sql, const DatabaseQuota& quota = {}) {
    const Status made = primary_->create_from_sql("b", source_of(sql), quota);
    EXPECT_FALSE(made.has_value()) << sql.substr(0, 100);
    EXPECT_EQ(names(), (std::vector<std::string>{"a"}));
    EXPECT_EQ(folder_count(), 1u);
    return made ? Error(ErrorCode::Internal) : made.error();
  };
  EXPECT_EQ(refused(text, {.bytes_max = 100'000}).code(), ErrorCode::Full);
  EXPECT_EQ(refused("CREATE TABLE t(v);\n\nSELEC 1;").message(),
            "line 3: near \"SELEC\": syntax error");
  EXPECT_EQ(refused("CREATE TABLE t(v UNIQUE);\nINSERT INTO t VALUES(1);\nINSERT INTO t VALUES(1);")
                .message(),
            "line 3: UNIQUE constraint failed: t.v");
  EXPECT_EQ(refused("BEGIN; CREATE TABLE t(v);").code(), ErrorCode::Error);
  EXPECT_EQ(refused("ATTACH '" + folder_ + "/x' AS x").code(), ErrorCode::Auth);
  EXPECT_EQ(refused("VACUUM INTO '" + folder_ + "/x'").code(), ErrorCode::Auth);
  EXPECT_FALSE(fs::exists(folder_ + "/x"));
  EXPECT_NE(refused("CREATE VIRTUAL TABLE p USING csv(filename='/etc/passwd')")
                .message()
                .find("no such module: csv"),
            std::string_view::npos);
  EXPECT_NE(refused(std::string("SELECT 1;\0SELECT 2;", 19)).message().find("zero byte"),
            std::string_view::npos);
  const std::atomic<bool> is_gone = true;
  EXPECT_EQ(primary_
                ->create_from_sql(
                    "b",
                    source_of("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) "
                              "SELECT count(*) FROM c"),
                    {}, &is_gone)
                .error()
                .code(),
            ErrorCode::Interrupt);
  EXPECT_EQ(folder_count(), 1u);
}

TEST_F(PrimaryTest, SqlTextThatIsImportedCannotReachForFiles) {
  start();
  ASSERT_TRUE(primary_->create("a"));
  const Result<uint64_t> csv =
      primary_->import_sql("a", "CREATE VIRTUAL TABLE p USING csv(filename='/etc/passwd')");
  ASSERT_FALSE(csv.has_value());
  EXPECT_NE(csv.error().message().find("no such module: csv"), std::string_view::npos);
}

/// Exactly what is in a database, table by table.
Rows everything(const std::string& path) {
  Connection connection = Connection::open(path, {.create = false}).value();
  Rows out = rows(connection, "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY 1, 2");
  for (const char* sql :
       {"SELECT *, typeof(i), typeof(r), typeof(x), typeof(b), hex(x), hex(b) FROM kinds",
        "SELECT * FROM \"a \"\"b\"", "SELECT * FROM sqlite_sequence", "SELECT * FROM computed",
        "SELECT * FROM w", "SELECT * FROM shown", "PRAGMA user_version", "PRAGMA application_id",
        "PRAGMA integrity_check"}) {
    for (const std::string& row : rows(connection, sql)) out.push_back(row);
  }
  return out;
}

TEST_F(PrimaryTest, ADatabaseGoesOutAsSqlTextAndComesBack) {
  start();
  ASSERT_TRUE(primary_->create("a"));
  ASSERT_TRUE(primary_->import_sql("a", R"sql(
    PRAGMA user_version=7; PRAGMA application_id=123456;
    CREATE TABLE kinds(i INTEGER, r REAL, x TEXT, b BLOB);
    INSERT INTO kinds VALUES(-9223372036854775808, 0.1, 'it''s; "a"', X'00ff'),
      (9223372036854775807, 1e300, CAST(X'610062' AS TEXT), X''), (NULL, 3.0, '', NULL),
      (0, 9e999, 'line' || char(10) || 'two' || char(13), 'text'), (1, -9e999, char(8364), 2),
      (2, 5e-324, 'x', 1.5);
    CREATE TABLE "a ""b"("c d" INTEGER PRIMARY KEY AUTOINCREMENT, e);
    INSERT INTO "a ""b" VALUES(5, 'five'), (70, 'seventy'); DELETE FROM "a ""b" WHERE e='seventy';
    CREATE TABLE computed(a, b AS (a*2), c AS (a*3) STORED);
    INSERT INTO computed VALUES(4);
    CREATE TABLE w(k TEXT PRIMARY KEY, v) WITHOUT ROWID; -- a comment at the end
    INSERT INTO w VALUES('k', 1);
    CREATE INDEX by_text ON kinds(x COLLATE NOCASE DESC) WHERE i > 0;
    CREATE VIEW shown AS SELECT i FROM kinds WHERE i > 0;
    CREATE TRIGGER r AFTER INSERT ON w BEGIN UPDATE w SET v=2; END;
    ANALYZE)sql"));
  const std::string file = folder_ + "/out.sql";
  ASSERT_TRUE(primary_->export_sql("a", file));
  EXPECT_EQ(primary_->export_sql("a", file).error().code(), ErrorCode::CantOpen);
  ASSERT_TRUE(primary_->create_from_sql("b", source_of_file(file).value()));
  const Rows expected = everything(primary_->path_of("a").value());
  EXPECT_EQ(expected.back(), "ok");
  EXPECT_EQ(everything(primary_->path_of("b").value()), expected);
  // And for the reference.
  const std::string by_other = folder_ + "/stock.db";
  ASSERT_EQ(std::system(("sqlite3 '" + by_other + "' <'" + file + "'").c_str()), 0);
  EXPECT_EQ(everything(by_other), expected);
  EXPECT_EQ(primary_->export_sql("none", folder_ + "/x").error().code(), ErrorCode::NotFound);
}

TEST_F(PrimaryTest, AFileThatOthersUseIsCopiedWithItsWal) {
  start();
  const std::string file = folder_ + "/used.db";
  Connection user = Connection::open(file).value();
  ASSERT_TRUE(
      user.execute("PRAGMA journal_mode=WAL; CREATE TABLE t(id INTEGER PRIMARY KEY, v);"
                   "INSERT INTO t VALUES(1, 'in the WAL')"));
  ASSERT_TRUE(primary_->create_from_file("a", file, Primary::FileUse::Copy, {.streams_max = 3}));
  EXPECT_EQ(values("a"), (Rows{"in the WAL"}));
  EXPECT_EQ(primary_->quota("a")->streams_max, 3u);
  ASSERT_TRUE(user.execute("INSERT INTO t VALUES(2, 'later')"));
  EXPECT_EQ(values("a"), (Rows{"in the WAL"}));
  std::ofstream(folder_ + "/none.db") << std::string(5000, 'x');
  EXPECT_EQ(
      primary_->create_from_file("b", folder_ + "/none.db", Primary::FileUse::Copy).error().code(),
      ErrorCode::NotADb);
  EXPECT_EQ(primary_->create_from_file("b", file, Primary::FileUse::Copy, {.bytes_max = 5000})
                .error()
                .code(),
            ErrorCode::Full);
  EXPECT_EQ(names(), (std::vector<std::string>{"a"}));
  EXPECT_EQ(folder_count(), 1u);
}

TEST_F(PrimaryTest, OneIsShownWithoutTheOthers) {
  start();
  fill("a");
  fill("b");
  const DatabaseSummary shown = primary_->show("b").value();
  EXPECT_EQ(shown.name, "b");
  EXPECT_EQ(shown.id, id_of("b"));
  EXPECT_EQ(shown.revision, primary_->use("b").value()->status()->head.raw);
  EXPECT_GT(shown.size_bytes, 0u);
  EXPECT_EQ(primary_->show("c").error().code(), ErrorCode::NotFound);
}

TEST_F(PrimaryTest, ARemovedDatabaseIsGoneWithItsFiles) {
  start();
  fill("a");
  fill("b");
  ASSERT_TRUE(primary_->remove("a"));
  EXPECT_EQ(primary_->use("a").error().code(), ErrorCode::NotFound);
  EXPECT_EQ(primary_->remove("a").error().code(), ErrorCode::NotFound);
  EXPECT_EQ(folder_count(), 1u);
  fill("a");
  EXPECT_EQ(values("a"), (Rows{"a"}));
}

TEST_F(PrimaryTest, WhatIsInUseIsRemovedByForceOnly) {
  start();
  fill("a");
  auto used = primary_->use("a").value();
  auto session = used->connect().value();
  uint64_t told = 99;
  (void)used->news().on_commit(UINT64_MAX, [&told](uint64_t head) { told = head; });
  EXPECT_EQ(primary_->remove("a").error().code(), ErrorCode::Busy);
  EXPECT_TRUE(used->execute("INSERT INTO t(v) VALUES('still here')"));
  ASSERT_TRUE(primary_->remove("a", Primary::InUse::Force));
  EXPECT_EQ(told, 0u);
  EXPECT_EQ(primary_->use("a").error().code(), ErrorCode::NotFound);
  EXPECT_EQ(session->connection().execute("DELETE FROM t").error().code(), ErrorCode::NotFound);
  EXPECT_EQ(used->execute("DELETE FROM t").error().code(), ErrorCode::NotFound);
  EXPECT_EQ(folder_count(), 1u);  // until the last lets go
  fill("a");                      // the name is free at once
  session.reset();
  used.reset();
  EXPECT_EQ(folder_count(), 1u);
  EXPECT_EQ(values("a"), (Rows{"a"}));
}

// As a process leaves it that died between the catalog and the files.
TEST_F(PrimaryTest, WhatACrashLeftBehindGoesAtTheNextStart) {
  start();
  fill("a");
  const std::string kept = data() + "/" + id_of("a");
  const std::string strange = data() + "/00112233445566778899aabbccddeeff";
  fill("b");
  const std::string removed = data() + "/" + id_of("b");
  ASSERT_TRUE(primary_->remove("b"));
  fs::create_directories(removed);  // the catalog says so, the files are there yet
  std::ofstream(removed + "/db") << "x";
  fs::create_directories(strange);  // nobody has said anything of it
  start();
  EXPECT_FALSE(fs::exists(removed));
  EXPECT_TRUE(fs::exists(strange));
  EXPECT_TRUE(fs::exists(kept));
  EXPECT_EQ(values("a"), (Rows{"a"}));
}

TEST_F(PrimaryTest, ReplicasOfARenamedDatabaseGoOnAndQuotasAre507) {
  start();
  fill("a");
  ASSERT_TRUE(primary_->set_quota("a", {.bytes_max = 40'000}));
  DirectExchange exchange(primary_);
  replica::ReplicaOptions options;
  auto made = replica::Replica::clone(folder_ + "/r.db", "here", "a", exchange, options);
  ASSERT_TRUE(made.has_value());
  ASSERT_TRUE((*made)->connection().execute("INSERT INTO t(v) VALUES(zeroblob(60000))"));
  EXPECT_FALSE((*made)->sync_once(exchange).has_value());
  const wire::Response answer = primary_->handle(exchange.last_request, {true, true, true});
  EXPECT_EQ(answer.status, 507);
  ASSERT_TRUE(primary_->set_quota("a", {}));
  EXPECT_TRUE((*made)->sync_once(exchange).has_value());
}

}  // namespace
}  // namespace tern::sync::primary
