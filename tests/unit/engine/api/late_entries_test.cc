// Index entries of many inserts in a row go into their trees late (engine/btree/late_entries.h).
// Nobody can tell, whatever is mixed with the inserts: each answer is the reference's.
#include <gtest/gtest.h>

#include <optional>
#include <random>

#include "engine/io/simulated_vfs.h"
#include "engine/storage/database_file.h"
#include "tern/tern.h"
#include "tests/support/reference_db.h"
#include "tests/support/side_by_side.h"

namespace tern {
namespace {

using testing::SideBySide;

constexpr std::string_view kSchema = R"(
  CREATE TABLE t(id INTEGER PRIMARY KEY, v INTEGER, s TEXT, r REAL);
  CREATE INDEX t_v ON t(v); CREATE INDEX t_s ON t(s COLLATE NOCASE DESC, v);
  CREATE INDEX t_r ON t(r) WHERE v > 300; CREATE INDEX t_e ON t(length(s), id);
  CREATE TABLE u(k TEXT PRIMARY KEY, v INTEGER UNIQUE, w) WITHOUT ROWID; CREATE INDEX u_w ON u(w);
)";

/// Random statements, of which most insert into t.
class Script {
 public:
  explicit Script(unsigned seed) : random_(seed) {}

  std::string next() {
    switch (random_() % 40) {
      case 0:
        return "SELECT count(*), sum(id) FROM t WHERE v BETWEEN " + number() + " AND 700";
      case 1:
        return "SELECT id FROM t WHERE s = 'text " + number() + "' ORDER BY id";
      case 2:
        return "DELETE FROM t WHERE v = " + number();
      case 3:
        return "UPDATE t SET v = v + 1, s = 'changed' WHERE id % 37 = " + number();
      case 4:
        return open_savepoints_ < 3 ? (++open_savepoints_, "SAVEPOINT a") : "SELECT 1";
      case 5:
        return "ROLLBACK TO a";
      case 6:
        if (open_savepoints_ > 0) --open_savepoints_;
        return "RELEASE a";
      case 7:
        return "INSERT INTO t(id, v, s, r) SELECT id + 100000, v, s, r FROM t WHERE v < " +
               number() + " ORDER BY id";
      case 8:
        return "INSERT INTO t(id, v) VALUES(" + number() + ", 1), (" + number() + ", 2), (5, 3)";
      case 9:
        return "INSERT OR REPLACE INTO t(id, v, s) VALUES(" + number() + ", 4, 'replaced')";
      case 10:
        return "INSERT OR IGNORE INTO u VALUES('k" + number() + "', " + number() + ", 1)";
      case 11:
        return random_() % 4 == 0 ? "COMMIT; BEGIN" : "SELECT count(*) FROM t";
      case 12:
        return random_() % 6 == 0 ? "ROLLBACK; BEGIN" : "SELECT max(r) FROM t WHERE v > 300";
      case 13:
        return random_() % 10 == 0 ? "DELETE FROM t" : "SELECT count(*) FROM u WHERE w = 1";
      case 14:
        return random_() % 10 == 0 ? "PRAGMA integrity_check" : "SELECT min(v), max(v) FROM t";
      default:
        return inserts();
    }
  }

 private:
  std::string number() { return std::to_string(random_() % 1000); }
  std::string inserts() {
    std::string sql;
    for (size_t left = random_() % 60; left > 0; --left) {
      const std::string size = random_() % 50 == 0 ? "printf('%.5000c', 'x')" : "''";
      sql += "INSERT INTO t(v, s, r) VALUES(" + number() + ", 'text " + number() + "' || " + size +
             ", " + number() + " / 7.0);";
    }
    return sql + "INSERT INTO u VALUES('w' || random(), NULL, " + number() + ")";
  }

  std::mt19937 random_;
  int open_savepoints_ = 0;
};

void run_scripts(const std::string& path, std::string_view settings, unsigned seed) {
  SCOPED_TRACE(seed);
  SideBySide both(path);
  both.run(settings);
  both.run(kSchema);
  both.run("BEGIN");
  Script script(seed);
  for (int step = 0; step < 120 && !::testing::Test::HasFailure(); ++step) both.run(script.next());
  both.run("COMMIT; PRAGMA integrity_check; SELECT * FROM t ORDER BY s COLLATE NOCASE DESC, v, id");
  if (!path.empty()) {
    EXPECT_EQ(both.integrity_of_tern_file(), "ok");
  }
}

TEST(LateEntries, CannotBeToldFromEntriesAtOnce) {
  for (unsigned seed = 1; seed <= 6; ++seed) run_scripts("", "SELECT 1", seed);
}

TEST(LateEntries, SurviveSpilledPages) {
  const test::TemporaryFolder folder;
  for (unsigned seed = 11; seed <= 14; ++seed) {
    run_scripts(folder.path("x" + std::to_string(seed)),
                seed % 2 == 0 ? "PRAGMA journal_mode = wal; PRAGMA cache_size = 10"
                              : "PRAGMA cache_size = 10; PRAGMA page_size = 1024",
                seed);
  }
}

TEST(LateEntries, WorkWithTriggersAndForeignKeys) {
  SideBySide both;
  both.run(R"(
    PRAGMA foreign_keys = on;
    CREATE TABLE parent(id INTEGER PRIMARY KEY, name TEXT); CREATE INDEX parent_name ON parent(name);
    CREATE TABLE child(id INTEGER PRIMARY KEY, parent REFERENCES parent ON DELETE CASCADE, n);
    CREATE INDEX child_parent ON child(parent); CREATE INDEX child_n ON child(n);
    CREATE TABLE log(n); CREATE INDEX log_n ON log(n);
    CREATE TRIGGER child_in AFTER INSERT ON child WHEN new.n % 5 = 0 BEGIN
      INSERT INTO log SELECT count(*) FROM child WHERE n > new.n - 20;
    END;
    BEGIN;
    WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 400)
      INSERT INTO parent SELECT i, 'name ' || i % 50 FROM c;
    WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 900)
      INSERT INTO child SELECT i, 1 + i % 400, i FROM c;
    INSERT INTO child SELECT id + 1000, parent + id, n FROM child;
    DELETE FROM parent WHERE name = 'name 7';
    SELECT count(*), sum(n) FROM child; SELECT n FROM log WHERE n > 3 ORDER BY n;
    COMMIT; PRAGMA integrity_check; PRAGMA foreign_key_check;
  )");
}

// A SELECT that began before goes on through the index, and finds what the reference finds.
TEST(LateEntries, AreSeenByWhoeverIsReading) {
  auto db = Connection::open(":memory:");
  ASSERT_TRUE(
      db->execute("CREATE TABLE t(id INTEGER PRIMARY KEY, v); CREATE INDEX t_v ON t(v);"
                  "INSERT INTO t VALUES(1, 10); BEGIN"));
  auto insert = db->prepare("INSERT INTO t VALUES(?, ?)");
  auto select = db->prepare("SELECT v FROM t INDEXED BY t_v WHERE v >= 10 ORDER BY v");
  ASSERT_TRUE(insert && select);
  ASSERT_EQ(select->step(), true);
  for (int64_t id = 2; id <= 100; ++id) {
    ASSERT_TRUE(insert->bind(1, id));
    ASSERT_TRUE(insert->bind(2, id * 10));
    ASSERT_EQ(insert->step(), false);
  }
  for (int64_t id = 2; id <= 100; ++id) {
    ASSERT_EQ(select->step(), true);
    ASSERT_EQ(select->column(0).as_integer(), id * 10);
    if (id % 40 == 0) {
      ASSERT_TRUE(db->execute("INSERT INTO t VALUES(" + std::to_string(id + 1000) + ", 5)"));
    }
  }
  ASSERT_EQ(select->step(), false);
}

TEST(LateEntries, AreInACopyOfTheOpenTransaction) {
  auto db = Connection::open(":memory:");
  ASSERT_TRUE(db->execute("CREATE TABLE t(v); CREATE INDEX t_v ON t(v); BEGIN"));
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(db->execute("INSERT INTO t VALUES(random())"));
  const auto image = db->serialize();
  ASSERT_TRUE(image);
  auto copy = Connection::deserialize(*image);
  ASSERT_TRUE(copy);
  EXPECT_EQ(testing::run_tern(*copy, "PRAGMA integrity_check").text,
            "integrity_check\nt:ok\nchanges 0 rowid 0\n");
}

/// A connection on a disk that fails from now on, in a transaction whose index entries wait.
class LateEntriesOnAFailingDisk : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto file = storage::DatabaseFile::open(process_, "/x.db");
    ASSERT_TRUE(file);
    db_.emplace(Connection::open(*file).value());
    ASSERT_TRUE(db_->execute(
        "PRAGMA page_size = 512; PRAGMA journal_mode = wal; PRAGMA cache_size = 4;"
        "CREATE TABLE t(v); CREATE INDEX t_v ON t(v); INSERT INTO t VALUES(1); BEGIN"));
    for (int i = 0; i < 300; ++i) {
      ASSERT_TRUE(db_->execute("INSERT INTO t VALUES(" + std::to_string(i * 7 % 300) + ")"));
    }
    process_.fail_at(process_.call_count() + 1, io::Fault::IoError, true);
  }
  /// What a settling could not put into the tree is not there: nothing of the transaction may be.
  void expect_rolled_back() {
    EXPECT_GT(process_.fault_count(io::Fault::IoError), 0u);
    process_.mend();
    EXPECT_FALSE(db_->in_transaction());
    EXPECT_EQ(testing::run_tern(*db_, "SELECT count(*) FROM t INDEXED BY t_v WHERE v >= 0").text,
              "count(*)\ni:1\nchanges 1 rowid 301\n");
    EXPECT_TRUE(db_->execute("BEGIN; INSERT INTO t VALUES(2); COMMIT"));
    EXPECT_EQ(testing::run_tern(*db_, "PRAGMA integrity_check").text,
              "integrity_check\nt:ok\nchanges 1 rowid 2\n");
  }

  io::SimulatedDisk disk_;
  io::SimulatedVfs process_{disk_};
  std::optional<Connection> db_;
};

TEST_F(LateEntriesOnAFailingDisk, AQueryThatNeedsThemEndsTheTransaction) {
  EXPECT_FALSE(db_->execute("SELECT count(*) FROM t INDEXED BY t_v WHERE v > 5"));
  expect_rolled_back();
}

TEST_F(LateEntriesOnAFailingDisk, ACommandThatNeedsThemEndsTheTransaction) {
  EXPECT_FALSE(db_->execute("SAVEPOINT s"));
  expect_rolled_back();
}

TEST_F(LateEntriesOnAFailingDisk, ACommitEndsTheTransaction) {
  EXPECT_FALSE(db_->execute("COMMIT"));
  expect_rolled_back();
}

}  // namespace
}  // namespace tern
