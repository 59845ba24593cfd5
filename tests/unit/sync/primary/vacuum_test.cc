// A database is built anew at its primary, and its replicas follow.
#include "engine/api/vacuum.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "engine/api/connection_state.h"
#include "sync/primary/hosted_database.h"
#include "tests/unit/sync/replica/fleet.h"

namespace tern::sync {
namespace {

class PrimaryVacuum : public Fleet {
 protected:
  PrimaryVacuum() {
    // Rowids that are no column's, with gaps: replicas know the rows by them.
    EXPECT_TRUE(primary_->import_sql(
        "db",
        "CREATE TABLE t(v TEXT, filler TEXT); CREATE INDEX by_v ON t(v);"
        "CREATE TABLE w(k PRIMARY KEY, v) WITHOUT ROWID; INSERT INTO w VALUES('k', 1);"
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n LIMIT 3000)"
        "  INSERT INTO t(rowid, v, filler) SELECT i, 'row ' || i, hex(zeroblob(200)) FROM n;"
        "DELETE FROM t WHERE rowid % 3 > 0"));
  }
  uint64_t page_count() { return primary_->use("db").value()->status().value().page_count; }
  uint64_t head() { return primary_->use("db").value()->status().value().head.raw; }
  void expect_agreement(const std::string& name) {
    EXPECT_EQ(hash(name), hash_primary()) << name;
    EXPECT_EQ(query(name, "PRAGMA integrity_check"), (Rows{"ok"})) << name;
  }
};

TEST_F(PrimaryVacuum, GivesSpaceBackAndIsARevisionThatReplicasFollow) {
  sync("a");
  const uint64_t pages = page_count();
  const uint64_t before = head();
  const Rows rows_before = query_primary("SELECT rowid, v FROM t ORDER BY rowid");
  ASSERT_EQ(rows_before.size(), 1000u);
  EXPECT_EQ(primary_->vacuum("db").value(), before + 1);
  EXPECT_LT(page_count(), pages / 2);
  EXPECT_EQ(query_primary("SELECT rowid, v FROM t ORDER BY rowid"), rows_before);
  EXPECT_EQ(query_primary("PRAGMA freelist_count"), (Rows{"0"}));
  EXPECT_EQ(query_primary("PRAGMA integrity_check"), (Rows{"ok"}));
  EXPECT_EQ(stock_check(primary_->path_of("db").value()), "ok\n");
  sync("a");
  expect_agreement("a");
  EXPECT_EQ(query("a", "PRAGMA freelist_count"), (Rows{"0"}));
  EXPECT_EQ(stock_check(path("a")), "ok\n");
  EXPECT_EQ(primary_->vacuum("none").error().code(), ErrorCode::NotFound);
}

TEST_F(PrimaryVacuum, WhatReplicasChangedMeanwhileFindsItsRows) {
  sync("a");
  sync("b");
  run("a", "UPDATE t SET v='changed' WHERE rowid=2001; DELETE FROM t WHERE rowid=3");
  run("b", "INSERT INTO t(v) VALUES('new')");
  ASSERT_TRUE(primary_->vacuum("db"));
  run("b", "UPDATE w SET v=2");
  EXPECT_EQ(sync("a").applied, 2u);
  EXPECT_EQ(sync("b").applied, 2u);
  sync("a");
  expect_agreement("a");
  expect_agreement("b");
  EXPECT_EQ(query_primary("SELECT v FROM t WHERE rowid=2001"), (Rows{"changed"}));
  EXPECT_EQ(query_primary("SELECT count(*) FROM t WHERE rowid=3"), (Rows{"0"}));
  EXPECT_EQ(query_primary("SELECT count(*) FROM t WHERE v='new'"), (Rows{"1"}));
  EXPECT_EQ(query_primary("SELECT count(*), count(DISTINCT v) FROM t"), (Rows{"1000|1000"}));
}

TEST_F(PrimaryVacuum, SurvivesTheNextStart) {
  sync("a");
  ASSERT_TRUE(primary_->vacuum("db"));
  ASSERT_TRUE(primary_->vacuum("db"));
  const uint64_t last = head();
  restart_primary();
  EXPECT_EQ(head(), last);
  ASSERT_TRUE(primary_->execute("db", "INSERT INTO t(v) VALUES('after')"));
  sync("a");
  expect_agreement("a");
  sync("late");
  expect_agreement("late");
}

TEST_F(PrimaryVacuum, PinnedSnapshotsKeepTheirPages) {
  const auto database = primary_->use("db").value();
  const auto snapshot = database->snapshot().value();
  const ByteVector first = snapshot->read(PageNo{1}).value();
  const uint32_t pages = snapshot->page_count();
  ASSERT_TRUE(database->vacuum());
  EXPECT_EQ(snapshot->read(PageNo{1}).value(), first);
  EXPECT_TRUE(snapshot->read(PageNo{pages}).has_value());
  const auto changed =
      database->changed_pages_since(snapshot->revision().raw, snapshot->epoch().raw).value();
  ASSERT_TRUE(changed.has_value());
  EXPECT_EQ(changed->size(), page_count());  // all that there are now
}

TEST_F(PrimaryVacuum, WaitsForItsTurn) {
  const auto database = primary_->use("db").value();
  const auto session = database->connect().value();
  ASSERT_TRUE(session->connection().execute("BEGIN"));
  EXPECT_FALSE(api::vacuum_keeping_rowids(session->connection().state()).has_value());
  ASSERT_TRUE(session->connection().execute("ROLLBACK"));
  // By a connection of its own it is a revision, too.
  const uint64_t before = head();
  ASSERT_TRUE(api::vacuum_keeping_rowids(session->connection().state()).has_value());
  EXPECT_EQ(session->last_revision(), before + 1);
  EXPECT_EQ(head(), before + 1);
}

}  // namespace
}  // namespace tern::sync
