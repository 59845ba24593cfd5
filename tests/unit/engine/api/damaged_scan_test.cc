// Scans read ahead, several leaves at once: the rows before one that cannot be read come all the
// same, as many as from the reference, and each leaf as often as the tree names it.
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
constexpr int kRowsMax = 10 * kRows;  // more: the scan goes round in circles

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
  while (scan && out.rows < kRowsMax) {
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

void make_table(const std::string& path) {
  auto db = Connection::open(path);
  ASSERT_TRUE(db->execute("PRAGMA page_size = " + std::to_string(kPageSize) +
                          "; CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT);"
                          "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c "
                          "WHERE i < " +
                          std::to_string(kRows) +
                          ") INSERT INTO t SELECT i, printf('%.*c', 100 + i % 90, 'x') FROM c"));
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Where the children of `page`, an interior node, are named, in their order.
std::vector<size_t> children_of(const std::string& file, size_t page) {
  const size_t start = (page - 1) * kPageSize;
  const auto u16 = [&](size_t at) {
    return static_cast<size_t>(static_cast<uint8_t>(file[at])) << 8 |
           static_cast<uint8_t>(file[at + 1]);
  };
  std::vector<size_t> out;
  for (size_t i = 0; i < u16(start + 3); ++i) out.push_back(start + u16(start + 12 + 2 * i));
  return out;
}

TEST(DamagedScan, GivesTheRowsBefore) {
  const test::TemporaryFolder folder;
  const std::string whole = folder.path("whole");
  make_table(whole);
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

TEST(DamagedScan, GivesALeafThatIsNamedTwiceTwice) {
  const test::TemporaryFolder folder;
  const std::string whole = folder.path("whole");
  make_table(whole);
  const std::string bytes = read_file(whole);
  const std::string damaged = folder.path("damaged");
  const size_t root = 2;
  size_t node = root;
  if (bytes[(node - 1) * kPageSize] == 5) {  // its first child, if that is no leaf either
    const auto first = static_cast<uint8_t>(bytes[children_of(bytes, node)[0] + 3]);
    if (bytes[(first - size_t{1}) * kPageSize] == 5) node = first;
  }
  const std::vector<size_t> children = children_of(bytes, node);
  ASSERT_GT(children.size(), 20u);
  for (size_t i = 2; i + 2 < children.size(); ++i) {
    std::string file = bytes;
    file.replace(children[i], 4, bytes, children[i - 2], 4);
    file.replace(children[i + 2], 4, std::string("\0\1\0\0", 4));  // a page that is not there
    std::ofstream(damaged, std::ios::binary) << file;
    for (const std::string sql : {"SELECT id, v FROM t", "SELECT v FROM t WHERE id > 0"}) {
      const Read ours = read_tern(damaged, sql);
      EXPECT_EQ(ours.code, SQLITE_CORRUPT);
      EXPECT_EQ(ours, read_reference(damaged, sql)) << "child " << i << ": " << sql;
    }
  }
}

}  // namespace
}  // namespace tern
