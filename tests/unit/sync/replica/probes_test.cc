// The probes of the sync model, section 15, without processes and HTTPS (those: tests/sync).
#include <gtest/gtest.h>

#include "tests/unit/sync/replica/fleet.h"

namespace tern::sync {
namespace {

class Probe : public Fleet {
 protected:
  /// Table t(id, v, n) with rows 1 and 2 on replicas a and b.
  void start(const std::string& more = "") {
    run("a", "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT, n INTEGER DEFAULT 0)");
    run("a", "INSERT INTO t VALUES(1, 'one', 0), (2, 'two', 0)");
    if (!more.empty()) run("a", more);
    sync("a");
    sync("b");
  }
  void settle() {
    sync("a");
    sync("b");
    sync("a");
    EXPECT_EQ(hash("a"), hash("b"));
    EXPECT_EQ(hash("a"), hash_primary());
    EXPECT_EQ(stock_check(primary_->path_of("db").value()), "ok\n");
    EXPECT_EQ(stock_check(path("a")), "ok\n");
    EXPECT_EQ(stock_check(path("b")), "ok\n");
  }
};

TEST_F(Probe, P1SameUniqueValueParksTheSecondAndBothAreVisible) {
  start("CREATE TABLE u(id INTEGER PRIMARY KEY, name TEXT UNIQUE)");
  run("a", "INSERT INTO u VALUES(10, 'anna')");
  run("b", "INSERT INTO u VALUES(20, 'anna')");
  sync("a");
  EXPECT_EQ(sync("b").parked, 1u);
  settle();
  EXPECT_EQ(query("b", "SELECT * FROM u"), (Rows{"10|anna"}));
  EXPECT_EQ(query("a", "SELECT class, state, \"table\", ours FROM sync_conflicts"),
            (Rows{"unique|open|u|(id=20, name='anna')"}));
}

TEST_F(Probe, P1ParkedCanBeRetriedAfterTheCauseIsGone) {
  start("CREATE TABLE u(id INTEGER PRIMARY KEY, name TEXT UNIQUE)");
  run("a", "INSERT INTO u VALUES(10, 'anna')");
  run("b", "INSERT INTO u VALUES(20, 'anna')");
  sync("a");
  sync("b");
  run("b", "UPDATE u SET name='anna2' WHERE id=10");
  run("b", "UPDATE sync_conflicts SET state='retry' WHERE state='open'");
  sync("b");
  settle();
  EXPECT_EQ(query("a", "SELECT * FROM u ORDER BY id"), (Rows{"10|anna2", "20|anna"}));
  EXPECT_EQ(query("a", "SELECT state FROM sync_conflicts"), (Rows{"resolved"}));
}

TEST_F(Probe, P1ParkedCanBeDiscarded) {
  start("CREATE TABLE u(id INTEGER PRIMARY KEY, name TEXT UNIQUE)");
  run("a", "INSERT INTO u VALUES(10, 'anna')");
  run("b", "INSERT INTO u VALUES(20, 'anna')");
  sync("a");
  sync("b");
  run("a", "SELECT 1");
  sync("a");
  run("a", "UPDATE sync_conflicts SET state='discarded'");
  settle();
  EXPECT_EQ(query("b", "SELECT state FROM sync_conflicts"), (Rows{"discarded"}));
  EXPECT_EQ(query("b", "SELECT * FROM u"), (Rows{"10|anna"}));
}

TEST_F(Probe, P2UpdateBringsADeletedRowBackAndIsRecorded) {
  start();
  run("a", "DELETE FROM t WHERE id=1");
  run("b", "UPDATE t SET v='kept' WHERE id=1");
  settle();
  EXPECT_EQ(query("a", "SELECT v FROM t WHERE id=1"), (Rows{"kept"}));
  EXPECT_EQ(query("a", "SELECT class, state FROM sync_conflicts"), (Rows{"delete_update|auto"}));
}

TEST_F(Probe, P3TenIncrementsEachAreTwentyWithCounter) {
  start(
      "CREATE TABLE sync_policy(\"table\" TEXT, \"column\" TEXT, policy TEXT, PRIMARY "
      "KEY(\"table\", "
      "\"column\")); INSERT INTO sync_policy VALUES('t', 'n', 'counter')");
  for (int i = 0; i < 10; ++i) {
    run("a", "UPDATE t SET n=n+1 WHERE id=1");
    run("b", "UPDATE t SET n=n+1 WHERE id=1");
  }
  settle();
  EXPECT_EQ(query("b", "SELECT n FROM t WHERE id=1"), (Rows{"20"}));
}

TEST_F(Probe, P3WithoutCounterOneWinsAndTheLosersAreRecorded) {
  start();
  for (int i = 0; i < 10; ++i) {
    run("a", "UPDATE t SET n=n+1 WHERE id=1");
    run("b", "UPDATE t SET n=n+2 WHERE id=1");
  }
  settle();
  EXPECT_EQ(query("b", "SELECT n FROM t WHERE id=1"), (Rows{"20"}));
  EXPECT_NE(query("a", "SELECT count(*) FROM sync_conflicts WHERE class='cell'"), (Rows{"0"}));
}

TEST_F(Probe, P4TwoWithdrawalsOneIsParkedByTheInvariant) {
  start(
      "CREATE TABLE sync_invariant(name TEXT PRIMARY KEY, sql TEXT); INSERT INTO sync_invariant "
      "VALUES('no debt', 'SELECT min(n) >= 0 FROM t'); UPDATE t SET n=100 WHERE id=1; "
      "CREATE TABLE sync_policy(\"table\" TEXT, \"column\" TEXT, policy TEXT, PRIMARY "
      "KEY(\"table\", "
      "\"column\")); INSERT INTO sync_policy VALUES('t', 'n', 'counter')");
  run("a", "BEGIN; UPDATE t SET n=n-80 WHERE id=1; UPDATE t SET n=n+80 WHERE id=2; COMMIT");
  run("b", "BEGIN; UPDATE t SET n=n-80 WHERE id=1; UPDATE t SET n=n+80 WHERE id=2; COMMIT");
  sync("a");
  EXPECT_EQ(sync("b").parked, 1u);
  settle();
  EXPECT_EQ(query("b", "SELECT n FROM t ORDER BY id"), (Rows{"20", "80"}));
  EXPECT_EQ(query("b", "SELECT class, detail FROM sync_conflicts"), (Rows{"invariant|no debt"}));
}

TEST_F(Probe, P4TwoWithdrawalsOneIsParkedByTheCheckWithCounter) {
  run("a", "CREATE TABLE acc(id INTEGER PRIMARY KEY, n INTEGER CHECK(n >= 0))");
  run("a", "INSERT INTO acc VALUES(1, 100)");
  run("a",
      "CREATE TABLE sync_policy(\"table\" TEXT, \"column\" TEXT, policy TEXT, PRIMARY "
      "KEY(\"table\", "
      "\"column\")); INSERT INTO sync_policy VALUES('acc', 'n', 'counter')");
  sync("a");
  sync("b");
  run("a", "UPDATE acc SET n=n-80");
  run("b", "UPDATE acc SET n=n-80");
  sync("a");
  EXPECT_EQ(sync("b").parked, 1u);
  settle();
  EXPECT_EQ(query("b", "SELECT n FROM acc"), (Rows{"20"}));
}

TEST_F(Probe, P5LateDuplicateHasNoEffect) {
  start();
  run("a", "UPDATE t SET v='first' WHERE id=1");
  wire::Request late;
  exchange_.lose_answers = 1;
  EXPECT_FALSE(at("a").sync_once(exchange_).has_value());
  late = exchange_.last_request;
  sync("a");
  run("a", "UPDATE t SET v='second' WHERE id=1");
  sync("a");
  EXPECT_EQ(primary_->handle(late, {true, true, true}).status, 200);
  restart_primary();
  EXPECT_EQ(primary_->handle(late, {true, true, true}).status, 200);
  EXPECT_EQ(query_primary("SELECT v FROM t WHERE id=1"), (Rows{"second"}));
  settle();
}

TEST_F(Probe, P6RestoredFileLosesNothing) {
  start();
  close("a");
  const std::filesystem::path backup = folder_ + "/backup";
  std::filesystem::create_directories(backup);
  for (const auto& file : std::filesystem::directory_iterator(folder_)) {
    const std::string name = file.path().filename();
    if (name.starts_with("a.db")) std::filesystem::copy(file.path(), backup / name);
  }
  run("a", "INSERT INTO t VALUES(3, 'before restore', 0)");
  sync("a");
  close("a");
  for (const auto& file : std::filesystem::directory_iterator(folder_)) {
    const std::string name = file.path().filename();
    if (name.starts_with("a.db")) std::filesystem::remove(file.path());
  }
  for (const auto& file : std::filesystem::directory_iterator(backup)) {
    std::filesystem::copy(file.path(), folder_ + "/" + std::string(file.path().filename()));
  }
  run("a", "INSERT INTO t VALUES(4, 'after restore', 0)");
  const replica::SyncReport report = sync("a");
  EXPECT_TRUE(report.forked);
  EXPECT_EQ(report.applied, 1u);
  settle();
  EXPECT_EQ(query("b", "SELECT v FROM t ORDER BY id"),
            (Rows{"one", "two", "before restore", "after restore"}));
}

TEST_F(Probe, P6RestoredFileWithoutNewWritesGetsTheMissingPartBack) {
  start();
  close("a");
  std::filesystem::create_directories(folder_ + "/backup");
  for (const auto& file : std::filesystem::directory_iterator(folder_)) {
    const std::string name = file.path().filename();
    if (name.starts_with("a.db")) std::filesystem::copy(file.path(), folder_ + "/backup/" + name);
  }
  run("a", "INSERT INTO t VALUES(3, 'before restore', 0)");
  sync("a");
  close("a");
  for (const auto& file : std::filesystem::directory_iterator(folder_ + "/backup")) {
    std::filesystem::copy(file.path(), folder_ + "/" + std::string(file.path().filename()),
                          std::filesystem::copy_options::overwrite_existing);
  }
  EXPECT_TRUE(sync("a").forked);
  settle();
  EXPECT_EQ(query("a", "SELECT count(*) FROM t"), (Rows{"3"}));
}

TEST_F(Probe, P7RenamedColumnKeepsAllRows) {
  start();
  run("a", "INSERT INTO t VALUES(3, 'three', 0)");
  run("a", "ALTER TABLE t RENAME COLUMN v TO w");
  run("a", "INSERT INTO t(id, w) VALUES(4, 'four')");
  run("b", "INSERT INTO t(id, v) VALUES(5, 'five')");
  settle();
  EXPECT_EQ(query("b", "SELECT id, w FROM t ORDER BY id"),
            (Rows{"1|one", "2|two", "3|three", "4|four", "5|five"}));
}

TEST_F(Probe, P8DroppedColumnKeepsAllRowsAndTheValueIsInTheRecord) {
  start();
  run("a", "INSERT INTO t VALUES(3, 'three', 7)");
  run("a", "ALTER TABLE t DROP COLUMN n");
  run("a", "INSERT INTO t VALUES(4, 'four')");
  run("b", "INSERT INTO t VALUES(5, 'five', 9)");
  settle();
  EXPECT_EQ(query("b", "SELECT * FROM t ORDER BY id"),
            (Rows{"1|one", "2|two", "3|three", "4|four", "5|five"}));
  EXPECT_EQ(query("b", "SELECT class, \"column\", ours FROM sync_conflicts"), (Rows{"schema|n|9"}));
}

TEST_F(Probe, P9OneRowUpdateIsSmall) {
  start();
  for (int i = 10; i < 500; ++i) {
    run("a",
        "INSERT INTO t VALUES(" + std::to_string(i) + ", 'some row of about thirty bytes', 0)");
  }
  settle();
  run("a", "UPDATE t SET v='another text of thirty bytes.' WHERE id=250");
  const replica::SyncReport pushed = sync("a");
  const replica::SyncReport pulled = sync("b");
  std::printf("P9: %llu bytes pushed, %llu bytes pulled\n",
              static_cast<unsigned long long>(pushed.bytes_pushed),
              static_cast<unsigned long long>(pulled.bytes_pulled));
  EXPECT_LE(pushed.bytes_pushed, 600u);
  EXPECT_LE(pulled.bytes_pulled, 300u);
}

TEST_F(Probe, P9WhatAReplicaPushedIsNotPulledBack) {
  start("CREATE INDEX tv ON t(v)");
  run("a",
      "WITH RECURSIVE i(x) AS (VALUES(10) UNION ALL SELECT x+1 FROM i WHERE x<2000) INSERT INTO t "
      "SELECT x, hex(randomblob(15)), x FROM i");
  const replica::SyncReport inserted = sync("a");
  EXPECT_LE(inserted.bytes_pulled, 600u);
  EXPECT_GE(sync("b").bytes_pulled, 30'000u);
  run("a", "UPDATE t SET v='a longer value than the one before it' WHERE id=700");
  EXPECT_LE(sync("a").bytes_pulled, 300u);
  settle();
}

TEST_F(Probe, P10P11AlteredOrCutBodiesAreRefusedAndHealed) {
  start();
  run("a", "UPDATE t SET v='new' WHERE id=1");
  for (bool DirectExchange::* fault :
       {&DirectExchange::flip_request, &DirectExchange::flip_answer, &DirectExchange::cut_answer}) {
    exchange_.*fault = true;
    EXPECT_FALSE(at("a").sync_once(exchange_).has_value());
    EXPECT_FALSE(at("b").sync_once(exchange_).has_value());
    exchange_.*fault = false;
  }
  settle();
  EXPECT_EQ(query("b", "SELECT v FROM t WHERE id=1"), (Rows{"new"}));
}

TEST_F(Probe, P14DifferentColumnsMerge) {
  start();
  run("a", "UPDATE t SET v='a' WHERE id=1");
  run("b", "UPDATE t SET n=5 WHERE id=1");
  settle();
  EXPECT_EQ(query("a", "SELECT v, n FROM t WHERE id=1"), (Rows{"a|5"}));
}

TEST_F(Probe, P14AddColumnOnBothSidesUnifies) {
  start();
  run("a", "ALTER TABLE t ADD COLUMN extra TEXT DEFAULT 'x'");
  run("a", "UPDATE t SET extra='a' WHERE id=1");
  run("b", "ALTER TABLE t ADD COLUMN extra TEXT DEFAULT 'x'");
  run("b", "UPDATE t SET extra='b' WHERE id=2");
  settle();
  EXPECT_EQ(query("a", "SELECT extra FROM t ORDER BY id"), (Rows{"a", "b"}));
}

// The effects travel in the transaction; neither the preview nor the primary fires the triggers.
TEST_F(Probe, P14AnAuditTriggerLeavesOneRowAChange) {
  start(
      "CREATE TABLE audit(what);"
      "CREATE TRIGGER tu AFTER UPDATE ON t BEGIN INSERT INTO audit VALUES(NEW.id || NEW.v); END;"
      "CREATE TRIGGER ti AFTER INSERT ON t BEGIN INSERT INTO audit VALUES('+' || NEW.id); END");
  run("a", "UPDATE t SET v = 'from a' WHERE id = 1");
  run("b", "UPDATE t SET v = 'from b' WHERE id = 2");
  run("b", "INSERT INTO t VALUES(3, 'three', 0)");
  const Rows all = {"+3", "1from a", "2from b"};
  settle();
  for (const char* name : {"a", "b"}) {
    EXPECT_EQ(query(name, "SELECT what FROM audit ORDER BY what"), all) << name;
  }
  EXPECT_EQ(query_primary("SELECT what FROM audit ORDER BY what"), all);
  // What is still local is previewed on top of a pull: it has fired already.
  run("b", "UPDATE t SET v = 'again' WHERE id = 3");
  run("a", "UPDATE t SET n = 5 WHERE id = 1");
  sync("a");
  sync("b");
  settle();
  EXPECT_EQ(query("b", "SELECT what, count(*) FROM audit GROUP BY what ORDER BY what"),
            (Rows{"+3|1", "1from a|2", "2from b|1", "3again|1"}));
}

// A trigger that one replica makes is there for the other after the next sync, and fires then.
TEST_F(Probe, P14ATriggerTravelsAndFiresWhereTheChangeIsMade) {
  start("CREATE TABLE audit(what)");
  run("a", "CREATE TRIGGER td AFTER DELETE ON t BEGIN INSERT INTO audit VALUES(OLD.id); END");
  run("b", "DELETE FROM t WHERE id = 1");
  settle();
  EXPECT_EQ(query("b", "SELECT what FROM audit"), (Rows{}));
  run("b", "DELETE FROM t WHERE id = 2");
  settle();
  EXPECT_EQ(query("a", "SELECT what FROM audit"), (Rows{"2"}));
  EXPECT_EQ(query_primary("SELECT what FROM audit"), (Rows{"2"}));
}

constexpr const char* kAudit =
    "CREATE TABLE audit(id INTEGER PRIMARY KEY AUTOINCREMENT, row INTEGER, new TEXT);"
    "CREATE TRIGGER t_audit AFTER UPDATE ON t BEGIN"
    " INSERT INTO audit(row, new) VALUES(NEW.id, NEW.v);"
    " UPDATE audit SET new = new || '!' WHERE id = last_insert_rowid(); END";

TEST_F(Probe, P14AuditRowsOfTriggersTakeTheNextFreeIds) {
  start(kAudit);
  run("a", "UPDATE t SET v='a1' WHERE id=1");
  run("b", "UPDATE t SET v='b1' WHERE id=2");
  run("b", "UPDATE t SET v='b2' WHERE id=2");
  run("b", "UPDATE audit SET new='b2, seen' WHERE new='b2!'");
  settle();
  EXPECT_EQ(query("a", "SELECT v FROM t"), (Rows{"a1", "b2"}));
  EXPECT_EQ(query("b", "SELECT * FROM audit"), (Rows{"1|1|a1!", "2|2|b1!", "3|2|b2, seen"}));
  EXPECT_EQ(query("a", "SELECT count(*) FROM sqlite_schema WHERE name='sync_conflicts'"),
            (Rows{"0"}));
}

/// Whoever points at a row knows its id: it must stay.
TEST_F(Probe, P14AuditRowsThatAreReferencedKeepTheirIdsAndPark) {
  start(kAudit);
  run("a", "CREATE TABLE seen(audit REFERENCES audit(id))");
  sync("a");
  sync("b");
  run("a", "UPDATE t SET v='a1' WHERE id=1");
  run("b", "UPDATE t SET v='b1' WHERE id=2");
  sync("a");
  EXPECT_EQ(sync("b").parked, 1u);
  settle();
  EXPECT_EQ(query("a", "SELECT class FROM sync_conflicts"), (Rows{"insert_insert"}));
}

TEST_F(Probe, P14IdsThatAStatementLeftOpenAreNotChanged) {
  start();
  run("a", "INSERT INTO t(v) VALUES('of a')");
  run("b", "INSERT INTO t(v) VALUES('of b')");
  sync("a");
  EXPECT_EQ(sync("b").parked, 1u);
  settle();
}

TEST_F(Probe, RowsWithoutADeclaredKeyAreAllKept) {
  run("a", "CREATE TABLE log(line TEXT)");
  sync("a");
  sync("b");
  run("a", "INSERT INTO log VALUES('from a')");
  run("b", "INSERT INTO log VALUES('from b')");
  run("b", "UPDATE log SET line='from b, edited'");
  settle();
  EXPECT_EQ(query("a", "SELECT line FROM log ORDER BY line"), (Rows{"from a", "from b, edited"}));
}

}  // namespace
}  // namespace tern::sync
