// Batons, how long streams live, who writes when, and limits (sql-over-http, sections 5, 9 and 14).
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <malloc.h>

#include "tests/unit/daemon/streams/stream_fixture.h"

namespace tern::daemon::streams {
namespace {

using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

class Streams : public StreamTest {};

constexpr const char* kEndless =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT max(i) FROM n";

TEST_F(Streams, ABatonServesOnce) {
  Client client(*this);
  client.execute("SELECT 1");
  const std::string old = client.baton;
  client.execute("SELECT 1");
  const std::string current = client.baton;
  client.baton = old;
  EXPECT_EQ(
      client.execute("SELECT 1"),
      R"({"message":"Received a baton that has already been used","code":"BATON_REUSED","error":"Received a baton that has already been used"})");
  EXPECT_EQ(client.status, 400);
  client.baton = current;
  client.execute("SELECT 1");
  EXPECT_EQ(client.status, 200) << "the stream goes on";
}

TEST_F(Streams, ForgedBatons) {
  Client client(*this);
  client.execute("SELECT 1");
  const std::string good = client.baton;
  for (size_t at = 0; at < good.size(); ++at) {
    client.baton = good;
    client.baton[at] = good[at] == 'A' ? 'B' : 'A';
    EXPECT_THAT(client.execute("SELECT 1"), HasSubstr("BATON_INVALID")) << at;
    EXPECT_EQ(client.status, 400);
  }
  for (const std::string& baton : {std::string("x"), good + "A", good.substr(1)}) {
    client.baton = baton;
    EXPECT_THAT(client.execute("SELECT 1"), HasSubstr("BATON_INVALID"));
  }
}

TEST_F(Streams, ABatonIsOfOneDatabase) {
  Client client(*this);
  client.execute("SELECT 1");
  Client other(*this, {.database = "other", .may_write = true});
  other.baton = client.baton;
  EXPECT_THAT(other.execute("SELECT 1"), HasSubstr("BATON_INVALID"));
  client.execute("SELECT 1");
  EXPECT_EQ(client.status, 200);
}

TEST_F(Streams, UnknownDatabase) {
  Client client(*this, {.database = "nope"});
  EXPECT_THAT(client.execute("SELECT 1"), HasSubstr(R"("code":"NAMESPACE_NOT_FOUND")"));
  EXPECT_EQ(client.status, 404);
}

TEST_F(Streams, IdleTransactionsExpireBeforeIdleStreams) {
  ServiceLimits limits;
  limits.idle_transaction = 0ms;
  restart(limits);
  execute("CREATE TABLE t(a)");
  Client plain(*this);
  plain.execute("SELECT 1");
  Client writing(*this);
  writing.execute("BEGIN IMMEDIATE");
  EXPECT_EQ(service_->counts().transactions_open, 1U);
  EXPECT_EQ(service_->counts().streams_open, 2U);
  service_->expire();
  EXPECT_EQ(service_->counts().streams_open, 1U);
  EXPECT_EQ(service_->counts().transactions_open, 0U);
  EXPECT_EQ(service_->counts().streams_expired, 1U);
  EXPECT_EQ(
      writing.execute("SELECT 1"),
      R"({"message":"The stream has expired due to inactivity","code":"STREAM_EXPIRED","error":"The stream has expired due to inactivity"})");
  EXPECT_EQ(writing.status, 404);
  EXPECT_THAT(execute("INSERT INTO t VALUES(1)"), Not(HasSubstr("error"))) << "the lock is free";
  plain.execute("SELECT 1");
  EXPECT_EQ(plain.status, 200);
}

TEST_F(Streams, IdleStreamsExpire) {
  ServiceLimits limits;
  limits.idle_stream = 0ms;
  restart(limits);
  Client plain(*this);
  plain.execute("SELECT 1");
  Client reading(*this);
  reading.execute("BEGIN");
  service_->expire();
  EXPECT_EQ(service_->counts().streams_open, 1U) << "the other limit is for transactions";
  plain.execute("SELECT 1");
  EXPECT_EQ(plain.status, 404);
}

TEST_F(Streams, StateStaysWithItsStream) {
  execute("CREATE TABLE t(a)");
  Client client(*this);
  client.execute("INSERT INTO t VALUES(1)");
  client.execute("INSERT INTO t VALUES(2)");
  execute("INSERT INTO t VALUES(3)");  // on the connection that the stream had
  EXPECT_THAT(
      client.execute("SELECT last_insert_rowid(), changes(), total_changes()"),
      HasSubstr(
          R"([[{"type":"integer","value":"2"},{"type":"integer","value":"1"},{"type":"integer","value":"2"}]])"));
  EXPECT_THAT(execute("SELECT last_insert_rowid(), total_changes()"),
              HasSubstr(R"([[{"type":"integer","value":"0"},{"type":"integer","value":"0"}]])"));
  client.execute("CREATE TEMP TABLE own(a)");
  client.execute("PRAGMA case_sensitive_like=on");
  EXPECT_THAT(execute("SELECT * FROM own"), HasSubstr("no such table"));
  EXPECT_THAT(execute("SELECT 'A' LIKE 'a'"), HasSubstr(R"("value":"1")"));
  EXPECT_THAT(client.execute("SELECT * FROM own"), Not(HasSubstr("error")));
  EXPECT_THAT(client.execute("SELECT 'A' LIKE 'a'"), HasSubstr(R"("value":"0")"));
  client.close();
  EXPECT_THAT(execute("SELECT * FROM own"), HasSubstr("no such table"));
}

TEST_F(Streams, SayingHowItIsAlreadyKeepsNoConnection) {
  execute("PRAGMA foreign_keys=off");
  EXPECT_EQ(database().connect_count, 1);
  EXPECT_THAT(execute("pragma Foreign_Keys = ON"), Not(HasSubstr("error")));
  EXPECT_THAT(execute("PRAGMA foreign_keys"), HasSubstr(R"("value":"1")"));
  EXPECT_EQ(database().connect_count, 2) << "the first went with its stream";
}

TEST_F(Streams, IdleStreamsShareConnections) {
  std::vector<Client> clients(200, Client(*this));
  for (Client& client : clients) client.execute("SELECT 1");
  for (Client& client : clients) client.execute("SELECT 1");
  EXPECT_EQ(database().connect_count, 1);
  EXPECT_EQ(service_->counts().streams_open, 200U);
}

// 50,000 idle streams must fit into 256 MiB.
TEST_F(Streams, FiftyThousandIdleOnesAreSmall) {
  const size_t before = mallinfo2().uordblks;
  const std::string body = R"({"requests":[{"type":"get_autocommit"}]})";
  for (int i = 0; i < 50000; ++i) ASSERT_EQ(post(body).status, 200);
  const size_t bytes = mallinfo2().uordblks - before;
  RecordProperty("bytes_per_stream", static_cast<int>(bytes / 50000));
  std::printf("%zu bytes per idle stream\n", bytes / 50000);
  EXPECT_EQ(service_->counts().streams_open, 50000U);
  EXPECT_LT(bytes, size_t{256} << 20);
  EXPECT_EQ(post(body).status, 429) << "half of streams_max";
  EXPECT_THAT(post(body).body, HasSubstr("TOO_MANY_STREAMS"));
  const Reply other = service_->pipeline({.database = "other"}, Form::V3, as_bytes(body));
  EXPECT_EQ(other.status, 200) << "the other half is for others";
}

TEST_F(Streams, AllDatabasesTogetherHaveALimit) {
  ServiceLimits limits;
  limits.streams_max = 1;
  restart(limits);
  Client client(*this);
  client.execute("SELECT 1");
  const std::string body = R"({"requests":[{"type":"get_autocommit"}]})";
  const Reply other = service_->pipeline({.database = "other"}, Form::V3, as_bytes(body));
  EXPECT_EQ(other.status, 503);
  EXPECT_THAT(other.body, HasSubstr("TOO_MANY_STREAMS"));
}

TEST_F(Streams, ADatabaseMayHaveALimitOfItsOwn) {
  database().allowed.streams_max = 1;
  Client client(*this);
  client.execute("SELECT 1");
  const Reply reply = post(R"({"requests":[]})");
  EXPECT_EQ(reply.status, 429);
}

TEST_F(Streams, ASecondWriterWaitsThenIsBusy) {
  ServiceLimits limits;
  limits.writer_wait = 50ms;
  restart(limits);
  execute("CREATE TABLE t(a)");
  Client first(*this);
  first.execute("BEGIN IMMEDIATE");
  EXPECT_THAT(execute("BEGIN IMMEDIATE"), HasSubstr(R"("code":"SQLITE_BUSY")"));
  EXPECT_THAT(execute("INSERT INTO t VALUES(1)"), HasSubstr(R"("code":"SQLITE_BUSY")"));
  EXPECT_THAT(execute("SELECT count(*) FROM t"), HasSubstr(R"("value":"0")")) << "readers go on";
  std::thread second([&] { EXPECT_THAT(execute("INSERT INTO t VALUES(2)"), HasSubstr("error")); });
  second.join();
  first.execute("COMMIT");
  EXPECT_THAT(execute("INSERT INTO t VALUES(3)"), Not(HasSubstr("error")));
}

TEST_F(Streams, AWaitingWriterGetsItsTurn) {
  execute("CREATE TABLE t(a)");
  Client first(*this);
  first.execute("BEGIN IMMEDIATE");
  std::string answer;
  std::thread second([&] { answer = execute("INSERT INTO t VALUES(2)"); });
  while (database().writers().waiting() == 0) std::this_thread::yield();
  first.execute("COMMIT");
  second.join();
  EXPECT_THAT(answer, HasSubstr(R"("affected_row_count":1)"));
}

TEST_F(Streams, TooManyWaitingWriters) {
  ServiceLimits limits;
  limits.waiting_writers_max = 1;
  restart(limits);
  const Caller other{.database = "other", .may_write = true};
  execute_as(other, "CREATE TABLE t(a)");
  Client first_of_other(*this, other);
  first_of_other.execute("BEGIN IMMEDIATE");
  execute("CREATE TABLE t(a)");
  Client first(*this);
  first.execute("BEGIN IMMEDIATE");
  std::thread second([&] { execute("INSERT INTO t VALUES(2)"); });
  while (database().writers().waiting() == 0) std::this_thread::yield();
  EXPECT_THAT(execute("INSERT INTO t VALUES(3)"), HasSubstr(R"("code":"TRANSACTION_BUSY")"));
  // Another database's writers wait all the same.
  std::thread second_of_other([&] { execute_as(other, "INSERT INTO t VALUES(2)"); });
  while (databases_.by_name["other"]->writers().waiting() == 0) std::this_thread::yield();
  first_of_other.execute("COMMIT");
  second_of_other.join();
  first.execute("COMMIT");
  second.join();
}

// The lock of an idle transaction goes to whoever waits; what it did is undone, and its client is
// told before anything of it would run outside.
TEST_F(Streams, ALongTransactionIsRolledBackForWhoWaits) {
  restart({}, 30ms);
  execute("CREATE TABLE t(a)");
  Client first(*this);
  first.execute("BEGIN IMMEDIATE");
  first.execute("INSERT INTO t VALUES(1)");
  EXPECT_THAT(execute("INSERT INTO t VALUES(2)"), HasSubstr(R"("affected_row_count":1)"));
  const std::string told = first.post(
      R"j({"type":"execute","stmt":{"sql":"INSERT INTO t VALUES(3)"}},{"type":"execute","stmt":{"sql":"INSERT INTO t VALUES(4)"}},{"type":"execute","stmt":{"sql":"COMMIT"}})j");
  EXPECT_THAT(told, Not(HasSubstr(R"("type":"ok")")));
  EXPECT_THAT(told, HasSubstr(R"("code":"TRANSACTION_TIMEOUT")"));
  EXPECT_THAT(execute("SELECT group_concat(a) FROM t"), HasSubstr(R"("value":"2")"));
  EXPECT_THAT(first.execute("INSERT INTO t VALUES(5)"), HasSubstr(R"("affected_row_count":1)"))
      << "it has been told";
  EXPECT_EQ(service_->counts().transactions_stolen, 1U);
  EXPECT_EQ(service_->counts().transactions_open, 0U);
}

TEST_F(Streams, ARunningWriterIsInterruptedForWhoWaits) {
  restart({}, 30ms);
  execute("CREATE TABLE t(a)");
  Client first(*this);
  first.execute("BEGIN IMMEDIATE");
  std::string answer;
  std::thread running([&] {
    answer = first.execute(
        "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT max(i) "
        "FROM n");
  });
  EXPECT_THAT(execute("INSERT INTO t VALUES(2)"), HasSubstr(R"("affected_row_count":1)"));
  running.join();
  EXPECT_THAT(answer, HasSubstr(R"("code":"TRANSACTION_TIMEOUT")"));
  EXPECT_THAT(first.post(R"({"type":"get_autocommit"})"), HasSubstr("true"));
}

// Nobody steals from a transaction that only reads, and a stale one fails at once.
TEST_F(Streams, AStaleSnapshotCannotWrite) {
  execute("CREATE TABLE t(a)");
  Client first(*this);
  first.execute("BEGIN");
  first.execute("SELECT * FROM t");
  EXPECT_THAT(execute("INSERT INTO t VALUES(1)"), Not(HasSubstr("error")));
  EXPECT_THAT(first.execute("INSERT INTO t VALUES(2)"),
              HasSubstr(R"("code":"SQLITE_BUSY","extended_code":"SQLITE_BUSY_SNAPSHOT")"));
  EXPECT_THAT(first.execute("SELECT count(*) FROM t"), HasSubstr(R"("value":"0")"));
  first.execute("ROLLBACK");
  EXPECT_THAT(first.execute("INSERT INTO t VALUES(2)"), Not(HasSubstr("error")));
}

TEST_F(Streams, SnapshotsDoNotWaitForTheLock) {
  execute("CREATE TABLE t(a)");
  Client reading(*this);
  reading.execute("BEGIN");
  reading.execute("SELECT * FROM t");
  Client writing(*this);
  writing.execute("BEGIN IMMEDIATE");
  EXPECT_THAT(reading.execute("INSERT INTO t VALUES(1)"), HasSubstr(R"("code":"SQLITE_BUSY")"));
}

TEST_F(Streams, ManyWritersAtOnce) {
  execute("CREATE TABLE t(a)");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this] {
      Client client(*this);
      for (int n = 0; n < 25; ++n) {
        client.execute("BEGIN IMMEDIATE");
        client.execute("INSERT INTO t VALUES(1)");
        EXPECT_THAT(client.execute("COMMIT"), Not(HasSubstr("error")));
      }
      client.close();
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(execute("SELECT count(*) FROM t"), HasSubstr(R"("value":"100")"));
  EXPECT_EQ(service_->counts().streams_open, 0U);
}

TEST_F(Streams, StatementTime) {
  database().allowed.statement_max = 30ms;
  const std::string answer =
      execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT max(i) FROM n");
  EXPECT_THAT(answer, HasSubstr(R"("code":"SQLITE_INTERRUPT")"));
  EXPECT_THAT(answer, HasSubstr("30 ms"));
  EXPECT_THAT(execute("SELECT 1"), Not(HasSubstr("error")));
}

TEST_F(Streams, StatementTimeOfTheServer) {
  ServiceLimits limits;
  limits.statement_max = 30ms;
  restart(limits);
  EXPECT_THAT(execute(kEndless), HasSubstr("30 ms, which is the limit"));
  database().allowed.statement_max = 31ms;
  EXPECT_THAT(execute(kEndless), HasSubstr("31 ms, which is the limit"));
  EXPECT_THAT(execute("SELECT 1"), Not(HasSubstr("error")));
}

// Without a bound of its own it would be four gigabytes.
TEST_F(Streams, MemoryOfAStatement) {
  ServiceLimits limits;
  limits.statement_memory_max = 8 << 20;
  restart(limits);
  const std::string grows =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i+1 FROM n) SELECT max(i) FROM n";
  const std::string answer = execute(grows);
  EXPECT_THAT(answer, HasSubstr(R"("code":"SQLITE_NOMEM")"));
  EXPECT_THAT(answer, HasSubstr("a statement may take 8388608 bytes"));
  EXPECT_THAT(execute("SELECT 1"), Not(HasSubstr("error")));
  EXPECT_EQ(service_->counts().statement_bytes, 0U);
}

TEST_F(Streams, MemoryOfAllStatementsOfADatabase) {
  ServiceLimits limits;
  limits.statements_memory_max = 16 << 20;
  restart(limits);
  const std::string answer =
      execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i+1 FROM n) SELECT max(i) FROM n");
  EXPECT_THAT(answer, HasSubstr(R"("code":"SQLITE_NOMEM")"));
  EXPECT_THAT(answer, HasSubstr("16777216 bytes, half of it for a database"));
  EXPECT_EQ(service_->counts().statement_bytes, 0U);
  // Over a WebSocket or by a cursor it is the same.
  GatheringSink sink;
  const std::string body =
      R"({"batch":{"steps":[{"stmt":{"sql":"WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i+1 FROM n) SELECT i FROM n WHERE i < 2"}}]}})";
  service_->cursor(writer(), Form::V3, as_bytes(body), sink);
  EXPECT_THAT(sink.body(), HasSubstr("SQLITE_NOMEM"));
}

TEST_F(Streams, SizeOfAValue) {
  ServiceLimits limits;
  limits.value_bytes_max = 1 << 20;
  restart(limits);
  EXPECT_THAT(execute("SELECT length(zeroblob(1048576))"), HasSubstr(R"("value":"1048576")"));
  EXPECT_THAT(execute("SELECT length(hex(zeroblob(1048576)))"),
              HasSubstr(R"("code":"SQLITE_TOOBIG")"));
}

TEST_F(Streams, AnswersOfAllHaveABound) {
  answers = std::make_unique<FairShare>(4 << 20);
  restart({});
  const std::string sql = "SELECT hex(zeroblob(200000))";
  const std::string body =
      R"({"requests":[{"type":"execute","stmt":{"sql":")" + sql + R"("}},{"type":"close"}]})";
  std::vector<Reply> kept;
  for (int i = 0; i < 20 && (kept.empty() || kept.back().memory.size() > 0); ++i)
    kept.push_back(post(body));
  const Reply refused = std::move(kept.back());
  kept.pop_back();
  EXPECT_EQ(refused.status, 200);
  EXPECT_THAT(refused.body, HasSubstr(R"("code":"ANSWERS_TOO_LARGE")"));
  ASSERT_GE(kept.size(), 2U);
  EXPECT_LE(answers->used(), uint64_t{2} << 20);
  for (const Reply& reply : kept) EXPECT_GE(reply.memory.size(), reply.body.size());
  // The other database has its half; and what has been sent is free again.
  EXPECT_GT(service_->pipeline({.database = "other"}, Form::V3, as_bytes(body)).memory.size(), 0U);
  kept.clear();
  EXPECT_EQ(answers->used(), 0U);
  EXPECT_GT(post(body).memory.size(), 0U);
}

// Small errors and columns without rows are an answer, too.
TEST_F(Streams, SizeOfAnAnswerWithoutRows) {
  answers = std::make_unique<FairShare>(1 << 20);
  restart({});
  std::string body = R"({"requests":[)";
  for (int i = 0; i < 20'000; ++i) body += R"({"type":"execute","stmt":{"sql":"x"}},)";
  const Reply reply = post(body + R"({"type":"close"}]})");
  EXPECT_EQ(reply.status, 503);
  EXPECT_THAT(reply.body, HasSubstr("ANSWERS_TOO_LARGE"));
  EXPECT_EQ(answers->used(), 0U);
  EXPECT_EQ(service_->counts().streams_open, 0U);
  database().allowed.result_bytes_max = 2000;
  std::string columns = "SELECT 1 AS a0";
  for (int i = 1; i < 200; ++i) columns += ", 1 AS a" + std::to_string(i);
  EXPECT_THAT(execute(columns + " WHERE 0"), HasSubstr(R"("code":"RESPONSE_TOO_LARGE")"));
}

TEST_F(Streams, ACursorWhoseReaderHasGoneStopsBeforeItsFirstRow) {
  GatheringSink sink;
  sink.heard = false;
  const std::string body =
      R"({"batch":{"steps":[{"stmt":{"sql":")" + std::string(kEndless) + R"("}}]}})";
  service_->cursor(writer(), Form::V3, as_bytes(body), sink);
  EXPECT_EQ(service_->counts().streams_open, 0U);
}

TEST_F(Streams, ACancelledPipelineStops) {
  const std::string body =
      R"({"requests":[{"type":"execute","stmt":{"sql":"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT max(i) FROM n"}},{"type":"execute","stmt":{"sql":"SELECT 1"}}]})";
  std::atomic<bool> cancelled = false;
  std::thread client([&] {
    while (service_->counts().statements == 0) std::this_thread::yield();
    cancelled = true;
  });
  const Reply reply = service_->pipeline(writer(), Form::V3, as_bytes(body), &cancelled);
  client.join();
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(service_->counts().streams_open, 0U);
}

TEST_F(Streams, SizeOfAnAnswer) {
  database().allowed.result_bytes_max = 2000;
  const std::string sql =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n LIMIT 1000) SELECT i FROM n";
  const std::string body = execute(sql);
  EXPECT_THAT(body, HasSubstr(R"("code":"RESPONSE_TOO_LARGE")"));
  EXPECT_THAT(body, HasSubstr("2000 bytes"));
  EXPECT_LT(body.size(), 1000U);
  GatheringSink sink;
  const std::string batch = R"({"batch":{"steps":[{"stmt":{"sql":")" + sql + R"("}}]}})";
  service_->cursor(writer(), Form::V3, as_bytes(batch), sink);
  EXPECT_THAT(sink.body(), HasSubstr(R"("value":"1000")")) << "cursors have no limit";
}

TEST_F(Streams, SizeOfADatabase) {
  execute("CREATE TABLE t(a)");
  database().allowed.bytes_max = 64 << 10;
  EXPECT_THAT(execute("INSERT INTO t VALUES(zeroblob(100000))"),
              HasSubstr(R"("code":"SQLITE_FULL")"));
  database().allowed.bytes_max = 0;
  EXPECT_THAT(execute("INSERT INTO t VALUES(zeroblob(100000))"), Not(HasSubstr("error")));
}

TEST_F(Streams, ACursorFlushesItsFirstLineAndPieces) {
  GatheringSink sink;
  const std::string body =
      R"({"batch":{"steps":[{"stmt":{"sql":"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n LIMIT 5000) SELECT i FROM n"}}]}})";
  service_->cursor(writer(), Form::V3, as_bytes(body), sink);
  EXPECT_EQ(steady(sink.pieces.front()), "{\"baton\":\"B\",\"base_url\":null}\n");
  ASSERT_GT(sink.pieces.size(), 5U);
  for (const std::string& piece : sink.pieces) EXPECT_LT(piece.size(), 17000U);
}

// Rows leave while the statement computes on.
TEST_F(Streams, ACursorFlushesInTheMiddleOfAComputation) {
  database().allowed.statement_max = 2000ms;
  GatheringSink sink;
  sink.on_write = [&] {
    if (sink.pieces.size() == 2) sink.pieces_max = 2;
  };
  const std::string body =
      R"j({"batch":{"steps":[{"stmt":{"sql":"SELECT 'early' UNION ALL SELECT * FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT max(i) FROM n)"}}]}})j";
  service_->cursor(writer(), Form::V3, as_bytes(body), sink);
  ASSERT_EQ(sink.pieces.size(), 2U) << "the reader left after it";
  EXPECT_THAT(sink.pieces[1], HasSubstr("early"));
}

TEST_F(Streams, AReaderThatLeavesEndsTheStream) {
  execute("CREATE TABLE t(a)");
  GatheringSink sink;
  sink.pieces_max = 2;
  const std::string body =
      R"({"batch":{"steps":[{"stmt":{"sql":"BEGIN IMMEDIATE"}},{"stmt":{"sql":"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT i FROM n"}}]}})";
  service_->cursor(writer(), Form::V3, as_bytes(body), sink);
  EXPECT_EQ(sink.pieces.size(), 2U);
  EXPECT_EQ(service_->counts().streams_open, 0U);
  EXPECT_THAT(execute("INSERT INTO t VALUES(1)"), Not(HasSubstr("error")));
}

// [client] serverless sends its next request the moment it sees the end.
TEST_F(Streams, ACursorsStreamIsFreeBeforeTheEndIsSeen) {
  GatheringSink sink;
  int status_at_end = 0;
  sink.on_write = [&] {
    Client next(*this);
    next.baton = baton_of(sink.body());
    if (sink.pieces.back().find("replication_index") == std::string::npos) return;
    next.execute("SELECT 1");
    status_at_end = next.status;
  };
  const std::string body = R"({"batch":{"steps":[{"stmt":{"sql":"SELECT 1"}}]}})";
  service_->cursor(writer(), Form::V3, as_bytes(body), sink);
  EXPECT_EQ(status_at_end, 200);
}

TEST_F(Streams, ABusyStreamRefusesItsBaton) {
  GatheringSink sink;
  std::string answer;
  sink.on_write = [&] {
    if (!answer.empty()) return;
    Client early(*this);
    early.baton = baton_of(sink.body());
    answer = early.execute("SELECT 1");
  };
  const std::string body = R"({"batch":{"steps":[{"stmt":{"sql":"SELECT 1"}}]}})";
  service_->cursor(writer(), Form::V3, as_bytes(body), sink);
  EXPECT_THAT(answer, HasSubstr("BATON_REUSED"));
  EXPECT_THAT(sink.pieces.back(), HasSubstr("replication_index"));
}

TEST_F(Streams, FailuresOfACursor) {
  for (const char* body : {"x", R"({"batch":{}})", R"({"batch":{"steps":[{"stmt":{"sql_id":3}}]}})",
                           R"({"baton":"x","batch":{"steps":[]}})"}) {
    GatheringSink sink;
    service_->cursor(writer(), Form::V3, as_bytes(body), sink);
    EXPECT_EQ(sink.status, 400) << body;
    EXPECT_EQ(sink.content_type, "application/json");
    EXPECT_THAT(sink.body(), testing::StartsWith(R"({"message":")"));
  }
  EXPECT_EQ(service_->counts().streams_open, 0U);
}

TEST_F(Streams, ADrainedServiceTakesNoMore) {
  execute("CREATE TABLE t(a)");
  Client client(*this);
  client.execute("BEGIN IMMEDIATE");
  service_->drain();
  EXPECT_EQ(service_->counts().streams_open, 0U);
  EXPECT_EQ(service_->counts().transactions_open, 0U);
  client.execute("COMMIT");
  EXPECT_EQ(client.status, 404);
  Client late(*this);
  late.execute("SELECT 1");
  EXPECT_EQ(late.status, 503);
}

}  // namespace
}  // namespace tern::daemon::streams
