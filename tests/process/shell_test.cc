// One script for both shells; what they print must be the same.

#include <gtest/gtest.h>

#include "tests/support/program.h"
#include "tests/support/test_certificate.h"

namespace tern::tests {
namespace {

struct Script {
  const char* name;
  const char* text;
};

constexpr const char* kTables =
    "CREATE TABLE b(id INTEGER PRIMARY KEY AUTOINCREMENT, x TEXT UNIQUE, y REAL, z BLOB);\n"
    "CREATE TABLE a(k TEXT, l INT, v, PRIMARY KEY(k,l)) WITHOUT ROWID;\n"
    "CREATE TABLE \"we ird\"(\"a b\" INT, \"select\" TEXT);\n"
    "INSERT INTO b VALUES(5,'o''x',1.5,x'00ff'),(6,'line1'||char(10)||'line2',0.1,NULL),\n"
    "  (7,'r'||char(13)||'n',9e999,''),(8,'both'||char(13,10)||'\\n',-9e999,'z');\n"
    "INSERT INTO a VALUES('q',1,2.0),('p',1,NULL);\n"
    "INSERT INTO \"we ird\" VALUES(1,'x');\n"
    "CREATE INDEX bi ON b(y);\n"
    "CREATE VIEW v1 AS SELECT * FROM a;\n";

const Script kScripts[] = {
    {"Modes",
     ".mode list\nSELECT * FROM b;\n.mode csv\nSELECT * FROM b;\n.mode column\nSELECT * FROM b;\n"
     ".mode json\nSELECT * FROM b;\n.mode line\nSELECT * FROM b;\n.mode quote\nSELECT * FROM b;\n"
     ".mode insert b2\nSELECT * FROM b;\n.mode table\nSELECT * FROM b;\n.mode box\nSELECT * FROM "
     "b;\n"
     ".mode markdown\nSELECT * FROM b;\n.mode tabs\nSELECT * FROM b;\n"},
    {"Headers",
     ".headers on\nSELECT * FROM a;\n.mode csv\nSELECT * FROM a;\n.headers off\n"
     "SELECT * FROM a;\n.mode column\nSELECT * FROM a;\n"},
    {"QueryPlan",
     "EXPLAIN QUERY PLAN SELECT * FROM b ORDER BY y, x;\n.mode json\n"
     "EXPLAIN QUERY PLAN SELECT k FROM a UNION SELECT x FROM b WHERE id IN (SELECT l FROM a);\n"
     "EXPLAIN QUERY PLAN INSERT INTO a VALUES(1,2,3);\nSELECT k FROM a;\n"},
    {"NullValueAndSeparator",
     ".nullvalue <null>\n.separator ' - ' ' end\\n'\nSELECT * FROM a;\n.separator \", \" \"\\n\"\n"
     "SELECT * FROM a;\n"},
    {"Dump", ".dump\n"},
    {"DumpOneTable", ".dump b\n.dump a b%\n"},
    {"Schema", ".schema\n.schema b\n.schema nope\n"},
    {"TablesAndIndexes", ".tables\n.tables b\n.tables %ei%\n.indexes\n.indexes b\n"},
    {"Errors",
     "SELECT zz FROM a;\n\nSELECT k,\n nope\n FROM a;\nINSERT INTO b(x) VALUES('o''x');\n"
     "SELECT 5; SELECT * FROM nope; SELECT 6;\nSELCT 1;\nSELECT 1 +;\nSELECT 7;\nSELECT 'open"},
    {"ErrorsWithoutAPlace",
     "SELECT 1 UNION SELECT 1, 2;\nSELECT v FROM a ORDER BY 9;\nSELECT v FROM a GROUP BY 9;\n"
     "WITH x AS (SELECT * FROM x) SELECT * FROM x;\nSELECT v FROM a ORDER BY v COLLATE nosuch;\n"
     "UPDATE a SET nosuch = 1;\nINSERT INTO a(nosuch) VALUES(1);\nSELECT v FROM a HAVING 1;\n"
     "SELECT v FROM a GROUP BY max(v);\nSELECT * FROM a NATURAL JOIN b ON 1;\n"
     "SELECT (SELECT 1, 2);\nSELECT 1 IN (SELECT 1, 2);\nSELECT (1, 2) = 1;\nSELECT (1, 2);\n"
     "SELECT rank() OVER w FROM a;\nSELECT * FROM a INDEXED BY nosuch;\nVALUES(1), (1, 2);\n"
     "WITH c AS (SELECT 1), c AS (SELECT 2) SELECT 1;\nSELECT 1 UNION SELECT 2 ORDER BY 3;\n"
     "SELECT group_concat(DISTINCT v, v) FROM a;\nSELECT sum(v) OVER (RANGE 1 PRECEDING) FROM "
     "a;\n"},
    {"UnknownDotCommand", ".foo bar\nSELECT 1;\n"},
    {"MultiLine",
     "SELECT\n 1,\n 2; SELECT 3\n;\n-- comment; more\nSELECT 'a;b' -- ;\n ; /* ; */\nSELECT 4"},
    {"Widths", ".mode column\n.width 3 -6\nSELECT x, id FROM b;\n"},
    {"Print", ".print a 'b c' \"d\\te\"\n.print\n"},
    {"Quit", "SELECT 1;\n.quit\nSELECT 2;\n"},
    {"ExitCode", "SELECT 1;\n.exit 3\n"},
    {"Bail", ".bail on\nSELECT zz FROM a;\nSELECT 2;\n"},
    {"ReadMissingFile", ".read nofile\nSELECT 1;\n"},
    {"Changes", ".changes on\nINSERT INTO a VALUES('n',1,1),('m',2,2);\nUPDATE a SET v=1;\n"},
    {"Once", ".once out.txt\nSELECT 1;\nSELECT 2;\n"},
    {"OutputFile", ".output out.txt\nSELECT 1;\n.output\nSELECT 2;\n.read out.txt\n"},
    {"Import",
     ".mode csv\n.import data.csv fresh\nSELECT * FROM fresh;\n.schema fresh\n"
     ".import --skip 1 data.csv fresh\nSELECT count(*) FROM fresh;\n.import data.csv a\n"
     ".import -v data.csv more\n"},
};

class ShellScript : public testing::TestWithParam<Script> {};

TEST_P(ShellScript, PrintsWhatTheReferencePrints) {
  const TemporaryFolder theirs;
  const TemporaryFolder ours;
  for (const TemporaryFolder* folder : {&theirs, &ours}) {
    write_file(*folder / "data.csv",
               "x,y\n\"1,2\",3\n4\n5,6,7\n\"say \"\"hi\"\"\",\"two\nlines\"\n");
    const Outcome made = run_program({"sqlite3", *folder / "t.db"}, kTables);
    ASSERT_EQ(made.err, "");
  }
  const Outcome expected = run_program({"sqlite3", "t.db"}, GetParam().text, theirs.path());
  const Outcome actual = run_program({TERN_PROGRAM, "t.db"}, GetParam().text, ours.path());
  EXPECT_EQ(actual.out, expected.out);
  EXPECT_EQ(actual.err, expected.err);
  EXPECT_EQ(actual.status, expected.status);
  EXPECT_EQ(read_file(ours / "out.txt"), read_file(theirs / "out.txt"));
}

INSTANTIATE_TEST_SUITE_P(All, ShellScript, testing::ValuesIn(kScripts),
                         [](const auto& script) { return script.param.name; });

TEST(Shell, ArgumentsDoWhatTheReferencesDo) {
  const std::vector<std::vector<std::string>> all = {
      {":memory:", "SELECT 1", "SELECT 2"},
      {"-json", ":memory:", "SELECT 1 AS a"},
      {"-csv", "-header", ":memory:", "SELECT 1 AS a, 'x y' AS b"},
      {"-cmd", ".mode quote", ":memory:", "SELECT 'a'"},
      {"-separator", "/", "-nullvalue", "-", ":memory:", "SELECT 1, NULL"},
      {":memory:", "SELECT zz"},
      {":memory:", "CREATE TABLE t(a UNIQUE); INSERT INTO t VALUES(1),(1)"},
      {":memory:", ".mode json", "SELECT 3"},
      {"-line", ":memory:", "SELECT 1 AS abc, 2 AS d"},
      {"-bail", ":memory:", "SELECT x", "SELECT 2"},
      {"/nonexistent/x.db", "SELECT 1"},
  };
  for (const std::vector<std::string>& arguments : all) {
    std::vector<std::string> theirs = {"sqlite3"};
    std::vector<std::string> ours = {TERN_PROGRAM};
    theirs.insert(theirs.end(), arguments.begin(), arguments.end());
    ours.insert(ours.end(), arguments.begin(), arguments.end());
    const Outcome expected = run_program(theirs);
    const Outcome actual = run_program(ours);
    EXPECT_EQ(actual.out, expected.out) << arguments.back();
    EXPECT_EQ(actual.err, expected.err) << arguments.back();
    EXPECT_EQ(actual.status, expected.status) << arguments.back();
  }
}

TEST(Shell, DumpMakesTheSameDatabaseAgain) {
  const TemporaryFolder folder;
  ASSERT_EQ(run_program({"sqlite3", folder / "t.db"}, kTables).err, "");
  const Outcome dump = run_program({TERN_PROGRAM, folder / "t.db", ".dump"});
  ASSERT_EQ(run_program({TERN_PROGRAM, folder / "again.db"}, dump.out).err, "");
  EXPECT_EQ(run_program({"sqlite3", folder / "again.db", ".dump"}).out, dump.out);
  EXPECT_EQ(run_program({"sqlite3", folder / "again.db", "PRAGMA integrity_check"}).out, "ok\n");
}

}  // namespace
}  // namespace tern::tests
