// Pushes of Turso's sync clients: batches that are all or nothing, and go forward only.
#include "daemon/streams/sync_push.h"

#include <gtest/gtest.h>

#include "tests/unit/daemon/streams/stream_fixture.h"

namespace tern::daemon::streams {
namespace {

class SyncPushes : public StreamTest {
 protected:
  SyncPushes() { execute("CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT UNIQUE)"); }

  /// What the client sends for these statements, with its watermark.
  std::string push(const std::vector<std::string>& statements, int pull_generation, int change) {
    const std::string guard = R"("condition":{"type":"not","cond":{"type":"is_autocommit"}},)";
    std::string steps = step("", "BEGIN IMMEDIATE");
    steps += "," + step(guard,
                        "CREATE TABLE IF NOT EXISTS turso_sync_last_change_id (client_id TEXT "
                        "PRIMARY KEY, pull_gen INTEGER, change_id INTEGER)");
    for (const std::string& sql : statements) steps += "," + step(guard, sql);
    steps += "," + step(guard,
                        "INSERT INTO turso_sync_last_change_id(client_id, pull_gen, change_id) "
                        "VALUES (?, ?, ?) ON CONFLICT(client_id) DO UPDATE SET "
                        "pull_gen=excluded.pull_gen, change_id=excluded.change_id",
                        R"([{"type":"text","value":"c1"},{"type":"integer","value":")" +
                            std::to_string(pull_generation) + R"("},{"type":"integer","value":")" +
                            std::to_string(change) + R"("}])");
    steps += "," + step(guard, "COMMIT");
    return service_
        ->pipeline(writer(), Form::V2,
                   as_bytes(R"({"baton":null,"requests":[{"type":"batch","batch":{"steps":[)" +
                            steps + R"(],"replication_index":null}}]})"))
        .body;
  }
  std::string rows() {
    return execute(
        "SELECT group_concat(a || coalesce(b, '-'), ' ') FROM (SELECT * FROM t ORDER BY a)");
  }
  static std::string step(const std::string& condition, const std::string& sql,
                          const std::string& arguments = "[]") {
    return "{" + condition + R"("stmt":{"sql":)" + quote(sql) + R"(,"args":)" + arguments +
           R"(,"want_rows":false}})";
  }
  std::vector<RefusedChange>& refused() { return database().refused; }
};

TEST_F(SyncPushes, AreCommitted) {
  const std::string answer =
      push({"INSERT INTO t VALUES(1, 'x')", "INSERT INTO t VALUES(2, 'y')"}, 1, 2);
  EXPECT_NE(answer.find(R"("step_errors":[null,null,null,null,null,null])"), std::string::npos)
      << answer;
  EXPECT_NE(rows().find("1x 2y"), std::string::npos);
  EXPECT_TRUE(refused().empty());
}

TEST_F(SyncPushes, ARefusedRowRefusesAllOfItAndIsRecorded) {
  push({"INSERT INTO t VALUES(1, 'x')"}, 1, 1);
  const std::string answer = push({"INSERT INTO t VALUES(2, 'y')", "INSERT INTO t VALUES(3, 'x')",
                                   "INSERT INTO t VALUES(4, 'z')"},
                                  1, 4);
  EXPECT_NE(answer.find("UNIQUE constraint failed: t.b"), std::string::npos) << answer;
  EXPECT_EQ(rows().find("2y"), std::string::npos);
  EXPECT_NE(execute("SELECT 'at ' || change_id FROM turso_sync_last_change_id").find("at 1"),
            std::string::npos);
  ASSERT_EQ(refused().size(), 1U);
  EXPECT_EQ(refused()[0].client, "c1");
  EXPECT_EQ(refused()[0].change, "INSERT INTO t VALUES(3, 'x')");
  EXPECT_EQ(refused()[0].code, "SQLITE_CONSTRAINT_UNIQUE");
}

TEST_F(SyncPushes, OneThatIsDeliveredTwiceHasNoEffect) {
  push({"INSERT INTO t(b) VALUES('x')"}, 1, 1);
  const std::string again = push({"INSERT INTO t(b) VALUES('y')"}, 1, 1);
  EXPECT_NE(again.find("SYNC_PUSH_STALE"), std::string::npos) << again;
  EXPECT_NE(rows().find("1x\""), std::string::npos) << rows();
  EXPECT_NE(push({"DELETE FROM t"}, 0, 9).find("SYNC_PUSH_STALE"), std::string::npos);
  EXPECT_EQ(push({"INSERT INTO t(b) VALUES('y')"}, 2, 1).find("SYNC_PUSH_STALE"),
            std::string::npos);
  EXPECT_NE(rows().find("1x 2y"), std::string::npos);
  EXPECT_TRUE(refused().empty());
}

TEST_F(SyncPushes, AColumnThatIsThereAlreadyIsNoFailure) {
  push({"ALTER TABLE t ADD COLUMN c"}, 1, 1);
  push({"ALTER TABLE t ADD COLUMN c", "INSERT INTO t VALUES(1, 'x', 2)"}, 1, 3);
  EXPECT_NE(rows().find("1x"), std::string::npos);
  EXPECT_TRUE(refused().empty());
}

TEST_F(SyncPushes, AnUpdateThatFindsNoRowIsRecordedAndTheRestGoesOn) {
  push({"UPDATE t SET b = 'q' WHERE a = 77", "INSERT INTO t VALUES(1, 'x')"}, 1, 2);
  EXPECT_NE(rows().find("1x"), std::string::npos);
  ASSERT_EQ(refused().size(), 1U);
  EXPECT_EQ(refused()[0].code, "");
  EXPECT_EQ(refused()[0].change, "UPDATE t SET b = 'q' WHERE a = 77");
}

TEST_F(SyncPushes, TheResolverHearsWhoAndWhatWasInsertedAndWhetherItHasPulled) {
  push(
      {R"(INSERT INTO "t" ("a","b") VALUES (1,'x') ON CONFLICT("a") DO UPDATE SET "a" = excluded."a","b" = excluded."b")",
       "INSERT INTO t VALUES(2, 'y') ON CONFLICT(a) DO UPDATE SET b = b || excluded.b",
       R"(INSERT INTO "t" VALUES(3,'z') ON CONFLICT("a") DO UPDATE SET "a" = excluded."b")",
       "UPDATE t SET b = 'q' WHERE a = 2"},
      0, 4);
  ASSERT_EQ(database().pushed.size(), 1U);
  EXPECT_EQ(database().pushed[0].client, "c1");
  EXPECT_FALSE(database().pushed[0].has_base_of_last_push);
  EXPECT_TRUE(database().pushed[0].is_first_without_pull);
  const std::vector<std::pair<uint64_t, uint64_t>> first = {{0, 1}};
  EXPECT_EQ(database().pushed[0].inserts, first);
  push({"DELETE FROM t WHERE a = 2"}, 0, 5);
  push({"DELETE FROM t WHERE a = 3"}, 2, 1);
  ASSERT_EQ(database().pushed.size(), 3U);
  EXPECT_TRUE(database().pushed[1].has_base_of_last_push);
  EXPECT_FALSE(database().pushed[1].is_first_without_pull);
  EXPECT_FALSE(database().pushed[2].has_base_of_last_push);
  EXPECT_FALSE(database().pushed[2].is_first_without_pull);
  EXPECT_EQ(database().pushes_open, 0);
}

TEST_F(SyncPushes, WhatTheResolverRefusesIsRolledBackAndRecorded) {
  database().refuses = RefusedChange{"c1", "(a=1)", "", "insert_insert in t, key 1"};
  const std::string answer = push({"INSERT INTO t VALUES(1, 'x')"}, 1, 1);
  EXPECT_NE(answer.find("SYNC_PUSH_CONFLICT"), std::string::npos) << answer;
  EXPECT_NE(answer.find("insert_insert in t, key 1"), std::string::npos) << answer;
  EXPECT_EQ(rows().find("1x"), std::string::npos);
  ASSERT_EQ(refused().size(), 1U);
  EXPECT_EQ(refused()[0].change, "(a=1)");
  EXPECT_EQ(database().pushes_open, 0);
  push({"INSERT INTO t VALUES(1, 'x')"}, 1, 1);  // again: the watermark has not moved
  EXPECT_NE(rows().find("1x"), std::string::npos);
}

TEST_F(SyncPushes, NothingRunsBehindAFailureWhateverTheConditions) {
  const std::string watermark =
      "INSERT INTO turso_sync_last_change_id(client_id, pull_gen, change_id) VALUES (?, ?, ?)";
  const std::string body =
      R"({"requests":[{"type":"batch","batch":{"steps":[)" + step("", "BEGIN IMMEDIATE") + "," +
      step("", "INSERT INTO nothing VALUES(1)") + "," + step("", "INSERT INTO t VALUES(1, 'y')") +
      "," +
      step(
          "", watermark,
          R"([{"type":"text","value":"c1"},{"type":"integer","value":"1"},{"type":"integer","value":"1"}])") +
      "," + step("", "COMMIT") + R"(]}},{"type":"close"}]})";
  EXPECT_NE(post(body).body.find("SYNC_PUSH_REFUSED"), std::string::npos);
  EXPECT_EQ(rows().find("1y"), std::string::npos);
  EXPECT_EQ(refused().size(), 1U);
}

TEST_F(SyncPushes, AFailureOfTheServerIsNoRefusal) {
  database().allowed.bytes_max = 5 * 4096;
  const std::string answer = push(
      {"UPDATE t SET b = 'none' WHERE a = 77", "INSERT INTO t VALUES(1, hex(zeroblob(90000)))"}, 1,
      1);
  EXPECT_NE(answer.find("SQLITE_FULL"), std::string::npos) << answer;
  EXPECT_TRUE(refused().empty());
  EXPECT_EQ(database().pushed.size(), 0U);
}

TEST_F(SyncPushes, AnOrdinaryBatchIsNone) {
  const std::string body =
      R"({"requests":[{"type":"batch","batch":{"steps":[)" + step("", "BEGIN IMMEDIATE") + "," +
      step("", "INSERT INTO t VALUES(1, 'x')") + "," + step("", "INSERT INTO t VALUES(1, 'y')") +
      "," + step("", "COMMIT") + R"(]}},{"type":"close"}]})";
  post(body);
  EXPECT_NE(rows().find("1x"), std::string::npos);
  EXPECT_TRUE(refused().empty());
}

}  // namespace
}  // namespace tern::daemon::streams
