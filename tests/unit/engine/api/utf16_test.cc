#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <random>

#include "tern/backup.h"
#include "tern/tern.h"
#include "tests/support/reference_db.h"
#include "tests/support/side_by_side.h"

// Databases with UTF-16 text: each engine reads, changes and checks what the other wrote. What SQL
// answers there is in tests/sql/utf16*.sql.

namespace tern {
namespace {

using test::ReferenceDb;
using test::TemporaryFolder;

constexpr const char* kEncodings[] = {"UTF-16le", "UTF-16be"};

std::string random_text(std::mt19937& random) {
  constexpr std::string_view kCharacters[] = {"a", "b",  "B",      " ",      "é", "Ā", "ß",
                                              "€", "😀", "\uE000", "\uFFFD", "𐀀", "z"};
  std::string out;
  const size_t size = random() % 50 == 0 ? 3000 : random() % 6;
  for (size_t i = 0; i < size; ++i) out += kCharacters[random() % std::size(kCharacters)];
  return out;
}

std::string schema_of(const std::string& encoding) {
  return "PRAGMA synchronous=off; PRAGMA encoding='" + encoding +
         "'; CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, b TEXT COLLATE NOCASE);"
         "CREATE INDEX ta ON t(a DESC); CREATE INDEX tb ON t(b, a);"
         "CREATE TABLE w(k TEXT PRIMARY KEY, v COLLATE RTRIM) WITHOUT ROWID;"
         "CREATE INDEX wv ON w(v);";
}

std::string random_change(std::mt19937& random) {
  const std::string a = random_text(random);
  const std::string b = random_text(random);
  switch (random() % 6) {
    case 0:
      return "DELETE FROM t WHERE a < '" + a + "' AND id % 3 = 0";
    case 1:
      return "UPDATE t SET b = '" + b + "' WHERE a = '" + a + "' OR id % 7 = 0";
    case 2:
      return "REPLACE INTO w VALUES('" + a + "', '" + b + "')";
    case 3:
      return "DELETE FROM w WHERE v = '" + b + "'";
    default:
      return "INSERT INTO t(a, b) VALUES('" + a + "', '" + b + "')";
  }
}

constexpr const char* kContent[] = {
    "SELECT id, a, b FROM t ORDER BY a, id",
    "SELECT id FROM t ORDER BY b, id",
    "SELECT * FROM w",
    "SELECT v, k FROM w ORDER BY v, k",
    "SELECT count(*) FROM t WHERE a > 'Ā'",
    "SELECT hex(a) FROM t ORDER BY id",
    "PRAGMA integrity_check",
    "PRAGMA encoding",
};

/// The reference's connection, for answers that are compared with Tern's to the type.
class Reference {
 public:
  explicit Reference(const std::string& path) {
    EXPECT_EQ(sqlite3_open(path.c_str(), &db_), SQLITE_OK);
  }
  ~Reference() { sqlite3_close(db_); }
  Reference(const Reference&) = delete;
  Reference& operator=(const Reference&) = delete;
  std::string run(const std::string& sql) { return testing::run_reference(db_, sql).text; }

 private:
  sqlite3* db_ = nullptr;
};

/// Without the counters, which are the connection's.
std::string rows_of(const std::string& outcome) {
  return outcome.substr(0, outcome.rfind("changes "));
}

std::string answers(Connection& tern) {
  std::string out;
  for (const char* const query : kContent) out += rows_of(testing::run_tern(tern, query).text);
  return out;
}

std::string answers(Reference& reference) {
  std::string out;
  for (const char* const query : kContent) out += rows_of(reference.run(query));
  return out;
}

std::string answers_of_file(const std::string& path) {
  Connection tern = Connection::open(path).value();
  const std::string out = answers(tern);
  Reference reference(path);
  EXPECT_EQ(out, answers(reference));
  return out;
}

class Utf16 : public ::testing::TestWithParam<const char*> {
 protected:
  /// A database of the reference with some content.
  std::string make(const std::string& name) {
    const std::string path = folder_.path(name);
    ReferenceDb reference(path);
    reference.run(schema_of(GetParam()));
    std::mt19937 random(3);
    for (int i = 0; i < 150; ++i) reference.run(random_change(random));
    return path;
  }
  TemporaryFolder folder_;
};

TEST_P(Utf16, RandomChangesAreAsInTheReference) {
  testing::SideBySide both(folder_.path("u"));
  both.run(schema_of(GetParam()));
  std::mt19937 random(7);
  for (int i = 0; i < 400; ++i) both.run(random_change(random));
  both.run("DROP INDEX ta; CREATE INDEX ta ON t(a); CREATE INDEX tc ON t(b || a) WHERE a > 'Ā'");
  for (const char* const query : kContent) both.run(query);
  EXPECT_EQ(both.integrity_of_tern_file(), "ok");
}

TEST_P(Utf16, EnginesTakeTurnsOnAFile) {
  const std::string path = make("turns.db");
  ReferenceDb reference(path);
  Connection tern = Connection::open(path).value();
  const std::string setting = "PRAGMA synchronous=off";
  reference.run(setting);
  ASSERT_TRUE(tern.execute(setting));
  std::mt19937 random(11);
  for (int i = 0; i < 200; ++i) {
    const std::string change = random_change(random);
    if (random() % 2 == 0) {
      ASSERT_TRUE(tern.execute(change)) << change;
    } else {
      ASSERT_EQ(reference.run(change), "") << change;
    }
  }
  answers_of_file(path);
}

TEST_P(Utf16, CopiesHaveTheSameText) {
  const std::string path = make("from.db");
  const std::string expected = answers_of_file(path);
  Connection tern = Connection::open(path).value();
  ASSERT_TRUE(tern.execute("VACUUM INTO '" + folder_.path("into.db") + "'"));
  EXPECT_EQ(answers_of_file(folder_.path("into.db")), expected);
  {
    Connection target = Connection::open(folder_.path("backup.db")).value();
    ASSERT_TRUE(target.execute("CREATE TABLE utf8(x); INSERT INTO utf8 VALUES('é')"));
    Backup backup = Backup::start(tern, target).value();
    EXPECT_EQ(backup.step(-1), true);
    EXPECT_EQ(answers(target), expected);
    ASSERT_TRUE(target.execute("INSERT INTO t(a) VALUES('é')"));
  }
  EXPECT_EQ(ReferenceDb(folder_.path("backup.db")).run("SELECT hex(a) FROM t WHERE a = 'é'"),
            std::string(GetParam()) == "UTF-16le" ? "E900" : "00E9");
  const std::vector<std::byte> image = tern.serialize().value();
  Connection copy = Connection::deserialize(image, {}).value();
  EXPECT_EQ(answers(copy), expected);
  ASSERT_TRUE(tern.execute("VACUUM"));
  EXPECT_EQ(answers_of_file(path), expected);
}

// Half a surrogate pair, and a noncharacter: nobody can say what they mean, nobody may change them.
TEST_P(Utf16, TextThatIsNoTextIsKept) {
  const std::string path = make("odd.db");
  ReferenceDb(path).run(
      "INSERT INTO t(id, a, b) VALUES(900, CAST(x'd8d83dd8' AS TEXT), 1),"
      "(901, CAST(x'ffff' AS TEXT), 1), (902, CAST(x'fffe' AS TEXT), 1)");
  Connection tern = Connection::open(path).value();
  ASSERT_TRUE(tern.execute("UPDATE t SET b = 2 WHERE id >= 900; VACUUM"));
  EXPECT_EQ(ReferenceDb(path).run("SELECT hex(a), b FROM t WHERE id >= 900"),
            "D8D83DD8|2\nFFFF|2\nFFFE|2");
}

// Chosen by whoever makes the first table.
TEST_P(Utf16, TheEncodingIsChosenBeforeTheFirstTable) {
  testing::SideBySide both(folder_.path("new"));
  both.run("PRAGMA encoding; PRAGMA user_version = 3");
  both.run("PRAGMA encoding = '" + std::string(GetParam()) + "'; PRAGMA encoding; SELECT hex('a')");
  both.run("PRAGMA encoding = 'utf8'; PRAGMA encoding");
  EXPECT_EQ(both.tern().execute("PRAGMA encoding = 'UTF-7'").error().message(),
            "unsupported encoding: UTF-7");
  both.run("PRAGMA encoding = " + std::string(GetParam() + 4) + "; PRAGMA encoding");
  both.run("PRAGMA encoding = '" + std::string(GetParam()) + "'; CREATE TABLE t(a)");
  both.run("PRAGMA encoding = 'UTF-8'; PRAGMA encoding; INSERT INTO t VALUES('é'); DROP TABLE t");
  both.run("PRAGMA encoding = 'UTF-8'; PRAGMA encoding");
  EXPECT_EQ(both.integrity_of_tern_file(), "ok");
}

TEST_P(Utf16, AnotherConnectionOfTheProcessLearnsIt) {
  const std::string path = folder_.path("two.db");
  Connection first = Connection::open(path).value();
  Connection second = Connection::open(path).value();
  ASSERT_TRUE(second.execute("SELECT * FROM sqlite_schema"));
  ASSERT_TRUE(first.execute(schema_of(GetParam()) + "INSERT INTO t(a) VALUES('é')"));
  ASSERT_TRUE(second.execute("INSERT INTO t(a) VALUES('ü')"));
  EXPECT_EQ(answers(second), answers(first));
  answers_of_file(path);
}

INSTANTIATE_TEST_SUITE_P(Encodings, Utf16, ::testing::ValuesIn(kEncodings),
                         [](const auto& encoding) { return std::string(encoding.param + 4); });

// Before schema format 4 DESC had no effect on an index.
TEST(SchemaFormat, DescendingIndexesOfOldFilesAscend) {
  const TemporaryFolder folder;
  const std::string path = folder.path("old.db");
  {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
    sqlite3_db_config(db, SQLITE_DBCONFIG_LEGACY_FILE_FORMAT, 1, nullptr);
    testing::run_reference(db,
                           "CREATE TABLE t(a, b); CREATE INDEX i ON t(a DESC, b);"
                           "INSERT INTO t VALUES(1, 2), (2, 1), (3, 0)");
    sqlite3_close(db);
  }
  const std::string query = "SELECT a FROM t INDEXED BY i WHERE a > 1 ORDER BY a";
  Connection tern = Connection::open(path).value();
  ASSERT_TRUE(tern.execute("INSERT INTO t VALUES(0, 0), (2, 5), (9, 9)"));
  Reference reference(path);
  EXPECT_EQ(rows_of(testing::run_tern(tern, query).text), rows_of(reference.run(query)));
  EXPECT_EQ(ReferenceDb(path).run("PRAGMA integrity_check"), "ok");
  ASSERT_TRUE(tern.execute("VACUUM"));
  EXPECT_EQ(ReferenceDb(path).run("PRAGMA integrity_check"), "ok");
  EXPECT_EQ(rows_of(testing::run_tern(tern, query).text), rows_of(reference.run(query)));
}

}  // namespace
}  // namespace tern
