// Commits of SQL connections are revisions, as those of pushes are: replicas pull them, conflict
// with them, and agree with their hashes.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "engine/api/connection_state.h"
#include "sync/primary/hosted_database.h"
#include "tests/unit/sync/replica/fleet.h"

namespace tern::sync {
namespace {

using primary::HostedDatabase;
using primary::SqlConnection;
using primary::WriterQueue;

class SqlCommits : public Fleet {
 protected:
  SqlCommits() { open(); }
  ~SqlCommits() override { close_all(); }

  void open() {
    hosted_ = primary_->use("db").value();
    sql_ = hosted_->connect().value();
  }
  void close_all() {
    sql_.reset();
    hosted_.reset();
  }
  WriterQueue::Turn turn() {
    return hosted_->writers().wait(WriterQueue::Clock::now() + std::chrono::seconds(30)).value();
  }
  Status try_sql(const std::string& text) {
    const WriterQueue::Turn held = turn();
    return sql_->connection().execute(text);
  }
  void sql(const std::string& text) {
    const Status done = try_sql(text);
    EXPECT_TRUE(done.has_value()) << text << ": " << done.error().message();
  }
  uint64_t head() { return hosted_->status().value().head.raw; }
  void expect_agreement(const std::string& name) {
    EXPECT_EQ(hash(name), hash_primary());
    EXPECT_EQ(at(name).status().base_revision, head());
  }

  std::shared_ptr<HostedDatabase> hosted_;
  std::unique_ptr<SqlConnection> sql_;
};

TEST_F(SqlCommits, EachWayToCommitIsOneRevision) {
  EXPECT_EQ(sql_->last_revision(), 0u);
  const uint64_t first = head();
  sql("CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
  EXPECT_EQ(sql_->last_revision(), first + 1);
  sql("INSERT INTO t VALUES(1, 'autocommit')");
  EXPECT_EQ(head(), first + 2);
  sql("BEGIN; INSERT INTO t VALUES(2, 'a'); INSERT INTO t VALUES(3, 'b'); COMMIT");
  EXPECT_EQ(head(), first + 3);
  sql("SAVEPOINT s; INSERT INTO t VALUES(4, 'c'); SAVEPOINT r; DELETE FROM t WHERE id=1;"
      "RELEASE r; RELEASE s");
  EXPECT_EQ(head(), first + 4);
  sql("BEGIN IMMEDIATE; DELETE FROM t; ROLLBACK");
  sql("BEGIN IMMEDIATE; COMMIT");
  EXPECT_EQ(head(), first + 4);
  sql("CREATE INDEX tv ON t(v); PRAGMA user_version=7");
  EXPECT_EQ(head(), first + 6);
  EXPECT_EQ(sql_->last_revision(), first + 6);
  EXPECT_EQ(primary_->execute("db", "DELETE FROM t WHERE id=2").value(), first + 7);
  EXPECT_EQ(sql_->last_revision(), first + 6);
}

TEST_F(SqlCommits, ReplicasPullThemAsDeltas) {
  sql("CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
  sync("a");
  sql("INSERT INTO t SELECT value, 'row ' || value FROM generate_series(1, 500)");
  sync("a");
  EXPECT_EQ(query("a", "SELECT count(*) FROM t"), (Rows{"500"}));
  sql("UPDATE t SET v='changed' WHERE id=250");
  const replica::SyncReport report = sync("a");
  EXPECT_TRUE(report.moved);
  EXPECT_EQ(query("a", "SELECT v FROM t WHERE id=250"), (Rows{"changed"}));
  expect_agreement("a");
  sync("b");
  expect_agreement("b");
}

TEST_F(SqlCommits, APushOverARowThatSqlChangedConflicts) {
  sql("CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT, w TEXT)");
  sql("INSERT INTO t VALUES(1, 'x', 'x'), (2, 'x', 'x')");
  sync("a");
  sql("UPDATE t SET v='sql' WHERE id=1");
  run("a", "UPDATE t SET v='replica' WHERE id=1");
  run("a", "UPDATE t SET w='other column' WHERE id=1");
  run("a", "UPDATE t SET v='other row' WHERE id=2");
  const replica::SyncReport report = sync("a");
  EXPECT_EQ(report.pushed, 3u);
  EXPECT_EQ(report.merged, 1u);
  EXPECT_EQ(report.applied, 2u);
  EXPECT_EQ(query_primary("SELECT w FROM t WHERE id=1"), (Rows{"other column"}));
  EXPECT_EQ(query_primary("SELECT v FROM t WHERE id=2"), (Rows{"other row"}));
  EXPECT_EQ(query_primary("SELECT count(*) FROM sync_conflicts"), (Rows{"1"}));
  sync("a");
  expect_agreement("a");
}

TEST_F(SqlCommits, ADeleteBySqlMeetsAnUpdateOfAReplica) {
  sql("CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
  sql("INSERT INTO t VALUES(1, 'x')");
  sync("a");
  sql("DELETE FROM t WHERE id=1");
  run("a", "UPDATE t SET v='y' WHERE id=1");
  sync("a");
  EXPECT_EQ(query_primary("SELECT count(*) FROM sync_conflicts"), (Rows{"1"}));
  sync("a");
  expect_agreement("a");
}

TEST_F(SqlCommits, TheConflictsAreKnownAfterARestart) {
  sql("CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
  sql("INSERT INTO t VALUES(1, 'x')");
  sync("a");
  sql("UPDATE t SET v='sql' WHERE id=1");
  const uint64_t before = head();
  close_all();
  restart_primary();
  open();
  EXPECT_EQ(head(), before);
  run("a", "UPDATE t SET v='replica' WHERE id=1");
  EXPECT_EQ(sync("a").merged, 1u);
}

TEST_F(SqlCommits, AFailedCommitLeavesTheHistoryAndTheLockAlone) {
  sql("CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
  const uint64_t before = head();
  hosted_->set_bytes_max(64 * 1024);
  {
    const WriterQueue::Turn held = turn();
    ASSERT_TRUE(sql_->connection().execute("BEGIN; INSERT INTO t VALUES(1, zeroblob(200000))"));
    EXPECT_EQ(sql_->connection().execute("COMMIT").error().code(), ErrorCode::Full);
    EXPECT_TRUE(sql_->connection().in_transaction());
    EXPECT_EQ(head(), before);  // whoever looks meanwhile does not wait
    ASSERT_TRUE(sql_->connection().execute("DELETE FROM t; ROLLBACK"));
  }
  EXPECT_EQ(try_sql("INSERT INTO t VALUES(1, zeroblob(200000))").error().code(), ErrorCode::Full);
  EXPECT_EQ(head(), before);
  sql("INSERT INTO t VALUES(1, 'small')");
  EXPECT_EQ(head(), before + 1);
  sync("a");
  expect_agreement("a");
}

TEST_F(SqlCommits, APushBeyondTheQuotaIsRefusedAndComesAgain) {
  sql("CREATE TABLE t(id INTEGER PRIMARY KEY, v BLOB)");
  sync("a");
  hosted_->set_bytes_max(64 * 1024);
  run("a", "INSERT INTO t VALUES(1, zeroblob(200000))");
  EXPECT_FALSE(at("a").sync_once(exchange_).has_value());
  EXPECT_EQ(query_primary("SELECT count(*) FROM t"), (Rows{"0"}));
  hosted_->set_bytes_max(0);
  EXPECT_EQ(sync("a").applied, 1u);
  expect_agreement("a");
}

TEST_F(SqlCommits, ForeignCommitsBeforeThemAreAdopted) {
  sql("CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
  sync("a");
  Connection foreign = Connection::open(hosted_->path()).value();
  ASSERT_TRUE(foreign.execute("INSERT INTO t VALUES(1, 'foreign')"));
  const uint64_t before = hosted_->news().head();
  sql("INSERT INTO t VALUES(2, 'ours')");
  EXPECT_EQ(head(), before + 2);
  EXPECT_EQ(sql_->last_revision(), before + 2);
  sync("a");
  EXPECT_EQ(query("a", "SELECT v FROM t ORDER BY id"), (Rows{"foreign", "ours"}));
  expect_agreement("a");
}

TEST_F(SqlCommits, WhatSqlMustNotDoIsRefused) {
  sql("CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
  const uint64_t before = head();
  EXPECT_EQ(try_sql("VACUUM").error().code(), ErrorCode::Unsupported);
  EXPECT_FALSE(try_sql("PRAGMA tern_capture=on").has_value());
  for (const char* refused :
       {"PRAGMA journal_mode=DELETE", "PRAGMA main.journal_mode=MEMORY",
        "PRAGMA locking_mode=EXCLUSIVE", "PRAGMA main.locking_mode=EXCLUSIVE"}) {
    EXPECT_EQ(try_sql(refused).error().code(), ErrorCode::Unsupported) << refused;
  }
  EXPECT_TRUE(try_sql("PRAGMA journal_mode=WAL; PRAGMA locking_mode=NORMAL").has_value());
  EXPECT_EQ(rows(sql_->connection(), "PRAGMA journal_mode"), (Rows{"wal"}));
  EXPECT_EQ(head(), before);
  sql("PRAGMA synchronous=OFF; INSERT INTO t VALUES(1, 'x')");
  EXPECT_EQ(sql_->connection().state().pager().synchronous(), storage::Synchronous::Full);
}

TEST_F(SqlCommits, ReadersSeeOneRevisionWhileOthersCommit) {
  sql("CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
  const auto reader = hosted_->connect().value();
  ASSERT_TRUE(reader->connection().execute("BEGIN"));
  EXPECT_EQ(rows(reader->connection(), "SELECT count(*) FROM t"), (Rows{"0"}));
  sql("INSERT INTO t VALUES(1, 'x')");
  EXPECT_EQ(rows(reader->connection(), "SELECT count(*) FROM t"), (Rows{"0"}));
  ASSERT_TRUE(reader->connection().execute("COMMIT"));
  EXPECT_EQ(rows(reader->connection(), "SELECT count(*) FROM t"), (Rows{"1"}));
}

TEST_F(SqlCommits, WhoWaitsHearsOfEachKindOfCommit) {
  sql("CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
  sync("a");
  std::vector<uint64_t> heard;
  const auto listen = [&] {
    (void)hosted_->news().on_commit(head(), [&](uint64_t revision) { heard.push_back(revision); });
  };
  const uint64_t first = head();
  listen();
  sql("INSERT INTO t VALUES(1, 'x')");
  listen();
  run("a", "INSERT INTO t VALUES(2, 'y')");
  sync("a");
  listen();
  Connection foreign = Connection::open(hosted_->path()).value();
  ASSERT_TRUE(foreign.execute("INSERT INTO t VALUES(3, 'z')"));
  (void)head();
  EXPECT_EQ(heard, (std::vector<uint64_t>{first + 1, first + 2, first + 3}));
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  EXPECT_EQ(hosted_->wait_for_commit(first, deadline).value(), first + 3);
}

TEST_F(SqlCommits, TheLogIsCheckpointedWhereOnlySqlWrites) {
  sql("CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
  uint32_t longest = 0;
  for (int i = 0; i < 12; ++i) {
    sql("INSERT INTO t(v) SELECT hex(randomblob(1500)) FROM generate_series(1, 400)");
    ASSERT_TRUE(hosted_->upkeep().has_value());
    const auto end = storage::wal_end(sql_->connection().state().pager().file()).value();
    longest = std::max(longest, end.frame.raw);
  }
  // From four times the length on a checkpoint takes a turn: behind the commit that came so far.
  constexpr uint32_t kFramesOfOne = 500;
  EXPECT_LT(longest, 4 * primary::Ledger::kWalFramesMax + kFramesOfOne);
  sync("a");
  expect_agreement("a");
}

TEST_F(SqlCommits, ThreadsOfAllKindsCommitAtOnce) {
  sql("CREATE TABLE t(id INTEGER PRIMARY KEY, who TEXT)");
  const uint64_t before = head();
  constexpr int kEach = 40;
  std::atomic<int> failed = 0;
  std::vector<std::thread> threads;
  for (int who = 0; who < 3; ++who) {
    threads.emplace_back([&, who] {
      const auto mine = hosted_->connect().value();
      for (int i = 0; i < kEach; ++i) {
        const WriterQueue::Turn held = turn();
        const std::string text =
            "BEGIN IMMEDIATE; INSERT INTO t(who) VALUES('" + std::to_string(who) + "'); COMMIT";
        failed += mine->connection().execute(text) ? 0 : 1;
      }
    });
  }
  threads.emplace_back([&] {
    for (int i = 0; i < kEach; ++i) {
      failed += hosted_->execute("INSERT INTO t(who) VALUES('x')") ? 0 : 1;
    }
  });
  threads.emplace_back([&] {
    for (int i = 0; i < kEach; ++i) failed += hosted_->status() ? 0 : 1;
  });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(head(), before + 4 * kEach);
  EXPECT_EQ(query_primary("SELECT count(*) FROM t"), (Rows{std::to_string(4 * kEach)}));
  sync("a");
  expect_agreement("a");
  close_all();
  restart_primary();
  open();
  EXPECT_EQ(head(), before + 4 * kEach);  // nothing had to be adopted
}

// Who empties the log by SQL has to leave it where its history is not written yet.
TEST_F(SqlCommits, CheckpointsBySqlAmongCommitsLoseNoHistory) {
  sql("CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
  const uint64_t before = head();
  std::atomic<bool> is_over = false;
  std::thread emptier([&] {
    const auto mine = hosted_->connect().value();
    for (uint64_t seen = before; !is_over;) {
      (void)mine->connection().execute("PRAGMA wal_checkpoint(TRUNCATE)");
      seen = hosted_->news().wait(seen, std::chrono::steady_clock::now() + std::chrono::seconds(1));
    }
  });
  for (int i = 0; i < 60; ++i) sql("INSERT INTO t(v) VALUES(hex(randomblob(3000)))");
  is_over = true;
  emptier.join();
  EXPECT_EQ(head(), before + 60);
  sync("a");
  expect_agreement("a");
  close_all();
  restart_primary();
  open();
  EXPECT_EQ(head(), before + 60);
}

}  // namespace
}  // namespace tern::sync
