#include <gtest/gtest.h>

#include <filesystem>

#include "engine/api/connection_state.h"
#include "engine/io/simulated_vfs.h"
#include "engine/storage/database_file.h"
#include "tests/support/reference_db.h"
#include "tests/support/side_by_side.h"

namespace tern {
namespace {

using testing::run_tern;
using testing::SideBySide;

constexpr const char* kSchema = R"(
  PRAGMA user_version=77; PRAGMA application_id=123456;
  CREATE TABLE plain(a, b); CREATE TABLE keyed(k INTEGER PRIMARY KEY AUTOINCREMENT, v UNIQUE);
  CREATE TABLE bare(x TEXT PRIMARY KEY, y) WITHOUT ROWID; CREATE TABLE empty(e);
  CREATE TABLE wide(z, w DEFAULT 5); CREATE INDEX wz ON wide(z DESC, w) WHERE w > 2;
  CREATE INDEX bare_y ON bare(y COLLATE NOCASE);
  CREATE VIEW seen AS SELECT a FROM plain;
  CREATE TRIGGER fires AFTER INSERT ON empty BEGIN DELETE FROM wide; END;
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<1500)
    INSERT INTO plain SELECT i, printf('%.*c', i % 300, 'p') FROM n;
  INSERT INTO plain VALUES(9999, zeroblob(70000)), (10000, hex(zeroblob(4000)));
  INSERT INTO keyed(v) SELECT a * 3 FROM plain;
  INSERT INTO bare SELECT 'key ' || a || b, a FROM plain;
  INSERT INTO wide SELECT b, a % 7 FROM plain;
  DELETE FROM plain WHERE a % 3 = 0; DELETE FROM keyed WHERE k % 4 = 1;
  DELETE FROM wide WHERE rowid < 300; DELETE FROM bare WHERE y % 5 = 2;
)";
constexpr const char* kContent = R"(
  PRAGMA freelist_count; PRAGMA integrity_check; PRAGMA user_version; PRAGMA application_id;
  PRAGMA page_size; PRAGMA auto_vacuum; PRAGMA journal_mode; PRAGMA encoding;
  SELECT type, name, tbl_name, sql FROM sqlite_schema;
  SELECT count(*), min(rowid), max(rowid), sum(rowid * a) FROM plain;
  SELECT count(*), sum(k * v) FROM keyed; SELECT * FROM sqlite_sequence;
  SELECT count(*), sum(y), max(x) FROM bare; SELECT count(*), sum(rowid * w) FROM wide;
  SELECT sum(length(b)) FROM plain; SELECT count(*) FROM bare WHERE y = 700;
  SELECT count(*) FROM wide WHERE z = 'ppp' AND w > 2;
  INSERT INTO plain VALUES(1, 2); INSERT INTO keyed(v) VALUES(-1); DELETE FROM bare WHERE y = 10;
)";

/// In the reference VACUUM leaves the last rowid of its own inserts behind: nothing to imitate.
void vacuum_both(SideBySide& both, const std::string& sql) {
  const Status done = both.tern().execute(sql);
  EXPECT_TRUE(done) << done.error().message();
  const auto answer = testing::run_reference(both.reference(), sql).text;
  EXPECT_FALSE(answer.starts_with("error")) << answer;
  both.run("INSERT INTO plain(a) VALUES(0)");
}

TEST(Vacuum, MakesWhatTheReferenceMakes) {
  const test::TemporaryFolder folder;
  SideBySide both(folder.path("v"));
  both.run(kSchema);
  both.run("PRAGMA schema_version");
  vacuum_both(both, "VACUUM");
  both.run("PRAGMA schema_version");
  both.run(kContent);
  vacuum_both(both, "VACUUM main");
  both.run("PRAGMA freelist_count; SELECT max(rowid) FROM plain; VACUUM temp");
  EXPECT_EQ(both.integrity_of_tern_file(), "ok");
}

TEST(Vacuum, GivesTheDatabaseTheFormThatPragmasAskedFor) {
  const test::TemporaryFolder folder;
  SideBySide both(folder.path("v"));
  both.run(kSchema);
  both.run("PRAGMA page_size=512; PRAGMA auto_vacuum=1; ");
  vacuum_both(both, "VACUUM");
  both.run(kContent);
  both.run("PRAGMA auto_vacuum=0; PRAGMA page_size=65536; ");
  vacuum_both(both, "VACUUM");
  both.run(kContent);
  both.run("PRAGMA auto_vacuum=2; PRAGMA page_size=1000; ");
  vacuum_both(both, "VACUUM");
  both.run(kContent);
  both.run("PRAGMA journal_mode=wal; PRAGMA page_size=1024; PRAGMA auto_vacuum=0; ");
  vacuum_both(both, "VACUUM");
  both.run(kContent);
  for (const char* mode : {"truncate", "persist", "memory", "off"}) {
    both.run("PRAGMA journal_mode=" + std::string(mode) + "; PRAGMA page_size=2048;");
    vacuum_both(both, "VACUUM");
    both.run("PRAGMA page_size=1024;");
    vacuum_both(both, "VACUUM");
    both.run(kContent);
  }
  EXPECT_EQ(both.integrity_of_tern_file(), "ok");
}

TEST(Vacuum, WorksInMemory) {
  SideBySide both;
  both.run("VACUUM; PRAGMA page_count;");
  both.run(kSchema);
  both.run("PRAGMA page_size=512; PRAGMA auto_vacuum=1; ");
  vacuum_both(both, "VACUUM");
  both.run(kContent);
}

TEST(Vacuum, RefusesWhatTheReferenceRefuses) {
  const test::TemporaryFolder folder;
  SideBySide both(folder.path("v"));
  const std::string there = folder.path("there");
  {
    test::ReferenceDb(there).run("CREATE TABLE t(a)");
  }
  both.run("CREATE TABLE t(a); BEGIN; VACUUM; ROLLBACK; SAVEPOINT s; VACUUM; RELEASE s;");
  both.run("VACUUM INTO 7; VACUUM INTO NULL;");
  both.run("VACUUM INTO '" + there + "'; BEGIN; VACUUM INTO 'x'; ROLLBACK;");
  both.run("INSERT INTO t VALUES(1), (2)");
  auto reader = both.tern().prepare("SELECT a FROM t");
  ASSERT_TRUE(reader->step().value());
  EXPECT_EQ(both.tern().execute("VACUUM nowhere").error().message(), "unknown database nowhere");
  const Status vacuumed = both.tern().execute("VACUUM");
  ASSERT_FALSE(vacuumed);
  EXPECT_EQ(vacuumed.error().message(), "cannot VACUUM - SQL statements in progress");
}

TEST(Vacuum, IsSeenByOtherConnections) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("v.db");
  auto one = Connection::open(path);
  auto other = Connection::open(path);
  ASSERT_TRUE(one->execute(kSchema));
  auto query = other->prepare("SELECT sum(a), max(rowid) FROM plain");
  ASSERT_TRUE(query->step().value());
  const int64_t sum = query->column(0).as_integer();
  query->reset();
  ASSERT_TRUE(one->execute("PRAGMA page_size=1024; VACUUM"));
  ASSERT_TRUE(query->step().value());
  EXPECT_EQ(query->column(0).as_integer(), sum);
  EXPECT_EQ(query->column(1).as_integer(), 1001);
  query->reset();
  ASSERT_TRUE(other->execute("INSERT INTO plain VALUES(1, 2)"));
  EXPECT_EQ(test::run_shell(path, "PRAGMA integrity_check; PRAGMA page_size"), "ok\n1024");
}

TEST(VacuumInto, WritesACopyWithTheRowidsOfTheOriginal) {
  const test::TemporaryFolder folder;
  const std::string ours = folder.path("ours.db");
  const std::string theirs = folder.path("theirs.db");
  SideBySide both(folder.path("v"));
  both.run(kSchema);
  both.run("PRAGMA journal_mode=wal; PRAGMA page_size=1024; PRAGMA auto_vacuum=1;");
  ASSERT_TRUE(both.tern().execute("VACUUM INTO '" + folder.path("") + "' || ?", "ours.db"));
  testing::run_reference(both.reference(), "VACUUM INTO '" + theirs + "'");
  test::ReferenceDb mine(ours);
  test::ReferenceDb reference(theirs);
  EXPECT_EQ(mine.run(kContent), reference.run(kContent));
  EXPECT_EQ(mine.run("PRAGMA page_size"), "1024");
  both.run("INSERT INTO plain(a) VALUES(0); PRAGMA journal_mode; SELECT count(*) FROM plain;");
}

TEST(VacuumInto, LeavesNoFileWhenItFails) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("damaged.db");
  const std::string copy = folder.path("copy.db");
  {
    auto db = Connection::open(path);
    ASSERT_TRUE(db->execute("PRAGMA page_size=512; CREATE TABLE t(a)"));
    ASSERT_TRUE(db->execute("INSERT INTO t VALUES(zeroblob(9000))"));
  }
  std::filesystem::resize_file(path, 512 * 4);
  auto db = Connection::open(path);
  ASSERT_FALSE(db->execute("VACUUM INTO '" + copy + "'"));
  EXPECT_FALSE(std::filesystem::exists(copy));
}

TEST(VacuumInto, DoesNotTouchItsOwnFile) {
  const test::TemporaryFolder folder;
  auto db = Connection::open(folder.path("v.db"));
  ASSERT_TRUE(db->execute("CREATE TABLE t(a); INSERT INTO t VALUES(1)"));
  const Status refused = db->execute("VACUUM INTO '" + folder.path("v.db") + "'");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message(), "output file already exists");
  EXPECT_EQ(run_tern(*db, "SELECT a FROM t").text, "a\ni:1\nchanges 1 rowid 1\n");
}

struct Scenario {
  const char* mode;
  const char* page_size;
};

class VacuumCrash : public ::testing::TestWithParam<Scenario> {};

std::optional<Connection> connect(io::SimulatedVfs& vfs) {
  const auto file = storage::DatabaseFile::open(vfs, "x.db");
  if (!file) return std::nullopt;
  auto connection = Connection::open(*file);
  if (!connection) return std::nullopt;
  return std::move(*connection);
}

constexpr const char* kSums = "SELECT count(*), sum(a), sum(length(b)) FROM t";

void fill(io::SimulatedVfs& vfs, const char* mode) {
  auto db = connect(vfs);
  ASSERT_TRUE(db);
  ASSERT_TRUE(db->execute("PRAGMA page_size=1024; PRAGMA journal_mode=" + std::string(mode)));
  ASSERT_TRUE(db->execute(R"(
    CREATE TABLE t(a, b); CREATE INDEX tb ON t(b);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<40)
      INSERT INTO t SELECT i, zeroblob(i * 9) FROM n;
    DELETE FROM t WHERE a % 2 = 0)"));
}

// The power goes at every call of a VACUUM; the database is the old one or the new one.
TEST_P(VacuumCrash, LeavesTheOldDatabaseOrTheOneThatItMakes) {
  const Scenario scenario = GetParam();
  const std::string vacuum = "PRAGMA page_size=" + std::string(scenario.page_size) + "; VACUUM";
  io::SimulatedDisk made({.names = io::SimulatedDisk::Names::AtOnce});
  {
    io::SimulatedVfs process(made);
    fill(process, scenario.mode);
  }
  uint64_t calls = 0;
  std::string expected;
  {
    const auto disk = made.copy();
    io::SimulatedVfs process(*disk);
    auto db = connect(process);
    ASSERT_TRUE(db->execute(vacuum));
    expected = run_tern(*db, kSums).text;
    db.reset();
    calls = process.call_count();
  }
  int cut_off = 0;
  for (uint64_t cut = 1; cut <= calls; ++cut) {
    SCOPED_TRACE("cut " + std::to_string(cut));
    const auto disk = made.copy();
    {
      io::SimulatedVfs process(*disk, cut);
      process.fail_at(cut, io::Fault::PowerLoss);
      auto db = connect(process);
      if (db && !db->execute(vacuum)) ++cut_off;
    }
    io::SeededRandom random(cut);
    disk->lose_power(random);
    io::SimulatedVfs process(*disk);
    auto db = connect(process);
    ASSERT_TRUE(db);
    EXPECT_EQ(run_tern(*db, kSums).text, expected);
    EXPECT_TRUE(run_tern(*db, "PRAGMA integrity_check").text.starts_with("integrity_check\nt:ok"));
    EXPECT_TRUE(db->execute("INSERT INTO t VALUES(1, 2)"));
    if (::testing::Test::HasFailure()) return;
  }
  EXPECT_GT(cut_off, 30);
}

INSTANTIATE_TEST_SUITE_P(Modes, VacuumCrash,
                         ::testing::Values(Scenario{"delete", "1024"}, Scenario{"delete", "512"},
                                           Scenario{"persist", "4096"}, Scenario{"wal", "1024"}));

}  // namespace
}  // namespace tern
