// tern COMMAND: what it prints as JSON, read by the reference's JSON functions, and how it ends.
// Those that need a primary are in ternd_test.cc.

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/program.h"
#include "tests/support/test_certificate.h"

namespace tern::tests {
namespace {

class Commands : public testing::Test {
 protected:
  void make(const std::string& name, const std::string& sql) {
    ASSERT_EQ(run_program({"sqlite3", folder_ / name}, sql).err, "");
  }
  Outcome tern(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), TERN_PROGRAM);
    return run_program(arguments, "", folder_.path());
  }
  std::string query(const std::string& name, const std::string& sql) {
    return run_program({"sqlite3", folder_ / name, sql}).out;
  }
  /// As `query`, texts, blobs and numbers told apart.
  std::string query_literals(const std::string& name, const std::string& sql) {
    return run_program({"sqlite3", "-quote", folder_ / name, sql}).out;
  }
  /// The value at `path` of a JSON text; "not JSON" if it is none.
  std::string json(const std::string& text, const std::string& path) {
    write_file(folder_ / "answer.json", text);
    return run_program({"sqlite3", ":memory:",
                        "SELECT CASE WHEN json_valid(j) THEN json_extract(j,'" + path +
                            "') ELSE 'not JSON' END FROM (SELECT CAST(readfile('" +
                            (folder_ / "answer.json") + "') AS TEXT) AS j)"})
        .out;
  }
  void expect_equal(const std::string& a, const std::string& b) {
    const Outcome diff = tern({"diff", a, b});
    EXPECT_EQ(diff.status, 0) << diff.out << diff.err;
    EXPECT_EQ(diff.out, "");
  }

  TemporaryFolder folder_;
};

TEST_F(Commands, HelpIsThereForEachAndWrongWordsEndWithTwo) {
  const Outcome all = tern({"--help"});
  EXPECT_EQ(all.status, 0);
  for (const char* command :
       {"clone", "upload", "push", "pull", "sync", "status", "conflicts", "retry", "discard",
        "resolve", "hash", "check", "dump", "import", "diff"}) {
    EXPECT_NE(all.out.find(std::string("\n   tern ") + command + " "), std::string::npos);
    const Outcome help = tern({command, "--help"});
    EXPECT_EQ(help.status, 0);
    EXPECT_NE(help.out.find("--json"), std::string::npos) << command;
    EXPECT_EQ(tern({command}).status, 2) << command;
  }
  EXPECT_EQ(tern({"hash", "t.db", "--nonsense"}).status, 2);
}

TEST_F(Commands, FailuresAreJsonToo) {
  for (const char* command : {"hash", "check", "dump", "status"}) {
    const Outcome failed = tern({command, "missing.db", "--json"});
    EXPECT_EQ(failed.status, 1) << command;
    EXPECT_NE(json(failed.out, "$.error"), "\n") << command << failed.out;
    EXPECT_NE(failed.err, "") << command;
  }
  EXPECT_EQ(json(tern({"hash", "missing.db", "--json"}).out, "$.code"), "14\n");
}

TEST_F(Commands, HashIsOfContentNotOfPages) {
  make("a.db", "CREATE TABLE t(a INTEGER PRIMARY KEY, b); INSERT INTO t VALUES(1,'x'),(2,'y');");
  make("b.db",
       "PRAGMA page_size=512; CREATE TABLE t(a INTEGER PRIMARY KEY, b); INSERT INTO t "
       "VALUES(2,'y'),(3,'z'),(1,'x'); DELETE FROM t WHERE a=3;");
  const std::string hash = json(tern({"hash", "a.db", "--json"}).out, "$.hash");
  EXPECT_EQ(hash.size(), 65U);
  EXPECT_EQ(tern({"hash", "a.db"}).out, hash);
  EXPECT_EQ(tern({"hash", "b.db"}).out, hash);
  make("b.db", "UPDATE t SET b='Y' WHERE a=2;");
  EXPECT_NE(tern({"hash", "b.db"}).out, hash);
}

TEST_F(Commands, CheckFindsBrokenForeignKeys) {
  make("a.db",
       "CREATE TABLE p(a INTEGER PRIMARY KEY); CREATE TABLE c(x REFERENCES p(a)); INSERT INTO p "
       "VALUES(1); INSERT INTO c VALUES(1);");
  EXPECT_EQ(tern({"check", "a.db"}).out, "ok\n");
  EXPECT_EQ(json(tern({"check", "a.db", "--json"}).out, "$.ok"), "1\n");
  make("a.db", "INSERT INTO c VALUES(5);");
  const Outcome broken = tern({"check", "a.db", "--json"});
  EXPECT_EQ(broken.status, 3);
  EXPECT_EQ(json(broken.out, "$.ok"), "0\n");
  EXPECT_EQ(json(broken.out, "$.problems[0].check"), "foreign_key_check\n");
  EXPECT_EQ(json(broken.out, "$.problems[0].text"), "c 2 p 0\n");
}

TEST_F(Commands, CheckFindsADamagedPage) {
  make("a.db",
       "PRAGMA page_size=512; CREATE TABLE t(a); CREATE INDEX i ON t(a); INSERT INTO t "
       "VALUES(1),(2),(3);");
  std::string bytes = read_file(folder_ / "a.db");
  bytes[512 * 2 + 3] = 9;  // cells of the index's root page
  write_file(folder_ / "a.db", bytes);
  const Outcome broken = tern({"check", "a.db", "--json"});
  EXPECT_EQ(broken.status, 3);
  EXPECT_EQ(json(broken.out, "$.problems[0].check"), "integrity_check\n");
}

TEST_F(Commands, DumpIsSqlOrJson) {
  make("a.db",
       "CREATE TABLE t(a INTEGER PRIMARY KEY, b); CREATE INDEX i ON t(b); CREATE TABLE u(x); "
       "INSERT INTO t VALUES(1,'a\"b'),(2,x'00ff'),(3,NULL),(4,1.0),(5,1e999);");
  EXPECT_EQ(tern({"dump", "a.db"}).out, query("a.db", ".dump"));
  EXPECT_EQ(tern({"dump", "a.db", "u"}).out, query("a.db", ".dump u"));
  EXPECT_EQ(tern({"dump", "a.db", "-o", "out.sql"}).out, "");
  EXPECT_EQ(read_file(folder_ / "out.sql"), query("a.db", ".dump"));
  const std::string dump = tern({"dump", "a.db", "--json"}).out;
  EXPECT_EQ(json(dump, "$.schema[1].sql"), "CREATE INDEX i ON t(b)\n");
  EXPECT_EQ(json(dump, "$.tables.t[0].b"), "a\"b\n");
  EXPECT_EQ(json(dump, "$.tables.t[1].b.hex"), "00ff\n");
  EXPECT_EQ(json(dump, "$.tables.t[2].b"), "\n");
  EXPECT_EQ(json(dump, "$.tables.t[3].b"), "1.0\n");
  EXPECT_EQ(json(dump, "$.tables.t[4].b"), "Inf\n");
  EXPECT_EQ(json(dump, "$.tables.u"), "[]\n");
  EXPECT_EQ(json(tern({"dump", "a.db", "u", "--json"}).out, "$.tables.t"), "\n");
}

TEST_F(Commands, ImportTakesSeparatedValues) {
  write_file(folder_ / "people.csv", "name,age\r\n\"Smith, J\",7\r\nDoe,8\r\n");
  const Outcome made = tern({"import", "a.db", "people.csv", "--json"});
  EXPECT_EQ(made.status, 0) << made.err;
  EXPECT_EQ(json(made.out, "$.changes"), "2\n");
  EXPECT_EQ(query("a.db", "SELECT name, age FROM people"), "Smith, J|7\nDoe|8\n");
  write_file(folder_ / "more.tsv", "name\tage\nRoe\t9\n");
  EXPECT_EQ(tern({"import", "a.db", "more.tsv", "people", "--skip", "1"}).out,
            "imported more.tsv: 1 rows changed\n");
  EXPECT_EQ(query("a.db", "SELECT group_concat(name,'/') FROM people"), "Smith, J/Doe/Roe\n");
}

TEST_F(Commands, ImportTakesJson) {
  write_file(folder_ / "d.json",
             "[{\"id\":1,\"a.b\":\"x\"},{\"id\":2,\"list\":[1,2],\"a.b\":null},\n{\"real\":1.5}]");
  const Outcome made = tern({"import", "a.db", "d.json", "--json"});
  EXPECT_EQ(made.status, 0) << made.err;
  EXPECT_EQ(json(made.out, "$.changes"), "3\n");
  EXPECT_EQ(query("a.db", "SELECT id, \"a.b\", list, real, typeof(id) FROM d"),
            "1|x|||integer\n2||[1,2]||integer\n|||1.5|null\n");
  write_file(folder_ / "lines", "{\"id\":7}\n\n{\"id\":8}\n");
  EXPECT_EQ(tern({"import", "a.db", "lines", "d", "--format", "json"}).status, 0);
  EXPECT_EQ(query("a.db", "SELECT sum(id) FROM d"), "18\n");
}

TEST_F(Commands, AnImportThatFailsChangesNothing) {
  make("a.db", "CREATE TABLE d(id INTEGER PRIMARY KEY CHECK(id<10));");
  const std::string before = query("a.db", ".dump");
  write_file(folder_ / "d.json", "[{\"id\":1},{\"id\":11}]");
  EXPECT_EQ(tern({"import", "a.db", "d.json"}).status, 1);
  write_file(folder_ / "d.json", "[{\"id\":1},2]");
  EXPECT_EQ(tern({"import", "a.db", "d.json"}).err,
            "tern: item 2 of the file is not a JSON object\n");
  write_file(folder_ / "d.json", "[{\"id\":1},");
  EXPECT_EQ(tern({"import", "a.db", "d.json"}).status, 1);
  write_file(folder_ / "s.sql", "BEGIN; INSERT INTO d VALUES(1); INSERT INTO d VALUES(11);");
  EXPECT_EQ(tern({"import", "a.db", "s.sql"}).status, 1);
  EXPECT_EQ(tern({"import", "a.db", "unknown"}).status, 1);
  EXPECT_EQ(query("a.db", ".dump"), before);
}

TEST_F(Commands, ImportRunsADump) {
  make("a.db", "CREATE TABLE t(a INTEGER PRIMARY KEY, b); INSERT INTO t VALUES(1,'x'),(2,'y');");
  write_file(folder_ / "a.sql", tern({"dump", "a.db"}).out);
  EXPECT_EQ(tern({"import", "b.db", "a.sql"}).status, 0);
  expect_equal("a.db", "b.db");
}

constexpr const char* kFrom =
    "CREATE TABLE same(a INTEGER PRIMARY KEY, b, c, g AS (b||'!'));"
    "CREATE TABLE gone(a); CREATE TABLE other(a, b);"
    "CREATE TABLE swap(id INTEGER PRIMARY KEY, place UNIQUE);"
    "CREATE TABLE pair(k TEXT COLLATE NOCASE, l INT, v, PRIMARY KEY(k,l)) WITHOUT ROWID;"
    "CREATE TABLE loose(x, y); CREATE TABLE nulls(k TEXT PRIMARY KEY, v);"
    "CREATE TABLE log(t); CREATE INDEX i1 ON same(b); CREATE VIEW v1 AS SELECT 1;"
    "CREATE TRIGGER tr AFTER INSERT ON same BEGIN INSERT INTO log VALUES(new.a); END;"
    "CREATE TRIGGER tr2 AFTER DELETE ON loose BEGIN DELETE FROM same; END;"
    "CREATE VIEW v2 AS SELECT 1 AS a; CREATE TRIGGER tr4 INSTEAD OF INSERT ON v2 BEGIN SELECT 1; "
    "END; INSERT INTO same VALUES(1,'x',1),(2,x'00ff',2.5),(3,'it''s',NULL); DELETE FROM log;"
    "INSERT INTO gone VALUES(1); INSERT INTO other VALUES(1,2); INSERT INTO swap VALUES(1,'a'),"
    "(2,'b'); INSERT INTO pair VALUES('Key',1,'v'),('x',2,'w'); INSERT INTO loose VALUES(1,2),"
    "(1,2),(3,4); INSERT INTO nulls VALUES(NULL,1),(NULL,1),('k',2);";

constexpr const char* kChange =
    "UPDATE same SET b='line'||char(10)||'two', c=2 WHERE a=2; UPDATE same SET c=1.0 WHERE a=1;"
    "DELETE FROM same WHERE a=3; INSERT INTO same VALUES(9,-9e999,x''); DELETE FROM log;"
    "DROP TABLE gone; ALTER TABLE other ADD COLUMN c DEFAULT 5;"
    "UPDATE swap SET place=NULL; UPDATE swap SET place=CASE id WHEN 1 THEN 'b' ELSE 'a' END;"
    "UPDATE pair SET k='KEY' WHERE k='key'; DELETE FROM pair WHERE k='x';"
    "DROP TRIGGER tr2; DELETE FROM loose WHERE rowid=2; INSERT INTO loose VALUES('new','row');"
    "DELETE FROM nulls WHERE rowid=1; CREATE TABLE fresh(a PRIMARY KEY, b); INSERT INTO fresh "
    "VALUES('a',0.1); CREATE INDEX i2 ON fresh(b); DROP INDEX i1; DROP VIEW v1;"
    "CREATE VIEW v1 AS SELECT 2; DROP VIEW v2; CREATE VIEW v2 AS SELECT 2 AS a;"
    "CREATE TRIGGER tr4 INSTEAD OF INSERT ON v2 BEGIN SELECT 1; END; CREATE TRIGGER tr3 AFTER "
    "INSERT ON fresh BEGIN SELECT 1; END;";

TEST_F(Commands, DiffMakesTheFirstIntoTheSecond) {
  make("a.db", kFrom);
  make("b.db", kFrom);
  expect_equal("a.db", "b.db");
  make("b.db", kChange);
  for (const auto& [from, to] : {std::pair("a.db", "b.db"), std::pair("b.db", "a.db")}) {
    SCOPED_TRACE(from);
    const Outcome diff = tern({"diff", from, to});
    EXPECT_EQ(diff.status, 3) << diff.err;
    std::filesystem::copy_file(folder_ / from, folder_ / "copy.db",
                               std::filesystem::copy_options::overwrite_existing);
    make("copy.db", diff.out);
    expect_equal("copy.db", to);
    EXPECT_EQ(query("copy.db", "PRAGMA integrity_check"), "ok\n");
    for (const char* table : {"same", "other", "swap", "pair", "loose", "nulls"}) {
      const std::string rows = std::string("SELECT * FROM ") + table + " ORDER BY 1,2";
      EXPECT_EQ(query_literals("copy.db", rows), query_literals(to, rows));
    }
    const std::string names = "SELECT name, sql FROM sqlite_schema ORDER BY 1";
    EXPECT_EQ(query("copy.db", names), query(to, names));
  }
}

TEST_F(Commands, DiffSaysWhatChangedAsJson) {
  make("a.db", "CREATE TABLE t(a INTEGER PRIMARY KEY, b, c); INSERT INTO t VALUES(1,2,3),(4,5,6);");
  make("b.db",
       "CREATE TABLE t(a INTEGER PRIMARY KEY, b, c); INSERT INTO t VALUES(1,2,'3'),(7,8,9);"
       "CREATE TABLE u(x); CREATE VIRTUAL TABLE f USING dbstat;");
  const Outcome diff = tern({"diff", "a.db", "b.db", "--json"});
  EXPECT_EQ(diff.status, 3) << diff.err;
  EXPECT_EQ(json(diff.out, "$.equal"), "0\n");
  EXPECT_EQ(
      json(diff.out, "$.rows"),
      "[{\"table\":\"t\",\"change\":\"delete\",\"key\":{\"a\":4},\"before\":{\"a\":4,\"b\":5,"
      "\"c\":6}},{\"table\":\"t\",\"change\":\"update\",\"key\":{\"a\":1},\"before\":{\"c\":3}"
      ",\"after\":{\"c\":\"3\"}},{\"table\":\"t\",\"change\":\"insert\",\"key\":{\"a\":7},"
      "\"after\":{\"a\":7,\"b\":8,\"c\":9}}]\n");
  EXPECT_EQ(json(diff.out, "$.schema[#-1].after"), "CREATE TABLE u(x)\n");
  EXPECT_EQ(json(diff.out, "$.schema[#-1].change"), "added\n");
  EXPECT_EQ(json(diff.out, "$.not_compared"), "[\"f\"]\n");
  EXPECT_EQ(json(tern({"diff", "a.db", "b.db", "--schema", "--json"}).out, "$.rows"), "[]\n");
  EXPECT_EQ(tern({"diff", "--schema", "--table", "u", "a.db", "b.db"}).out,
            "PRAGMA foreign_keys=OFF;\nBEGIN;\nCREATE TABLE u(x);\nCOMMIT;\n");
  EXPECT_EQ(json(tern({"diff", "a.db", "a.db", "--json"}).out, "$.equal"), "1\n");
  EXPECT_EQ(tern({"diff", "a.db", "missing.db"}).status, 1);
}

TEST_F(Commands, DiffComparesATableThatIsOnlyNamedAfterAVirtualOne) {
  make("a.db", "CREATE VIRTUAL TABLE f USING dbstat; CREATE TABLE f_mine(a INTEGER PRIMARY KEY);");
  std::filesystem::copy_file(folder_ / "a.db", folder_ / "b.db");
  make("b.db", "INSERT INTO f_mine VALUES(7);");
  EXPECT_EQ(json(tern({"diff", "a.db", "b.db", "--json"}).out, "$.rows[0].after.a"), "7\n");
}

/// The tables that the module keeps its content in are tables as any others, for who knows no
/// better.
TEST_F(Commands, DiffOfAModuleThatIsNotKnownIsOfAllItsTables) {
  make("a.db", "CREATE TABLE t(a);");
  make("b.db",
       "CREATE TABLE t(a); CREATE VIRTUAL TABLE f USING fts5(x); CREATE TABLE f_mine(a);"
       "INSERT INTO f VALUES('one word'),('two words'); INSERT INTO f_mine VALUES(1);");
  for (const auto& [from, to] : {std::pair("a.db", "b.db"), std::pair("b.db", "a.db")}) {
    SCOPED_TRACE(from);
    const Outcome diff = tern({"diff", from, to});
    EXPECT_EQ(diff.status, 3) << diff.err;
    std::filesystem::copy_file(folder_ / from, folder_ / "copy.db",
                               std::filesystem::copy_options::overwrite_existing);
    make("copy.db", diff.out);
    EXPECT_EQ(tern({"diff", "copy.db", to}).status, 0) << diff.out;
    EXPECT_EQ(query("copy.db", "PRAGMA integrity_check"), "ok\n");
    const std::string words = "SELECT x FROM f WHERE f MATCH 'words'";
    EXPECT_EQ(query("copy.db", words), query(to, words));
  }
}

}  // namespace
}  // namespace tern::tests
