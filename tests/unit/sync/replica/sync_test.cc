#include <functional>

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

}  // namespace
}  // namespace tern::sync
