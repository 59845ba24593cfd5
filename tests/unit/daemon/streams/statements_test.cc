// What statements, batches and sequences answer (sql-over-http, sections 6, 8 and 10).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/daemon/streams/stream_fixture.h"

namespace tern::daemon::streams {
namespace {

using testing::HasSubstr;
using testing::Not;

class Statements : public StreamTest {
 protected:
  /// The answer to one request.
  std::string ask(const std::string& request) {
    return steady(post(R"({"requests":[)" + request + R"(,{"type":"close"}]})").body);
  }
  std::string with_arguments(const std::string& sql, const std::string& members) {
    return ask(R"({"type":"execute","stmt":{"sql":)" + quote(sql) + "," + members + "}}");
  }
};

TEST_F(Statements, ExactlyOne) {
  EXPECT_THAT(execute("SELECT 1; SELECT 2"), HasSubstr(R"("code":"SQL_MANY_STATEMENTS")"));
  EXPECT_THAT(execute("CREATE TABLE t(a); syntax error"),
              HasSubstr(R"("code":"SQL_MANY_STATEMENTS")"));
  EXPECT_THAT(execute("SELECT * FROM t"), HasSubstr("no such table: t")) << "nothing was run";
  EXPECT_THAT(execute(" ; SELECT 1 ; ; -- end"), HasSubstr(R"("value":"1")"));
  for (const char* nothing : {"", "  ", "-- only a comment", "/* so */ ;;"}) {
    EXPECT_THAT(execute(nothing), HasSubstr(R"("code":"SQL_NO_STATEMENT")")) << nothing;
  }
}

TEST_F(Statements, ArgumentsByIndex) {
  const std::string two = R"("args":[{"type":"integer","value":"1"},{"type":"text","value":"b"}])";
  // [client] The compat layer of serverless sends positions for named parameters.
  EXPECT_THAT(with_arguments("SELECT :a, @b", two),
              HasSubstr(R"([[{"type":"integer","value":"1"},{"type":"text","value":"b"}]])"));
  for (const char* sql : {"SELECT ?", "SELECT ?, ?, ?"}) {
    EXPECT_THAT(with_arguments(sql, two), HasSubstr(R"("code":"ARGS_INVALID")"));
  }
  EXPECT_THAT(execute("SELECT ?"), HasSubstr(R"("code":"ARGS_INVALID")"));
}

TEST_F(Statements, ArgumentsByName) {
  const auto named = [](const std::string& name) {
    return R"("named_args":[{"name":")" + name + R"(","value":{"type":"integer","value":"5"}}])";
  };
  for (const char* name : {":a", "a", "@a", "$a"}) {
    EXPECT_THAT(with_arguments("SELECT :a + :a", named(name)), HasSubstr(R"("value":"10")"))
        << name;
  }
  EXPECT_THAT(with_arguments("SELECT :a, :c", named("a")), HasSubstr("ARGS_INVALID"));
  EXPECT_THAT(with_arguments("SELECT 1", named("a")), HasSubstr("ARGS_INVALID"));
  EXPECT_THAT(with_arguments("SELECT :a", named("a") + R"(,"args":[{"type":"null"}])"),
              HasSubstr("ARGS_BOTH_POSITIONAL_AND_NAMED"));
  EXPECT_THAT(with_arguments("SELECT :a", named("a") + R"(,"args":[])"), HasSubstr(R"("5")"));
}

TEST_F(Statements, WantRows) {
  EXPECT_THAT(with_arguments("SELECT 7 AS x", R"("want_rows":false)"),
              HasSubstr(R"("cols":[{"name":"x","decltype":null}],"rows":[],)"));
}

TEST_F(Statements, CountsAndRowids) {
  execute("CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT)");
  EXPECT_THAT(execute("INSERT INTO t VALUES(9223372036854775807, 'x')"),
              HasSubstr(R"("affected_row_count":1,"last_insert_rowid":"9223372036854775807")"));
  EXPECT_THAT(execute("REPLACE INTO t VALUES(5, 'x')"),
              HasSubstr(R"("affected_row_count":1,"last_insert_rowid":"5")"));
  EXPECT_THAT(execute("WITH replace AS (SELECT 6 AS v) INSERT INTO t SELECT v, 'z' FROM replace"),
              HasSubstr(R"("affected_row_count":1,"last_insert_rowid":"6")"));
  EXPECT_THAT(execute("UPDATE t SET b = 'y'"),
              HasSubstr(R"("affected_row_count":3,"last_insert_rowid":null)"));
  EXPECT_THAT(execute("DELETE FROM t WHERE a < 10 RETURNING a"),
              HasSubstr(R"("affected_row_count":2,"last_insert_rowid":null)"));
  Client client(*this);
  client.execute("UPDATE t SET b = 'q'");
  EXPECT_THAT(client.execute("SELECT 1"), HasSubstr(R"("affected_row_count":0)"));
  EXPECT_THAT(client.execute("EXPLAIN INSERT INTO t VALUES(1, 2)"),
              HasSubstr(R"("affected_row_count":0,"last_insert_rowid":null)"));
  EXPECT_THAT(execute("SELECT b FROM t"), HasSubstr(R"("decltype":"TEXT")"));
}

TEST_F(Statements, TriggersDoNotCountAsAffected) {
  execute("CREATE TABLE t(a)");
  execute("CREATE TABLE log(a)");
  Client client(*this);
  EXPECT_THAT(
      client.post(
          R"({"type":"sequence","sql":"CREATE TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO log VALUES(1); INSERT INTO log VALUES(2); END; SELECT 1;"})"),
      HasSubstr(R"({"type":"ok","response":{"type":"sequence"}})"));
  EXPECT_THAT(
      client.execute("INSERT INTO t VALUES(1)"),
      HasSubstr(
          R"("affected_row_count":1,"last_insert_rowid":"1","rows_read":0,"rows_written":3)"));
}

TEST_F(Statements, Sequence) {
  EXPECT_THAT(ask(R"({"type":"sequence","sql":""})"), HasSubstr(R"("type":"ok")"));
  EXPECT_THAT(ask(R"({"type":"sequence","sql":"-- x\n/* y */"})"), HasSubstr(R"("type":"ok")"));
  EXPECT_THAT(
      ask(R"j({"type":"sequence","sql":"CREATE TABLE t(a); INSERT INTO t VALUES(1); INSERT INTO nope VALUES(1); INSERT INTO t VALUES(2)"})j"),
      HasSubstr(R"("message":"no such table: nope")"));
  EXPECT_THAT(execute("SELECT count(*) FROM t"), HasSubstr(R"("value":"1")")) << "what ran stays";
  EXPECT_THAT(
      ask(R"j({"type":"sequence","sql":"BEGIN READONLY; SELECT 1; COMMIT; INSERT INTO t VALUES(3)"})j"),
      HasSubstr(R"("type":"ok")"));
}

TEST_F(Statements, Describe) {
  execute("CREATE TABLE t(a INT, b)");
  EXPECT_THAT(
      ask(R"({"type":"describe","sql":"INSERT INTO t VALUES(:x, ?4) RETURNING a, b+1 AS c"})"),
      HasSubstr(
          R"("result":{"params":[{"name":":x"},{"name":null},{"name":null},{"name":"?4"}],"cols":[{"name":"a","decltype":"INT"},{"name":"c","decltype":null}],"is_explain":false,"is_readonly":false})"));
  EXPECT_THAT(ask(R"({"type":"describe","sql":"EXPLAIN QUERY PLAN SELECT 1"})"),
              HasSubstr(R"("is_explain":true,"is_readonly":true)"));
  EXPECT_THAT(ask(R"({"type":"describe","sql":"SELECT 1; SELECT 2"})"),
              HasSubstr("SQL_MANY_STATEMENTS"));
}

// [client] What clients send by themselves.
TEST_F(Statements, WordsOfTransactions) {
  execute("CREATE TABLE t(a)");
  for (const char* begin : {"BEGIN", "BEGIN DEFERRED", "BEGIN IMMEDIATE", "BEGIN EXCLUSIVE",
                            "begin immediate transaction;", "BEGIN TRANSACTION", "SAVEPOINT s"}) {
    Client client(*this);
    EXPECT_THAT(client.execute(begin), Not(HasSubstr("error"))) << begin;
    EXPECT_THAT(client.post(R"({"type":"get_autocommit"})"), HasSubstr("false")) << begin;
    EXPECT_THAT(client.execute("INSERT INTO t VALUES(1)"), HasSubstr(R"("affected_row_count":1)"));
    EXPECT_THAT(client.execute("ROLLBACK"), Not(HasSubstr("error"))) << begin;
    EXPECT_THAT(client.post(R"({"type":"get_autocommit"})"), HasSubstr("true")) << begin;
    client.close();
  }
  EXPECT_THAT(execute("SELECT count(*) FROM t"), HasSubstr(R"("value":"0")"));
}

// serverless prepares statements on tables that its own open transaction has made.
TEST_F(Statements, DescribeSeesTheTransaction) {
  Client client(*this);
  client.execute("BEGIN");
  client.execute("CREATE TABLE new(a)");
  EXPECT_THAT(client.post(R"({"type":"describe","sql":"SELECT * FROM new"})"),
              HasSubstr(R"("cols":[{"name":"a","decltype":null}])"));
  client.close();
  EXPECT_THAT(execute("SELECT * FROM new"), HasSubstr("no such table"));
}

TEST_F(Statements, Errors) {
  execute("CREATE TABLE t(a NOT NULL UNIQUE CHECK(a > 0))");
  const auto error_of = [this](const std::string& sql) {
    const std::string body = execute(sql);
    const size_t at = body.find(R"("code":)");
    return at == std::string::npos ? body : body.substr(at, body.find('}', at) - at);
  };
  EXPECT_EQ(error_of("SELEC 1"), R"("code":"SQL_PARSE_ERROR")");
  EXPECT_EQ(error_of("SELECT"), R"("code":"SQL_PARSE_ERROR")");
  EXPECT_EQ(error_of("SELECT 'x"), R"("code":"SQL_PARSE_ERROR")");
  EXPECT_EQ(error_of("SELECT nope"), R"("code":"SQL_INPUT_ERROR")");
  EXPECT_EQ(error_of("SELECT * FROM nope"), R"("code":"SQLITE_ERROR")");
  EXPECT_EQ(error_of("SELECT json('{')"), R"("code":"SQLITE_ERROR")");
  EXPECT_EQ(error_of("INSERT INTO t VALUES(NULL)"),
            R"("code":"SQLITE_CONSTRAINT","extended_code":"SQLITE_CONSTRAINT_NOTNULL")");
  EXPECT_EQ(error_of("INSERT INTO t VALUES(0)"),
            R"("code":"SQLITE_CONSTRAINT","extended_code":"SQLITE_CONSTRAINT_CHECK")");
  EXPECT_EQ(error_of("COMMIT"), R"("code":"SQLITE_ERROR")");
  EXPECT_THAT(execute("COMMIT"), HasSubstr("cannot commit - no transaction is active"));
  EXPECT_THAT(
      execute("BEGIN CONCURRENT"),
      HasSubstr(R"("message":"not supported yet: BEGIN CONCURRENT","code":"SQLITE_ERROR")"));
}

TEST_F(Statements, ForeignKeysAreOnUnlessTheDatabaseSaysNo) {
  EXPECT_THAT(execute("PRAGMA foreign_keys"), HasSubstr(R"("value":"1")"));
  database().allowed.foreign_keys = false;
  EXPECT_THAT(execute("PRAGMA foreign_keys"), HasSubstr(R"("value":"0")"));
}

TEST_F(Statements, Values) {
  const std::string values =
      R"({"type":"null"},{"type":"integer","value":"-9223372036854775808"},{"type":"float","value":-0.0},{"type":"float","value":1E+22},{"type":"float","value":0.1},{"type":"text","value":"a\u0000\"\\\n\u001f\u00e9\ud83d\ude00"},{"type":"blob","base64":"AP8="},{"type":"text","value":""},{"type":"blob","base64":""})";
  const std::string body =
      with_arguments("SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?", "\"args\":[" + values + "]");
  EXPECT_THAT(
      body,
      HasSubstr(
          R"([[{"type":"null"},{"type":"integer","value":"-9223372036854775808"},{"type":"float","value":-0.0},{"type":"float","value":1e+22},{"type":"float","value":0.1},{"type":"text","value":"a\u0000\"\\\n\u001fé😀"},{"type":"blob","base64":"AP8"},{"type":"text","value":""},{"type":"blob","base64":""}]])"));
  // [client] Numbers of JavaScript arrive as reals, and stay such.
  EXPECT_THAT(with_arguments("SELECT typeof(?)", R"("args":[{"type":"float","value":1}])"),
              HasSubstr(R"("value":"real")"));
}

// [client] hrana-client stops at null where it expects a number, serverless takes it.
TEST_F(Statements, InfinityDependsOnTheVersion) {
  const std::string body =
      R"({"requests":[{"type":"execute","stmt":{"sql":"SELECT 9e999, -9e999"}}]})";
  EXPECT_THAT(post(body, Form::V2).body,
              HasSubstr(R"([[{"type":"float","value":1e999},{"type":"float","value":-1e999}]])"));
  EXPECT_THAT(post(body, Form::V3).body,
              HasSubstr(R"([[{"type":"float","value":null},{"type":"float","value":null}]])"));
}

TEST_F(Statements, BrokenUtf8IsReplaced) {
  EXPECT_THAT(execute("SELECT CAST(x'41ff42c3' AS TEXT)"),
              HasSubstr("{\"type\":\"text\",\"value\":\"A\xEF\xBF\xBD"
                        "B\xEF\xBF\xBD\"}"));
}

TEST_F(Statements, Conditions) {
  const auto runs = [this](const std::string& condition) {
    const std::string body = ask(
        R"({"type":"batch","batch":{"steps":[{"stmt":{"sql":"SELECT 1"}},{"stmt":{"sql":"SELECT nope"}},{"condition":{"type":"ok","step":1},"stmt":{"sql":"SELECT 3"}},{"condition":)" +
        condition + R"(,"stmt":{"sql":"SELECT 4"}}]}})");
    return body.find(R"("value":"4")") != std::string::npos;
  };
  EXPECT_TRUE(runs(R"({"type":"ok","step":0})"));
  EXPECT_FALSE(runs(R"({"type":"ok","step":1})"));
  EXPECT_TRUE(runs(R"({"type":"error","step":1})"));
  EXPECT_TRUE(runs(R"({"type":"error","step":2})")) << "a skipped step counts as failed";
  EXPECT_FALSE(runs(R"({"type":"ok","step":2})"));
  EXPECT_TRUE(runs(R"({"type":"not","cond":{"type":"ok","step":1}})"));
  EXPECT_TRUE(runs(R"({"type":"and","conds":[]})"));
  EXPECT_FALSE(runs(R"({"type":"or","conds":[]})"));
  EXPECT_TRUE(runs(R"({"type":"or","conds":[{"type":"ok","step":1},{"type":"ok","step":0}]})"));
  EXPECT_FALSE(runs(R"({"type":"and","conds":[{"type":"ok","step":1},{"type":"ok","step":0}]})"));
  EXPECT_TRUE(runs(R"({"type":"is_autocommit"})"));
  EXPECT_TRUE(runs("null"));
}

TEST_F(Statements, StoredTexts) {
  ServiceLimits limits;
  limits.stored_sql_max = 2;
  limits.stored_sql_bytes_max = 20;
  restart(limits);
  const auto store = [](int id, const std::string& sql) {
    return R"({"type":"store_sql","sql_id":)" + std::to_string(id) + R"(,"sql":")" + sql + R"("})";
  };
  Client client(*this);
  client.post(store(0, "SELECT 10") + "," + store(-1, "SELECT 11"));
  EXPECT_THAT(client.post(store(2, "SELECT 1")), HasSubstr("SQL_STORE_TOO_MANY"));
  EXPECT_THAT(client.post(store(0, "SELECT 12 -- long, long")), HasSubstr("SQL_STORE_TOO_LARGE"));
  client.post(store(0, "SELECT 13"));
  EXPECT_THAT(client.post(R"({"type":"execute","stmt":{"sql_id":0}})"), HasSubstr(R"("13")"));
  EXPECT_THAT(client.post(R"({"type":"describe","sql_id":-1})"), HasSubstr(R"("name":"11")"));
  EXPECT_THAT(client.post(R"({"type":"close_sql","sql_id":0},{"type":"close_sql","sql_id":77})"),
              Not(HasSubstr("error")));
  // [client] An id that nobody stored is a fault of the whole request.
  EXPECT_THAT(client.post(R"({"type":"execute","stmt":{"sql_id":0}})"),
              HasSubstr("PROTOCOL_ERROR"));
  EXPECT_EQ(client.status, 400);
  EXPECT_EQ(service_->counts().streams_open, 0U);
}

// [client] @libsql/client keeps texts of up to 5000 characters, which may be 20 kB each.
TEST_F(Statements, FiftyStoredTextsOf20KilobytesAreTaken) {
  std::string requests;
  for (int i = 0; i < 50; ++i) {
    requests += R"({"type":"store_sql","sql_id":)" + std::to_string(i) + R"(,"sql":"SELECT 1 --)" +
                std::string(20000, 'x') + R"("},)";
  }
  EXPECT_THAT(ask(requests + R"({"type":"execute","stmt":{"sql_id":49}})"),
              Not(HasSubstr("error")));
}

TEST_F(Statements, WhoMayOnlyReadDoesOnlyThat) {
  execute("CREATE TABLE t(a)");
  for (const char* sql :
       {"INSERT INTO t VALUES(1)", "WITH x AS (SELECT 1) DELETE FROM t", "CREATE TEMP TABLE x(a)",
        "PRAGMA user_version=1", "PRAGMA optimize", "VACUUM", "DROP TABLE t", "ANALYZE"}) {
    EXPECT_THAT(execute_as(reader(), sql), HasSubstr(R"("code":"SQLITE_AUTH")")) << sql;
  }
  EXPECT_THAT(execute_as(reader(), "SELECT count(*) FROM t"), HasSubstr(R"("value":"0")"));
  EXPECT_THAT(execute_as(reader(), "PRAGMA table_info(t)"), HasSubstr(R"("value":"a")"));
  // [client] BEGIN IMMEDIATE stands in front of every batch; here it takes no lock.
  Client holder(*this);
  holder.execute("BEGIN IMMEDIATE");
  Client client(*this, reader());
  EXPECT_THAT(client.execute("BEGIN IMMEDIATE"), Not(HasSubstr("error")));
  EXPECT_THAT(client.post(R"({"type":"get_autocommit"})"), HasSubstr(R"("is_autocommit":false)"));
  EXPECT_THAT(client.execute("INSERT INTO t VALUES(1)"), HasSubstr("SQLITE_AUTH"));
  EXPECT_THAT(client.execute("COMMIT"), Not(HasSubstr("error")));
}

TEST_F(Statements, WhatTheNetworkMayNotSay) {
  for (const char* sql : {"ATTACH '/etc/passwd' AS x",
                          "VACUUM INTO '/tmp/stolen'",
                          "VACUUM main INTO 'x'",
                          "PRAGMA journal_mode=DELETE",
                          "PRAGMA main.journal_mode = off",
                          "PRAGMA synchronous=OFF",
                          "PRAGMA synchronous(0)",
                          "PRAGMA wal_checkpoint",
                          "PRAGMA wal_checkpoint(TRUNCATE)",
                          "PRAGMA locking_mode=EXCLUSIVE",
                          "PRAGMA \"locking_mode\"=exclusive",
                          "PRAGMA writable_schema=on",
                          "PRAGMA temp_store_directory='/'",
                          "PRAGMA busy_timeout=9999",
                          "PRAGMA max_page_count=9",
                          "PRAGMA mmap_size=1",
                          "PRAGMA cache_size=-999999",
                          "PRAGMA tern_capture='x'",
                          "PRAGMA hexkey='00'",
                          "EXPLAIN PRAGMA synchronous=off",
                          "pragma/**/synchronous/**/=/**/-1"}) {
    EXPECT_THAT(execute(sql), HasSubstr(R"("code":"SQLITE_AUTH")")) << sql;
  }
  EXPECT_THAT(execute("PRAGMA synchronous=OFF"), HasSubstr("PRAGMA synchronous"));
  EXPECT_THAT(execute("PRAGMA journal_mode"), HasSubstr(R"("value":"wal")"));
  EXPECT_THAT(execute("PRAGMA journal_mode=WAL"), HasSubstr(R"("value":"wal")"));
  EXPECT_THAT(execute("CREATE VIRTUAL TABLE p USING csv(filename='/etc/passwd')"),
              HasSubstr("no such module: csv"));
  EXPECT_THAT(execute("SELECT load_extension('x')"), HasSubstr("error"));
  EXPECT_THAT(execute("VACUUM"), Not(HasSubstr("error")));
}

TEST_F(Statements, FailuresOfTheWholeRequest) {
  const std::string ok = R"({"type":"execute","stmt":{"sql":"SELECT 1"}})";
  const auto pipeline = [](const std::string& requests) {
    return R"({"requests":[)" + requests + "]}";
  };
  const auto condition = [&](const std::string& text) {
    return pipeline(R"({"type":"batch","batch":{"steps":[{"condition":)" + text +
                    R"(,"stmt":{"sql":"SELECT 1"}}]}})");
  };
  const auto value = [&](const std::string& text) {
    return pipeline(R"({"type":"execute","stmt":{"sql":"SELECT ?","args":[)" + text + "]}}");
  };
  std::string deep = R"({"type":"and","conds":[]})";
  for (int i = 0; i < 64; ++i) deep = R"({"type":"not","cond":)" + deep + "}";
  const std::vector<std::string> bad = {
      "",
      "nonsense",
      "[]",
      "{}",
      "{",
      R"({"requests":5})",
      R"({"requests":[]} x)",
      pipeline("5"),
      pipeline("{}"),
      pipeline(R"({"type":"nope"})"),
      pipeline(R"({"type":"open_stream","stream_id":1})"),
      pipeline(R"({"type":"close"},)" + ok),
      pipeline(R"({"type":"execute"})"),
      pipeline(R"({"type":"execute","stmt":{}})"),
      pipeline(R"({"type":"execute","stmt":{"sql":"SELECT 1","sql_id":0}})"),
      pipeline(R"({"type":"execute","stmt":{"sql":5}})"),
      pipeline(R"({"type":"execute","stmt":{"sql":"SELECT 1","want_rows":1}})"),
      pipeline(R"({"type":"execute","stmt":{"sql":"SELECT '\ud83d'"}})"),
      pipeline(R"({"type":"store_sql","sql":"SELECT 1"})"),
      pipeline(R"({"type":"store_sql","sql_id":2147483648,"sql":"SELECT 1"})"),
      condition(R"({"type":"ok","step":0})"),
      condition(R"({"type":"ok","step":-1})"),
      condition(R"({"type":"ok"})"),
      condition(R"({"type":"what"})"),
      condition(deep),
      condition(R"({"type":"and"})"),
      condition(R"({"type":"not"})"),
      condition("5"),
      value("5"),
      value(R"({"type":"integer","value":5})"),
      value(R"({"type":"integer","value":""})"),
      value(R"({"type":"integer","value":" 1"})"),
      value(R"({"type":"integer","value":"+1"})"),
      value(R"({"type":"integer","value":"9223372036854775808"})"),
      value(R"({"type":"float","value":"1"})"),
      value(R"({"type":"float","value":null})"),
      value(R"({"type":"float","value":01})"),
      value(R"({"type":"blob","base64":"A"})"),
      value(R"({"type":"blob","base64":"A*=="})"),
      value(R"({"type":"text"})"),
      value(R"({"type":"date"})"),
      R"({"baton":"forged","requests":[]})",
      std::string(20000, '['),
      pipeline(std::string(20000, '{')),
      "{\"requests\":[\"\xff\"]}"};
  for (const std::string& body : bad) {
    const Reply reply = post(body);
    EXPECT_EQ(reply.status, 400) << body.substr(0, 200);
    EXPECT_EQ(reply.content_type, "application/json");
    EXPECT_THAT(reply.body, testing::StartsWith(R"({"message":")"));
    EXPECT_THAT(reply.body, HasSubstr(R"("error":")"));
  }
  EXPECT_EQ(
      post(condition(R"({"type":"ok","step":0})")).body,
      R"({"message":"Invalid reference to step in a batch condition","code":"PROTOCOL_ERROR","error":"Invalid reference to step in a batch condition"})");
  EXPECT_EQ(service_->counts().streams_open, 0U);
  EXPECT_EQ(post(pipeline("")).status, 200);
}

TEST_F(Statements, EveryCutOfARequestIsRefused) {
  const std::string body =
      R"({"requests":[{"type":"execute","stmt":{"sql":"SELECT ?","args":[{"type":"float","value":1.5}]}},{"type":"close"}]})";
  for (size_t size = 0; size < body.size(); ++size) {
    EXPECT_EQ(post(body.substr(0, size)).status, 400) << size;
  }
}

TEST_F(Statements, TextOf10Megabytes) {
  const std::string text(10 << 20, 'x');
  const std::string body =
      with_arguments("SELECT length(?)", R"("args":[{"type":"text","value":"\n)" + text + R"("}])");
  EXPECT_THAT(body, HasSubstr(R"("value":"10485761")"));
}

TEST_F(Statements, ABadRequestClosesItsStream) {
  execute("CREATE TABLE t(a)");
  Client client(*this);
  client.execute("BEGIN");
  client.execute("INSERT INTO t VALUES(1)");
  client.post(R"({"type":"nope"})");
  EXPECT_EQ(client.status, 400);
  EXPECT_EQ(service_->counts().streams_open, 0U);
  EXPECT_THAT(execute("INSERT INTO t VALUES(2)"), Not(HasSubstr("error"))) << "the lock is free";
}

}  // namespace
}  // namespace tern::daemon::streams
