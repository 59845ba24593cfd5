// Scans read ahead, several leaves at once: the rows before one that cannot be read come all the
// same, as many as from the reference.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>
#include <set>

#include "tern/tern.h"
#include "tests/support/reference_db.h"

namespace tern {
namespace {

constexpr int kPageSize = 512;
constexpr int kRows = 300;

/// Rows until the first error, and its code.
struct Read {
  int rows = 0;
  int code = 0;
  bool operator==(const Read&) const = default;
};

Read read_tern(const std::string& path, const std::string& sql) {
  auto db = Connection::open(path);
  Result<Statement> scan = db->prepare(sql);
  Read out;
  while (scan) {
    const Result<bool> found = scan->step();
    if (!found) out.code = static_cast<int>(found.error().code());
    if (!found || !*found) return out;
    ++out.rows;
  }
  return out;
}

Read read_reference(const std::string& path, const std::string& sql) {
  sqlite3* db = nullptr;
  sqlite3_open(path.c_str(), &db);
  sqlite3_stmt* scan = nullptr;
  sqlite3_prepare_v2(db, sql.c_str(), -1, &scan, nullptr);
  Read out;
  int code = 0;
  while ((code = sqlite3_step(scan)) == SQLITE_ROW) ++out.rows;
  if (code != SQLITE_DONE) out.code = code;
  sqlite3_finalize(scan);
  sqlite3_close(db);
  return out;
}

TEST(DamagedScan, GivesTheRowsBefore) {
  const test::TemporaryFolder folder;
  const std::string whole = folder.path("whole");
  {
    auto db = Connection::open(whole);
    ASSERT_TRUE(db->execute("PRAGMA page_size = " + std::to_string(kPageSize) +
                            "; CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT);"
                            "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c "
                            "WHERE i < " +
                            std::to_string(kRows) +
                            ") INSERT INTO t SELECT i, printf('%.*c', 100 + i % 90, 'x') FROM c"));
  }
  std::set<int> rows_before;
  for (int page = 3; page <= 110; page += 7) {
    const std::string damaged = test::copy_database(whole, folder.path("damaged"));
    std::fstream file(damaged, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp((page - 1) * kPageSize).put('\x63');  // the flag of no node
    file.close();
    for (const std::string sql : {"SELECT id, v FROM t", "SELECT v FROM t WHERE id > 20",
                                  "SELECT id FROM t WHERE v > 'x'"}) {
      const Read ours = read_tern(damaged, sql);
      EXPECT_EQ(ours, read_reference(damaged, sql)) << "page " << page << ": " << sql;
      if (ours.code == SQLITE_CORRUPT) rows_before.insert(ours.rows);
    }
  }
  EXPECT_GT(rows_before.size(), 10u);
}

}  // namespace
}  // namespace tern
