// Trees changed here are judged by the reference, and trees that it wrote are read here.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <random>

#include "engine/btree/bulk_builder.h"
#include "engine/io/posix_vfs.h"
#include "tests/support/reference_db.h"
#include "tests/unit/engine/btree/file_fixture.h"

namespace tern::btree {
namespace {

using record::KeyColumn;
using record::ValueView;

ByteVector encoded(std::vector<ValueView> values) {
  ByteVector out;
  record::encode_record(values, out);
  return out;
}

/// A file with a table of (a, b), an index on b, and a table without rowid, as the reference makes
/// it.
void create(const std::string& path, uint32_t page_size) {
  test::ReferenceDb reference(path);
  ASSERT_EQ(reference.run("PRAGMA page_size=" + std::to_string(page_size)), "");
  ASSERT_EQ(reference.run("CREATE TABLE t(a, b); CREATE INDEX tb ON t(b);"
                          "CREATE TABLE w(k TEXT PRIMARY KEY, v) WITHOUT ROWID"),
            "");
}

class ReferenceTrees : public ::testing::TestWithParam<uint32_t> {};

TEST_P(ReferenceTrees, AcceptWhatWasWrittenHere) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("t.db");
  create(path, GetParam());
  std::map<int64_t, std::string> rows;
  std::map<std::string, int64_t> keys;
  {
    FileDatabase db(io::posix_vfs(), path);
    ASSERT_TRUE(db.pager);
    std::mt19937_64 random(GetParam());
    for (int commit = 0; commit < 3; ++commit) {
      ASSERT_OK(db.pager->begin_write());
      const auto trees = schema_trees(db);
      ASSERT_EQ(trees.size(), 4U);
      const std::vector<KeyColumn> by_b(2);
      const std::vector<KeyColumn> by_k(1);
      TableCursor table(*db.trees, trees[1].root);
      IndexCursor index(*db.trees, trees[2].root, by_b);
      IndexCursor without_rowid(*db.trees, trees[3].root, by_k);
      for (int i = 0; i < 1500; ++i) {
        const int64_t rowid = static_cast<int64_t>(random() % 1200);
        const size_t size = random() % 30 == 0 ? random() % (3 * GetParam()) : random() % 40;
        std::string b = std::to_string(random() % 100000) + std::string(size, 'b');
        if (const auto old = rows.find(rowid); old != rows.end()) {
          const std::vector<ValueView> probe{ValueView::text(old->second),
                                             ValueView::integer(rowid)};
          ASSERT_EQ(index.seek(probe).value(), Landing::Found);
          ASSERT_OK(index.erase());
          if (commit != 1) {
            ASSERT_EQ(table.seek(RowId{rowid}).value(), Landing::Found);
            ASSERT_OK(table.erase());
            const bool has_key = keys.erase(old->second) == 1;
            ASSERT_EQ(without_rowid.seek(std::span(probe).first(1)).value() == Landing::Found,
                      has_key);
            if (has_key) ASSERT_OK(without_rowid.erase());
            rows.erase(old);
            continue;
          }
        }
        ASSERT_OK(table.insert(RowId{rowid}, encoded({ValueView::integer(i), ValueView::text(b)})));
        ASSERT_OK(index.insert(encoded({ValueView::text(b), ValueView::integer(rowid)})));
        ASSERT_OK(without_rowid.insert(encoded({ValueView::text(b), ValueView::integer(i)})));
        keys[b] = i;
        rows[rowid] = std::move(b);
      }
      EXPECT_EQ(damage(db, trees), std::vector<std::string>{});
      db.trees->invalidate_cursors();
      ASSERT_OK(db.pager->commit());
    }
  }
  test::ReferenceDb reference(path);
  EXPECT_EQ(reference.run("PRAGMA integrity_check"), "ok");
  EXPECT_EQ(reference.run("SELECT count(*) FROM t"), std::to_string(rows.size()));
  EXPECT_EQ(reference.run("SELECT count(*) FROM w"), std::to_string(keys.size()));
  std::string expected;
  for (const auto& [rowid, b] : rows) {
    expected += (expected.empty() ? "" : "\n") + std::to_string(rowid) + "|" + b;
  }
  EXPECT_EQ(reference.run("SELECT rowid, b FROM t ORDER BY rowid"), expected);
  EXPECT_EQ(
      reference.run("SELECT count(*) FROM t WHERE b = (SELECT b FROM t u WHERE u.rowid=t.rowid)"),
      std::to_string(rows.size()));
  EXPECT_EQ(reference.run("DELETE FROM t WHERE rowid % 3 = 0; DELETE FROM w WHERE v % 2"), "");
  EXPECT_EQ(reference.run("PRAGMA integrity_check"), "ok");
}

TEST_P(ReferenceTrees, ReadHereAsTheReferenceWroteThem) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("t.db");
  create(path, GetParam());
  {
    test::ReferenceDb reference(path);
    ASSERT_EQ(
        reference.run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<3000)"
                      "INSERT INTO t SELECT i, hex(randomblob(abs(random())%40)) FROM n;"
                      "INSERT INTO t SELECT 1, hex(zeroblob(20000));"
                      "DELETE FROM t WHERE rowid%7=3;"
                      "INSERT INTO w SELECT a||b, rowid FROM t"),
        "");
  }
  test::ReferenceDb reference(path);
  FileDatabase db(io::posix_vfs(), path);
  ASSERT_OK(db.pager->begin_read());
  const auto trees = schema_trees(db);
  EXPECT_EQ(damage(db, trees), std::vector<std::string>{});
  const std::string count = reference.run("SELECT count(*) FROM t");
  for (const size_t tree : {1U, 2U, 3U}) {
    EXPECT_EQ(std::to_string(db.trees->count(trees[tree].root).value()), count);
  }
  TableCursor cursor(*db.trees, trees[1].root);
  std::string rows;
  for (auto more = cursor.first(); more.value(); more = cursor.next()) {
    record::RecordReader reader;
    reader.reset(cursor.payload().value());
    if (!rows.empty()) rows += '\n';
    rows += std::to_string(cursor.rowid().raw) + "|" + std::string(reader.column(1)->as_text());
  }
  EXPECT_EQ(rows, reference.run("SELECT rowid, b FROM t ORDER BY rowid"));
}

TEST_P(ReferenceTrees, AcceptWhatWasBuiltInBulk) {
  for (const int64_t count : {0, 1, 10, 300, 20000}) {
    SCOPED_TRACE(count);
    const test::TemporaryFolder folder;
    const std::string path = folder.path("t.db");
    create(path, GetParam());
    {
      FileDatabase db(io::posix_vfs(), path);
      ASSERT_OK(db.pager->begin_write());
      const auto trees = schema_trees(db);
      auto table = BulkBuilder::start(*db.trees, trees[1].root, TreeKind::Table);
      auto index = BulkBuilder::start(*db.trees, trees[2].root, TreeKind::Index);
      ASSERT_OK(table);
      ASSERT_OK(index);
      for (int64_t i = 0; i < count; ++i) {
        const std::string b =
            std::to_string(1000000 + i) + std::string(i % 500 == 7 ? GetParam() : 5, 'x');
        ASSERT_OK(table->add(RowId{i}, encoded({ValueView::integer(i), ValueView::text(b)})));
        ASSERT_OK(index->add(encoded({ValueView::text(b), ValueView::integer(i)})));
      }
      ASSERT_OK(std::move(*table).finish());
      ASSERT_OK(std::move(*index).finish());
      EXPECT_EQ(damage(db, trees), std::vector<std::string>{});
      EXPECT_EQ(db.trees->count(trees[2].root).value(), count);
      ASSERT_OK(db.pager->commit());
    }
    test::ReferenceDb reference(path);
    EXPECT_EQ(reference.run("PRAGMA integrity_check"), "ok");
    EXPECT_EQ(reference.run("SELECT count(*) FROM t"), std::to_string(count));
  }
}

INSTANTIATE_TEST_SUITE_P(PageSizes, ReferenceTrees, ::testing::Values(512, 1024, 4096, 65536));

TEST(SharedData, PassesTheCheck) {
  if (!std::filesystem::exists(TERN_SHARED_DATA)) GTEST_SKIP() << "no sample databases here";
  for (const auto& entry : std::filesystem::directory_iterator(TERN_SHARED_DATA)) {
    if (entry.path().extension() != ".db") continue;
    SCOPED_TRACE(entry.path().string());
    const test::TemporaryFolder folder;
    const std::string path = folder.path("copy.db");
    std::filesystem::copy_file(entry.path(), path);
    FileDatabase db(io::posix_vfs(), path);
    ASSERT_TRUE(db.pager);
    ASSERT_OK(db.pager->begin_read());
    EXPECT_EQ(damage(db, schema_trees(db)), std::vector<std::string>{});
  }
}

}  // namespace
}  // namespace tern::btree
