// What a transaction captures of its triggers, and what a replay makes of it. Behaviour itself is
// compared with the reference in tests/sql/triggers*.sql.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "engine/api/connection_state.h"
#include "engine/write/apply.h"
#include "tern/tern.h"
#include "tests/support/changesets.h"
#include "tests/support/side_by_side.h"

namespace tern {
namespace {

using testing::carry;

using ::testing::ElementsAre;

std::string show(ValueView v) {
  if (v.is_integer()) return std::to_string(v.as_integer());
  if (v.is_real()) return std::to_string(v.as_real());
  if (v.is_text()) return std::string(v.as_text());
  return v.is_null() ? "NULL" : "blob";
}

std::string show(std::span<const ValueView> row) {
  std::string out;
  for (const ValueView v : row) out += (out.empty() ? "" : ",") + show(v);
  return out;
}

/// One line an operation, `~` before the indirect ones.
std::vector<std::string> operations(Bytes changeset) {
  std::vector<std::string> out;
  auto reader = txn::ChangesetReader::open(changeset);
  if (!reader) return {std::string(reader.error().message())};
  txn::OpView op;
  while (reader->next(op).value_or(false)) {
    const std::string mark = op.indirect ? "~" : "";
    if (op.kind == txn::OpKind::Ddl) {
      out.push_back(mark + "ddl");
    } else if (op.kind == txn::OpKind::Insert) {
      out.push_back(mark + "+" + op.table->name + " " + show(op.after));
    } else if (op.kind == txn::OpKind::Delete) {
      out.push_back(mark + "-" + op.table->name + " " + show(op.before));
    } else {
      out.push_back(mark + "=" + op.table->name + " " + show(op.before) + ">" + show(op.after));
    }
  }
  return out;
}

std::vector<std::string> rows(Connection& db, const std::string& sql) {
  std::vector<std::string> out;
  auto query = db.prepare(sql);
  if (!query) return {std::string(query.error().message())};
  while (query->step().value_or(false)) {
    std::string& row = out.emplace_back();
    for (int i = 0; i < query->column_count(); ++i) {
      row += (i > 0 ? "|" : "") + show(query->column(i));
    }
  }
  return out;
}

void run(Connection& db, const std::string& sql) {
  const Status done = db.execute(sql);
  ASSERT_TRUE(done.has_value()) << sql << ": " << done.error().message();
}

constexpr const char* kAudited =
    "CREATE TABLE t(id INTEGER PRIMARY KEY, v);"
    "CREATE TABLE audit(n INTEGER PRIMARY KEY, what);"
    "CREATE TABLE c(t REFERENCES t ON DELETE CASCADE ON UPDATE CASCADE);"
    "CREATE TRIGGER ti AFTER INSERT ON t BEGIN INSERT INTO audit(what) VALUES('+' || NEW.v); END;"
    "CREATE TRIGGER tu AFTER UPDATE ON t BEGIN INSERT INTO audit(what) VALUES('=' || NEW.v); END;"
    "CREATE TRIGGER td BEFORE DELETE ON t BEGIN INSERT INTO audit(what) VALUES('-' || OLD.v); END;"
    "CREATE TRIGGER cd AFTER DELETE ON c BEGIN INSERT INTO audit(what) VALUES('c' || OLD.t); END;"
    "PRAGMA foreign_keys = ON;";

TEST(TriggerCapture, EffectsAreInTheChangesetAndIndirect) {
  auto db = Connection::open(":memory:");
  ASSERT_TRUE(db.has_value());
  run(*db, kAudited);
  testing::ChangesetRecorder recorder;
  db->state().set_commit_observer(&recorder);
  run(*db, "INSERT INTO t VALUES(1, 'a')");
  EXPECT_THAT(operations(recorder.last), ElementsAre("+t 1,a", "~+audit 1,+a"));
  run(*db, "INSERT INTO c VALUES(1)");
  EXPECT_THAT(operations(recorder.last), ElementsAre("+c 1"));
  run(*db, "UPDATE t SET v = 'b'");
  EXPECT_THAT(operations(recorder.last), ElementsAre("=t 1,a>1,b", "~+audit 2,=b"));
  run(*db, "DELETE FROM t");
  EXPECT_THAT(operations(recorder.last),
              ElementsAre("~+audit 3,-b", "-t 1,b", "~-c 1", "~+audit 4,c1"));
  db->state().set_commit_observer(nullptr);
}

TEST(TriggerCapture, WhatRaiseGaveUpIsNotThere) {
  auto db = Connection::open(":memory:");
  ASSERT_TRUE(db.has_value());
  run(*db, kAudited);
  run(*db,
      "CREATE TRIGGER no BEFORE INSERT ON t WHEN NEW.id = 2 BEGIN SELECT RAISE(IGNORE); END;"
      "CREATE TRIGGER never AFTER INSERT ON t WHEN NEW.id = 9 BEGIN"
      " INSERT INTO audit(what) VALUES('lost'); SELECT RAISE(ABORT, 'nine'); END");
  testing::ChangesetRecorder recorder;
  db->state().set_commit_observer(&recorder);
  run(*db, "BEGIN");
  run(*db, "INSERT INTO t VALUES(1, 'a'), (2, 'b'), (3, 'c')");
  EXPECT_FALSE(db->execute("INSERT INTO t VALUES(4, 'd'), (9, 'e')").has_value());
  run(*db, "COMMIT");
  EXPECT_THAT(operations(recorder.last),
              ElementsAre("+t 1,a", "~+audit 1,+a", "+t 3,c", "~+audit 2,+c"));
  db->state().set_commit_observer(nullptr);
}

TEST(TriggerReplay, FiresNothing) {
  auto from = Connection::open(":memory:");
  auto to = Connection::open(":memory:");
  ASSERT_TRUE(from && to);
  run(*from, kAudited);
  run(*to, kAudited);
  testing::ChangesetRecorder recorder;
  from->state().set_commit_observer(&recorder);
  for (const char* sql : {"INSERT INTO t VALUES(1, 'a'), (2, 'b')", "INSERT INTO c VALUES(1), (2)",
                          "UPDATE t SET v = v || '!', id = id + 10",
                          "REPLACE INTO t VALUES(12, 'z')", "DELETE FROM t WHERE id = 11"}) {
    run(*from, sql);
    const Status carried = carry(*to, recorder.last);
    ASSERT_TRUE(carried.has_value()) << sql << ": " << carried.error().message();
    for (const char* table : {"t", "audit", "c"}) {
      const std::string all = "SELECT * FROM " + std::string(table);
      EXPECT_EQ(rows(*to, all), rows(*from, all)) << sql;
    }
  }
  EXPECT_THAT(rows(*to, "SELECT what FROM audit"),
              ElementsAre("+a", "+b", "=a!", "=b!", "c12", "+z", "-a!", "c11"));
  from->state().set_commit_observer(nullptr);
}

TEST(TriggerReplay, AnInverseUndoesTheEffectsToo) {
  auto db = Connection::open(":memory:");
  ASSERT_TRUE(db.has_value());
  run(*db, kAudited);
  run(*db, "INSERT INTO t VALUES(1, 'a'); INSERT INTO c VALUES(1)");
  testing::ChangesetRecorder recorder;
  db->state().set_commit_observer(&recorder);
  run(*db, "DELETE FROM t");
  db->state().set_commit_observer(nullptr);
  const auto inverse = txn::invert(recorder.last);
  ASSERT_TRUE(inverse.has_value());
  ASSERT_TRUE(carry(*db, *inverse).has_value());
  EXPECT_THAT(rows(*db, "SELECT * FROM t"), ElementsAre("1|a"));
  EXPECT_THAT(rows(*db, "SELECT * FROM c"), ElementsAre("1"));
  EXPECT_THAT(rows(*db, "SELECT what FROM audit"), ElementsAre("+a"));
}

TEST(Triggers, AStatementRunsAgainAfterTheyChanged) {
  testing::SideBySide both;
  both.run("CREATE TABLE t(a); CREATE TABLE log(x);");
  auto insert = both.tern().prepare("INSERT INTO t VALUES(?1)");
  ASSERT_TRUE(insert.has_value());
  const auto insert_value = [&](int64_t value) {
    ASSERT_TRUE(insert->bind(1, ValueView::integer(value)).has_value());
    const auto more = insert->step();
    ASSERT_TRUE(more.has_value()) << more.error().message();
    insert->reset();
  };
  insert_value(1);
  run(both.tern(), "CREATE TRIGGER ti AFTER INSERT ON t BEGIN INSERT INTO log VALUES(NEW.a); END");
  insert_value(2);
  insert_value(3);
  run(both.tern(), "DROP TRIGGER ti");
  insert_value(4);
  EXPECT_THAT(rows(both.tern(), "SELECT * FROM log"), ElementsAre("2", "3"));
}

// A thousand levels, each with a join, a subquery and an aggregate, fit a usual stack.
TEST(Triggers, DepthIsBoundedByTheReferencesLimit) {
  testing::SideBySide both;
  both.run(
      "PRAGMA recursive_triggers = ON;"
      "CREATE TABLE t(a INTEGER PRIMARY KEY, b UNIQUE);"
      "CREATE TRIGGER ti AFTER INSERT ON t WHEN NEW.a < 1000 BEGIN"
      " INSERT INTO t SELECT max(x.a, NEW.a) + 1, (SELECT count(*) FROM t) FROM t AS x"
      " WHERE x.a = NEW.a; END;");
  both.run("INSERT INTO t VALUES(1, -1); SELECT count(*), max(b) FROM t;");
  both.run("DELETE FROM t; INSERT INTO t VALUES(0, -1); SELECT count(*) FROM t;");
  both.run("INSERT INTO t VALUES(-1, -1); SELECT count(*) FROM t;");
  const Status deeper = both.tern().execute("INSERT INTO t VALUES(-2, -1)");
  ASSERT_FALSE(deeper.has_value());
  EXPECT_EQ(deeper.error().message(), "too many levels of trigger recursion");
}

// The file that triggers wrote is one that the reference finds nothing wrong with.
TEST(Triggers, RandomStatementsLeaveAFileInOrder) {
  const std::string path = "/tmp/tern-triggers-" + std::to_string(getpid());
  testing::SideBySide both(path);
  both.run(
      "CREATE TABLE a(id INTEGER PRIMARY KEY, x, y UNIQUE); CREATE INDEX ax ON a(x);"
      "CREATE TABLE b(k TEXT PRIMARY KEY, n INT) WITHOUT ROWID;"
      "CREATE TRIGGER a1 BEFORE INSERT ON a WHEN NEW.x % 5 = 0 BEGIN SELECT RAISE(IGNORE); END;"
      "CREATE TRIGGER a2 AFTER INSERT ON a BEGIN INSERT INTO b VALUES('x' || NEW.x % 7, 1)"
      " ON CONFLICT(k) DO UPDATE SET n = n + 1; END;"
      "CREATE TRIGGER a3 BEFORE UPDATE OF x ON a BEGIN DELETE FROM a WHERE id = OLD.id + 1; END;"
      "CREATE TRIGGER a4 AFTER UPDATE ON a BEGIN UPDATE b SET n = n - 1 WHERE k = 'x' || OLD.x % 7;"
      " END;"
      "CREATE TRIGGER a5 AFTER DELETE ON a BEGIN DELETE FROM b WHERE n <= 0; END;"
      "CREATE TRIGGER b1 BEFORE DELETE ON b BEGIN UPDATE a SET y = y || '-' WHERE x = OLD.n; END;");
  std::mt19937 random(7);
  const auto below = [&](uint32_t limit) { return std::to_string(random() % limit); };
  for (int i = 0; i < 300; ++i) {
    switch (random() % 5) {
      case 0:
        both.run("UPDATE a SET x = x + " + below(5) + " WHERE id > " + below(60));
        break;
      case 1:
        both.run("DELETE FROM a WHERE x = " + below(40));
        break;
      case 2:
        both.run("REPLACE INTO a VALUES(" + below(60) + "," + below(40) + "," + below(99) + ")");
        break;
      default:
        both.run("INSERT OR IGNORE INTO a(x, y) VALUES(" + below(40) + "," + below(999) + "), (" +
                 below(40) + "," + below(999) + ")");
        break;
    }
  }
  both.run("SELECT * FROM a ORDER BY id; SELECT * FROM b;");
  EXPECT_EQ(both.integrity_of_tern_file(), "ok");
  for (const char* suffix : {".tern", ".ref"}) std::remove((path + suffix).c_str());
}

}  // namespace
}  // namespace tern
