#include "tern/backup.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>
#include <random>

#include "engine/api/database_backup.h"
#include "tests/support/reference_db.h"
#include "tests/support/side_by_side.h"

namespace tern {
namespace {

constexpr const char* kFill = R"(
  PRAGMA page_size=1024; CREATE TABLE t(a INTEGER PRIMARY KEY, b); CREATE INDEX tb ON t(b);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<500)
    INSERT INTO t SELECT i, printf('%.*c', i % 90, 'b') || i FROM n;
  INSERT INTO t VALUES(1000, zeroblob(5000)); DELETE FROM t WHERE a % 3 = 0)";
constexpr const char* kSums = "SELECT count(*), sum(a), sum(length(b)) FROM t";

std::string answer(Connection& db, const std::string& sql) {
  auto query = db.prepare(sql);
  if (!query) return std::string(query.error().message());
  const auto row = query->step();
  if (!row) return std::string(row.error().message());
  std::string out;
  for (int i = 0; *row && i < query->column_count(); ++i) {
    out += (i > 0 ? "|" : "");
    out += query->column(i).is_text() ? std::string(query->column(i).as_text())
                                      : std::to_string(query->column(i).as_integer());
  }
  return out;
}

Connection filled(const std::string& path) {
  auto db = Connection::open(path);
  EXPECT_TRUE(db->execute(kFill));
  return std::move(*db);
}

TEST(Backup, CopiesInStepsAndTellsHowFarItIs) {
  const test::TemporaryFolder folder;
  Connection source = filled(folder.path("source.db"));
  auto target = Connection::open(folder.path("target.db"));
  ASSERT_TRUE(target->execute("CREATE TABLE old(x); INSERT INTO old VALUES(1)"));
  const auto pages = static_cast<uint32_t>(std::stoul(answer(source, "PRAGMA page_count")));
  auto backup = Backup::start(source, *target);
  ASSERT_TRUE(backup);
  uint32_t left = pages;
  while (left > 7) {
    ASSERT_FALSE(backup->step(7).value());
    left -= 7;
    ASSERT_EQ(backup->remaining(), left);
    ASSERT_EQ(backup->page_count(), pages);
    ASSERT_EQ(answer(*target, "SELECT x FROM old"), "1");
  }
  ASSERT_TRUE(backup->step(7).value());
  EXPECT_EQ(backup->remaining(), 0U);
  EXPECT_EQ(answer(*target, kSums), answer(source, kSums));
  EXPECT_EQ(answer(*target, "SELECT x FROM old"), "no such table: old");
  EXPECT_EQ(test::run_shell(folder.path("target.db"), "PRAGMA integrity_check; PRAGMA page_size"),
            "ok\n1024");
}

TEST(Backup, BeginsAnewWhenOthersChangeTheSource) {
  const test::TemporaryFolder folder;
  Connection source = filled(folder.path("source.db"));
  auto target = Connection::open(":memory:");
  auto backup = Backup::start(source, *target);
  ASSERT_FALSE(backup->step(10).value());
  test::ReferenceDb(folder.path("source.db")).run("UPDATE t SET b = 'x' WHERE a = 1");
  ASSERT_FALSE(backup->step(10).value());
  EXPECT_EQ(backup->remaining(), backup->page_count() - 10);
  ASSERT_TRUE(source.execute("UPDATE t SET b = 'y' WHERE a = 500"));
  ASSERT_FALSE(backup->step(10).value());
  EXPECT_EQ(backup->remaining(), backup->page_count() - 20);
  ASSERT_TRUE(backup->step(-1).value());
  EXPECT_EQ(answer(*target, kSums), answer(source, kSums));
  EXPECT_EQ(answer(*target, "SELECT b FROM t WHERE a = 500"), "y");
  EXPECT_EQ(answer(*target, "PRAGMA integrity_check"), "ok");
}

TEST(Backup, GoesFromMemoryToFilesInAnyJournalMode) {
  const test::TemporaryFolder folder;
  Connection source = filled(":memory:");
  for (const char* mode : {"delete", "wal", "memory"}) {
    const std::string path = folder.path(mode);
    auto target = Connection::open(path);
    ASSERT_TRUE(target->execute("PRAGMA page_size=1024; PRAGMA journal_mode=" + std::string(mode)));
    ASSERT_TRUE(target->execute("CREATE TABLE old(x)"));
    auto cached = target->prepare("SELECT count(*) FROM sqlite_schema");
    ASSERT_TRUE(cached->step().value());
    cached->reset();
    auto backup = Backup::start(source, *target);
    ASSERT_TRUE(backup->step(-1).value()) << mode;
    EXPECT_EQ(answer(*target, kSums), answer(source, kSums));
    ASSERT_TRUE(target->execute("INSERT INTO t VALUES(-1, 'new')"));
    EXPECT_EQ(test::run_shell(path, "PRAGMA integrity_check; PRAGMA journal_mode"),
              "ok\n" + std::string(mode == std::string("memory") ? "delete" : mode));
  }
}

// Several steps, so that the pages that were gathered are read again; and the mode comes along.
TEST(Backup, CopiesASourceInWalModeToAFile) {
  const test::TemporaryFolder folder;
  Connection source = filled(folder.path("source.db"));
  ASSERT_TRUE(source.execute("PRAGMA journal_mode=wal"));
  ASSERT_TRUE(source.execute("INSERT INTO t VALUES(-7, 'in the log')"));
  for (const char* before : {"", "CREATE TABLE old(x)", "PRAGMA journal_mode=wal"}) {
    const std::string path = folder.path("target" + std::to_string(std::string(before).size()));
    auto target = Connection::open(path);
    ASSERT_TRUE(target->execute("PRAGMA page_size=1024"));
    ASSERT_TRUE(target->execute(before));
    auto backup = Backup::start(source, *target);
    ASSERT_TRUE(backup);
    ASSERT_EQ(backup->step(5), false) << before;
    ASSERT_EQ(backup->step(5), false) << before;
    ASSERT_TRUE(source.execute("UPDATE t SET b = 'seen' WHERE a = -7"));
    ASSERT_EQ(backup->step(-1), true) << before;
    EXPECT_EQ(answer(*target, kSums), answer(source, kSums));
    EXPECT_EQ(answer(*target, "SELECT b FROM t WHERE a = -7"), "seen");
    ASSERT_TRUE(target->execute("INSERT INTO t(b) VALUES('new')"));
    EXPECT_EQ(test::run_shell(path, "PRAGMA integrity_check; PRAGMA journal_mode"), "ok\nwal");
  }
}

TEST(Backup, CopiesADatabaseWithoutTables) {
  const test::TemporaryFolder folder;
  auto source = Connection::open(":memory:");
  Connection target = filled(folder.path("target.db"));
  auto backup = Backup::start(*source, target);
  ASSERT_TRUE(backup->step(1).value());
  EXPECT_EQ(answer(target, "SELECT count(*) FROM sqlite_schema"), "0");
  EXPECT_EQ(answer(target, "PRAGMA integrity_check"), "ok");
}

TEST(Backup, RefusesWhatItCannotDo) {
  const test::TemporaryFolder folder;
  Connection source = filled(folder.path("source.db"));
  EXPECT_EQ(Backup::start(source, source).error().message(),
            "source and destination must be distinct");
  auto target = Connection::open(":memory:");
  ASSERT_TRUE(target->execute("CREATE TABLE t(a); BEGIN"));
  EXPECT_EQ(Backup::start(source, *target).error().message(), "destination database is in use");
  ASSERT_TRUE(target->execute("COMMIT"));
  auto backup = Backup::start(source, *target);
  EXPECT_TRUE(backup->step(-1).error().is(ErrorCode::ReadOnly));  // another page size
  ASSERT_TRUE(source.execute("BEGIN; DELETE FROM t"));
  EXPECT_TRUE(backup->step(1).error().is(ErrorCode::Busy));
  ASSERT_TRUE(source.execute("ROLLBACK"));

  auto file = Connection::open(folder.path("target.db"));
  ASSERT_TRUE(file->execute("CREATE TABLE t(a)"));
  auto other = Connection::open(folder.path("target.db"));
  ASSERT_TRUE(other->execute("BEGIN IMMEDIATE"));
  auto waiting = Backup::start(source, *file);
  EXPECT_TRUE(waiting->step(-1).error().is(ErrorCode::Busy));
  ASSERT_TRUE(other->execute("ROLLBACK"));
  EXPECT_TRUE(waiting->step(0).value());
  EXPECT_EQ(answer(*other, kSums), answer(source, kSums));
}

TEST(Backup, FollowsWhatTheSourcesConnectionChanges) {
  const test::TemporaryFolder folder;
  Connection source = *Connection::open(folder.path("source.db"));
  ASSERT_TRUE(source.execute("PRAGMA auto_vacuum = FULL"));
  ASSERT_TRUE(source.execute(kFill));
  Connection target = *Connection::open(folder.path("target.db"));
  auto backup = Backup::start(source, target);
  ASSERT_EQ(backup->step(15), false);
  const uint32_t pages = backup->page_count();
  ASSERT_TRUE(source.execute("DELETE FROM t WHERE a > 90"));
  ASSERT_EQ(backup->step(0), true);  // no page is left: it has become smaller than what is copied
  EXPECT_LT(backup->page_count(), pages);
  EXPECT_LE(backup->page_count(), 15U);
  EXPECT_EQ(answer(target, kSums), answer(source, kSums));
  EXPECT_EQ(test::run_shell(folder.path("target.db"), "PRAGMA integrity_check"), "ok");

  auto another = Backup::start(source, target);
  ASSERT_EQ(another->step(3), false);
  ASSERT_TRUE(source.execute("INSERT INTO t SELECT a + 1000000, zeroblob(3000) FROM t"));
  ASSERT_EQ(another->step(3), false);
  EXPECT_EQ(another->remaining(), another->page_count() - 6);
  ASSERT_EQ(another->step(-1), true);
  EXPECT_EQ(answer(target, kSums), answer(source, kSums));
  EXPECT_EQ(test::run_shell(folder.path("target.db"), "PRAGMA integrity_check"), "ok");
}

TEST(Backup, WaitsForTheTargetsOwnStatements) {
  const test::TemporaryFolder folder;
  Connection source = filled(folder.path("source.db"));
  Connection target = filled(folder.path("target.db"));
  ASSERT_TRUE(target.execute("DELETE FROM t WHERE a > 100"));
  auto backup = Backup::start(source, target);
  Statement scan = target.prepare("SELECT a FROM t").value();
  ASSERT_EQ(scan.step(), true);
  ASSERT_EQ(backup->step(5), false);
  EXPECT_EQ(backup->step(-1).error().message(), "destination database is in use");
  EXPECT_EQ(backup->remaining(), 0U);
  scan.reset();
  ASSERT_EQ(backup->step(0), true);
  EXPECT_EQ(answer(target, kSums), answer(source, kSums));
}

// As the C interface has it; and databases that are not main.
TEST(DatabaseBackup, LocksTheTargetFromTheFirstStep) {
  const test::TemporaryFolder folder;
  Connection source = filled(":memory:");
  Connection target = *Connection::open(":memory:");
  ASSERT_TRUE(target.execute("ATTACH '" + folder.path("target.db") +
                             "' AS more;"
                             "CREATE TABLE more.old(x)"));
  Connection other = *Connection::open(folder.path("target.db"));
  const auto start = [&] {
    api::ConnectionState& to = target.state();
    return std::make_unique<api::DatabaseBackup>(
        api::NamedDatabase(source.state(), source.state().main()),
        api::NamedDatabase(to, *to.find_database("more")),
        api::DatabaseBackup::TargetLock::FirstStep);
  };
  auto backup = start();
  ASSERT_EQ(backup->step(3), false);
  EXPECT_TRUE(other.execute("INSERT INTO old VALUES (1)").error().is(ErrorCode::Busy));
  backup.reset();
  EXPECT_TRUE(other.execute("INSERT INTO old VALUES (1)"));
  backup = start();
  ASSERT_EQ(backup->step(3), false);
  ASSERT_EQ(backup->step(-1), true);
  EXPECT_EQ(answer(other, kSums), answer(source, kSums));
  EXPECT_EQ(answer(target, kSums), answer(source, kSums));
  backup = start();
  ASSERT_TRUE(target.execute("DETACH more"));
  EXPECT_EQ(backup->step(1).error().message(), "a database of the backup was detached");
}

TEST(DatabaseBackup, KeepsItsSourceAttached) {
  Connection source = *Connection::open(":memory:");
  ASSERT_TRUE(source.execute("ATTACH ':memory:' AS more; CREATE TABLE more.t(a)"));
  Connection target = *Connection::open(":memory:");
  api::ConnectionState& from = source.state();
  auto backup = std::make_unique<api::DatabaseBackup>(
      api::NamedDatabase(from, *from.find_database("more")),
      api::NamedDatabase(target.state(), target.state().main()),
      api::DatabaseBackup::TargetLock::LastStep);
  EXPECT_EQ(source.execute("DETACH more").error().message(), "database more is locked");
  backup.reset();
  EXPECT_TRUE(source.execute("DETACH more"));
}

TEST(DatabaseBackup, BeginsAnewWithAnotherDatabaseOfTheName) {
  const test::TemporaryFolder folder;
  (void)filled(folder.path("first.db"));
  ASSERT_TRUE(filled(folder.path("second.db")).execute("UPDATE t SET b = b || '!'"));
  Connection source = *Connection::open(":memory:");
  ASSERT_TRUE(source.execute("ATTACH '" + folder.path("first.db") + "' AS more"));
  Connection target = *Connection::open(":memory:");
  api::ConnectionState& from = source.state();
  api::DatabaseBackup backup({from, *from.find_database("more")},
                             {target.state(), target.state().main()},
                             api::DatabaseBackup::TargetLock::LastStep);
  ASSERT_EQ(backup.step(20), false);
  auto second = storage::DatabaseFile::open(from.file()->vfs(), folder.path("second.db"));
  ASSERT_TRUE(second);
  ASSERT_TRUE(from.replace(*from.find_database("more"), *std::move(second)));
  ASSERT_EQ(backup.step(-1), true);
  const std::string sums = "SELECT count(*), sum(length(b)), sum(b LIKE '%!') FROM t";
  EXPECT_EQ(answer(target, sums), answer(source, sums));
  EXPECT_EQ(answer(target, "PRAGMA integrity_check"), "ok");
}

TEST(Serialize, GivesBytesThatTheReferenceOpens) {
  const test::TemporaryFolder folder;
  for (const char* mode : {"delete", "wal"}) {
    Connection db = filled(folder.path(mode));
    ASSERT_TRUE(db.execute("PRAGMA journal_mode=" + std::string(mode)));
    ASSERT_TRUE(db.execute("INSERT INTO t VALUES(-7, 'late')"));
    const auto bytes = db.serialize();
    ASSERT_TRUE(bytes);
    const std::string path = folder.path("image.db");
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes->data()),
               static_cast<std::streamsize>(bytes->size()));
    test::ReferenceDb reference(path);
    EXPECT_EQ(reference.run("PRAGMA integrity_check; PRAGMA journal_mode"), "ok\ndelete");
    EXPECT_EQ(reference.run(kSums), answer(db, kSums));
  }
  EXPECT_TRUE(Connection::open(":memory:")->serialize()->empty());
}

TEST(Serialize, HasWhatAnOpenTransactionHasAdded) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("image.db");
  Connection db = filled(":memory:");
  ASSERT_TRUE(
      db.execute("BEGIN; CREATE TABLE added(x); CREATE INDEX i ON added(x);"
                 "INSERT INTO added SELECT zeroblob(900) FROM t"));
  const auto bytes = db.serialize();
  ASSERT_TRUE(bytes);
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes->data()), std::ssize(*bytes));
  test::ReferenceDb reference(path);
  EXPECT_EQ(reference.run("PRAGMA integrity_check"), "ok");
  const std::string count = "SELECT count(*) FROM added";
  EXPECT_EQ(reference.run(count), answer(db, count));
}

TEST(Deserialize, MakesADatabaseInMemory) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("theirs.db");
  {
    test::ReferenceDb reference(path);
    reference.run(kFill);
    reference.run("PRAGMA journal_mode=wal");
  }
  std::ifstream in(path, std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(in), {}};
  const Bytes image = as_bytes(content);
  auto db = Connection::deserialize(image);
  ASSERT_TRUE(db);
  EXPECT_EQ(answer(*db, kSums), test::ReferenceDb(path).run(kSums));
  ASSERT_TRUE(db->execute("DELETE FROM t WHERE a < 100; VACUUM"));
  EXPECT_EQ(answer(*db, "PRAGMA integrity_check"), "ok");
  auto fixed = Connection::deserialize(image, {.read_only = true});
  ASSERT_TRUE(fixed);
  EXPECT_EQ(answer(*fixed, kSums), test::ReferenceDb(path).run(kSums));
  EXPECT_TRUE(fixed->execute("DELETE FROM t").error().is(ErrorCode::ReadOnly));
  auto empty = Connection::deserialize({});
  EXPECT_TRUE(empty->execute("CREATE TABLE t(a)"));
}

TEST(Deserialize, AnswersHostileBytesWithErrors) {
  const std::vector<std::byte> image = *filled(":memory:").serialize();
  EXPECT_TRUE(Connection::deserialize(Bytes(image).first(50)).error().is(ErrorCode::NotADb));
  EXPECT_TRUE(Connection::deserialize(Bytes(image).first(4096)).error().is(ErrorCode::Corrupt));
  EXPECT_TRUE(Connection::deserialize(Bytes(image).first(4000)).error().is(ErrorCode::Corrupt));
  std::mt19937_64 random(1);
  for (int i = 0; i < 300; ++i) {
    std::vector<std::byte> damaged = image;
    const size_t reach = i % 3 == 0 ? 100 : damaged.size();
    for (int n = 0; n < 8; ++n) damaged[random() % reach] = static_cast<std::byte>(random());
    auto db = Connection::deserialize(damaged);
    if (!db) continue;
    (void)answer(*db, "PRAGMA integrity_check");
    (void)answer(*db, "SELECT sum(length(b)) FROM t");
    (void)db->execute("DELETE FROM t WHERE a % 2 = 0; INSERT INTO t SELECT a + 5000, b FROM t");
    (void)db->execute("VACUUM");
    (void)db->serialize();
  }
}

}  // namespace
}  // namespace tern
