// Random transactions on one database are carried to a copy of it as changesets, and back again as
// their inverses. All contents are compared; the reference checks the files.
#include "engine/write/apply.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <random>

#include "engine/api/connection_state.h"
#include "tern/tern.h"
#include "tests/support/changesets.h"

namespace tern {
namespace {

using testing::carry;

class File {
 public:
  explicit File(const std::string& name)
      : path_((std::filesystem::temp_directory_path() /
               (name + std::to_string(::testing::UnitTest::GetInstance()->random_seed()) + "-" +
                std::to_string(getpid()) + ".db"))
                  .string()) {
    remove();
  }
  ~File() { remove(); }
  const std::string& path() const { return path_; }

 private:
  void remove() {
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) {
      std::filesystem::remove(path_ + suffix);
    }
  }
  std::string path_;
};

std::string show(ValueView v) {
  if (v.is_integer()) return std::to_string(v.as_integer());
  if (v.is_real()) return "r" + std::to_string(v.as_real());
  if (v.is_text()) return "'" + std::string(v.as_text()) + "'";
  if (v.is_blob()) return "x" + std::string(as_text(v.as_bytes()));
  return "NULL";
}

void run(Connection& db, const std::string& sql) {
  const Status done = db.execute(sql);
  ASSERT_TRUE(done.has_value()) << sql << ": " << done.error().message();
}

/// All rows of the query, a line each.
std::string rows(Connection& db, const std::string& sql) {
  std::string out;
  auto query = db.prepare(sql);
  if (!query) return std::string(query.error().message());
  while (true) {
    const auto more = query->step();
    if (!more) return out + std::string(more.error().message());
    if (!*more) return out;
    for (int i = 0; i < query->column_count(); ++i) out += show(query->column(i)) + "|";
    out += "\n";
  }
}

struct TableSpec {
  std::string name;
  std::string sql;
  std::vector<std::string> columns;  // that statements set
  bool has_rowid;
};

const std::vector<TableSpec> kTables = {
    {"a", "CREATE TABLE a(id INTEGER PRIMARY KEY, x, y TEXT)", {"id", "x", "y"}, true},
    {"b", "CREATE TABLE b(x REAL, y UNIQUE)", {"x", "y"}, true},
    {"c", "CREATE TABLE c(k TEXT PRIMARY KEY COLLATE NOCASE, v)", {"k", "v"}, true},
    {"d",
     "CREATE TABLE d(p, q INT, v, PRIMARY KEY(q DESC, p)) WITHOUT ROWID",
     {"p", "q", "v"},
     false},
    {"e",
     "CREATE TABLE e(id INTEGER PRIMARY KEY, up REFERENCES e ON DELETE CASCADE ON UPDATE CASCADE, "
     "v CHECK (v <> 7))",
     {"id", "up", "v"},
     true},
    {"f",
     "CREATE TABLE f(id INTEGER PRIMARY KEY AUTOINCREMENT, v REAL UNIQUE ON CONFLICT REPLACE)",
     {"id", "v"},
     true},
};
const std::vector<std::string> kIndexes = {
    "CREATE INDEX ax ON a(x, y DESC)", "CREATE INDEX ay ON a(y COLLATE NOCASE) WHERE x > 3",
    "CREATE INDEX bx ON b(x + 1)", "CREATE INDEX dv ON d(v)", "CREATE INDEX ev ON e(up)"};

class Statements {
 public:
  explicit Statements(uint32_t seed) : random_(seed) {}

  uint32_t below(uint32_t limit) { return static_cast<uint32_t>(random_() % limit); }
  std::string value() {
    switch (below(8)) {
      case 0:
        return "NULL";
      case 1:
        return std::to_string(below(10)) + ".5";
      case 2:
        return "'" + std::string(1, static_cast<char>('a' + below(6))) + "'";
      case 3:
        return "'" + std::string(1, static_cast<char>('A' + below(6))) + "'";
      case 4:
        return "x'0" + std::to_string(below(10)) + "'";
      case 5:
        return "'" + std::string(below(3000), 'z') + std::to_string(below(5)) + "'";
      default:
        return std::to_string(below(12));
    }
  }
  std::string value_for(const std::string& column) {
    const bool is_key = column == "id" || column == "up" || column == "q";
    return is_key ? (below(5) == 0 ? "NULL" : std::to_string(below(15))) : value();
  }

  std::string next() {
    const TableSpec& table = kTables[below(static_cast<uint32_t>(kTables.size()))];
    const std::string& column = table.columns[below(static_cast<uint32_t>(table.columns.size()))];
    static const char* kConflicts[] = {"", "", "OR IGNORE ", "OR REPLACE ", "OR FAIL "};
    const std::string conflict = kConflicts[below(5)];
    switch (below(7)) {
      case 0:
        return "UPDATE " + conflict + table.name + " SET " + column + " = " + value_for(column) +
               " WHERE " + where(table);
      case 1:
        return "DELETE FROM " + table.name + " WHERE " + where(table);
      case 2:
        if (table.has_rowid && below(3) == 0) {
          return "UPDATE " + conflict + table.name + " SET rowid = rowid + " +
                 std::to_string(below(30)) + " WHERE " + where(table);
        }
        [[fallthrough]];
      default:
        return insert(table, conflict);
    }
  }

 private:
  std::string where(const TableSpec& table) {
    const std::string& column = table.columns[below(static_cast<uint32_t>(table.columns.size()))];
    static const char* kOperators[] = {" = ", " < ", " > ", " IS "};
    return column + kOperators[below(4)] + value_for(column);
  }
  std::string insert(const TableSpec& table, const std::string& conflict) {
    std::string names;
    std::string values;
    for (const std::string& column : table.columns) {
      names += (names.empty() ? "" : ", ") + column;
      values += (values.empty() ? "" : ", ") + value_for(column);
    }
    return "INSERT " + conflict + "INTO " + table.name + "(" + names + ") VALUES (" + values + ")";
  }
  std::mt19937 random_;
};

std::string contents(Connection& db) {
  std::string out;
  for (const TableSpec& table : kTables) {
    const std::string rowid = table.has_rowid ? "rowid, " : "";
    const std::string order = table.has_rowid ? "rowid" : "q DESC, p";
    out += table.name + "\n" +
           rows(db, "SELECT " + rowid + "* FROM " + table.name + " ORDER BY " + order);
  }
  return out;
}

std::string integrity(const std::string& path) {
  sqlite3* db = nullptr;
  sqlite3_open(path.c_str(), &db);
  sqlite3_stmt* query = nullptr;
  sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &query, nullptr);
  std::string out;
  while (sqlite3_step(query) == SQLITE_ROW) {
    out += reinterpret_cast<const char*>(sqlite3_column_text(query, 0));
  }
  sqlite3_finalize(query);
  sqlite3_close(db);
  return out;
}

TEST(Apply, CarriesRandomTransactionsForthAndBack) {
  int carried = 0;
  for (uint32_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const File file_a("tern-apply-a");
    const File file_b("tern-apply-b");
    auto a = Connection::open(file_a.path());
    auto b = Connection::open(file_b.path());
    ASSERT_TRUE(a && b);
    Statements statements(seed);
    for (Connection* db : {&*a, &*b}) {
      for (const TableSpec& table : kTables) run(*db, table.sql);
      for (const std::string& index : kIndexes) run(*db, index);
      run(*db, "PRAGMA foreign_keys = ON");
    }
    for (int i = 0; i < 60; ++i) {
      const std::string sql = statements.next();
      (void)a->execute(sql);
      (void)b->execute(sql);
    }
    ASSERT_EQ(contents(*a), contents(*b));
    testing::ChangesetRecorder recorder;
    a->state().set_commit_observer(&recorder);
    for (int round = 0; round < 5; ++round) {
      SCOPED_TRACE("round " + std::to_string(round));
      const std::string before = contents(*a);
      recorder.last.clear();
      run(*a, "BEGIN");
      for (uint32_t i = 0; i < 1 + statements.below(12); ++i) {
        (void)a->execute(statements.next());
        if (statements.below(6) == 0) {
          run(*a, "SAVEPOINT s");
          (void)a->execute(statements.next());
          run(*a, statements.below(2) == 0 ? "ROLLBACK TO s" : "RELEASE s");
        }
      }
      run(*a, "COMMIT");
      const std::string after = contents(*a);
      if (recorder.last.empty()) continue;
      ++carried;

      const Status forth = carry(*b, recorder.last);
      ASSERT_TRUE(forth.has_value()) << forth.error().message();
      ASSERT_EQ(contents(*b), after);
      const auto inverse = txn::invert(recorder.last);
      ASSERT_TRUE(inverse.has_value());
      const Status back = carry(*b, *inverse);
      ASSERT_TRUE(back.has_value()) << back.error().message();
      ASSERT_EQ(contents(*b), before);
      ASSERT_TRUE(carry(*b, recorder.last).has_value());
    }
    a->state().set_commit_observer(nullptr);
    EXPECT_EQ(integrity(file_a.path()), "ok");
    EXPECT_EQ(integrity(file_b.path()), "ok");
    if (HasFailure()) return;
  }
  EXPECT_GT(carried, 150);  // of 200: most transactions changed something
}

/// Records what `sql` changes in one database and applies it to another that `other` was run on.
std::string conflicts(const std::string& setup, const std::string& sql, const std::string& other,
                      write::ApplyDecision decision) {
  auto a = Connection::open(":memory:");
  auto b = Connection::open(":memory:");
  testing::ChangesetRecorder recorder;
  EXPECT_TRUE(a->execute(setup).has_value());
  EXPECT_TRUE(b->execute(setup).has_value());
  a->state().set_commit_observer(&recorder);
  EXPECT_TRUE(a->execute(sql).has_value());
  EXPECT_TRUE(b->execute(other).has_value());
  std::string seen;
  write::ApplyOptions options;
  options.on_conflict = [&](const write::ConflictContext& context) {
    static const char* kNames[] = {"not found", "different", "exists", "constraint", "no table"};
    seen += kNames[static_cast<int>(context.kind)];
    for (const ValueView v : context.current) seen += " " + show(v);
    seen += "; ";
    return decision;
  };
  const Status done = carry(*b, recorder.last, options);
  if (!done) seen += "error " + std::string(done.error().message()) + "; ";
  a->state().set_commit_observer(nullptr);
  return seen + rows(*b, "SELECT * FROM t ORDER BY 1");
}

constexpr const char* kSetup =
    "CREATE TABLE t(id INTEGER PRIMARY KEY, x, y UNIQUE); INSERT INTO t VALUES (1, 10, 100)";

TEST(Apply, AsksAboutRowsThatAreNotAsTheyWere) {
  using write::ApplyDecision;
  EXPECT_EQ(conflicts(kSetup, "UPDATE t SET x = 11", "UPDATE t SET y = 101", ApplyDecision::Skip),
            "different 1 10 101; 1|10|101|\n");
  EXPECT_EQ(
      conflicts(kSetup, "UPDATE t SET x = 11", "UPDATE t SET y = 101", ApplyDecision::Replace),
      "different 1 10 101; 1|11|101|\n");
  EXPECT_EQ(conflicts(kSetup, "UPDATE t SET x = 11", "UPDATE t SET y = 101", ApplyDecision::Stop),
            "different 1 10 101; error a conflict stopped the changeset; 1|10|101|\n");
  EXPECT_EQ(conflicts(kSetup, "DELETE FROM t", "DELETE FROM t", ApplyDecision::Skip),
            "not found; ");
  EXPECT_EQ(conflicts(kSetup, "INSERT INTO t VALUES (2, 1, 1)", "INSERT INTO t VALUES (2, 5, 5)",
                      ApplyDecision::Replace),
            "exists 2 5 5; 1|10|100|\n2|1|1|\n");
  EXPECT_EQ(conflicts(kSetup, "INSERT INTO t VALUES (2, 1, 1)", "INSERT INTO t VALUES (3, 5, 1)",
                      ApplyDecision::Replace),
            "constraint; 1|10|100|\n2|1|1|\n");
  EXPECT_EQ(
      conflicts(kSetup, "UPDATE t SET x = 2", "ALTER TABLE t DROP COLUMN x", ApplyDecision::Skip),
      "no table; 1|100|\n");
}

TEST(Apply, RefusesWhatIsNoChangeset) {
  auto db = Connection::open(":memory:");
  ASSERT_TRUE(db.has_value());
  const Status done = carry(*db, as_bytes("nonsense"));
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code(), ErrorCode::Corrupt);
}

TEST(Apply, RunsSchemaChangesThroughTheCaller) {
  auto a = Connection::open(":memory:");
  auto b = Connection::open(":memory:");
  testing::ChangesetRecorder recorder;
  a->state().set_commit_observer(&recorder);
  run(*a,
      "BEGIN; CREATE TABLE t(x); INSERT INTO t VALUES (1); ALTER TABLE t ADD COLUMN y DEFAULT 5;"
      "INSERT INTO t VALUES (2, 3); COMMIT");
  const Status refused = carry(*b, recorder.last);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().message(), "schema changes are not accepted here");
  write::ApplyOptions options;
  options.run_ddl = [&](std::string_view sql) { return b->execute(sql); };
  const Status done = carry(*b, recorder.last, options);
  ASSERT_TRUE(done.has_value()) << done.error().message();
  EXPECT_EQ(rows(*b, "SELECT rowid, * FROM t"), "1|1|5|\n2|2|3|\n");
  a->state().set_commit_observer(nullptr);
}

}  // namespace
}  // namespace tern
