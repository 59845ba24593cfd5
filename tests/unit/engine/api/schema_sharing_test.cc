// Connections of one process share what they read of sqlite_schema, and each sees its own
// transaction's: whoever changes it, in whatever way, and whatever they know beside.
#include <gtest/gtest.h>

#include "engine/api/connection_state.h"
#include "engine/catalog/schema.h"
#include "tern/functions.h"
#include "tern/tern.h"
#include "tests/support/reference_db.h"

namespace tern {
namespace {

using catalog::Schema;
using test::run_shell;

class SchemaSharing : public ::testing::Test {
 protected:
  Connection open(const std::string& name = "x.db") const {
    auto db = Connection::open(folder_.path(name));
    EXPECT_TRUE(db);
    return std::move(*db);
  }
  /// As of now, with the statement that makes it known.
  static const Schema& schema_of(Connection& db, const std::string& sql = "SELECT 1 FROM a") {
    EXPECT_EQ(error_of(db, sql), "");
    return *db.state().main().known_schema();
  }
  static std::string error_of(Connection& db, const std::string& sql) {
    const Status done = db.execute(sql);
    return done ? "" : std::string(done.error().message());
  }

  const test::TemporaryFolder folder_;
};

constexpr const char* kSomeObjects =
    "CREATE TABLE a(id INTEGER PRIMARY KEY, x TEXT); CREATE TABLE b(y UNIQUE, z REFERENCES a);"
    "CREATE TABLE k(p PRIMARY KEY, q) WITHOUT ROWID; CREATE INDEX bz ON b(z);"
    "CREATE VIEW v AS SELECT x FROM a; CREATE TABLE plain(x, y);"
    "CREATE TRIGGER g AFTER INSERT ON a BEGIN INSERT INTO plain VALUES(new.id, new.x); END;"
    "INSERT INTO a VALUES(1, 'one')";

TEST_F(SchemaSharing, TheSecondConnectionTakesTheRowsAndMakesWhatItNames) {
  Connection first = open();
  ASSERT_EQ(error_of(first, kSomeObjects), "");
  Connection second = open();
  const Schema& one = schema_of(first);
  const Schema& other = schema_of(second, "SELECT y FROM plain");
  EXPECT_EQ(one.rows, other.rows);
  EXPECT_FALSE(other.is_all_made);
  EXPECT_EQ(other.made.tables.size(), 1U);
  EXPECT_TRUE(other.made.views.empty());
  // With a table come its indexes and triggers.
  const catalog::Table* b = other.find_table("B");
  ASSERT_NE(b, nullptr);
  EXPECT_EQ(b->schema, &other);
  EXPECT_NE(b, one.find_table("b"));
  EXPECT_EQ(b->indexes.size(), 2U);
  EXPECT_EQ(other.made.indexes.size(), 2U);
  EXPECT_EQ(other.find_index("bz")->table, b);
  EXPECT_EQ(other.find_trigger("G")->table, "a");
  EXPECT_EQ(other.find_table("a")->triggers.size(), 1U);
  EXPECT_EQ(other.find_view("v")->schema, &other);
  EXPECT_EQ(other.find_index("sqlite_autoindex_k_1")->table, other.find_table("k"));
  EXPECT_EQ(other.find_table("sqlite_master")->root, PageNo{1});
  EXPECT_EQ(other.find_table("none"), nullptr);
  EXPECT_EQ(other.find_index("sqlite_autoindex_none_1"), nullptr);
  EXPECT_EQ(other.tables().size(), 5U);
}

TEST_F(SchemaSharing, ForeignKeysOfTablesThatNobodyNamedAreKnown) {
  Connection first = open();
  ASSERT_EQ(error_of(first, kSomeObjects), "");
  ASSERT_EQ(error_of(first, "INSERT INTO b VALUES(5, 1)"), "");
  Connection second = open();
  ASSERT_EQ(error_of(second, "PRAGMA foreign_keys = ON"), "");
  EXPECT_EQ(error_of(second, "DELETE FROM a"), "FOREIGN KEY constraint failed");
  const Schema& schema = *second.state().main().known_schema();
  EXPECT_TRUE(schema.made.tables.contains("b"));
  EXPECT_FALSE(schema.made.tables.contains("k"));
}

TEST_F(SchemaSharing, AnotherConnectionChangesTheSchema) {
  Connection first = open();
  ASSERT_EQ(error_of(first, kSomeObjects), "");
  Connection second = open();
  schema_of(second);
  ASSERT_EQ(error_of(first, "CREATE TABLE more(c); ALTER TABLE a ADD COLUMN n; DROP TABLE k"), "");
  EXPECT_EQ(error_of(second, "SELECT n, c FROM a, more"), "");
  EXPECT_EQ(error_of(second, "SELECT * FROM k"), "no such table: k");
  EXPECT_EQ(error_of(first, "INSERT INTO a VALUES(2, 'two', 3)"), "");
}

TEST_F(SchemaSharing, AnotherProcessChangesTheSchema) {
  Connection first = open();
  ASSERT_EQ(error_of(first, kSomeObjects), "");
  Connection second = open();
  schema_of(second);
  EXPECT_EQ(run_shell(folder_.path("x.db"),
                      "DROP TABLE b; CREATE TABLE b(only); CREATE INDEX ax ON a(x)"),
            "");
  EXPECT_EQ(error_of(second, "SELECT only FROM b"), "");
  Connection third = open();
  EXPECT_EQ(error_of(third, "SELECT only, x FROM b, a INDEXED BY ax"), "");
  EXPECT_EQ(error_of(first, "SELECT only FROM b"), "");
}

// A schema that is written by hand may keep its cookie.
TEST_F(SchemaSharing, TheTextsCountAndNotTheCookie) {
  Connection first = open();
  ASSERT_EQ(error_of(first, kSomeObjects), "");
  schema_of(first);
  EXPECT_EQ(run_shell(folder_.path("x.db"),
                      "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE "
                      "plain(x, other)' WHERE name = 'plain'"),
            "");
  Connection second = open();
  EXPECT_EQ(error_of(second, "SELECT other FROM plain"), "");
  EXPECT_EQ(error_of(first, "SELECT y FROM plain"), "");
  EXPECT_EQ(run_shell(folder_.path("x.db"),
                      "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE "
                      "plain(x, x)' WHERE name = 'plain'"),
            "");
  Connection third = open();
  EXPECT_EQ(error_of(third, "SELECT 1 FROM a"),
            "malformed database schema (plain) - duplicate column name: x");
}

TEST_F(SchemaSharing, WhatIsNotCommittedIsNobodyElses) {
  Connection first = open();
  ASSERT_EQ(error_of(first, std::string("PRAGMA journal_mode = wal;") + kSomeObjects), "");
  ASSERT_EQ(error_of(first, "BEGIN; CREATE TABLE new(n); DROP TABLE plain; SELECT n FROM new"), "");
  Connection second = open();
  EXPECT_EQ(error_of(second, "SELECT n FROM new"), "no such table: new");
  EXPECT_EQ(error_of(second, "SELECT y FROM plain"), "");
  ASSERT_EQ(error_of(first, "ROLLBACK"), "");
  EXPECT_EQ(error_of(first, "SELECT n FROM new"), "no such table: new");
  EXPECT_EQ(error_of(first, "SELECT y FROM plain"), "");
  // Another one that has the number that the lost one would have had.
  ASSERT_EQ(error_of(second, "CREATE TABLE new(m)"), "");
  EXPECT_EQ(error_of(first, "SELECT m FROM new"), "");
}

TEST_F(SchemaSharing, ADatabaseIsOfItsOwnWhateverItIsCalled) {
  Connection first = open();
  ASSERT_EQ(error_of(first, kSomeObjects), "");
  Connection second = open("y.db");
  ASSERT_EQ(error_of(second, "CREATE TABLE a(mine); ATTACH '" + folder_.path("x.db") + "' AS aux"),
            "");
  EXPECT_EQ(error_of(second, "SELECT mine, v.x FROM main.a, aux.a, v"), "");
  EXPECT_EQ(error_of(second, "CREATE TEMP TABLE plain(mine)"), "");
  EXPECT_EQ(error_of(second,
                     "CREATE TEMP TRIGGER tg AFTER INSERT ON aux.a BEGIN INSERT INTO "
                     "plain VALUES(new.id); END"),
            "");
  EXPECT_EQ(error_of(second, "INSERT INTO aux.a VALUES(7, 'seven')"), "");
  EXPECT_EQ(error_of(second, "SELECT mine FROM plain"), "");
  EXPECT_EQ(error_of(first, "SELECT y FROM plain"), "");
  Connection third = open();
  EXPECT_EQ(error_of(third, "SELECT mine FROM plain"), "no such column: mine");
}

TEST_F(SchemaSharing, StatisticsReachWhatIsMadeLater) {
  Connection first = open();
  ASSERT_EQ(error_of(first, kSomeObjects), "");
  ASSERT_EQ(error_of(first, "INSERT INTO plain VALUES(1, 1), (2, 2), (3, 3), (4, 4); ANALYZE"), "");
  Connection second = open();
  const Schema& schema = schema_of(second);
  EXPECT_FALSE(schema.made.tables.contains("plain"));
  const catalog::Table* plain = schema.find_table("plain");
  ASSERT_NE(plain, nullptr);
  EXPECT_TRUE(plain->has_statistics);
  EXPECT_EQ(plain->row_estimate, catalog::log_estimate(5));
}

TEST_F(SchemaSharing, CollationsAreEachConnectionsOwn) {
  Connection first = open();
  ASSERT_TRUE(add_collation(first, "mine", [](std::string_view a, std::string_view b) {
    return static_cast<int>(a.size()) - static_cast<int>(b.size());
  }));
  ASSERT_EQ(
      error_of(first, "CREATE TABLE a(t TEXT COLLATE mine); INSERT INTO a VALUES('b'), ('aa')"),
      "");
  schema_of(first);
  Connection second = open();
  EXPECT_EQ(error_of(second, "SELECT t FROM a"), "");
  EXPECT_EQ(error_of(second, "SELECT t FROM a ORDER BY t"), "no such collation sequence: mine");
  EXPECT_EQ(error_of(first, "SELECT t FROM a ORDER BY t"), "");
}

TEST_F(SchemaSharing, WhatIsWrongIsToldAtOnceAmongPlainTables) {
  int files = 0;
  const auto expect_error = [&](const std::string& change, const std::string& error) {
    SCOPED_TRACE(change);
    const std::string name = "x" + std::to_string(++files) + ".db";
    EXPECT_EQ(run_shell(folder_.path(name),
                        "CREATE TABLE a(x); CREATE TABLE b(y);"
                        "PRAGMA writable_schema = ON;" +
                            change),
              "");
    Connection db = open(name);
    EXPECT_EQ(error_of(db, "SELECT 1 FROM a"), error);
    Connection other = open(name);
    EXPECT_EQ(error_of(other, "SELECT 1 FROM a"), error);
  };
  expect_error("UPDATE sqlite_schema SET rootpage = 99 WHERE name = 'b'",
               "malformed database schema (b) - invalid rootpage");
  expect_error("UPDATE sqlite_schema SET sql = 'CREATE TABLE b(y' WHERE name = 'b'",
               "malformed database schema (b) - incomplete input");
  expect_error("INSERT INTO sqlite_schema SELECT * FROM sqlite_schema WHERE name = 'b'",
               "malformed database schema (b) - table b already exists");
}

TEST_F(SchemaSharing, PlainTablesWaitForTheFirstConnectionToo) {
  run_shell(folder_.path("x.db"),
            "CREATE TABLE a(x, y); CREATE TABLE b(z); CREATE INDEX i ON b(z); CREATE TABLE c(z);"
            "CREATE INDEX e ON c(z + 1); CREATE TABLE d(u); CREATE VIEW v AS SELECT 1");
  Connection db = open();
  const Schema& schema = schema_of(db);
  EXPECT_TRUE(schema.made.tables.contains("a"));
  EXPECT_TRUE(schema.made.tables.contains("c"));  // an index on an expression is parsed
  EXPECT_FALSE(schema.made.tables.contains("b"));
  EXPECT_FALSE(schema.made.tables.contains("d"));
  EXPECT_EQ(schema.find_index("i")->table, schema.find_table("b"));
  EXPECT_EQ(error_of(db, "SELECT u FROM d; SELECT z FROM b INDEXED BY i"), "");
}

TEST_F(SchemaSharing, AnIndexOnAColumnThatIsNotThereIsToldAtOnce) {
  run_shell(
      folder_.path("x.db"),
      "CREATE TABLE a(x); CREATE TABLE b(y); CREATE INDEX i ON b(y); PRAGMA writable_schema = "
      "ON; UPDATE sqlite_schema SET sql = 'CREATE INDEX i ON b(z)' WHERE name = 'i'");
  Connection db = open();
  EXPECT_EQ(error_of(db, "SELECT 1 FROM a"), "malformed database schema (i) - no such column: z");
}

}  // namespace
}  // namespace tern
