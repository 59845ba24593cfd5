#define SQLITE_ENABLE_PREUPDATE_HOOK
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <tern/tern.h>

#include <stdexcept>
#include <string>
#include <vector>

// Hooks: both engines run the same statements, and what their hooks hear is written down.

namespace tern {
namespace {

std::string text_of(ValueView value) {
  switch (value.type()) {
    case ValueType::Null:
      return "NULL";
    case ValueType::Integer:
      return std::to_string(value.as_integer());
    case ValueType::Real:
      return std::to_string(value.as_real());
    default:
      return std::string(as_text(value.as_bytes()));
  }
}

std::string text_of(sqlite3_value* value) {
  switch (sqlite3_value_type(value)) {
    case SQLITE_NULL:
      return "NULL";
    case SQLITE_INTEGER:
      return std::to_string(sqlite3_value_int64(value));
    case SQLITE_FLOAT:
      return std::to_string(sqlite3_value_double(value));
    default:
      return {static_cast<const char*>(sqlite3_value_blob(value)),
              static_cast<size_t>(sqlite3_value_bytes(value))};
  }
}

const char* name_of(int operation) {
  return operation == SQLITE_INSERT ? "insert" : operation == SQLITE_UPDATE ? "update" : "delete";
}

const char* name_of(RowOperation operation) {
  return operation == RowOperation::Insert   ? "insert"
         : operation == RowOperation::Update ? "update"
                                             : "delete";
}

/// The reference and what its hooks heard.
class Reference {
 public:
  Reference() { sqlite3_open(":memory:", &db_); }
  ~Reference() { sqlite3_close(db_); }

  void listen(bool to_preupdate) {
    sqlite3_update_hook(db_, &heard_update, this);
    sqlite3_commit_hook(db_, &heard_commit, this);
    sqlite3_rollback_hook(db_, &heard_rollback, this);
    sqlite3_preupdate_hook(db_, to_preupdate ? &heard_preupdate : nullptr, this);
  }
  std::string run(const std::string& sql) {
    log.clear();
    const int code = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
      log += "error " + std::to_string(sqlite3_extended_errcode(db_)) + " " + sqlite3_errmsg(db_);
    }
    return log + (sqlite3_get_autocommit(db_) ? "" : " open");
  }

  std::string log;
  bool refuses = false;

 private:
  static void heard_update(void* self, int operation, const char* database, const char* table,
                           sqlite3_int64 rowid) {
    static_cast<Reference*>(self)->log += std::string(name_of(operation)) + " " + database + "." +
                                          table + " " + std::to_string(rowid) + "; ";
  }
  static int heard_commit(void* self) {
    static_cast<Reference*>(self)->log += "commit; ";
    return static_cast<Reference*>(self)->refuses ? 1 : 0;
  }
  static void heard_rollback(void* self) { static_cast<Reference*>(self)->log += "rollback; "; }
  static void heard_preupdate(void* self, sqlite3* db, int operation, const char* database,
                              const char* table, sqlite3_int64 old_rowid, sqlite3_int64 new_rowid) {
    std::string& log = static_cast<Reference*>(self)->log;
    log += std::string("pre ") + name_of(operation) + " " + database + "." + table + " depth " +
           std::to_string(sqlite3_preupdate_depth(db));
    if (std::string(table) != "w") {
      if (operation != SQLITE_INSERT) log += " old " + std::to_string(old_rowid);
      if (operation != SQLITE_DELETE) log += " new " + std::to_string(new_rowid);
    }
    for (int i = 0; i < sqlite3_preupdate_count(db); ++i) {
      sqlite3_value* value = nullptr;
      if (operation != SQLITE_INSERT && sqlite3_preupdate_old(db, i, &value) == SQLITE_OK) {
        log += " " + text_of(value);
      }
      if (operation != SQLITE_DELETE && sqlite3_preupdate_new(db, i, &value) == SQLITE_OK) {
        log += " > " + text_of(value);
      }
    }
    log += "; ";
  }

  sqlite3* db_ = nullptr;
};

/// Tern and what its hooks heard, in the same words.
class Heard {
 public:
  void listen(bool to_preupdate) {
    db_.set_update_hook([this](RowOperation operation, std::string_view database,
                               std::string_view table, int64_t rowid) {
      log += std::string(name_of(operation)) + " " + std::string(database) + "." +
             std::string(table) + " " + std::to_string(rowid) + "; ";
    });
    db_.set_commit_hook([this] {
      log += "commit; ";
      return refuses;
    });
    db_.set_rollback_hook([this] { log += "rollback; "; });
    if (!to_preupdate) return db_.set_preupdate_hook({});
    db_.set_preupdate_hook([this](const RowChange& change) { write_down(change); });
  }
  std::string run(const std::string& sql) {
    log.clear();
    const Status status = db_.execute(sql);
    if (!status) {
      log += "error " + std::to_string(static_cast<int>(status.error().code())) + " " +
             std::string(status.error().message());
    }
    return log + (db_.in_transaction() ? " open" : "");
  }
  Connection& db() { return db_; }

  std::string log;
  bool refuses = false;

 private:
  void write_down(const RowChange& change) {
    const bool is_new = change.operation == RowOperation::Insert;
    const bool is_gone = change.operation == RowOperation::Delete;
    log += std::string("pre ") + name_of(change.operation) + " " + std::string(change.database) +
           "." + std::string(change.table) + " depth " + std::to_string(change.depth);
    if (change.has_rowid) {
      if (!is_new) log += " old " + std::to_string(change.old_rowid);
      if (!is_gone) log += " new " + std::to_string(change.new_rowid);
    }
    for (size_t i = 0; i < std::max(change.before.size(), change.after.size()); ++i) {
      if (!is_new) log += " " + text_of(change.before[i]);
      if (!is_gone) log += " > " + text_of(change.after[i]);
    }
    log += "; ";
  }

  Connection db_ = *Connection::open(":memory:");
};

const std::vector<std::string> kScript = {
    "CREATE TABLE t(a, b UNIQUE); CREATE TABLE w(k PRIMARY KEY, v) WITHOUT ROWID; "
    "CREATE TABLE i(id INTEGER PRIMARY KEY AUTOINCREMENT, r REAL); CREATE TEMP TABLE tt(x)",
    "INSERT INTO t VALUES (1, 'x'), (2, 'y'), (NULL, NULL)",
    "INSERT INTO w VALUES (1, 'x'), (2, 'y')",
    // The reference tells whole reals of an INSERT as the integers that are stored.
    "INSERT INTO i(r) VALUES (1.25), (2.5)",
    "INSERT INTO tt VALUES ('temp')",
    "UPDATE t SET a = a + 10 WHERE a > 0",
    "UPDATE w SET v = 'z' WHERE k = 1",
    "UPDATE w SET k = 7 WHERE k = 1",
    "UPDATE t SET rowid = rowid + 100 WHERE a = 11",
    "UPDATE i SET id = id + 50",
    "INSERT OR REPLACE INTO t VALUES ('replaces', 'y')",
    "INSERT OR REPLACE INTO i VALUES (51, 'same key')",
    "INSERT OR IGNORE INTO t VALUES (1, 'y')",
    "INSERT INTO t VALUES (5, 'new'), (1, 'y')",
    "INSERT INTO t VALUES (1, 'y') ON CONFLICT(b) DO UPDATE SET a = 'upserted'",
    "BEGIN; INSERT INTO t VALUES (8, 'eight'); DELETE FROM t WHERE a = 8; COMMIT",
    "BEGIN; INSERT INTO t VALUES (8, 'eight'); ROLLBACK",
    "BEGIN; ROLLBACK",
    "BEGIN; SELECT * FROM t; COMMIT",
    "SAVEPOINT s; INSERT INTO t VALUES (9, 'nine'); ROLLBACK TO s; RELEASE s",
    "CREATE TABLE p(id INTEGER PRIMARY KEY); "
    "CREATE TABLE c(p REFERENCES p ON DELETE CASCADE ON UPDATE SET NULL); "
    "INSERT INTO p VALUES (1), (2); INSERT INTO c VALUES (1), (1), (2); PRAGMA foreign_keys = 1",
    "DELETE FROM p WHERE id = 1",
    "UPDATE p SET id = 3",
    "CREATE TABLE log(what); CREATE TRIGGER after_t AFTER INSERT ON t BEGIN "
    "INSERT INTO log VALUES (new.a); UPDATE log SET what = what || '!'; END; "
    "CREATE TRIGGER before_log BEFORE UPDATE ON log BEGIN DELETE FROM w WHERE k = 7; END",
    "INSERT INTO t VALUES ('fires', 'f')",
    "INSERT INTO t SELECT 'many', column1 FROM (VALUES (100), (101))",
    "DELETE FROM t WHERE a = 'many'",
    "DELETE FROM log",
    "DELETE FROM w",
    "DROP TABLE tt",
    "CREATE TABLE made AS SELECT * FROM t LIMIT 2",
    "ALTER TABLE made RENAME TO renamed",
    "ALTER TABLE renamed DROP COLUMN b",
    "PRAGMA foreign_keys = 1; CREATE TABLE p2(id PRIMARY KEY); INSERT INTO p2 VALUES (1), (2); "
    "CREATE TABLE c2(k, p REFERENCES p2 ON DELETE SET NULL); INSERT INTO c2 VALUES (7, 1)",
    "DROP TABLE p2",
    "DROP TABLE c2",
};

class Hooks : public testing::TestWithParam<bool> {};

TEST_P(Hooks, HearWhatThoseOfTheReferenceHear) {
  Reference reference;
  Heard tern;
  reference.listen(GetParam());
  tern.listen(GetParam());
  for (const std::string& sql : kScript) {
    EXPECT_EQ(tern.run(sql), reference.run(sql)) << sql;
  }
}

INSTANTIATE_TEST_SUITE_P(Preupdate, Hooks, testing::Bool());

TEST(CommitHook, MakesARollbackOfACommit) {
  Reference reference;
  Heard tern;
  reference.listen(true);
  tern.listen(true);
  const auto both = [&](const std::string& sql) {
    EXPECT_EQ(tern.run(sql), reference.run(sql)) << sql;
  };
  both("CREATE TABLE t(a)");
  reference.refuses = tern.refuses = true;
  both("INSERT INTO t VALUES (1)");
  both("BEGIN; INSERT INTO t VALUES (2); COMMIT");
  both("BEGIN; SELECT * FROM t; COMMIT");
  reference.refuses = tern.refuses = false;
  both("CREATE TABLE empty AS SELECT * FROM t");
  both("UPDATE t SET a = 3");
}

TEST(CommitHook, ThatThrowsRefuses) {
  Connection db = *Connection::open(":memory:");
  ASSERT_TRUE(db.execute("CREATE TABLE t(a)"));
  db.set_commit_hook([]() -> bool { throw std::runtime_error("no"); });
  const Status refused = db.execute("INSERT INTO t VALUES (1)");
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().is(ErrorCode::ConstraintCommitHook));
  db.set_commit_hook({});
  EXPECT_TRUE(db.execute("INSERT INTO t VALUES (2)"));
  Statement query = *db.prepare("SELECT group_concat(a) FROM t");
  ASSERT_TRUE(*query.step());
  EXPECT_EQ(query.column(0).as_text(), "2");
}

TEST(ThrowingHooks, AreNotMinded) {
  Connection db = *Connection::open(":memory:");
  db.set_update_hook([](auto...) { throw std::runtime_error("no"); });
  db.set_preupdate_hook([](const RowChange&) { throw std::runtime_error("no"); });
  db.set_rollback_hook([] { throw std::runtime_error("no"); });
  db.set_trace([](const TraceEvent&) { throw std::runtime_error("no"); });
  EXPECT_TRUE(
      db.execute("CREATE TABLE t(a); INSERT INTO t VALUES (1); BEGIN; DELETE FROM t; ROLLBACK"));
}

TEST(Trace, TellsRunsAndRows) {
  Connection db = *Connection::open(":memory:");
  std::string log;
  db.set_trace([&log](const TraceEvent& event) {
    switch (event.kind) {
      case TraceEvent::Kind::Begin:
        log += "begin " + std::string(event.sql) + "; ";
        break;
      case TraceEvent::Kind::Part:
        log += "part " + std::string(event.part) + "; ";
        break;
      case TraceEvent::Kind::Row:
        log += "row; ";
        break;
      case TraceEvent::Kind::End:
        EXPECT_GE(event.elapsed.count(), 0);
        log += event.is_ok ? "end; " : "failed; ";
        break;
    }
  });
  ASSERT_TRUE(db.execute("CREATE TABLE t(a UNIQUE)"));
  ASSERT_TRUE(db.execute("INSERT INTO t VALUES (1), (2)"));
  EXPECT_FALSE(db.execute("INSERT INTO t VALUES (1)"));
  Statement query = *db.prepare("SELECT a FROM t");
  ASSERT_TRUE(*query.step());
  query.reset();
  query.reset();
  while (*query.step()) {
  }
  EXPECT_EQ(log,
            "begin CREATE TABLE t(a UNIQUE); end; begin INSERT INTO t VALUES (1), (2); end; "
            "begin INSERT INTO t VALUES (1); failed; begin SELECT a FROM t; row; end; "
            "begin SELECT a FROM t; row; row; end; ");
  log.clear();
  ASSERT_TRUE(db.execute("CREATE TRIGGER g DELETE ON t BEGIN SELECT 1; END"));
  ASSERT_TRUE(db.execute("DELETE FROM t WHERE a = 2"));
  EXPECT_EQ(log,
            "begin CREATE TRIGGER g DELETE ON t BEGIN SELECT 1; END; end; "
            "begin DELETE FROM t WHERE a = 2; part TRIGGER g; part SELECT 1; end; ");
}

}  // namespace
}  // namespace tern
