// The description of a table is compared with what the reference's pragmas say of the same text.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <memory>
#include <string>
#include <vector>

#include "engine/catalog/schema.h"
#include "engine/sql/parser.h"

namespace tern::catalog {
namespace {

class Reference {
 public:
  Reference() { sqlite3_open(":memory:", &db_); }
  Reference(const Reference&) = delete;
  Reference& operator=(const Reference&) = delete;
  ~Reference() { sqlite3_close(db_); }

  /// "" on success, else the message.
  std::string execute(const std::string& sql) {
    return sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK
               ? ""
               : sqlite3_errmsg(db_);
  }
  std::string rows(const std::string& sql) {
    std::string out;
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr), SQLITE_OK) << sql;
    while (sqlite3_step(statement) == SQLITE_ROW) {
      for (int i = 0; i < sqlite3_column_count(statement); ++i) {
        const unsigned char* text = sqlite3_column_text(statement, i);
        out += (i > 0 ? "|" : "") + std::string(text ? reinterpret_cast<const char*>(text) : "");
      }
      out += "\n";
    }
    sqlite3_finalize(statement);
    return out;
  }

 private:
  sqlite3* db_ = nullptr;
};

Result<std::unique_ptr<Table>> describe(const std::string& sql) {
  auto parsed = TRY(sql::parse_statement(sql));
  return describe_table(std::move(parsed.statement), sql, FileTraits());
}

std::string columns_of(const Table& table) {
  std::string out;
  for (size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    out += std::to_string(i) + "|" + column.name + "|" + column.declared_type + "|" +
           (column.not_null ? "1" : "0") + "|" + column.default_text + "|" +
           std::to_string(column.primary_key_position) + "\n";
  }
  return out;
}

std::string terms_of(const Index& index) {
  std::string out;
  for (size_t i = 0; i < index.terms.size(); ++i) {
    const IndexTerm& term = index.terms[i];
    out += std::to_string(i) + "|" + std::to_string(term.column) + "|" +
           (term.descending ? "1" : "0") + "|" + std::string(term.collation->name()) + "|" +
           (i < index.declared_terms ? "1" : "0") + "\n";
  }
  return out;
}

const char* const kAccepted[] = {
    "CREATE TABLE t(a, b, c)",
    "CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT NOT NULL DEFAULT 'x')",
    "CREATE TABLE t(a INT PRIMARY KEY, b)",
    "CREATE TABLE t(a INTEGER PRIMARY KEY DESC)",
    "CREATE TABLE t(a INTEGER, PRIMARY KEY(a DESC))",
    "CREATE TABLE t(a INTEGER PRIMARY KEY AUTOINCREMENT)",
    "CREATE TABLE t(a UNIQUE, b, PRIMARY KEY(a))",
    "CREATE TABLE t(a, b, c, UNIQUE(a, b), UNIQUE(b, a), UNIQUE(a COLLATE NOCASE))",
    "CREATE TABLE t(a INTEGER PRIMARY KEY, b UNIQUE, c, d UNIQUE, UNIQUE(c, b))",
    "CREATE TABLE t(a UNIQUE ON CONFLICT REPLACE, b UNIQUE, c UNIQUE ON CONFLICT REPLACE)",
    "CREATE TABLE t(a, b, PRIMARY KEY(a, b, a))",
    "CREATE TABLE t(a, b, PRIMARY KEY(a, b, a)) WITHOUT ROWID",
    "CREATE TABLE t(a, b, c, d UNIQUE, PRIMARY KEY(c DESC, a COLLATE NOCASE)) WITHOUT ROWID",
    "CREATE TABLE t(a INTEGER, b UNIQUE, PRIMARY KEY(a)) WITHOUT ROWID",
    "CREATE TABLE t(a TEXT COLLATE NOCASE UNIQUE, b TEXT COLLATE RTRIM, UNIQUE(b, a))",
    "CREATE TABLE t(a INT PRIMARY KEY, b TEXT, c ANY, d REAL) STRICT",
    "CREATE TABLE t(a DEFAULT (1 + 2), b DEFAULT -5, c DEFAULT CURRENT_TIMESTAMP, d DEFAULT +3)",
    "CREATE TABLE t(rowid, \"two words\" VARCHAR(10, 2), [x] DOUBLE, PRIMARY KEY('rowid'))",
};

TEST(TableDescription, SaysWhatTheReferenceSays) {
  for (const char* sql : kAccepted) {
    SCOPED_TRACE(sql);
    Reference reference;
    ASSERT_EQ(reference.execute(sql), "");
    const auto table = describe(sql);
    ASSERT_TRUE(table) << table.error().message();
    EXPECT_EQ(columns_of(**table),
              reference.rows("SELECT cid, name, type, \"notnull\", dflt_value, pk FROM "
                             "pragma_table_info('t')"));
    std::string names;
    for (const Index* index : (*table)->all_indexes()) {
      names += index->name + "|" + (index->unique ? "1" : "0") + "\n";
      std::string expected =
          reference.rows("SELECT seqno, cid, \"desc\", coll, \"key\" FROM pragma_index_xinfo('" +
                         index->name + "')");
      EXPECT_EQ(terms_of(*index), expected);
    }
    EXPECT_EQ(names, reference.rows("SELECT name, \"unique\" FROM pragma_index_list('t')"));
  }
}

TEST(TableDescription, RefusesInTheReferencesWords) {
  const char* const refused[] = {
      "CREATE TABLE t(a, PRIMARY KEY(b))",
      "CREATE TABLE t(a, UNIQUE(b))",
      "CREATE TABLE t(a, A)",
      "CREATE TABLE t(a PRIMARY KEY, b PRIMARY KEY)",
      "CREATE TABLE t(a TEXT PRIMARY KEY AUTOINCREMENT)",
      "CREATE TABLE t(a INTEGER PRIMARY KEY AUTOINCREMENT) WITHOUT ROWID",
      "CREATE TABLE t(a) WITHOUT ROWID",
      "CREATE TABLE t(a COLLATE foo)",
      "CREATE TABLE t(a) STRICT",
      "CREATE TABLE t(a foo) STRICT",
      "CREATE TABLE t(a, FOREIGN KEY(x) REFERENCES p)",
      "CREATE TABLE t(a REFERENCES p(x, y))",
      "CREATE TABLE t(a, b, FOREIGN KEY(a, b) REFERENCES p(x))",
      "CREATE TABLE t(a, b, PRIMARY KEY(a + 1))",
      "CREATE TABLE t(a UNIQUE ON CONFLICT IGNORE, UNIQUE(a) ON CONFLICT REPLACE)",
  };
  for (const char* sql : refused) {
    SCOPED_TRACE(sql);
    Reference reference;
    const std::string expected = reference.execute(sql);
    ASSERT_NE(expected, "");
    const auto table = describe(sql);
    ASSERT_FALSE(table);
    EXPECT_EQ(table.error().message(), expected);
  }
}

}  // namespace
}  // namespace tern::catalog
