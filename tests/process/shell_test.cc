// The shell in what it says in its own words; tests/shell compares the rest with the reference.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/program.h"
#include "tests/support/test_certificate.h"

namespace tern::tests {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

constexpr const char* kTables =
    "CREATE TABLE b(id INTEGER PRIMARY KEY AUTOINCREMENT, x TEXT UNIQUE, y REAL, z BLOB);\n"
    "CREATE TABLE a(k TEXT, l INT, v, PRIMARY KEY(l,k)) WITHOUT ROWID;\n"
    "CREATE TABLE \"we ird\"(\"a b\" INT, \"select\" TEXT);\n"
    "CREATE TABLE g(a INT, b INT AS (a+1) STORED, c AS (a*2), d);\n"
    "INSERT INTO b VALUES(5,'o''x',1.5,x'00ff'),(6,'line1'||char(10)||'line2',0.1,NULL),\n"
    "  (7,'r'||char(13)||'n',9e999,''),(8,'both'||char(13,10)||'\\n',-9e999,'z');\n"
    "INSERT INTO a VALUES('q',1,2.0),('p',1,NULL);\n"
    "INSERT INTO \"we ird\" VALUES(1,'x'),(2,hex(zeroblob(9000)));\n"
    "INSERT INTO g(a,d) VALUES(1,'d');\n"
    "CREATE INDEX bi ON b(y);\n"
    "CREATE VIEW v1 AS SELECT * FROM a;\n";

/// A folder with the database t.db, made by the reference.
class ShellFolder {
 public:
  explicit ShellFolder(const std::string& sql = kTables) {
    EXPECT_EQ(run_program({"sqlite3", path("t.db")}, sql).err, "");
  }
  std::string path(const std::string& name) const { return folder_ / name; }
  Outcome tern(const std::string& input) const {
    return run_program({TERN_PROGRAM, "t.db"}, input, folder_.path());
  }
  std::string reference(const std::string& database, const std::string& input) const {
    const Outcome outcome = run_program({"sqlite3", path(database)}, input);
    EXPECT_EQ(outcome.err, "");
    return outcome.out;
  }
  /// Zeros in place of `size` bytes of t.db.
  void damage(std::streamoff at, size_t size) const {
    std::fstream file(path("t.db"), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(at);
    file << std::string(size, '\0');
  }
  /// What .recover prints becomes again.db.
  void recover(const std::string& options = "") const {
    const Outcome recovered = tern(".recover " + options + "\n");
    EXPECT_EQ(recovered.err, "");
    EXPECT_EQ(recovered.status, 0);
    EXPECT_EQ(reference("again.db", recovered.out), "");
  }

 private:
  TemporaryFolder folder_;
};

TEST(Shell, DumpMakesTheSameDatabaseAgain) {
  const ShellFolder folder;
  const Outcome dump = folder.tern(".dump\n");
  ASSERT_EQ(run_program({TERN_PROGRAM, folder.path("again.db")}, dump.out).err, "");
  EXPECT_EQ(folder.reference("again.db", ".dump\n"), dump.out);
  EXPECT_EQ(folder.reference("again.db", "PRAGMA integrity_check;\n"), "ok\n");
}

TEST(Shell, RecoverGivesAllOfAWholeDatabase) {
  const ShellFolder folder;
  folder.recover();
  EXPECT_EQ(folder.reference("again.db", ".dump\n"), folder.reference("t.db", ".dump\n"));
  EXPECT_EQ(folder.reference("again.db", "PRAGMA integrity_check;\n"), "ok\n");
}

TEST(Shell, RecoverPutsRowsOfATreeWithoutRootIntoLostAndFound) {
  const ShellFolder folder(
      "PRAGMA page_size=512;\nCREATE TABLE t(a INTEGER PRIMARY KEY, b);\n"
      "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i+1 FROM n WHERE i<1000)\n"
      "INSERT INTO t SELECT i, 'row ' || i FROM n;\n"
      "CREATE TABLE u(c);\nINSERT INTO u VALUES('kept');\n");
  const int root =
      std::stoi(folder.reference("t.db", "SELECT rootpage FROM sqlite_schema WHERE name='t';\n"));
  folder.damage((root - 1) * 512, 512);
  folder.recover();
  EXPECT_EQ(folder.reference("again.db",
                             "SELECT count(*) FROM t;\nSELECT * FROM u;\n"
                             "SELECT count(DISTINCT id), min(id), max(id), min(nfield), "
                             "sum(c1='row '||id) FROM lost_and_found;\n"),
            "0\nkept\n1000|1|1000|2|1000\n");
}

TEST(Shell, RecoverFindsRowsWithoutASchema) {
  const ShellFolder folder("CREATE TABLE t(a, b);\nINSERT INTO t VALUES(1,'x'),(2.5,x'00');\n");
  folder.damage(100, 3996);
  folder.recover("--lost-and-found found");
  EXPECT_EQ(folder.reference("again.db", "SELECT pgno, id, quote(c0), quote(c1) FROM found;\n"),
            "2|1|1|'x'\n2|2|2.5|X'00'\n");
}

TEST(Shell, RecoverLeavesOutFreePagesWhenAsked) {
  const ShellFolder folder(
      "CREATE TABLE t(a);\nINSERT INTO t VALUES('gone');\nCREATE TABLE u(b);\nDROP TABLE t;\n");
  folder.recover("--ignore-freelist");
  EXPECT_EQ(folder.reference("again.db", ".tables\n"), "u\n");
}

TEST(Shell, DbinfoTellsWhatTheHeaderSays) {
  const ShellFolder folder(
      "PRAGMA page_size=1024;\nPRAGMA user_version=7;\nCREATE TABLE t(a);\n"
      "CREATE INDEX i ON t(a);\n");
  const std::string out = folder.tern(".dbinfo\n").out;
  EXPECT_THAT(out, StartsWith("database page size:  1024\nwrite format:        1\n"));
  EXPECT_THAT(out, HasSubstr("\ndatabase page count: 3\n"));
  EXPECT_THAT(out, HasSubstr("\ntext encoding:       1 (utf8)\nuser version:        7\n"));
  EXPECT_THAT(out, HasSubstr("\nnumber of tables:    1\nnumber of indexes:   1\n"));
}

TEST(Shell, HelpListsCommandsAndTheOptionsOfOne) {
  const ShellFolder folder;
  const std::string all = folder.tern(".help\n").out;
  EXPECT_THAT(all, HasSubstr("\n.import ?OPTIONS? FILE TABLE"));
  EXPECT_THAT(all, testing::Not(HasSubstr("--csv")));
  EXPECT_THAT(all, testing::Not(HasSubstr(".imposter")));
  EXPECT_THAT(folder.tern(".help import\n").out, StartsWith(".import ?OPTIONS? FILE TABLE"));
  EXPECT_THAT(folder.tern(".help -all\n").out, HasSubstr("   --csv "));
  EXPECT_EQ(folder.tern(".help nosuch\n").out, "Nothing matches 'nosuch'\n");
}

TEST(Shell, WhatIsNotThereIsRefusedByItsName) {
  const ShellFolder folder;
  for (const std::string name : {"imposter"}) {
    const Outcome refused = folder.tern("." + name + " x\n");
    EXPECT_EQ(refused.err, "Error: ." + name + " is not supported by this shell\n");
    EXPECT_EQ(refused.status, 1);
  }
  EXPECT_EQ(run_program({TERN_PROGRAM, "-zip", "x.zip"}).status, 1);
  EXPECT_THAT(run_program({TERN_PROGRAM, "-zip", "x.zip"}).err,
              EndsWith("Error: -zip is not supported\n"));
  EXPECT_EQ(folder.tern(".open --append x\n").err, "Error: .open --append is not supported\n");
  EXPECT_EQ(folder.tern(".stats vmstep\n").err,
            "Error: .stats vmstep is not supported: statements run on no virtual machine\n");
  EXPECT_EQ(folder.tern(".testctrl imposter main 1 5\n").err,
            "Error: .testctrl imposter is not supported by this shell\n");
}

TEST(Shell, StatsTellOfColumnsAndOfWork) {
  const ShellFolder folder;
  const std::string out =
      folder.tern(".stats stmt\nSELECT id, y+1 AS s FROM b ORDER BY x||'';\n").out;
  EXPECT_THAT(out, HasSubstr("\nNumber of output columns:            2\n"
                             "Column 0 name:                       id\n"
                             "Column 0 declared type:              INTEGER\n"
                             "Column 0 database name:              main\n"
                             "Column 0 table name:                 b\n"
                             "Column 0 origin name:                id\n"
                             "Column 1 name:                       s\n"
                             "Column 1 declared type:              (null)\n"));
  EXPECT_THAT(out, HasSubstr("\nFullscan Steps:                      3\n"
                             "Sort Operations:                     1\n"));
  EXPECT_THAT(out, EndsWith("\nNumber of times run:                 1\n"));
}

TEST(Shell, HelpOfSessionsStandsWhereItsWordsAreWrong) {
  const ShellFolder folder;
  for (const std::string words : {"", " bad", " open main", " list", " close 3", " isempty 1"}) {
    const Outcome outcome = folder.tern(".session" + words + "\n");
    EXPECT_EQ(outcome.err, "");
    EXPECT_EQ(outcome.status, 0);
    if (words == " list") {
      EXPECT_EQ(outcome.out, "");
    } else {
      EXPECT_THAT(outcome.out, StartsWith(".session ?NAME? COMMAND ...")) << words;
    }
  }
}

TEST(Shell, TellsWhereNoProgramOpensWhatItWrote) {
  const ShellFolder folder;
  const std::string run = "PATH=/nowhere '" TERN_PROGRAM "' :memory: '.once -x' 'SELECT 1'";
  const Outcome outcome = run_program({"bash", "-c", run});
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, MatchesRegex("(.|\n)*Failed: \\[xdg-open /.*/tern-......\\.csv\\]\n"));
}

TEST(Shell, WrongWordsOfLongCommandsPrintTheirHelp) {
  const ShellFolder folder;
  EXPECT_THAT(folder.tern(".import\n").out,
              StartsWith("ERROR: missing FILE argument. Usage:\n.import"));
  EXPECT_THAT(folder.tern(".import --bad x y\n").out,
              StartsWith("ERROR: unknown option: \"-bad\".  Usage:\n.import"));
  EXPECT_THAT(folder.tern(".output a b\n").out,
              StartsWith("ERROR: extra parameter: \"b\".  Usage:\n.output"));
  EXPECT_THAT(folder.tern(".excel foo\n").out,
              StartsWith("ERROR: extra parameter: \"foo\".  Usage:\n.excel ?--bom?"));
  EXPECT_THAT(folder.tern(".excel -e\n").out,
              StartsWith("ERROR: unknown option: \"-e\".  Usage:\n.excel ?--bom?"));
  EXPECT_THAT(folder.tern(".once -e x\n").out,
              StartsWith("ERROR: extra parameter: \"x\".  Usage:\n.once"));
  EXPECT_THAT(folder.tern(".parameter bad\n").out, StartsWith(".parameter COMMAND"));
}

TEST(Shell, ProfilesAndLogs) {
  const ShellFolder folder;
  EXPECT_THAT(folder.tern(".trace --profile stdout\nSELECT 1;\n").out,
              MatchesRegex("1\nSELECT 1; -- [0-9]+ ns\n"));
  EXPECT_EQ(folder.tern(".log stdout\nSELECT nope FROM b;\n").out,
            "(1) no such column: nope in \"SELECT nope FROM b;\"\n");
}

TEST(Shell, FilesAreReadAndWrittenBySql) {
  const ShellFolder folder;
  EXPECT_EQ(folder
                .tern("SELECT writefile('f', x'610062');\nSELECT quote(readfile('f'));\n"
                      "SELECT quote(readfile('nosuch'));\n")
                .out,
            "3\nX'610062'\nNULL\n");
  const Outcome safe = run_program({TERN_PROGRAM, "-safe", ":memory:", "SELECT readfile('f')"});
  EXPECT_EQ(safe.err, "line 0: cannot use the readfile() function in safe mode\n");
  EXPECT_EQ(safe.status, 1);
}

TEST(Shell, RunsTheUsersInitFileFirst) {
  const TemporaryFolder home;
  write_file(home / ".ternrc", ".mode quote\n.headers on\n");
  const std::string run = "HOME=" + home.path() + " " + TERN_PROGRAM;
  const std::string sql = " :memory: \"SELECT 'a b' AS x\"";
  EXPECT_EQ(run_program({"bash", "-c", run + sql}).out, "'x'\n'a b'\n");
  EXPECT_EQ(run_program({"bash", "-c", run + " -list -noheader" + sql}).out, "a b\n");
  write_file(home / "other", ".print other\n");
  EXPECT_EQ(run_program({"bash", "-c", run + " -init " + (home / "other") + sql}).out,
            "other\na b\n");
}

TEST(Shell, TellsItsVersionAndWhereDataIs) {
  const ShellFolder folder;
  EXPECT_EQ(run_program({TERN_PROGRAM, "-version"}).out, "tern 0.1.0\n");
  EXPECT_EQ(folder.tern(".version\n").out, "Tern 0.1.0, as SQLite 3.40.1\n");
  EXPECT_EQ(folder.tern(".vfsname\n.open :memory:\n.vfsname\n").out, "uring\nmemory\n");
}

}  // namespace
}  // namespace tern::tests
