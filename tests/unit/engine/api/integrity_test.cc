#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/support/side_by_side.h"

namespace tern {
namespace {

/// Where a test's databases lie, until it is over. Others may run the same test.
struct OwnFiles {
  explicit OwnFiles(const std::string& name)
      : path(::testing::TempDir() + name + "_" + std::to_string(::getpid())) {}
  ~OwnFiles() {
    for (const char* engine : {".tern", ".ref"}) std::filesystem::remove(path + engine);
  }
  const std::string path;
};

using testing::SideBySide;

TEST(IntegrityCheck, AnswersAsTheReference) {
  SideBySide both;
  both.run(R"(
    PRAGMA integrity_check; PRAGMA quick_check;
    CREATE TABLE t(a INTEGER PRIMARY KEY, b UNIQUE, c TEXT NOT NULL);
    CREATE TABLE w(k TEXT PRIMARY KEY, v) WITHOUT ROWID;
    INSERT INTO t VALUES(1, 2, 'x'), (2, 3, 'y'); INSERT INTO w VALUES('a', 1), ('b', 2);
    PRAGMA integrity_check; PRAGMA quick_check; PRAGMA integrity_check(t); PRAGMA quick_check(w);
    PRAGMA integrity_check(1); PRAGMA integrity_check(nothing); PRAGMA integrity_check = 0;
  )");
}

// A file whose freelist is longer than its header says, and whose second page counts its fragments
// wrongly: what is found depends on what is asked for.
TEST(IntegrityCheck, LooksWhereItIsAskedTo) {
  const OwnFiles files("tern_integrity");
  const std::string& path = files.path;
  std::filesystem::remove(path + ".tern");
  {
    auto db = Connection::open(path + ".tern");
    ASSERT_TRUE(db->execute(R"(
      PRAGMA page_size=512; CREATE TABLE t(a, b); CREATE TABLE u(x UNIQUE); CREATE TABLE gone(z);
      INSERT INTO t VALUES(zeroblob(3000), 1); INSERT INTO u VALUES(1), (2);
      INSERT INTO gone VALUES(zeroblob(9000)); DROP TABLE gone)"));
  }
  {
    std::fstream file(path + ".tern", std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(39).put('\x30');
    file.seekp(512 + 7).put('\x05');
  }
  auto tern = Connection::open(path + ".tern");
  sqlite3* reference = nullptr;
  sqlite3_open((path + ".tern").c_str(), &reference);
  int found = 0;
  for (const char* check :
       {"integrity_check", "quick_check", "integrity_check(t)", "quick_check(t)",
        "integrity_check(u)", "integrity_check(sqlite_schema)", "integrity_check(sqlite_master)",
        "integrity_check(1)", "quick_check=1", "integrity_check(0)", "integrity_check('2')"}) {
    const std::string sql = "PRAGMA " + std::string(check);
    const std::string expected = testing::run_reference(reference, sql).text;
    EXPECT_EQ(testing::run_tern(*tern, sql).text, expected) << sql;
    if (expected.find("*** in database main ***") != std::string::npos) ++found;
  }
  EXPECT_EQ(found, 10);
  sqlite3_close(reference);
}

// Rows whose records are not what their table says at first sight: the reference checks the
// indexes.
TEST(CreateIndex, TakesRowsOfAllShapes) {
  const OwnFiles files("tern_create_index_shapes");
  const std::string& path = files.path;
  SideBySide both(path);
  both.run(R"(
    CREATE TABLE t(a INTEGER PRIMARY KEY, r REAL, n TEXT COLLATE NOCASE, x);
    INSERT INTO t VALUES(1, 5, 'b', NULL), (2, 5.5, 'B', x'00'), (3, 1e300, 'a', zeroblob(9000)),
      (4, -0.0, NULL, 'long' || printf('%.9000c', 'x')), (5, 140737488355328, 'A', 1 << 60),
      (6, NULL, '', 0.1), (-7, -140737488355329, 'b ', -1), (8, 9007199254740993, 'a', 300);
    ALTER TABLE t ADD COLUMN late REAL DEFAULT 7;
    ALTER TABLE t ADD COLUMN later TEXT DEFAULT 'd';
    INSERT INTO t VALUES(9, 3, 'z', 2, 8, 'e'), (10, 3, 'z', 2, NULL, NULL);
    CREATE INDEX i1 ON t(r); CREATE INDEX i2 ON t(n, r DESC); CREATE INDEX i3 ON t(x);
    CREATE INDEX i4 ON t(late DESC, a); CREATE INDEX i5 ON t(later, n COLLATE BINARY);
    CREATE INDEX i6 ON t(a); CREATE INDEX i7 ON t(x) WHERE r > 3; CREATE INDEX i8 ON t(length(x));
    CREATE UNIQUE INDEX refused ON t(n); CREATE UNIQUE INDEX taken ON t(r, n, a);
    SELECT a FROM t ORDER BY r, a; SELECT a FROM t ORDER BY n, a; SELECT a FROM t ORDER BY x, a;
    SELECT a FROM t WHERE late = 7 ORDER BY a; SELECT a FROM t WHERE later = 'd' ORDER BY a;
    PRAGMA integrity_check;
  )");
  EXPECT_EQ(both.integrity_of_tern_file(), "ok");
}

// The index is built bottom-up; the reference checks it.
TEST(CreateIndex, BuildsATreeThatTheReferenceAccepts) {
  const OwnFiles files("tern_create_index");
  const std::string& path = files.path;
  SideBySide both(path);
  both.run(R"(
    CREATE TABLE t(a INTEGER PRIMARY KEY, b, c);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
      INSERT INTO t SELECT i, i * 7919 % 5003, 'text ' || i FROM n;
    CREATE INDEX tb ON t(b); CREATE INDEX tcb ON t(c DESC, b); CREATE UNIQUE INDEX ta ON t(c);
    CREATE UNIQUE INDEX refused ON t(b % 10);
    SELECT count(*) FROM t WHERE b BETWEEN 100 AND 300;
    SELECT a FROM t WHERE c = 'text 4711';
    DELETE FROM t WHERE b % 3 = 0; UPDATE t SET b = b + 1 WHERE a % 5 = 0;
    PRAGMA integrity_check; SELECT sum(a), sum(b) FROM t WHERE b > 50;
  )");
  EXPECT_EQ(both.integrity_of_tern_file(), "ok");
}

}  // namespace
}  // namespace tern
