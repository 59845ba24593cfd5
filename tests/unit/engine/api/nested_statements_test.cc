#include <gtest/gtest.h>

#include "tern/functions.h"
#include "tern/tern.h"

namespace tern {
namespace {

std::string rows(Connection& db, std::string_view sql) {
  std::string out;
  Result<Statement> statement = db.prepare(sql);
  if (!statement) return std::string(statement.error().message());
  while (true) {
    const Result<bool> more = statement->step();
    if (!more) return out + std::string(more.error().message());
    if (!*more) return out;
    for (int i = 0; i < statement->column_count(); ++i) {
      std::string scratch;
      out.append(i ? "|" : "").append(record::to_text(statement->column(i), scratch));
    }
    out += '\n';
  }
}

/// run(sql): runs it on the same connection, inside the statement that calls it; gives the error.
class NestedStatements : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(add_function(db_, "run", [this](std::string_view sql) {
      const Status done = db_.execute(std::string(sql));
      return done ? std::string("done") : std::string(done.error().message());
    }));
  }
  void must(std::string_view sql) {
    const Status done = db_.execute(sql);
    ASSERT_TRUE(done) << sql << ": " << done.error().message();
  }

  Connection db_ = *Connection::open(":memory:");
};

// The expected values are what the reference gives for the same statements.

TEST_F(NestedStatements, FailureUndoesAllOfTheInnerOneAndNothingElse) {
  must("CREATE TABLE inner_table(a UNIQUE); CREATE TABLE outer_table(x)");
  EXPECT_EQ(
      rows(db_,
           "INSERT INTO outer_table SELECT run('INSERT INTO inner_table VALUES(1), (2), (1)') "
           "UNION ALL SELECT run('INSERT INTO inner_table VALUES(5), (6)') RETURNING x"),
      "UNIQUE constraint failed: inner_table.a\ndone\n");
  EXPECT_EQ(rows(db_, "SELECT a FROM inner_table ORDER BY a"), "5\n6\n");
  EXPECT_EQ(rows(db_, "SELECT count(*) FROM outer_table"), "2\n");
  EXPECT_EQ(rows(db_, "PRAGMA integrity_check"), "ok\n");
}

TEST_F(NestedStatements, InnerOneForgetsNoViolationsOfTheOuterOne) {
  must(
      "PRAGMA foreign_keys = ON; CREATE TABLE parent(k INTEGER PRIMARY KEY);"
      "CREATE TABLE child(p REFERENCES parent, note); CREATE TABLE log(a);"
      "INSERT INTO parent VALUES(1)");
  EXPECT_EQ(rows(db_,
                 "INSERT INTO child SELECT 99, NULL UNION ALL "
                 "SELECT 1, run('INSERT INTO log VALUES(7)')"),
            "FOREIGN KEY constraint failed");
  EXPECT_EQ(rows(db_, "SELECT count(*) FROM child"), "0\n");
}

TEST_F(NestedStatements, InnerOneDoesNotEndTheOuterOnesTriggers) {
  must(
      "CREATE TABLE t(a INTEGER PRIMARY KEY AUTOINCREMENT, b);"
      "CREATE TABLE u(a INTEGER PRIMARY KEY AUTOINCREMENT, b);"
      "CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO u(b) VALUES(run('INSERT INTO u(b) "
      "VALUES(''inner'')')); INSERT INTO u(b) VALUES(NEW.b); END");
  must("INSERT INTO t(b) VALUES('one'), ('two')");
  EXPECT_EQ(rows(db_, "SELECT b FROM u ORDER BY a"), "inner\ndone\none\ninner\ndone\ntwo\n");
  EXPECT_EQ(rows(db_, "SELECT name, max(seq) FROM sqlite_sequence GROUP BY name"), "t|2\nu|6\n");
  EXPECT_EQ(rows(db_, "PRAGMA integrity_check"), "ok\n");
}

}  // namespace
}  // namespace tern
