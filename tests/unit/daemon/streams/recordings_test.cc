// The recordings of real clients (sql-over-http, section 17), answered byte for byte.
#include <gtest/gtest.h>

#include "tests/unit/daemon/streams/stream_fixture.h"

namespace tern::daemon::streams {
namespace {

class Recordings : public StreamTest {};

// [client] @libsql/client 0.18 sends no baton and closes in the same pipeline.
TEST_F(Recordings, Execute) {
  const Reply reply = post(
      R"({"requests":[{"type":"execute","stmt":{"sql":"SELECT ?, ?, ?","args":[{"type":"float","value":1},{"type":"integer","value":"2"},{"type":"text","value":"a"}],"named_args":[],"want_rows":true}},{"type":"close"}]})",
      Form::V2);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.content_type, "application/json");
  EXPECT_EQ(
      steady(reply.body),
      R"({"baton":null,"base_url":null,"results":[{"type":"ok","response":{"type":"execute","result":{"cols":[{"name":"?","decltype":null},{"name":"?","decltype":null},{"name":"?","decltype":null}],"rows":[[{"type":"float","value":1.0},{"type":"integer","value":"2"},{"type":"text","value":"a"}]],"affected_row_count":0,"last_insert_rowid":null,"rows_read":1,"rows_written":0,"query_duration_ms":T}}},{"type":"ok","response":{"type":"close"}}]})");
}

// [client] A failing batch of @libsql/client: error(n) and skipped steps, stored texts with id 0.
TEST_F(Recordings, FailingBatch) {
  execute("CREATE TABLE cap(a UNIQUE)");
  execute("INSERT INTO cap VALUES(7)");
  const Reply reply = post(
      R"j({"requests":[{"type":"store_sql","sql_id":0,"sql":"INSERT INTO cap VALUES(?)"},{"type":"store_sql","sql_id":1,"sql":"SELECT 1"},{"type":"batch","batch":{"steps":[
      {"stmt":{"sql":"BEGIN IMMEDIATE","args":[],"named_args":[],"want_rows":false}},
      {"condition":{"type":"ok","step":0},"stmt":{"sql_id":0,"args":[{"type":"integer","value":"7"}],"named_args":[],"want_rows":true}},
      {"condition":{"type":"ok","step":1},"stmt":{"sql_id":1,"args":[],"named_args":[],"want_rows":true}},
      {"condition":{"type":"ok","step":2},"stmt":{"sql":"COMMIT","args":[],"named_args":[],"want_rows":false}},
      {"condition":{"type":"not","cond":{"type":"ok","step":3}},"stmt":{"sql":"ROLLBACK","args":[],"named_args":[],"want_rows":false}}]}},{"type":"close"}]
})j",
      Form::V2);
  EXPECT_EQ(
      steady(reply.body),
      R"({"baton":null,"base_url":null,"results":[{"type":"ok","response":{"type":"store_sql"}},{"type":"ok","response":{"type":"store_sql"}},{"type":"ok","response":{"type":"batch","result":{"step_results":[{"cols":[],"rows":[],"affected_row_count":0,"last_insert_rowid":null,"rows_read":0,"rows_written":0,"query_duration_ms":T},null,null,null,{"cols":[],"rows":[],"affected_row_count":0,"last_insert_rowid":null,"rows_read":0,"rows_written":0,"query_duration_ms":T}],"step_errors":[null,{"message":"UNIQUE constraint failed: cap.a","code":"SQLITE_CONSTRAINT","extended_code":"SQLITE_CONSTRAINT_UNIQUE"},null,null,null]}}},{"type":"ok","response":{"type":"close"}}]})");
}

// [client] An interactive transaction: three requests on one stream, each with the newest baton.
TEST_F(Recordings, InteractiveTransaction) {
  execute("CREATE TABLE cap(a UNIQUE)");
  Client client(*this);
  const std::string first = client.post(
      R"({"type":"store_sql","sql_id":0,"sql":"INSERT INTO cap VALUES(1) RETURNING a"},{"type":"batch","batch":{"steps":[{"stmt":{"sql":"BEGIN IMMEDIATE"}},{"condition":{"type":"ok","step":0},"stmt":{"sql_id":0}}]}})");
  EXPECT_EQ(
      first.find(
          R"({"baton":"B","base_url":null,"results":[{"type":"ok","response":{"type":"store_sql"}},{"type":"ok","response":{"type":"batch")"),
      0U)
      << first;
  const std::string first_baton = client.baton;
  client.execute("INSERT INTO cap VALUES(2)");
  EXPECT_NE(client.baton, first_baton);
  EXPECT_NE(execute("SELECT count(*) FROM cap").find(R"("value":"0")"), std::string::npos)
      << "nothing is seen before the commit";
  const std::string last =
      client.post(R"({"type":"execute","stmt":{"sql":"COMMIT"}},{"type":"close"})");
  EXPECT_EQ(
      last,
      R"({"baton":null,"base_url":null,"results":[{"type":"ok","response":{"type":"execute","result":{"cols":[],"rows":[],"affected_row_count":0,"last_insert_rowid":null,"rows_read":0,"rows_written":0,"query_duration_ms":T}}},{"type":"ok","response":{"type":"close"}}]})");
  EXPECT_NE(execute("SELECT count(*) FROM cap").find(R"("value":"2")"), std::string::npos);
  EXPECT_EQ(service_->counts().streams_open, 0U);
}

// [client] Mode "read" begins with words that SQLite does not have.
TEST_F(Recordings, ReadTransaction) {
  execute("CREATE TABLE cap(a)");
  for (const char* begin :
       {"BEGIN TRANSACTION READONLY", "BEGIN READONLY", "  /* x */ begin -- y\n readonly ; "}) {
    Client client(*this);
    EXPECT_EQ(client.execute(begin).find("error"), std::string::npos) << begin;
    EXPECT_NE(
        client.execute("INSERT INTO cap VALUES(1)")
            .find(
                R"("error":{"message":"attempt to write a readonly database","code":"SQLITE_READONLY"})"),
        std::string::npos);
    EXPECT_NE(client.execute("SELECT count(*) FROM cap").find(R"("value":"0")"), std::string::npos);
    client.execute("COMMIT");
    EXPECT_NE(client.execute("INSERT INTO cap VALUES(1)").find(R"("affected_row_count":1)"),
              std::string::npos);
    client.execute("DELETE FROM cap");
    client.close();
  }
}

// [client] migrate() leaves foreign_keys=on on its stream, and no other stream notices.
TEST_F(Recordings, Migrate) {
  database().allowed.foreign_keys = false;
  execute("CREATE TABLE cap(a)");
  const std::string body =
      R"({"requests":[{"type":"batch","batch":{"steps":[{"stmt":{"sql":"PRAGMA foreign_keys=off"}},{"stmt":{"sql":"BEGIN DEFERRED"}},{"condition":{"type":"ok","step":1},"stmt":{"sql":"ALTER TABLE cap ADD COLUMN b"}},{"condition":{"type":"ok","step":2},"stmt":{"sql":"COMMIT"}},{"condition":{"type":"not","cond":{"type":"ok","step":3}},"stmt":{"sql":"ROLLBACK"}},{"stmt":{"sql":"PRAGMA foreign_keys=on"}}]}},{"type":"close"}]})";
  const Reply reply = post(body, Form::V2);
  EXPECT_NE(reply.body.find(R"("step_errors":[null,null,null,null,null,null])"), std::string::npos)
      << reply.body;
  EXPECT_NE(execute("PRAGMA foreign_keys").find(R"("value":"0")"), std::string::npos);
  EXPECT_NE(execute("SELECT b FROM cap").find(R"("name":"b")"), std::string::npos);
}

// [client] serverless sends every statement as a cursor with a second step that tells it whether a
// transaction is open; the baton of the first line is good when the end is seen.
TEST_F(Recordings, ServerlessRun) {
  execute("CREATE TABLE cap(a UNIQUE)");
  execute("INSERT INTO cap VALUES(7)");
  GatheringSink sink;
  const std::string body =
      R"j({"baton":null,"batch":{"steps":[{"stmt":{"sql":"INSERT INTO cap(a) VALUES(?)",      "args" : [ {"type" : "integer", "value" : "8"} ], "named_args" : [], "want_rows" : true}},{"stmt":{"sql":"SELECT 1","args":[],"named_args":[],"want_rows":false},"condition":{"type":"is_autocommit"}}]}})j";
  service_->cursor(writer(), Form::V3, as_bytes(body), sink);
  EXPECT_EQ(sink.status, 200);
  EXPECT_EQ(steady(sink.body()),
            R"({"baton":"B","base_url":null}
{"type":"step_begin","step":0,"cols":[]}
{"type":"step_end","affected_row_count":1,"last_insert_rowid":"2"}
{"type":"step_begin","step":1,"cols":[{"name":"1","decltype":null}]}
{"type":"step_end","affected_row_count":0,"last_insert_rowid":null}
{"type":"replication_index","replication_index":null}
)");
  // [client] exec("BEGIN"), prepare() and close() go on with that baton on /v3/pipeline.
  Client client(*this);
  client.baton = baton_of(sink.body());
  EXPECT_EQ(
      client.post(R"({"type":"sequence","sql":"BEGIN"},{"type":"get_autocommit"})"),
      R"({"baton":"B","base_url":null,"results":[{"type":"ok","response":{"type":"sequence"}},{"type":"ok","response":{"type":"get_autocommit","is_autocommit":false}}]})");
  EXPECT_EQ(
      client.post(
          R"({"type":"describe","sql":"SELECT a FROM cap WHERE a = ?"},{"type":"get_autocommit"})"),
      R"({"baton":"B","base_url":null,"results":[{"type":"ok","response":{"type":"describe","result":{"params":[{"name":null}],"cols":[{"name":"a","decltype":null}],"is_explain":false,"is_readonly":true}}},{"type":"ok","response":{"type":"get_autocommit","is_autocommit":false}}]})");
  EXPECT_EQ(
      client.close(),
      R"({"baton":null,"base_url":null,"results":[{"type":"ok","response":{"type":"close"}}]})");
}

TEST_F(Recordings, FailingAndSkippedStepsOfACursor) {
  GatheringSink sink;
  const std::string body =
      R"({"batch":{"steps":[{"stmt":{"sql":"SELECT 1"}},{"stmt":{"sql":"selec 1"}},{"condition":{"type":"ok","step":1},"stmt":{"sql":"SELECT 2"}}]}})";
  service_->cursor(writer(), Form::V3, as_bytes(body), sink);
  EXPECT_EQ(sink.content_type, "application/x-ndjson");
  EXPECT_EQ(steady(sink.body()),
            R"({"baton":"B","base_url":null}
{"type":"step_begin","step":0,"cols":[{"name":"1","decltype":null}]}
{"type":"row","row":[{"type":"integer","value":"1"}]}
{"type":"step_end","affected_row_count":0,"last_insert_rowid":null}
{"type":"step_error","step":1,"error":{"message":"near \"selec\": syntax error","code":"SQL_PARSE_ERROR"}}
{"type":"replication_index","replication_index":null}
)");
}

// Turso's sync engine pushes over version 2 with a condition of version 3.
TEST_F(Recordings, PushOfTursoSync) {
  const std::string body =
      R"j({"baton":null,"requests":[{"type":"batch","batch":{"steps":[{"condition":null,"stmt":{"sql":"BEGIN IMMEDIATE","sql_id":null,"args":[],"named_args":[],"want_rows":false,"replication_index":null}},{"condition":{"type":"not","cond":{"type":"is_autocommit"}},"stmt":{"sql":"CREATE TABLE IF NOT EXISTS turso_sync_last_change_id(client_id TEXT PRIMARY KEY, pull_gen INTEGER, change_id INTEGER)",      "sql_id" : null,      "args" : [],      "named_args" : [],      "want_rows" : false,      "replication_index" : null}},{"condition":{"type":"not","cond":{"type":"is_autocommit"}},"stmt":{"sql":"COMMIT","sql_id":null,"args":[],"named_args":[],"want_rows":false,"replication_index":null}}],"replication_index":null}}]})j";
  const Reply reply = post(body, Form::V2);
  EXPECT_NE(reply.body.find(R"("step_errors":[null,null,null])"), std::string::npos) << reply.body;
  const Reply refused = post(
      R"({"requests":[{"type":"batch","batch":{"steps":[{"condition":{"type":"is_autocommit"},"stmt":{"sql":"SELECT 1"}}]}}]})",
      Form::V2);
  EXPECT_EQ(refused.status, 400);
}

// It reads its watermark first. That there is no such table tells it by these words that it has
// never pushed.
TEST_F(Recordings, WatermarkOfTursoSync) {
  const std::string body =
      R"j({"baton":null,"requests":[{"type":"batch","batch":{"steps":[{"condition":null,"stmt":{"sql":"SELECT pull_gen, change_id FROM turso_sync_last_change_id WHERE client_id = ?","sql_id":null,"args":[{"type":"text","value":"c1"}],"named_args":[],"want_rows":true,"replication_index":null}}],"replication_index":null}}]})j";
  EXPECT_NE(
      post(body, Form::V2)
          .body.find(
              R"("step_errors":[{"message":"no such table: turso_sync_last_change_id","code":")"),
      std::string::npos);
  execute(
      "CREATE TABLE turso_sync_last_change_id (client_id TEXT PRIMARY KEY, pull_gen INTEGER, "
      "change_id INTEGER)");
  EXPECT_NE(post(body, Form::V2).body.find(R"("rows":[],)"), std::string::npos);
  execute("INSERT INTO turso_sync_last_change_id VALUES('c1', 2, 30)");
  EXPECT_NE(
      post(body, Form::V2)
          .body.find(
              R"("rows":[[{"type":"integer","value":"2"},{"type":"integer","value":"30"}]],"affected_row_count":0,"last_insert_rowid":null)"),
      std::string::npos);
}

}  // namespace
}  // namespace tern::daemon::streams
