// What clients of another make push as SQL goes through the resolver that judges replicas.
#include "sync/primary/client_push.h"

#include <gtest/gtest.h>

#include "sync/primary/hosted_database.h"
#include "tests/unit/sync/replica/fleet.h"

namespace tern::sync::primary {
namespace {

using model::OutcomeKind;

class ClientPushTest : public Fleet {
 protected:
  ClientPushTest() {
    hosted_ = primary_->use("db").value();
    session_ = hosted_->connect().value();
    execute("CREATE TABLE t(k TEXT PRIMARY KEY, a, b)");
    execute("INSERT INTO t VALUES('x', 1, 1), ('y', 1, 1)");
    client_.bytes.fill(std::byte{7});
  }
  ~ClientPushTest() override {
    session_.reset();
    hosted_.reset();
  }

  void execute(const std::string& sql) { ASSERT_TRUE(hosted_->execute(sql).has_value()) << sql; }
  uint64_t head() { return hosted_->status()->head.raw; }
  Rows query(const std::string& sql) { return rows(session_->connection(), sql); }

  /// One push; statements that begin with INSERT are those of rows that were not there.
  enum class Seen : uint8_t { NeverPulled, AtLastPush, Unknown };
  apply::Applied push(const std::vector<std::string>& statements, Seen seen = Seen::NeverPulled) {
    const auto turn = hosted_->writers().wait(WriterQueue::Clock::now()).value();
    Connection& connection = session_->connection();
    EXPECT_TRUE(connection.execute("BEGIN IMMEDIATE").has_value());
    EXPECT_TRUE(session_->begin_push().has_value());
    ClientPush pushed{client_, seen == Seen::AtLastPush, seen == Seen::NeverPulled, {}};
    for (const std::string& sql : statements) {
      const uint64_t from = session_->operations();
      const Status done = connection.execute(sql);
      EXPECT_TRUE(done.has_value()) << sql << ": " << done.error().message();
      if (sql.starts_with("INSERT")) pushed.inserts.emplace_back(from, session_->operations());
    }
    const apply::Applied applied = session_->resolve_push(pushed).value();
    const bool is_parked = applied.kind == OutcomeKind::Parked;
    EXPECT_TRUE(connection.execute(is_parked ? "ROLLBACK" : "COMMIT").has_value());
    session_->end_push();
    return applied;
  }
  static std::string upsert(const std::string& key, int a) {
    return "INSERT INTO t VALUES('" + key + "', " + std::to_string(a) +
           ", 0) ON CONFLICT(k) DO UPDATE SET k = excluded.k, a = excluded.a, b = excluded.b";
  }
  void set_policy(const std::string& policy) {
    execute(
        "CREATE TABLE sync_policy(\"table\" TEXT, \"column\" TEXT, policy TEXT, PRIMARY "
        "KEY(\"table\", \"column\")); INSERT INTO sync_policy VALUES('t', '', '" +
        policy + "')");
  }
  /// A replica writes, and its transaction is applied.
  void write_by_replica(const std::string& sql) {
    sync("r");
    run("r", sql);
    EXPECT_EQ(sync("r").applied, 1U);
  }

  std::shared_ptr<HostedDatabase> hosted_;
  std::unique_ptr<SqlConnection> session_;
  model::ReplicaId client_;
};

constexpr const char* kConflicts =
    "SELECT class, \"table\", key, \"column\", ours, theirs, chosen, state FROM sync_conflicts";

TEST_F(ClientPushTest, IsOneCommitWithTheClientAsItsOrigin) {
  at("r");
  const uint64_t before = head();
  EXPECT_EQ(
      push({"UPDATE t SET a = 2 WHERE k = 'x'", upsert("z", 5), "DELETE FROM t WHERE k = 'y'"})
          .kind,
      OutcomeKind::Applied);
  EXPECT_EQ(head(), before + 1);
  EXPECT_EQ(push({"UPDATE t SET b = 3 WHERE k = 'x'"}).kind, OutcomeKind::Applied);
  EXPECT_EQ(query("SELECT * FROM t ORDER BY k"), (Rows{"x|2|3", "z|5|0"}));
  // A replica that had not seen it conflicts with the client, column by column.
  run("r", "UPDATE t SET a = 9 WHERE k = 'x'");
  sync("r");
  EXPECT_EQ(query("SELECT class, \"column\", theirs, other_origin FROM sync_conflicts"),
            (Rows{"cell|a|2|" + client_.hex()}));
  EXPECT_EQ(hash("r"), hash_primary());
}

TEST_F(ClientPushTest, WhatOthersCommitIsNotTheClients) {
  at("r");
  push({upsert("x", 7)});  // parked
  execute("UPDATE t SET a = 5 WHERE k = 'y'");
  run("r", "UPDATE t SET a = 6 WHERE k = 'y'");
  sync("r");
  EXPECT_EQ(
      query("SELECT count(*) FROM sync_conflicts WHERE other_origin = '" + client_.hex() + "'"),
      (Rows{"0"}));
  EXPECT_EQ(query("SELECT class FROM sync_conflicts"), (Rows{"cell"}));
}

TEST_F(ClientPushTest, AnInsertNeverOverwritesARowOfOthers) {
  const uint64_t before = head();
  const apply::Applied applied = push({"UPDATE t SET a = 2 WHERE k = 'y'", upsert("x", 7)});
  EXPECT_EQ(applied.kind, OutcomeKind::Parked);
  ASSERT_EQ(applied.conflicts.size(), 1U);
  EXPECT_EQ(applied.conflicts[0].kind, model::ConflictClass::InsertInsert);
  EXPECT_EQ(applied.conflicts[0].ours.view().as_text(), "(k='x', a=7, b=0)");
  EXPECT_EQ(applied.conflicts[0].theirs.view().as_text(), "(k='x', a=1, b=1)");
  EXPECT_EQ(head(), before);
  EXPECT_EQ(query("SELECT * FROM t ORDER BY k"), (Rows{"x|1|1", "y|1|1"}));
  EXPECT_EQ(
      push({"INSERT INTO t VALUES('x', 1, 1) ON CONFLICT(k) DO UPDATE SET a = excluded.a"}).kind,
      OutcomeKind::Applied);  // the same row
}

TEST_F(ClientPushTest, ARowThatItMayHaveSeenIsOverwrittenAndKept) {
  EXPECT_EQ(push({upsert("x", 7)}, Seen::Unknown).kind, OutcomeKind::Merged);
  EXPECT_EQ(query("SELECT * FROM t WHERE k = 'x'"), (Rows{"x|7|0"}));
  EXPECT_EQ(query(kConflicts), (Rows{"insert_insert|t|x|NULL|(k='x', a=7, b=0)|(k='x', a=1, b=1)|"
                                     "(k='x', a=7, b=0)|auto"}));
  EXPECT_EQ(push({upsert("x", 8)}, Seen::Unknown).kind, OutcomeKind::Applied);  // its own
}

TEST_F(ClientPushTest, ARowThatCameSinceItsLastPushIsUnseen) {
  push({upsert("z", 7)}, Seen::Unknown);
  EXPECT_EQ(push({upsert("y", 7)}, Seen::AtLastPush).kind, OutcomeKind::Merged);  // older
  write_by_replica("INSERT INTO t VALUES('new', 1, 1)");
  EXPECT_EQ(push({upsert("new", 7)}, Seen::AtLastPush).kind, OutcomeKind::Parked);
}

TEST_F(ClientPushTest, APolicyDecidesBetweenTwoRowsOfAKey) {
  set_policy("lww");
  EXPECT_EQ(push({upsert("x", 7)}).kind, OutcomeKind::Merged);
  EXPECT_EQ(query("SELECT * FROM t WHERE k = 'x'"), (Rows{"x|7|0"}));
  EXPECT_EQ(query(kConflicts),
            (Rows{"insert_insert|t|x|NULL|(k='x', a=7, b=0)|(k='x', a=1, b=1)|(k='x', "
                  "a=7, b=0)|auto"}));
  execute("UPDATE sync_policy SET policy = 'fww'");
  EXPECT_EQ(push({upsert("y", 7)}).kind, OutcomeKind::Merged);
  EXPECT_EQ(query("SELECT * FROM t WHERE k = 'y'"), (Rows{"y|1|1"}));
  EXPECT_EQ(query("SELECT count(*) FROM sync_conflicts"), (Rows{"2"}));
}

TEST_F(ClientPushTest, ItsOwnRowIsNoConflict) {
  EXPECT_EQ(push({upsert("z", 5)}).kind, OutcomeKind::Applied);
  EXPECT_EQ(push({upsert("z", 6)}).kind, OutcomeKind::Applied);
  EXPECT_EQ(query("SELECT * FROM t WHERE k = 'z'"), (Rows{"z|6|0"}));
}

TEST_F(ClientPushTest, WhatItHasSurelyNotSeenIsRecorded) {
  push({"UPDATE t SET a = 2 WHERE k = 'x'"});
  write_by_replica("UPDATE t SET a = 3 WHERE k = 'x'");
  EXPECT_EQ(push({"UPDATE t SET b = 4 WHERE k = 'x'"}, Seen::AtLastPush).kind,
            OutcomeKind::Applied);
  write_by_replica("UPDATE t SET a = 5 WHERE k = 'x'");
  EXPECT_EQ(push({"UPDATE t SET a = 6 WHERE k = 'x'"}, Seen::AtLastPush).kind, OutcomeKind::Merged);
  EXPECT_EQ(query(kConflicts), (Rows{"cell|t|x|a|6|5|6|auto"}));
  EXPECT_EQ(query("SELECT a, b FROM t WHERE k = 'x'"), (Rows{"6|4"}));
}

TEST_F(ClientPushTest, WhatItMayHaveSeenIsNot) {
  push({"UPDATE t SET a = 2 WHERE k = 'x'"});
  write_by_replica("UPDATE t SET a = 3 WHERE k = 'x'");
  EXPECT_EQ(push({"UPDATE t SET a = 4 WHERE k = 'x'"}, Seen::Unknown).kind, OutcomeKind::Applied);
  EXPECT_EQ(push({"DELETE FROM t WHERE k = 'x'"}, Seen::Unknown).kind, OutcomeKind::Applied);
}

TEST_F(ClientPushTest, AnUpdateBeatsADeleteThatHasNotSeenIt) {
  push({"UPDATE t SET a = 2 WHERE k = 'x'"});
  EXPECT_EQ(push({"DELETE FROM t WHERE k = 'y'"}, Seen::AtLastPush).kind, OutcomeKind::Applied);
  write_by_replica("UPDATE t SET a = 3 WHERE k = 'x'");
  EXPECT_EQ(push({"DELETE FROM t WHERE k = 'x'"}, Seen::AtLastPush).kind, OutcomeKind::Merged);
  EXPECT_EQ(query("SELECT * FROM t"), (Rows{"x|3|1"}));
  EXPECT_EQ(query("SELECT class, key, theirs, chosen FROM sync_conflicts"),
            (Rows{"update_delete|x|(k='x', a=3, b=1)|(k='x', a=3, b=1)"}));
}

TEST_F(ClientPushTest, APolicyRefusesOrKeepsWhatCameFirst) {
  set_policy("reject");
  push({"UPDATE t SET a = 2 WHERE k = 'x'"});
  write_by_replica("UPDATE t SET a = 3 WHERE k = 'x'");
  EXPECT_EQ(push({"UPDATE t SET a = 4 WHERE k = 'x'"}, Seen::AtLastPush).kind, OutcomeKind::Parked);
  execute("UPDATE sync_policy SET policy = 'fww'");
  EXPECT_EQ(push({"UPDATE t SET a = 4 WHERE k = 'x'"}, Seen::AtLastPush).kind, OutcomeKind::Merged);
  EXPECT_EQ(query("SELECT a FROM t WHERE k = 'x'"), (Rows{"3"}));
}

TEST_F(ClientPushTest, InvariantsHoldAfterIt) {
  execute(
      "CREATE TABLE sync_invariant(name TEXT, sql TEXT); INSERT INTO sync_invariant "
      "VALUES('small', "
      "'SELECT sum(a) < 10 FROM t')");
  const apply::Applied applied = push({"UPDATE t SET a = 20 WHERE k = 'x'"});
  EXPECT_EQ(applied.kind, OutcomeKind::Parked);
  EXPECT_EQ(applied.conflicts.back().detail, "small");
  EXPECT_EQ(push({"UPDATE t SET a = 8 WHERE k = 'x'"}).kind, OutcomeKind::Applied);
}

TEST_F(ClientPushTest, TriggersAndActionsTakeEffectOnce) {
  execute(
      "CREATE TABLE audit(id INTEGER PRIMARY KEY, what TEXT); CREATE TRIGGER t_audit AFTER UPDATE "
      "ON t "
      "BEGIN INSERT INTO audit(what) VALUES(new.k || old.a || new.a); END; CREATE TABLE child(id "
      "INTEGER PRIMARY KEY, k TEXT REFERENCES t ON DELETE CASCADE); INSERT INTO child VALUES(1, "
      "'y')");
  ASSERT_TRUE(session_->connection().execute("PRAGMA foreign_keys=on").has_value());
  push({"UPDATE t SET a = 2 WHERE k = 'x'", "DELETE FROM t WHERE k = 'y'"});
  EXPECT_EQ(query("SELECT what FROM audit"), (Rows{"x12"}));
  EXPECT_EQ(query("SELECT count(*) FROM child"), (Rows{"0"}));
  EXPECT_EQ(push({"ALTER TABLE t ADD COLUMN c", "CREATE TABLE w(a)", "INSERT INTO w VALUES(1), (2)",
                  "UPDATE t SET c = 'new' WHERE k = 'x'"})
                .kind,
            OutcomeKind::Applied);
  EXPECT_EQ(query("SELECT c, (SELECT sum(a) FROM w) FROM t"), (Rows{"new|3"}));
}

}  // namespace
}  // namespace tern::sync::primary
