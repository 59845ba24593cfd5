#include <gtest/gtest.h>
#include <tern/tern.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/support/reference_db.h"

namespace tern {
namespace {

std::string text_of(ValueView value) {
  switch (value.type()) {
    case ValueType::Null:
      return "-";
    case ValueType::Integer:
      return std::to_string(value.as_integer());
    case ValueType::Real:
      return std::to_string(value.as_real());
    case ValueType::Text:
      return std::string(value.as_text());
    case ValueType::Blob:
      return "<" + std::to_string(value.as_bytes().size()) + " bytes>";
  }
  return "?";
}

/// The rows of a query, a line each; or its error.
std::vector<std::string> rows(Connection& db, const std::string& sql) {
  std::vector<std::string> out;
  auto query = db.prepare(sql);
  if (!query) return {std::string(query.error().message())};
  while (true) {
    const auto more = query->step();
    if (!more) return {std::string(more.error().message())};
    if (!*more) return out;
    std::string line;
    for (int i = 0; i < query->column_count(); ++i)
      line += (i > 0 ? "|" : "") + text_of(query->column(i));
    out.push_back(line);
  }
}

std::string error_of(Connection& db, const std::string& sql) {
  const Status done = db.execute(sql);
  return done ? "" : std::string(done.error().message());
}

std::vector<std::string> captured(Connection& db) {
  return rows(db,
              "SELECT change_id, transaction_id, operation, table_name, row_key, new_key, "
              "tern_image_json(before),"
              " tern_image_json(after), sql FROM log ORDER BY change_id");
}

using Lines = std::vector<std::string>;

class ChangeCapture : public ::testing::Test {
 protected:
  ChangeCapture() {
    EXPECT_TRUE(
        db_.execute("CREATE TABLE t(id INTEGER PRIMARY KEY, a, b);"
                    "CREATE TABLE k(p TEXT, q, v, PRIMARY KEY(q, p)) WITHOUT ROWID;"
                    "INSERT INTO t VALUES (1, 'one', 1.5), (2, NULL, x'00ff')"));
  }
  void capture(const std::string& value) {
    EXPECT_EQ(error_of(db_, "PRAGMA tern_capture = '" + value + "'"), "");
  }
  Connection db_ = *Connection::open(":memory:");
};

TEST_F(ChangeCapture, WritesEachOperationOfATransaction) {
  capture("log");
  ASSERT_TRUE(
      db_.execute("BEGIN; INSERT INTO t VALUES (3, 'three', -0.5); UPDATE t SET a = 'x\"y' WHERE "
                  "id = 1; COMMIT"));
  ASSERT_TRUE(db_.execute("DELETE FROM t WHERE id = 2"));
  ASSERT_TRUE(db_.execute("UPDATE t SET id = 30 WHERE id = 3"));
  EXPECT_EQ(
      captured(db_),
      (Lines{
          R"(1|1|insert|t|3|-|-|{"id":3,"a":"three","b":-0.5}|-)",
          R"(2|1|update|t|1|-|{"id":1,"a":"one","b":1.5}|{"id":1,"a":"x\"y","b":1.5}|-)",
          R"(3|3|delete|t|2|-|{"id":2,"a":null,"b":{"blob":"00FF"}}|-|-)",
          R"(4|4|update|t|3|30|{"id":3,"a":"three","b":-0.5}|{"id":30,"a":"three","b":-0.5}|-)"}));
  EXPECT_EQ(rows(db_,
                 "SELECT count(DISTINCT time_ms), min(time_ms) > 1.6e12 FROM log WHERE "
                 "transaction_id = 1"),
            Lines{"1|1"});
  EXPECT_EQ(rows(db_, "SELECT json_valid(tern_image_json(after)) FROM log WHERE after IS NOT NULL"),
            (Lines{"1", "1", "1"}));
}

TEST_F(ChangeCapture, WritesWhatTheModeWants) {
  const auto has_images = [&](const std::string& mode) {
    capture("log_" + mode + "," + mode);
    EXPECT_TRUE(db_.execute("UPDATE t SET b = coalesce(b, 0) || 'x' WHERE id = 1"));
    EXPECT_EQ(rows(db_, "PRAGMA tern_capture"), Lines{"log_" + mode + "|" + mode});
    return rows(db_, "SELECT before IS NOT NULL, after IS NOT NULL FROM log_" + mode);
  };
  EXPECT_EQ(has_images("id"), Lines{"0|0"});
  EXPECT_EQ(has_images("before"), Lines{"1|0"});
  EXPECT_EQ(has_images("after"), Lines{"0|1"});
  EXPECT_EQ(has_images("full"), Lines{"1|1"});
  capture("off");
  EXPECT_EQ(rows(db_, "PRAGMA tern_capture"), Lines{});
  ASSERT_TRUE(db_.execute("UPDATE t SET b = 0"));
  EXPECT_EQ(rows(db_, "SELECT count(*) FROM log_full"), Lines{"1"});
}

TEST_F(ChangeCapture, KeysOfSeveralColumnsAreImages) {
  capture("log,id");
  ASSERT_TRUE(db_.execute(
      "INSERT INTO k VALUES ('p', 7, 'v'); UPDATE k SET v = 'w'; UPDATE k SET p = 'o'"));
  EXPECT_EQ(
      rows(db_, "SELECT operation, tern_image_json(row_key), tern_image_json(new_key) FROM log"),
      (Lines{R"(insert|{"q":7,"p":"p"}|-)", R"(update|{"q":7,"p":"p"}|-)",
             R"(update|{"q":7,"p":"p"}|{"q":7,"p":"o"})"}));
}

TEST_F(ChangeCapture, WritesDdlAsText) {
  capture("log");
  ASSERT_TRUE(db_.execute(
      "BEGIN; CREATE INDEX i ON t(a); ALTER TABLE t RENAME COLUMN b TO c; COMMIT; DROP INDEX i"));
  EXPECT_EQ(rows(db_, "SELECT change_id, transaction_id, operation, table_name, sql FROM log"),
            (Lines{"1|1|ddl|-|CREATE INDEX i ON t(a)",
                   "2|1|ddl|-|ALTER TABLE t RENAME COLUMN b TO c", "3|3|ddl|-|DROP INDEX i"}));
}

TEST_F(ChangeCapture, WritesNothingOfWhatIsUndone) {
  capture("log,id");
  ASSERT_TRUE(db_.execute("BEGIN; INSERT INTO t VALUES (10, 0, 0); ROLLBACK"));
  EXPECT_NE(error_of(db_, "INSERT INTO t VALUES (11, 0, 0), (1, 0, 0)"), "");
  ASSERT_TRUE(
      db_.execute("BEGIN; SAVEPOINT s; INSERT INTO t VALUES (12, 0, 0); ROLLBACK TO s;"
                  "INSERT INTO t VALUES (13, 0, 0); COMMIT"));
  EXPECT_EQ(rows(db_, "SELECT change_id, operation, row_key FROM log"), Lines{"1|insert|13"});
}

TEST_F(ChangeCapture, LeavesWhatTheTableItselfLoses) {
  capture("log,id");
  ASSERT_TRUE(db_.execute("DELETE FROM t WHERE id = 1; DELETE FROM log; DELETE FROM t"));
  EXPECT_EQ(rows(db_, "SELECT change_id, row_key FROM log"), Lines{"2|2"});
}

TEST_F(ChangeCapture, IsNotCounted) {
  ASSERT_TRUE(db_.execute("CREATE TABLE plain(a)"));
  capture("log");
  ASSERT_TRUE(db_.execute("INSERT INTO t VALUES (77, 0, 0)"));
  EXPECT_EQ(rows(db_, "SELECT changes(), last_insert_rowid(), total_changes()"), Lines{"1|77|3"});
}

TEST_F(ChangeCapture, HoldsWhatTriggersAndForeignKeysDo) {
  ASSERT_TRUE(db_.execute(
      "PRAGMA foreign_keys = 1;"
      "CREATE TABLE c(id INTEGER PRIMARY KEY, t REFERENCES t ON DELETE CASCADE);"
      "INSERT INTO c VALUES (5, 1), (6, 2);"
      "CREATE TRIGGER g AFTER DELETE ON c BEGIN INSERT INTO k VALUES (OLD.id, OLD.t, 0); END"));
  Lines told;
  db_.set_preupdate_hook([&](const RowChange& change) {
    const char* const names[] = {"insert", "update", "delete"};
    told.push_back(std::string(change.operation == RowOperation::Insert   ? names[0]
                               : change.operation == RowOperation::Update ? names[1]
                                                                          : names[2]) +
                   "|" + std::string(change.table));
  });
  capture("log");
  ASSERT_TRUE(db_.execute("DELETE FROM t WHERE id = 1; INSERT OR REPLACE INTO t VALUES (2, 1, 1)"));
  Lines written = rows(db_, "SELECT operation, table_name FROM log");
  std::ranges::sort(told);
  std::ranges::sort(written);
  EXPECT_EQ(written.size(), 7);
  EXPECT_EQ(written, told);
}

TEST_F(ChangeCapture, ACommitThatIsBusyWritesOnlyOnce) {
  const test::TemporaryFolder folder;
  Connection db = *Connection::open(folder.path("x.db"));
  ASSERT_TRUE(db.execute("CREATE TABLE t(a); INSERT INTO t VALUES (1); PRAGMA tern_capture = log"));
  Connection other = *Connection::open(folder.path("x.db"));
  auto reading = *other.prepare("SELECT * FROM t");
  ASSERT_TRUE(*reading.step());
  ASSERT_TRUE(db.execute("BEGIN; INSERT INTO t VALUES (2)"));
  ASSERT_EQ(error_of(db, "COMMIT"), "database is locked");
  ASSERT_EQ(error_of(db, "COMMIT"), "database is locked");
  EXPECT_EQ(rows(db, "SELECT count(*) FROM log"), Lines{"0"});
  reading.reset();
  ASSERT_TRUE(db.execute("INSERT INTO t VALUES (3); COMMIT"));
  EXPECT_EQ(rows(db, "SELECT change_id, transaction_id, row_key FROM log"),
            (Lines{"1|1|2", "2|1|3"}));
  EXPECT_EQ(
      test::run_shell(folder.path("x.db"), "SELECT count(*) FROM log; PRAGMA integrity_check"),
      "2\nok");
}

TEST_F(ChangeCapture, RefusesWhatItCannotDo) {
  EXPECT_EQ(error_of(db_, "PRAGMA tern_capture = 'log,all'"),
            "unknown mode of tern_capture: all (id, before, after, full)");
  EXPECT_EQ(error_of(db_, "PRAGMA tern_capture = t"), "table t is none of PRAGMA tern_capture");
  EXPECT_EQ(error_of(db_, "BEGIN; PRAGMA tern_capture = log"),
            "cannot change tern_capture within a transaction");
  ASSERT_TRUE(db_.execute("ROLLBACK"));
  EXPECT_EQ(rows(db_, "PRAGMA tern_capture"), Lines{});
  capture("log");
  EXPECT_EQ(error_of(db_, "DROP TABLE log"), "no such table: log (of PRAGMA tern_capture)");
  EXPECT_EQ(rows(db_, "SELECT count(*) FROM log"), Lines{"0"});
  capture("off");
  EXPECT_TRUE(db_.execute("DROP TABLE log"));
}

TEST_F(ChangeCapture, ImagesOfStrangersAreErrors) {
  for (const char* image : {"'text'", "5", "x''", "x'02'", "x'0201'", "x'0301'", "x'ff'",
                            "x'030f0f61'", "x'03010961'"}) {
    EXPECT_EQ(rows(db_, std::string("SELECT tern_image_json(") + image + ")"),
              Lines{"malformed row image"})
        << image;
  }
  EXPECT_EQ(rows(db_, "SELECT tern_image_json(NULL), tern_image_json(x'01')"), Lines{"-|{}"});
}

}  // namespace
}  // namespace tern
