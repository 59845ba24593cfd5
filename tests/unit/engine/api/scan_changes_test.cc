// A SELECT that is being stepped sees what the same connection changes ahead of it, as the
// reference does: scans read many rows of a page at once, and must notice.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <random>

#include "tern/tern.h"

namespace tern {
namespace {

/// One connection of each engine, with one SELECT that both step.
class ScanChanges : public ::testing::TestWithParam<unsigned> {
 protected:
  void SetUp() override { ASSERT_EQ(sqlite3_open(":memory:", &reference_), SQLITE_OK); }
  void TearDown() override { sqlite3_close(reference_); }

  void run(const std::string& sql) {
    ASSERT_TRUE(tern_.execute(sql)) << sql;
    ASSERT_EQ(sqlite3_exec(reference_, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sql;
  }

  std::string step(Statement& scan) {
    const Result<bool> found = scan.step();
    if (!found) return std::string(found.error().message());
    if (!*found) return "end";
    std::string out;
    for (int i = 0; i < scan.column_count(); ++i) {
      const ValueView value = scan.column(i);
      out += value.is_integer() ? std::to_string(value.as_integer()) : std::string(value.as_text());
      out += "|";
    }
    return out;
  }
  std::string step(sqlite3_stmt* scan) {
    if (sqlite3_step(scan) != SQLITE_ROW) return "end";
    std::string out;
    for (int i = 0; i < sqlite3_column_count(scan); ++i) {
      out += reinterpret_cast<const char*>(sqlite3_column_text(scan, i));
      out += "|";
    }
    return out;
  }

  Connection tern_ = Connection::open(":memory:").value();
  sqlite3* reference_ = nullptr;
};

TEST_P(ScanChanges, AreSeenAsByTheReference) {
  std::mt19937 random(GetParam());
  const auto number = [&](int most) {
    return std::to_string(random() % static_cast<unsigned>(most));
  };
  // Pages with many rows, or with two or three of which several are read at once.
  const std::string length_max = GetParam() % 2 == 0 ? "90" : "1900";
  run("CREATE TABLE t(id INTEGER PRIMARY KEY, v INTEGER, s TEXT);"
      "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 600)"
      "INSERT INTO t SELECT i * 3, i % 50, printf('%.*c', i * 7 % " +
      length_max + ", 'x') FROM c; BEGIN");
  const std::string filter = random() % 2 == 0 ? " WHERE v >= 5" : "";
  const std::string sql = "SELECT id, v, s FROM t" + filter;
  Statement ours = tern_.prepare(sql).value();
  sqlite3_stmt* theirs = nullptr;
  ASSERT_EQ(sqlite3_prepare_v2(reference_, sql.c_str(), -1, &theirs, nullptr), SQLITE_OK);
  for (int rows = 0; rows < 3000; ++rows) {
    const std::string row = step(theirs);
    ASSERT_EQ(step(ours), row) << "after " << rows << " rows";
    if (row == "end") break;
    if (random() % 12 != 0) continue;
    switch (random() % 5) {
      case 0:
        run("DELETE FROM t WHERE id % 7 = " + number(7) + " AND id % 5 = " + number(5));
        break;
      case 1:
        run("INSERT OR IGNORE INTO t VALUES(" + number(1900) + ", " + number(50) + ", 'new')");
        break;
      case 2:
        run("UPDATE t SET v = v + 1, s = s || 'y' WHERE id % 11 = " + number(11));
        break;
      case 3:
        run("DELETE FROM t WHERE id BETWEEN " + row.substr(0, row.find('|')) + " AND " +
            row.substr(0, row.find('|')) + " + " + number(60));
        break;
      default:
        run("SAVEPOINT a; UPDATE t SET s = 'gone'; RELEASE a; SELECT count(*) FROM t");
    }
  }
  sqlite3_finalize(theirs);
}

INSTANTIATE_TEST_SUITE_P(Seeds, ScanChanges, ::testing::Range(1u, 25u));

}  // namespace
}  // namespace tern
