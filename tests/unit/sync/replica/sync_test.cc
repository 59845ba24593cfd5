#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include "tests/unit/sync/replica/fleet.h"

namespace tern::sync {
namespace {

using Sync = Fleet;

TEST_F(Sync, ARowTravelsToAnotherReplica) {
  run("a", "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
  run("a", "INSERT INTO t VALUES(1, 'one'), (2, 'two')");
  const replica::SyncReport report = sync("a");
  EXPECT_EQ(report.pushed, 2u);
  EXPECT_EQ(report.applied, 2u);
  sync("b");
  EXPECT_EQ(query("b", "SELECT * FROM t ORDER BY id"), (Rows{"1|one", "2|two"}));
  EXPECT_EQ(hash("a"), hash_primary());
  EXPECT_EQ(hash("b"), hash_primary());
}

TEST_F(Sync, BothSidesEditAndConverge) {
  run("a", "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
  sync("a");
  sync("b");
  run("a", "INSERT INTO t VALUES(1, 'a')");
  run("b", "INSERT INTO t VALUES(2, 'b')");
  sync("a");
  sync("b");
  sync("a");
  EXPECT_EQ(query("a", "SELECT * FROM t ORDER BY id"), (Rows{"1|a", "2|b"}));
  EXPECT_EQ(hash("a"), hash("b"));
  EXPECT_EQ(hash("a"), hash_primary());
}

// What a generated column gives follows from the merged row: it is no change of its own.
TEST_F(Sync, GeneratedColumnsFollowTheMergedRow) {
  run("a",
      "CREATE TABLE t(id INTEGER PRIMARY KEY, v AS (x || y), x, s AS (x + y) STORED UNIQUE, y)");
  run("a", "CREATE INDEX tv ON t(v)");
  run("a", "INSERT INTO t(x, y) VALUES(1, 10), (2, 20)");
  sync("a");
  sync("b");
  run("a", "UPDATE t SET x=5 WHERE id=1");
  run("b", "UPDATE t SET y=70 WHERE id=1");
  run("b", "DELETE FROM t WHERE v='220'");
  sync("a");
  sync("b");
  sync("a");
  EXPECT_EQ(query("a", "SELECT * FROM t"), (Rows{"1|570|5|75|70"}));
  EXPECT_EQ(query("a", "SELECT id FROM t WHERE v='570'"), (Rows{"1"}));
  EXPECT_EQ(query("a", "PRAGMA integrity_check"), (Rows{"ok"}));
  EXPECT_EQ(query("a", "SELECT count(*) FROM sqlite_schema WHERE name = 'sync_conflicts'"),
            (Rows{"0"}));
  EXPECT_EQ(hash("a"), hash("b"));
  EXPECT_EQ(hash("a"), hash_primary());
}

TEST_F(Sync, UnpushedWorkStaysOnTopOfAPull) {
  run("a", "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
  run("a", "INSERT INTO t VALUES(1, 'x'), (2, 'x')");
  sync("a");
  sync("b");
  run("a", "UPDATE t SET v='a' WHERE id=1");
  sync("a");
  run("b", "UPDATE t SET v='b' WHERE id=2");
  // The push is lost on the way and so is its answer: nothing is known to be pushed.
  exchange_.lose_requests = 1;
  EXPECT_FALSE(at("b").sync_once(exchange_).has_value());
  EXPECT_EQ(query("b", "SELECT v FROM t ORDER BY id"), (Rows{"x", "b"}));
  sync("b");
  EXPECT_EQ(query("b", "SELECT v FROM t ORDER BY id"), (Rows{"a", "b"}));
  EXPECT_EQ(at("b").status().pending, 0u);
}

TEST_F(Sync, PushAndPullGoOneWayOnly) {
  run("a", "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
  run("a", "INSERT INTO t VALUES(1, 'x'), (2, 'x')");
  sync("a");
  sync("b");
  run("a", "UPDATE t SET v='a' WHERE id=1");
  run("b", "UPDATE t SET v='b' WHERE id=2");
  const auto pushed = at("a").sync_once(exchange_, replica::Direction::Push);
  ASSERT_TRUE(pushed.has_value());
  EXPECT_EQ(pushed->pushed, 1u);
  EXPECT_FALSE(pushed->moved);
  EXPECT_EQ(query_primary("SELECT v FROM t ORDER BY id"), (Rows{"a", "x"}));
  const auto pulled = at("b").sync_once(exchange_, replica::Direction::Pull);
  ASSERT_TRUE(pulled.has_value());
  EXPECT_TRUE(pulled->moved);
  EXPECT_EQ(pulled->pushed, 0u);
  EXPECT_EQ(query("b", "SELECT v FROM t ORDER BY id"), (Rows{"a", "b"}));
  EXPECT_EQ(at("b").status().pending, 1u);
  EXPECT_EQ(query_primary("SELECT v FROM t ORDER BY id"), (Rows{"a", "x"}));
  sync("b");
  sync("a");
  EXPECT_EQ(query("a", "SELECT v FROM t ORDER BY id"), (Rows{"a", "b"}));
  EXPECT_EQ(hash("a"), hash("b"));
}

TEST_F(Sync, ReopenedReplicaGoesOn) {
  run("a", "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
  run("a", "INSERT INTO t VALUES(1, 'x')");
  close("a");
  restart_primary();
  EXPECT_EQ(at("a").status().pending, 2u);
  EXPECT_EQ(sync("a").pushed, 2u);
  close("a");
  run("a", "INSERT INTO t VALUES(2, 'y')");
  restart_primary();
  EXPECT_EQ(sync("a").pushed, 1u);
  EXPECT_EQ(query_primary("SELECT * FROM t ORDER BY id"), (Rows{"1|x", "2|y"}));
}

TEST_F(Sync, LostAnswerIsAskedForAgainAndAppliedOnce) {
  run("a", "CREATE TABLE t(id INTEGER PRIMARY KEY, n INTEGER)");
  run("a", "INSERT INTO t VALUES(1, 0)");
  sync("a");
  run("a", "UPDATE t SET n=n+1");
  exchange_.lose_answers = 1;
  EXPECT_FALSE(at("a").sync_once(exchange_).has_value());
  EXPECT_EQ(sync("a").applied, 1u);
  EXPECT_EQ(query_primary("SELECT n FROM t"), (Rows{"1"}));
  EXPECT_EQ(query("a", "SELECT n FROM t"), (Rows{"1"}));
}

/// Lets something happen while the answer to a request is on its way.
class InterruptedExchange final : public wire::Exchange {
 public:
  InterruptedExchange(wire::Exchange& peer, std::function<void(const wire::Request&)> meanwhile)
      : peer_(peer), meanwhile_(std::move(meanwhile)) {}
  Result<wire::Response> send(const wire::Request& request) override {
    Result<wire::Response> response = peer_.send(request);
    meanwhile_(request);
    return response;
  }

 private:
  wire::Exchange& peer_;
  std::function<void(const wire::Request&)> meanwhile_;
};

TEST_F(Sync, WhatAnotherProcessCommitsDuringASyncStaysInTheLog) {
  run("a", "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
  run("a", "INSERT INTO t VALUES(1, 'first')");
  auto other = replica::Replica::open(path("a"), options());
  ASSERT_TRUE(other.has_value()) << other.error().message();
  int64_t id = 1;
  InterruptedExchange exchange(exchange_, [&](const wire::Request&) {
    const Status done =
        (*other)->connection().execute("INSERT INTO t VALUES(?, 'meanwhile')", ++id);
    EXPECT_TRUE(done.has_value()) << done.error().message();
  });
  const auto report = at("a").sync_once(exchange);
  ASSERT_TRUE(report.has_value()) << report.error().message();
  EXPECT_EQ(report->pushed, 2u);
  other->reset();
  close("a");
  EXPECT_EQ(at("a").status().last_seq, static_cast<uint64_t>(id + 1));
  sync("a");
  EXPECT_EQ(query_primary("SELECT count(*) FROM t"), (Rows{std::to_string(id)}));
  EXPECT_EQ(hash("a"), hash_primary());
}

// After a pull, what came in between is replayed on the user's own connection.
TEST_F(Sync, TemporaryTablesHideNothingFromAReplay) {
  run("a", "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
  run("a", "CREATE TABLE gone(x)");
  run("a", "INSERT INTO t VALUES(1, 'one')");
  sync("a");
  sync("b");
  run("a", "INSERT INTO t VALUES(3, 'three')");
  sync("a");
  run("b", "CREATE TEMP TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
  run("b", "CREATE TEMP TABLE gone(x)");
  run("b", "INSERT INTO temp.t VALUES(7, 'mine')");
  run("b", "INSERT INTO temp.gone VALUES('mine')");
  auto other = replica::Replica::open(path("b"), options());
  ASSERT_TRUE(other.has_value()) << other.error().message();
  bool is_done = false;
  InterruptedExchange exchange(exchange_, [&](const wire::Request&) {
    if (std::exchange(is_done, true)) return;
    EXPECT_TRUE((*other)->connection().execute(
        "DROP TABLE gone; ALTER TABLE t ADD COLUMN of_b; INSERT INTO t VALUES(2, 'two', 'b')"));
  });
  const auto report = at("b").sync_once(exchange);
  ASSERT_TRUE(report.has_value()) << report.error().message();
  EXPECT_EQ(query("b", "SELECT * FROM t"), Rows{"7|mine"});
  EXPECT_EQ(query("b", "SELECT * FROM gone"), Rows{"mine"});
  EXPECT_EQ(query("b", "SELECT count(*) FROM main.sqlite_schema WHERE name='gone'"), Rows{"0"});
  EXPECT_EQ(query("b", "SELECT id, v, of_b FROM main.t ORDER BY id"),
            (Rows{"1|one|NULL", "2|two|b", "3|three|NULL"}));
  other->reset();
  sync("b");
  EXPECT_EQ(at("b").status().pending, 0u);
  run("b", "DROP TABLE temp.t");
  run("b", "DROP TABLE temp.gone");
  EXPECT_EQ(hash("b"), hash_primary());
}

/// Copies the files of a database as a killed process would leave them, but for the log `stale`,
/// whose newest record was not written yet. Then the reference opens the copy and closes it, which
/// takes in and removes the WAL.
void leave_to_the_reference(const std::string& from, const std::string& to, const char* log_suffix,
                            const std::string& stale) {
  namespace fs = std::filesystem;
  for (const char* suffix : {"", "-wal", "-sync", "-log", "-history", "-intent"}) {
    const std::string source = suffix == std::string(log_suffix) ? stale : from + suffix;
    if (fs::exists(source))
      fs::copy_file(source, to + suffix, fs::copy_options::overwrite_existing);
  }
  const std::string command = "sqlite3 '" + to + "' 'PRAGMA integrity_check' >/dev/null 2>&1";
  EXPECT_EQ(std::system(command.c_str()), 0);
  EXPECT_FALSE(fs::exists(to + "-wal"));
}

TEST_F(Sync, ACommitThatTheReferenceTookInBeforeTheLogHadItIsKnown) {
  run("a", "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
  sync("a");
  std::filesystem::copy_file(path("a") + "-log", path("stale"));
  run("a", "INSERT INTO t VALUES(1, 'x')");
  leave_to_the_reference(path("a"), path("killed"), "-log", path("stale"));
  close("a");
  EXPECT_EQ(at("killed").status().pending, 1u);
  EXPECT_EQ(sync("killed").applied, 1u);
  EXPECT_EQ(query_primary("SELECT * FROM t"), (Rows{"1|x"}));
}

TEST_F(Sync, AnInstallThatTheReferenceTookInBeforeTheLogHadItIsKnown) {
  run("a", "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
  sync("a");
  sync("b");
  run("a", "INSERT INTO t VALUES(1, 'x')");
  sync("a");
  std::filesystem::copy_file(path("b") + "-log", path("stale"));
  sync("b");
  leave_to_the_reference(path("b"), path("killed"), "-log", path("stale"));
  const uint64_t revision = at("b").status().base_revision;
  close("b");
  EXPECT_EQ(at("killed").status().base_revision, revision);
  run("a", "UPDATE t SET v = 'y'");
  sync("a");
  sync("killed");
  EXPECT_EQ(hash("killed"), hash_primary());
}

TEST_F(Sync, ATransactionThatTheReferenceTookInAtThePrimaryIsNotAppliedTwice) {
  run("a", "CREATE TABLE t(id INTEGER PRIMARY KEY, v INTEGER)");
  run("a", "CREATE TABLE sync_policy(\"table\" TEXT, \"column\" TEXT, policy TEXT)");
  run("a", "INSERT INTO sync_policy VALUES('t', 'v', 'counter')");
  run("a", "INSERT INTO t VALUES(1, 0)");
  sync("a");
  sync("b");
  run("b", "UPDATE t SET v = v + 10");
  sync("b");
  const std::string file = primary_->path_of("db").value();
  std::filesystem::copy_file(file + "-history", path("stale"));
  run("a", "UPDATE t SET v = v + 1");
  exchange_.lose_answers = 1;
  EXPECT_FALSE(at("a").sync_once(exchange_).has_value());
  leave_to_the_reference(file, path("killed"), "-history", path("stale"));
  primary_.reset();
  for (const char* suffix : {"-wal", "-shm"}) std::filesystem::remove(file + suffix);
  for (const char* suffix : {"", "-history", "-intent"}) {
    if (std::filesystem::exists(path("killed") + suffix)) {
      std::filesystem::rename(path("killed") + suffix, file + suffix);
    }
  }
  restart_primary();
  sync("a");
  EXPECT_EQ(query("a", "SELECT v FROM t"), (Rows{"11"}));
  EXPECT_EQ(hash("a"), hash_primary());
}

/// No file of this process grows beyond `bytes` while this object lives.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(uint64_t bytes) {
    signal_before_ = std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, signal_before_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
  void (*signal_before_)(int) = nullptr;
};

TEST_F(Sync, ACommitWhoseHistoryCouldNotBeWrittenIsNotAppliedTwice) {
  run("a", "CREATE TABLE t(id INTEGER PRIMARY KEY, v INTEGER, fill TEXT)");
  run("a", "CREATE TABLE sync_policy(\"table\" TEXT, \"column\" TEXT, policy TEXT)");
  run("a", "INSERT INTO sync_policy VALUES('t', 'v', 'counter')");
  run("a", "INSERT INTO t VALUES(1, 0, '')");
  sync("a");
  sync("b");
  const std::string file = primary_->path_of("db").value();
  const auto size = [&file](const char* suffix) {
    return std::filesystem::file_size(file + suffix);
  };
  // The history becomes the largest file, so that a limit stops it alone.
  while (size("-history") < size("-wal") + 100'000) {
    run("a", "UPDATE t SET fill = hex(randomblob(400000))");
    sync("a");
  }
  run("b", "UPDATE t SET v = v + 10");
  run("a", "UPDATE t SET v = v + 1");
  {
    const FileSizeLimit limit(size("-history") + 20);
    EXPECT_FALSE(at("a").sync_once(exchange_).has_value());
    EXPECT_FALSE(at("b").sync_once(exchange_).has_value());
  }
  sync("b");
  sync("a");
  sync("b");
  EXPECT_EQ(query("a", "SELECT v FROM t"), (Rows{"11"}));
  EXPECT_EQ(hash("a"), hash_primary());
  EXPECT_EQ(hash("b"), hash_primary());
  restart_primary();
  run("a", "UPDATE t SET v = v + 100");
  sync("a");
  EXPECT_EQ(query_primary("SELECT v FROM t"), (Rows{"111"}));
}

TEST_F(Sync, AFolderHasOnePrimaryAtATime) {
  EXPECT_EQ(primary::Primary::open(folder_ + "/primary").error().code(), ErrorCode::Busy);
  primary_.reset();
  restart_primary();
  EXPECT_EQ(primary_->list().size(), 1u);
}

TEST_F(Sync, ACloneCutAtItsFirstWriteIsNoReplicaYet) {
  std::ofstream(path("b") + "-sync").close();
  EXPECT_EQ(replica::Replica::open(path("b")).error().code(), ErrorCode::NotFound);
  EXPECT_TRUE(replica::Replica::clone(path("b"), "here", "db", exchange_).has_value());
}

TEST_F(Sync, TwoClonesOfOneFileDoNotMix) {
  run("a", "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
  run("a", "INSERT INTO t VALUES(1, 'one')");
  sync("a");
  std::atomic<int> made = 0;
  const auto clone = [&] {
    DirectExchange exchange(primary_);
    const auto done = replica::Replica::clone(path("b"), "here", "db", exchange);
    if (done) {
      ++made;
    } else {
      EXPECT_EQ(done.error().code(), ErrorCode::Misuse) << done.error().message();
    }
  };
  std::thread first(clone);
  std::thread second(clone);
  first.join();
  second.join();
  EXPECT_EQ(made, 1);
  EXPECT_EQ(hash("b"), hash_primary());
}

}  // namespace
}  // namespace tern::sync
