// What is called plain parses, and nothing is wrong with its description: of random texts made of
// the pieces of CREATE TABLE, and of some by hand. A text of the usual sort is plain.
#include "engine/catalog/plain_texts.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "engine/catalog/schema.h"
#include "engine/sql/parser.h"

namespace tern::catalog {
namespace {

std::optional<std::string_view> plain_table_name(std::string_view sql) {
  const auto table = plain_table(sql);
  return table ? std::optional(table->name) : std::nullopt;
}

/// Of a text that is plain: what its name promises.
void expect_nothing_wrong(const std::string& sql, std::string_view name) {
  SCOPED_TRACE(sql);
  auto parsed = sql::parse_statement(sql);
  ASSERT_TRUE(parsed) << parsed.error().message();
  ASSERT_TRUE(parsed->statement);
  ASSERT_EQ(parsed->statement->kind, sql::StatementKind::CreateTable);
  const auto table = describe_table(std::move(parsed->statement), sql, FileTraits());
  ASSERT_TRUE(table) << table.error().message();
  EXPECT_EQ((*table)->name, name);
  EXPECT_TRUE((*table)->indexes.empty());
  EXPECT_EQ((*table)->primary_index, nullptr);
  EXPECT_TRUE((*table)->foreign_keys.empty());
  EXPECT_FALSE((*table)->is_virtual);
  const auto plain = plain_table(sql);
  ASSERT_EQ(plain->columns.size(), (*table)->columns.size());
  for (size_t i = 0; i < plain->columns.size(); ++i) {
    EXPECT_EQ(plain->columns[i], (*table)->columns[i].name);
  }
}

TEST(PlainTable, IsTheUsualSort) {
  for (const std::string sql : {
           "CREATE TABLE t(a)",
           "create table t (id INTEGER PRIMARY KEY, name TEXT NOT NULL, v INT DEFAULT 0)",
           "CREATE TABLE t(a integer primary key asc autoincrement, b DECIMAL(10, 2) DEFAULT -1.5)",
           "CREATE TABLE \"t\"([a b] TEXT COLLATE nocase, `c` VARCHAR(20) NULL DEFAULT 'x''y')",
           "CREATE TABLE t(made TEXT DEFAULT CURRENT_TIMESTAMP -- when\n, /* of */ b BLOB)",
           "CREATE TABLE t(a UNSIGNED BIG INT DEFAULT +3 NOT NULL, b DEFAULT NULL)",
       }) {
    ASSERT_EQ(plain_table_name(sql), "t") << sql;
    expect_nothing_wrong(sql, "t");
  }
}

TEST(PlainTable, IsNoneThatHasAnythingElse) {
  for (const std::string sql : {
           "",
           "CREATE TABLE t",
           "CREATE TABLE t(a",
           "CREATE TABLE t(a))",
           "CREATE TABLE t(a);",
           "CREATE TABLE t(a,)",
           "CREATE TABLE t(a, A)",
           "CREATE TABLE t(a, \"A\")",
           "CREATE TABLE main.t(a)",
           "CREATE TEMP TABLE t(a)",
           "CREATE TABLE IF NOT EXISTS t(a)",
           "CREATE TABLE t AS SELECT 1",
           "CREATE VIEW t AS SELECT 1",
           "CREATE TABLE t(a INT PRIMARY KEY)",
           "CREATE TABLE t(a INTEGER PRIMARY KEY DESC)",
           "CREATE TABLE t(a INTEGER(4) PRIMARY KEY)",
           "CREATE TABLE t(a INTEGER X PRIMARY KEY)",
           "CREATE TABLE t(a \"INTEGER\" PRIMARY KEY)",
           "CREATE TABLE t(a INTEGER PRIMARY KEY, b INTEGER PRIMARY KEY)",
           "CREATE TABLE t(a INTEGER PRIMARY KEY ON CONFLICT IGNORE)",
           "CREATE TABLE t(a UNIQUE)",
           "CREATE TABLE t(a, UNIQUE(a))",
           "CREATE TABLE t(a CHECK(a > 0))",
           "CREATE TABLE t(a REFERENCES u)",
           "CREATE TABLE t(a NOT NULL ON CONFLICT IGNORE)",
           "CREATE TABLE t(a DEFAULT (1))",
           "CREATE TABLE t(a DEFAULT 0x1234567890abcdef12)",
           "CREATE TABLE t(a DEFAULT -'x')",
           "CREATE TABLE t(a COLLATE mine)",
           "CREATE TABLE t(a AS (1), b)",
           "CREATE TABLE t(a INT GENERATED ALWAYS AS (1), b)",
           "CREATE TABLE t(a) WITHOUT ROWID",
           "CREATE TABLE t(a INT) STRICT",
           "CREATE TABLE t(a b(c))",
           "CREATE TABLE t(a (1))",
           "CREATE TABLE 't'(a)",
           "CREATE TABLE \"t\"\"u\"(a)",
           "CREATE TABLE t(\"\")",
           "CREATE TABLE t(a \x01)",
       }) {
    EXPECT_EQ(plain_table_name(sql), std::nullopt) << sql;
  }
  EXPECT_EQ(plain_table_name(std::string_view("CREATE TABLE t(a\0)", 18)), std::nullopt);
}

TEST(PlainTable, RandomTextsKeepThePromise) {
  const std::vector<std::string> pieces = {"a",
                                           "b",
                                           "A",
                                           "c1",
                                           "\"a\"",
                                           "[b]",
                                           "`d`",
                                           "\"e\"\"f\"",
                                           "key",
                                           "INTEGER",
                                           "integer",
                                           "TEXT",
                                           "INT",
                                           "(10)",
                                           "(1, 2)",
                                           "(-1)",
                                           ",",
                                           ",",
                                           ",",
                                           "NOT NULL",
                                           "NULL",
                                           "DEFAULT",
                                           "DEFAULT",
                                           "1",
                                           "-1",
                                           "1.5",
                                           "'x'",
                                           "x'00'",
                                           "0x1F",
                                           "TRUE",
                                           "UNIQUE",
                                           "COLLATE",
                                           "NOCASE",
                                           "mine",
                                           "PRIMARY",
                                           "KEY",
                                           "PRIMARY KEY",
                                           "ASC",
                                           "DESC",
                                           "AUTOINCREMENT",
                                           "CHECK(1)",
                                           "ON CONFLICT FAIL",
                                           "REFERENCES t",
                                           "CONSTRAINT z",
                                           "(",
                                           ")",
                                           "window",
                                           "over",
                                           "GENERATED ALWAYS",
                                           "AS (1)",
                                           "CURRENT_TIME",
                                           "99999999999999999999",
                                           ";",
                                           "/* */",
                                           "--x\n",
                                           "INTEGER PRIMARY KEY",
                                           "TEXT NOT NULL",
                                           "b REAL",
                                           "c BLOB",
                                           "d NUMERIC DEFAULT 5"};
  std::mt19937_64 random(7);
  int plain = 0;
  for (int i = 0; i < 60000; ++i) {
    std::string sql = "CREATE TABLE t(a";
    for (size_t left = random() % 9; left > 0; --left) {
      sql += " " + pieces[random() % pieces.size()];
    }
    sql += random() % 40 == 0 ? ") STRICT" : ")";
    const auto name = plain_table_name(sql);
    if (!name) continue;
    ++plain;
    expect_nothing_wrong(sql, *name);
    if (::testing::Test::HasFatalFailure()) return;
  }
  EXPECT_GT(plain, 1000);
}

std::unique_ptr<Table> some_table() {
  const std::string sql = "CREATE TABLE t(a, b TEXT, [c d])";
  auto parsed = sql::parse_statement(sql);
  return *describe_table(std::move(parsed->statement), sql, FileTraits());
}

/// All columns of the index are `table`'s.
void expect_nothing_wrong(const Table& table, const std::string& sql) {
  SCOPED_TRACE(sql);
  const auto plain = plain_index(sql);
  ASSERT_TRUE(plain);
  auto parsed = sql::parse_statement(sql);
  ASSERT_TRUE(parsed) << parsed.error().message();
  ASSERT_TRUE(parsed->statement);
  ASSERT_EQ(parsed->statement->kind, sql::StatementKind::CreateIndex);
  EXPECT_EQ(parsed->statement->as<sql::CreateIndexStatement>().table.text, plain->table);
  const auto index = describe_index(table, std::move(parsed->statement), sql);
  ASSERT_TRUE(index) << index.error().message();
  EXPECT_EQ((*index)->name, plain->name);
  ASSERT_EQ((*index)->declared_terms, plain->columns.size());
  for (size_t i = 0; i < plain->columns.size(); ++i) {
    EXPECT_EQ((*index)->terms[i].column, *table.find_column(plain->columns[i]));
  }
}

TEST(PlainIndex, IsOfColumnsByName) {
  const auto table = some_table();
  for (const std::string sql : {
           "CREATE INDEX i ON t(a)",
           "create unique index \"i\" on [t] (b collate nocase desc, A asc)",
           "CREATE INDEX i ON t(`c d`, a /* last */) -- so",
       }) {
    expect_nothing_wrong(*table, sql);
  }
  for (const std::string sql : {
           "CREATE TABLE i(a)",
           "CREATE INDEX i ON t",
           "CREATE INDEX i ON t()",
           "CREATE INDEX i ON t(a",
           "CREATE INDEX i ON t(a);",
           "CREATE INDEX i ON t('a')",
           "CREATE INDEX i ON t(a + 1)",
           "CREATE INDEX i ON t(f(a))",
           "CREATE INDEX i ON t(a COLLATE mine)",
           "CREATE INDEX i ON t(a ASC DESC)",
           "CREATE INDEX i ON t(a NULLS FIRST)",
           "CREATE INDEX i ON t(a) WHERE a > 0",
           "CREATE INDEX IF NOT EXISTS i ON t(a)",
           "CREATE INDEX main.i ON t(a)",
       }) {
    EXPECT_FALSE(plain_index(sql)) << sql;
  }
}

TEST(PlainIndex, RandomTextsKeepThePromise) {
  const auto table = some_table();
  const std::vector<std::string> pieces = {
      "a",      "b",     "\"c d\"", "[a]",    ",",      ",",           ",",     "COLLATE",
      "NOCASE", "rtrim", "mine",    "ASC",    "DESC",   "NULLS FIRST", "'a'",   "(",
      ")",      "1",     "a, b",    "b DESC", "window", "/* */",       "--x\n", ";"};
  std::mt19937_64 random(9);
  int plain = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string sql = random() % 3 == 0 ? "CREATE UNIQUE INDEX i ON t(" : "CREATE INDEX i ON t(";
    for (size_t left = 1 + random() % 5; left > 0; --left) {
      sql += " " + pieces[random() % pieces.size()];
    }
    sql += random() % 40 == 0 ? ") WHERE a" : ")";
    const auto index = plain_index(sql);
    if (!index) continue;
    bool has_all = true;
    for (const std::string_view name : index->columns)
      has_all &= table->find_column(name).has_value();
    if (!has_all) continue;
    ++plain;
    expect_nothing_wrong(*table, sql);
    if (::testing::Test::HasFatalFailure()) return;
  }
  EXPECT_GT(plain, 1000);
}

}  // namespace
}  // namespace tern::catalog
