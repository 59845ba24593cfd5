#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/support/side_by_side.h"

namespace tern {
namespace {

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

// The index is built bottom-up; the reference checks it.
TEST(CreateIndex, BuildsATreeThatTheReferenceAccepts) {
  const std::string path = ::testing::TempDir() + "tern_create_index";
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
