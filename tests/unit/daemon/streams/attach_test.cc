// ATTACH by the name of another database of the server, and what the network hears of files.

#include <gmock/gmock.h>

#include "tests/unit/daemon/streams/stream_fixture.h"

namespace tern::daemon::streams {
namespace {

using testing::HasSubstr;
using testing::Not;

class Attach : public StreamTest {
 protected:
  Attach() {
    sequence(writer(), "CREATE TABLE t(a); INSERT INTO t VALUES(1)");
    Caller other = writer();
    other.database = "other";
    sequence(other, "CREATE TABLE u(a); INSERT INTO u VALUES(41)");
  }

  void sequence(const Caller& caller, const std::string& sql) {
    const std::string body =
        R"({"requests":[{"type":"sequence","sql":)" + quote(sql) + R"(},{"type":"close"}]})";
    EXPECT_THAT(service_->pipeline(caller, Form::V3, as_bytes(body)).body, Not(HasSubstr("error")));
  }
  /// May attach the database `other`, and one that is not there.
  static Caller attacher(bool may_write = true) {
    return {.database = "main", .may_write = may_write, .may_attach = [](std::string_view name) {
              return name == "other" || name == "missing";
            }};
  }
  /// Who keeps the database `other` open.
  long users() { return databases_.by_name["other"].use_count(); }
  static constexpr const char* kNotThere = "no such table: x.u";
};

TEST_F(Attach, ReadsAnotherDatabaseOfTheServer) {
  Client client(*this, attacher());
  EXPECT_THAT(client.execute("ATTACH 'other' AS x"),
              HasSubstr(R"("cols":[],"rows":[],"affected_row_count":0)"));
  EXPECT_NE(client.baton, "");
  EXPECT_THAT(client.execute("SELECT x.u.a + main.t.a FROM x.u, t"), HasSubstr(R"("value":"42")"));
  EXPECT_THAT(client.execute("INSERT INTO t SELECT a FROM x.u"),
              HasSubstr(R"("affected_row_count":1)"));
  EXPECT_THAT(client.execute("DETACH x"), Not(HasSubstr("error")));
  EXPECT_THAT(client.execute("SELECT * FROM x.u"), HasSubstr(kNotThere));
  EXPECT_THAT(client.execute("SELECT count(*) FROM t"), HasSubstr(R"("value":"2")"));
}

TEST_F(Attach, SeesWhatOthersCommitThere) {
  Client client(*this, attacher());
  client.execute("ATTACH DATABASE other AS x");
  Caller other = writer();
  other.database = "other";
  sequence(other, "INSERT INTO u VALUES(43)");
  EXPECT_THAT(client.execute("SELECT sum(a) FROM x.u"), HasSubstr(R"("value":"84")"));
  client.execute("BEGIN");
  client.execute("SELECT sum(a) FROM x.u");
  sequence(other, "INSERT INTO u VALUES(100)");
  EXPECT_THAT(client.execute("SELECT sum(a) FROM x.u"), HasSubstr(R"("value":"84")"));
  client.execute("COMMIT");
  EXPECT_THAT(client.execute("SELECT sum(a) FROM x.u"), HasSubstr(R"("value":"184")"));
}

TEST_F(Attach, IsToBeReadOnly) {
  Client client(*this, attacher());
  client.execute("ATTACH 'other' AS x");
  for (const char* sql :
       {"INSERT INTO x.u VALUES(1)", "UPDATE x.u SET a=1", "DELETE FROM x.u", "DROP TABLE x.u",
        "CREATE TABLE x.v(a)", "CREATE INDEX x.i ON u(a)", "PRAGMA x.user_version=7", "VACUUM x"}) {
    EXPECT_THAT(client.execute(sql), HasSubstr(R"("code":"SQLITE_READONLY")")) << sql;
  }
  EXPECT_THAT(client.execute("DELETE FROM x.u"),
              HasSubstr("databases that are attached here can only be read"));
  // A transaction that writes at home may read there.
  client.execute("BEGIN IMMEDIATE");
  client.execute("INSERT INTO t SELECT a FROM x.u");
  EXPECT_THAT(client.execute("INSERT INTO x.u VALUES(1)"), HasSubstr("SQLITE_READONLY"));
  EXPECT_THAT(client.execute("COMMIT"), Not(HasSubstr("error")));
  EXPECT_THAT(client.execute("SELECT count(*) FROM t"), HasSubstr(R"("value":"2")"));
  EXPECT_THAT(client.execute("SELECT count(*) FROM x.u"), HasSubstr(R"("value":"1")"));
}

TEST_F(Attach, IsForThoseWhoseTokenSaysSo) {
  EXPECT_THAT(execute("ATTACH 'other' AS x"), HasSubstr(R"("code":"SQLITE_AUTH")"));
  EXPECT_THAT(execute_as(attacher(), "ATTACH 'main' AS x"), HasSubstr(R"("code":"SQLITE_AUTH")"));
  EXPECT_THAT(execute_as(attacher(), "ATTACH 'missing' AS x"),
              HasSubstr(R"("code":"SQLITE_CANTOPEN")"));
  // Whether a database exists is told to those only who may have it.
  EXPECT_THAT(execute_as(attacher(), "ATTACH 'nothing' AS x"),
              HasSubstr(R"("code":"SQLITE_AUTH")"));
  Client reader(*this, attacher(false));
  EXPECT_THAT(reader.execute("ATTACH 'other' AS x"), Not(HasSubstr("error")));
  EXPECT_THAT(reader.execute("SELECT a FROM x.u"), HasSubstr(R"("value":"41")"));
  EXPECT_THAT(reader.execute("DELETE FROM x.u"), HasSubstr(R"("code":"SQLITE_AUTH")"));
  EXPECT_THAT(reader.execute("DETACH x"), Not(HasSubstr("error")));
}

TEST_F(Attach, NeverTakesAPath) {
  Caller everything = attacher();
  everything.may_attach = [](std::string_view) { return true; };
  for (const std::string file : {"/etc/passwd", "../other", "./other", "file:other",
                                 ":memory:", "other?mode=rw", "file:/etc/passwd?mode=ro"}) {
    EXPECT_THAT(execute_as(everything, "ATTACH '" + file + "' AS x"),
                HasSubstr(R"("code":"SQLITE_CANTOPEN")"))
        << file;
  }
  EXPECT_THAT(execute_as(everything, "ATTACH '" + folder_ + "/other' AS x"),
              HasSubstr(R"("code":"SQLITE_CANTOPEN")"));
  for (const char* sql : {"ATTACH 'other' || '' AS x", "ATTACH ? AS x", "ATTACH '' AS x",
                          "ATTACH 'other' AS x KEY 'k'", "EXPLAIN ATTACH ('other') AS x"}) {
    EXPECT_THAT(execute_as(everything, sql), HasSubstr(R"("code":"SQLITE_AUTH")")) << sql;
  }
}

TEST_F(Attach, StaysWithItsStream) {
  const long before = users();
  {
    Client client(*this, attacher());
    client.execute("ATTACH 'other' AS x");
    EXPECT_THAT(client.execute("ATTACH 'other' AS x"), HasSubstr("database x is already in use"));
    const std::string describe = R"({"type":"describe","sql":"SELECT a FROM x.u"})";
    EXPECT_THAT(client.post(describe), HasSubstr(R"("name":"a")"));
    // To describe it is not to do it.
    EXPECT_THAT(client.post(R"({"type":"describe","sql":"ATTACH 'other' AS y"})"),
                HasSubstr(R"("is_readonly":true)"));
    EXPECT_THAT(client.execute("SELECT * FROM y.u"), HasSubstr("no such table: y.u"));
    EXPECT_EQ(users(), before + 1);
    client.close();
  }
  EXPECT_EQ(users(), before);
  EXPECT_THAT(execute_as(attacher(), "SELECT * FROM x.u"), HasSubstr(kNotThere));
}

TEST_F(Attach, DetachLetsGo) {
  const long before = users();
  Client client(*this, attacher());
  client.execute("ATTACH 'other' AS x");
  client.execute("ATTACH 'other' AS y");
  EXPECT_EQ(users(), before + 2);
  client.execute("DETACH X");
  EXPECT_EQ(users(), before + 1);
  EXPECT_THAT(client.execute("DETACH x"), HasSubstr("no such database: x"));
  EXPECT_THAT(client.execute("DETACH main"), HasSubstr("cannot detach database main"));
  for (int i = 0; i < 9; ++i) client.execute("ATTACH other AS z" + std::to_string(i));
  EXPECT_THAT(client.execute("ATTACH other AS one_more"),
              HasSubstr("too many attached databases - max 10"));
}

TEST_F(Attach, NobodyHearsWhereTheFilesLie) {
  Client client(*this, attacher());
  client.execute("ATTACH 'other' AS x");
  for (const char* sql :
       {"PRAGMA database_list", "pragma main.database_list;", "SELECT * FROM pragma_database_list",
        "SELECT seq, name, file FROM \"PRAGMA_database_list\""}) {
    const std::string answer = client.execute(sql);
    EXPECT_THAT(
        answer,
        HasSubstr(
            R"([{"name":"seq","decltype":null},{"name":"name","decltype":null},{"name":"file","decltype":null}])"))
        << sql;
    EXPECT_THAT(
        answer,
        HasSubstr(
            R"([[{"type":"integer","value":"0"},{"type":"text","value":"main"},{"type":"text","value":""}],[{"type":"integer","value":"2"},{"type":"text","value":"x"},{"type":"text","value":""}]])"))
        << sql;
    EXPECT_THAT(answer, Not(HasSubstr(folder_))) << sql;
  }
}

}  // namespace
}  // namespace tern::daemon::streams
