// Pragmas of memory and limits answer as the reference, and do what they say.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/support/reference_db.h"
#include "tests/support/side_by_side.h"

namespace tern {
namespace {

using testing::SideBySide;

TEST(StoragePragmas, AnswerAsTheReference) {
  const test::TemporaryFolder folder;
  SideBySide both(folder.path("x"));
  both.run(R"(
    PRAGMA cache_size; PRAGMA cache_spill; PRAGMA max_page_count; PRAGMA journal_size_limit;
    PRAGMA temp_store; PRAGMA mmap_size; CREATE TABLE t(a); PRAGMA cache_spill;
    PRAGMA cache_size=50; PRAGMA cache_size; PRAGMA cache_spill; PRAGMA cache_spill=100;
    PRAGMA cache_spill; PRAGMA cache_spill=10; PRAGMA cache_spill; PRAGMA cache_spill=off;
    PRAGMA cache_spill; PRAGMA cache_spill=on; PRAGMA cache_spill; PRAGMA cache_spill=yes;
    PRAGMA cache_spill=-300; PRAGMA cache_spill; PRAGMA cache_spill=0; PRAGMA cache_spill;
    PRAGMA cache_spill=2; PRAGMA cache_spill; PRAGMA cache_size=-1000; PRAGMA cache_size;
    PRAGMA cache_spill; PRAGMA cache_size=0; PRAGMA cache_size; PRAGMA cache_spill;
    PRAGMA cache_size=abc; PRAGMA cache_size; PRAGMA cache_size=99999999999; PRAGMA cache_size;
    PRAGMA cache_size=-2147483648; PRAGMA cache_size; PRAGMA cache_size=2147483648;
    PRAGMA cache_size; PRAGMA cache_size='12x'; PRAGMA cache_size; PRAGMA cache_size=3.7;
    PRAGMA cache_size; PRAGMA cache_size=0x10; PRAGMA cache_size; PRAGMA cache_size('+5');
    PRAGMA cache_size; PRAGMA max_page_count=10; PRAGMA max_page_count; PRAGMA max_page_count=1;
    PRAGMA max_page_count=0; PRAGMA max_page_count=-5; PRAGMA max_page_count='12x';
    PRAGMA max_page_count=99999999999; PRAGMA max_page_count=4294967295; PRAGMA max_page_count=abc;
    PRAGMA secure_delete=fast; PRAGMA secure_delete; PRAGMA secure_delete=1;
    PRAGMA secure_delete=off; PRAGMA secure_delete='fast'; PRAGMA secure_delete=2;
    PRAGMA secure_delete=xyz; PRAGMA secure_delete=true; PRAGMA secure_delete;
    PRAGMA journal_size_limit=1000; PRAGMA journal_size_limit; PRAGMA journal_size_limit=-5;
    PRAGMA journal_size_limit=0; PRAGMA journal_size_limit=abc; PRAGMA journal_size_limit='12x';
    PRAGMA journal_size_limit=99999999999; PRAGMA journal_size_limit=99999999999999999999;
    PRAGMA temp_store=2; PRAGMA temp_store; PRAGMA temp_store=file; PRAGMA temp_store;
    PRAGMA temp_store=memory; PRAGMA temp_store; PRAGMA temp_store=default; PRAGMA temp_store;
    PRAGMA temp_store=3; PRAGMA temp_store; PRAGMA temp_store=abc; PRAGMA temp_store;
    PRAGMA mmap_size=1000000; PRAGMA mmap_size; PRAGMA mmap_size=-1; PRAGMA mmap_size;
    PRAGMA mmap_size=99999999999; PRAGMA mmap_size=abc; PRAGMA mmap_size='12x';
  )");
  SideBySide in_memory;
  in_memory.run(R"(
    PRAGMA mmap_size; PRAGMA mmap_size=100; PRAGMA journal_size_limit=5; PRAGMA cache_spill;
    PRAGMA max_page_count=7; PRAGMA cache_spill=600; PRAGMA cache_spill;
  )");
}

TEST(StoragePragmas, BeyondMaxPageCountTheDatabaseIsFull) {
  SideBySide both;
  both.run(R"(
    CREATE TABLE t(a); INSERT INTO t VALUES(1); PRAGMA max_page_count=12;
    UPDATE t SET a = zeroblob(50000); PRAGMA page_count; UPDATE t SET a = zeroblob(20000);
    PRAGMA page_count; PRAGMA max_page_count=3; PRAGMA integrity_check; PRAGMA max_page_count=40;
    UPDATE t SET a = zeroblob(60000); PRAGMA page_count;
  )");
}

TEST(StoragePragmas, TransactionsLargerThanTheCacheEndAsInTheReference) {
  for (const char* mode : {"delete", "persist", "wal"}) {
    SCOPED_TRACE(mode);
    const test::TemporaryFolder folder;
    SideBySide both(folder.path("x"));
    both.run(std::string("PRAGMA journal_mode=") + mode);
    both.run(R"(
      PRAGMA cache_size=10; PRAGMA synchronous=off;
      CREATE TABLE t(a INTEGER PRIMARY KEY, b, c); CREATE INDEX tb ON t(b);
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<3000)
        INSERT INTO t SELECT i, i * 7919 % 3001, printf('%.*c', i % 300, 'x') FROM n;
      BEGIN; UPDATE t SET c = c || 'y', b = b + 1; SAVEPOINT s; DELETE FROM t WHERE a % 3 = 0;
      INSERT INTO t(b, c) SELECT b, zeroblob(5000) FROM t LIMIT 100;
      SELECT count(*), sum(b), sum(length(c)) FROM t; ROLLBACK TO s;
      SELECT count(*), sum(b), sum(length(c)) FROM t; PRAGMA integrity_check;
      INSERT INTO t(a, b) SELECT a + 10000, b FROM t ORDER BY b; COMMIT;
      SELECT count(*), sum(b), sum(length(c)) FROM t; PRAGMA integrity_check;
      BEGIN; DELETE FROM t; CREATE TABLE u AS SELECT zeroblob(3000) z FROM sqlite_schema;
      INSERT INTO u SELECT zeroblob(3000) FROM u a, u b, u c, u d; ROLLBACK;
      SELECT count(*), sum(b), sum(length(c)) FROM t; PRAGMA integrity_check;
      UPDATE t SET b = 5 WHERE a = 10; CREATE UNIQUE INDEX tu ON t(b);
      BEGIN; UPDATE OR FAIL t SET a = a + 1; COMMIT; SELECT count(*), sum(a) FROM t;
    )");
    EXPECT_EQ(both.integrity_of_tern_file(), "ok");
  }
}

uint64_t size_of(const std::string& path) { return std::filesystem::file_size(path); }

TEST(StoragePragmas, JournalsAreCutToTheLimit) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("x.db");
  auto db = *Connection::open(path);
  ASSERT_TRUE(
      db.execute("PRAGMA journal_mode=persist; CREATE TABLE t(a); INSERT INTO t SELECT "
                 "zeroblob(100000); UPDATE t SET a = zeroblob(99999)"));
  EXPECT_GT(size_of(path + "-journal"), 8000u);
  ASSERT_TRUE(db.execute("PRAGMA journal_size_limit=6000; UPDATE t SET a = zeroblob(99998)"));
  EXPECT_EQ(size_of(path + "-journal"), 6000u);
  ASSERT_TRUE(db.execute("PRAGMA journal_mode=wal; UPDATE t SET a = zeroblob(99999)"));
  EXPECT_GT(size_of(path + "-wal"), 100000u);
  ASSERT_TRUE(db.execute("PRAGMA wal_checkpoint; PRAGMA user_version=1"));
  EXPECT_EQ(size_of(path + "-wal"), 6000u);
}

TEST(StoragePragmas, WhatIsDeletedIsNotReadable) {
  for (const bool whole_pages : {false, true}) {
    const test::TemporaryFolder folder;
    const std::string path = folder.path("x.db");
    {
      auto db = *Connection::open(path);
      ASSERT_TRUE(
          db.execute("PRAGMA secure_delete=on; CREATE TABLE t(a); INSERT INTO t VALUES('"
                     "kept'), ('top' || 'secret')"));
      if (whole_pages) {
        ASSERT_TRUE(
            db.execute("INSERT INTO t SELECT replace(hex(zeroblob(9000)), '00', "
                       "'top' || 'secret')"));
      }
      ASSERT_TRUE(db.execute("DELETE FROM t WHERE a <> 'kept'"));
    }
    std::ifstream in(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    EXPECT_NE(bytes.find("kept"), std::string::npos);
    EXPECT_EQ(bytes.find("topsecret"), std::string::npos);
  }
}

}  // namespace
}  // namespace tern
