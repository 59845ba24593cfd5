// Databases that give free pages back: each engine must accept what the other wrote.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "engine/io/posix_vfs.h"
#include "engine/storage/database_file.h"
#include "tests/support/counting_vfs.h"
#include "tests/support/reference_db.h"
#include "tests/support/side_by_side.h"

namespace tern {
namespace {

using testing::SideBySide;

// The pages that go first are at the far end of a freelist that the cache does not hold.
TEST(AutoVacuum, AnIncrementalVacuumWalksTheFreelistOnce) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("x.db");
  test::CountingVfs vfs(io::posix_vfs());
  const auto pages_read = [&vfs] {
    const std::string counts = vfs.take();
    const size_t at = counts.find("pread ");
    return at == std::string::npos ? 0 : std::stoi(counts.substr(at + 6));
  };
  {
    Connection db = *Connection::open(*storage::DatabaseFile::open(vfs, path));
    ASSERT_TRUE(
        db.execute("PRAGMA page_size=512; PRAGMA auto_vacuum=2; PRAGMA journal_mode=off;"
                   "PRAGMA synchronous=off; PRAGMA cache_size=50;"
                   "CREATE TABLE big(a, b); CREATE TABLE t(a PRIMARY KEY, b)"));
    for (int row = 1; row <= 100; ++row) {
      ASSERT_TRUE(db.execute("INSERT INTO big VALUES(" + std::to_string(row) +
                             ", zeroblob(1000*508)); INSERT INTO t SELECT max(rowid), "
                             "zeroblob(700) FROM big"));
    }
    for (int row = 100; row > 0; --row) {
      ASSERT_TRUE(db.execute("DELETE FROM big WHERE rowid = " + std::to_string(row)));
    }
    pages_read();
    ASSERT_TRUE(db.execute("PRAGMA incremental_vacuum(50000)"));
    EXPECT_LT(pages_read(), 10000);
    EXPECT_TRUE(testing::run_tern(db, "PRAGMA freelist_count").text.contains("i:50"));
    EXPECT_EQ(test::run_shell(path, "PRAGMA integrity_check"), "ok");
    pages_read();
    ASSERT_TRUE(db.execute("PRAGMA incremental_vacuum"));
    EXPECT_LT(pages_read(), 10000);
  }
  EXPECT_EQ(test::run_shell(path,
                            "PRAGMA integrity_check; PRAGMA freelist_count; SELECT count(*), "
                            "sum(a), sum(length(b)) FROM t"),
            "ok\n0\n100|5050|70000");
  EXPECT_LT(std::filesystem::file_size(path), 1000u * 512);
}

TEST(AutoVacuum, IsSetAsInTheReference) {
  SideBySide both;
  both.run(R"(
    PRAGMA auto_vacuum; PRAGMA auto_vacuum=1; PRAGMA auto_vacuum; PRAGMA page_count;
    PRAGMA auto_vacuum=0; PRAGMA auto_vacuum; PRAGMA auto_vacuum=incremental; PRAGMA auto_vacuum;
    CREATE TABLE t(a); PRAGMA page_count; PRAGMA auto_vacuum=full; PRAGMA auto_vacuum;
    PRAGMA auto_vacuum=7; PRAGMA auto_vacuum; PRAGMA auto_vacuum='INCREMENTAL'; PRAGMA auto_vacuum;
    PRAGMA auto_vacuum=none; PRAGMA auto_vacuum; BEGIN; PRAGMA auto_vacuum=1; PRAGMA auto_vacuum;
    COMMIT; PRAGMA auto_vacuum; PRAGMA incremental_vacuum(1); PRAGMA incremental_vacuum;
    PRAGMA integrity_check;
  )");
  SideBySide fixed;
  fixed.run(R"(
    PRAGMA user_version=3; PRAGMA auto_vacuum=1; PRAGMA auto_vacuum; PRAGMA auto_vacuum=2;
    PRAGMA auto_vacuum; CREATE TABLE t(a); PRAGMA auto_vacuum; PRAGMA incremental_vacuum;
  )");
}

TEST(AutoVacuum, GivesPagesBackAtEachCommitAsTheReferenceDoes) {
  const test::TemporaryFolder folder;
  SideBySide both(folder.path("full"));
  both.run(R"(
    PRAGMA page_size=512; PRAGMA auto_vacuum=1;
    CREATE TABLE a(x INTEGER PRIMARY KEY, y); CREATE TABLE b(x, y); CREATE INDEX bx ON b(x);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<2000)
      INSERT INTO a SELECT i, printf('%.*c', i % 90, 'a') FROM n;
    INSERT INTO a VALUES(5000, zeroblob(9000)), (5001, zeroblob(700));
    INSERT INTO b SELECT y || x, x FROM a;
    SELECT count(*) FROM a; DELETE FROM a WHERE x < 1500; PRAGMA freelist_count;
    DELETE FROM b; PRAGMA freelist_count; PRAGMA integrity_check; SELECT sum(length(y)) FROM a;
    DROP TABLE a; PRAGMA freelist_count; PRAGMA page_count; SELECT name FROM sqlite_schema;
  )");
  EXPECT_EQ(both.integrity_of_tern_file(), "ok");
}

/// The reference gives an empty row per page, Tern none: only the effect is compared.
void vacuum_both(SideBySide& both, const std::string& sql) {
  ASSERT_TRUE(both.tern().execute(sql));
  testing::run_reference(both.reference(), sql);
}

TEST(AutoVacuum, ReclaimsAsManyPagesAsAskedFor) {
  const test::TemporaryFolder folder;
  SideBySide both(folder.path("incremental"));
  both.run(R"(
    PRAGMA page_size=512; PRAGMA auto_vacuum=2; CREATE TABLE a(x INTEGER PRIMARY KEY, y);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<300)
      INSERT INTO a SELECT i, zeroblob(700) FROM n;
    PRAGMA page_count; DELETE FROM a WHERE x % 3 = 0 OR x > 200; PRAGMA freelist_count;
  )");
  vacuum_both(both, "PRAGMA incremental_vacuum(10)");
  both.run("PRAGMA freelist_count; PRAGMA page_count; BEGIN");
  vacuum_both(both, "PRAGMA incremental_vacuum(7)");
  both.run("PRAGMA page_count; ROLLBACK; PRAGMA page_count; PRAGMA integrity_check");
  vacuum_both(both, "PRAGMA incremental_vacuum(100)");
  both.run("PRAGMA freelist_count; PRAGMA page_count");
  vacuum_both(both, "PRAGMA incremental_vacuum");
  both.run(R"(PRAGMA freelist_count; PRAGMA page_count; PRAGMA integrity_check;
              SELECT sum(x), sum(length(y)) FROM a)");
  EXPECT_EQ(both.integrity_of_tern_file(), "ok");
}

// Roots move when a table goes: nobody may be reading then.
TEST(AutoVacuum, DropsNoTableUnderAReader) {
  auto db = Connection::open(":memory:");
  ASSERT_TRUE(
      db->execute("PRAGMA auto_vacuum=1; CREATE TABLE a(x); CREATE TABLE b(x);"
                  "INSERT INTO b VALUES(1), (2)"));
  auto reader = db->prepare("SELECT x FROM b");
  ASSERT_TRUE(reader->step().value());
  const Status dropped = db->execute("DROP TABLE a");
  ASSERT_FALSE(dropped);
  EXPECT_EQ(dropped.error().message(), "database table is locked");
  EXPECT_TRUE(reader->step().value());
  EXPECT_FALSE(reader->step().value());
  ASSERT_TRUE(db->execute("DROP TABLE a"));
  EXPECT_EQ(testing::run_tern(*db, "SELECT name, rootpage FROM sqlite_schema").text,
            "name|rootpage\nt:b|i:3\nchanges 2 rowid 2\n");
}

TEST(AutoVacuum, ReportsABadPointerMapAsTheReferenceDoes) {
  const test::TemporaryFolder folder;
  const std::string sound = folder.path("sound.db");
  {
    auto db = Connection::open(sound);
    ASSERT_TRUE(db->execute(R"(
      PRAGMA page_size=512; PRAGMA auto_vacuum=2; CREATE TABLE a(x INTEGER PRIMARY KEY, y);
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<30)
        INSERT INTO a SELECT i, zeroblob(i * 40) FROM n;
      DELETE FROM a WHERE x IN (12, 17))"));
  }
  std::ifstream in(sound, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  ASSERT_GT(bytes.size(), 20U * 512);
  const std::string path = folder.path("damaged.db");
  int reported = 0;
  for (size_t entry = 0; entry < 20; ++entry) {
    for (const size_t byte : {size_t{0}, size_t{4}}) {
      std::string damaged = bytes;
      damaged[512 + 5 * entry + byte] ^= byte == 0 ? 6 : 1;
      std::ofstream(path, std::ios::binary) << damaged;
      test::ReferenceDb reference(path);
      const std::string expected = reference.run("PRAGMA integrity_check");
      auto tern = Connection::open(path);
      auto check = tern->prepare("PRAGMA integrity_check");
      ASSERT_TRUE(check->step().value());
      EXPECT_EQ(check->column(0).as_text(), expected) << entry;
      if (expected != "ok") ++reported;
    }
  }
  EXPECT_EQ(reported, 40);
}

/// Random changes of schema and rows, in SQL that both engines read alike.
class RandomStatements {
 public:
  explicit RandomStatements(uint64_t seed) : random_(seed) {}

  std::string next() {
    const std::string table = "t" + std::to_string(random_() % 5);
    const std::string text = std::to_string(random_() % 1000);
    switch (random_() % 11) {
      case 0:
        return "CREATE TABLE " + table + "(a INTEGER PRIMARY KEY, b, c UNIQUE)";
      case 1:
        return "CREATE TABLE " + table + "(a, b TEXT, c, PRIMARY KEY(b, a)) WITHOUT ROWID";
      case 2:
        return "DROP TABLE " + table;
      case 3:
        return "CREATE INDEX i" + text.substr(0, 1) + " ON " + table + "(b)";
      case 4:
        return "DROP INDEX i" + text.substr(0, 1);
      case 5:
        return "DELETE FROM " + table + " WHERE a % 7 < 3";
      case 6:
        return "UPDATE " + table + " SET b = b || zeroblob(" + text + ") WHERE a % 11 = 0";
      case 7:
        return "PRAGMA incremental_vacuum(" + text.substr(0, 1) + ")";
      default:
        return "WITH RECURSIVE n(i) AS (SELECT " + text + " UNION ALL SELECT i+1 FROM n WHERE i<" +
               text + "+40) INSERT OR REPLACE INTO " + table +
               " SELECT i * 7 % 2003, printf('%.*c', i * 17 % 900, 'b') || i, i*13 FROM n";
    }
  }
  bool chance(unsigned one_in) { return random_() % one_in == 0; }

 private:
  std::mt19937_64 random_;
};

std::string rows_of_all(test::ReferenceDb& db) {
  std::string out = db.run("SELECT type, name, tbl_name FROM sqlite_schema ORDER BY name");
  for (int i = 0; i < 5; ++i) {
    out += db.run("SELECT a, hex(b), c FROM t" + std::to_string(i) + " ORDER BY a, b");
  }
  return out;
}

class AlternatingEngines : public ::testing::TestWithParam<int> {};

// Statements go to a model and, in turns, to one of the engines on one file.
TEST_P(AlternatingEngines, KeepThePointerMapTrue) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("both.db");
  RandomStatements statements(static_cast<uint64_t>(GetParam()));
  test::ReferenceDb model(":memory:");
  {
    test::ReferenceDb file(path);
    file.run("PRAGMA page_size=512");
    file.run("PRAGMA auto_vacuum=" + std::to_string(1 + GetParam() % 2));
    if (GetParam() % 3 == 0) file.run("PRAGMA journal_mode=wal");
    file.run("CREATE TABLE t0(a, b, c)");
  }
  model.run("CREATE TABLE t0(a, b, c)");
  for (int turn = 0; turn < 12; ++turn) {
    {
      auto tern = Connection::open(path);
      ASSERT_TRUE(tern);
      const bool as_one = statements.chance(2);
      if (as_one) {
        ASSERT_TRUE(tern->execute("BEGIN"));
      }
      for (int i = 0; i < 8; ++i) {
        const std::string sql = statements.next();
        const bool done = tern->execute(sql).has_value();
        const std::string expected = model.run(sql);
        ASSERT_EQ(done, !expected.starts_with("error")) << sql << "\n" << expected;
      }
      if (as_one) {
        const auto committed = tern->execute("COMMIT");
        ASSERT_TRUE(committed) << committed.error().message();
      }
    }
    test::ReferenceDb reference(path);
    ASSERT_EQ(reference.run("PRAGMA integrity_check"), "ok") << "turn " << turn;
    ASSERT_EQ(rows_of_all(reference), rows_of_all(model));
    for (int i = 0; i < 4; ++i) {
      const std::string sql = statements.next();
      ASSERT_EQ(reference.run(sql), model.run(sql)) << sql;
    }
  }
  auto tern = Connection::open(path);
  ASSERT_TRUE(tern);
  EXPECT_TRUE(testing::run_tern(*tern, "PRAGMA integrity_check")
                  .text.starts_with("integrity_check\nt:ok\nchanges"));
}

INSTANTIATE_TEST_SUITE_P(Seeds, AlternatingEngines, ::testing::Range(0, 12));

}  // namespace
}  // namespace tern
