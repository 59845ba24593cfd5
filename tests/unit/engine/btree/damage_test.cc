// Damaged files: every answer is a value or an error, never a crash; the check reports in SQLite's
// words.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <random>

#include "engine/io/posix_vfs.h"
#include "tests/support/reference_db.h"
#include "tests/unit/engine/btree/file_fixture.h"

namespace tern::btree {
namespace {

using record::KeyColumn;
using record::ValueView;

std::string content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
void put(const std::string& path, const std::string& bytes) {
  std::filesystem::remove(path);
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string sound_file(const test::TemporaryFolder& folder, uint32_t page_size) {
  const std::string path = folder.path("sound.db");
  test::ReferenceDb reference(path);
  EXPECT_EQ(
      reference.run("PRAGMA page_size=" + std::to_string(page_size) +
                    "; CREATE TABLE t(a, b); CREATE INDEX tb ON t(b);"
                    "CREATE TABLE w(k TEXT PRIMARY KEY, v) WITHOUT ROWID;"
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<400)"
                    "INSERT INTO t SELECT i, hex(randomblob(i%40)) FROM n;"
                    "INSERT INTO t SELECT 1, hex(zeroblob(2000));"
                    "DELETE FROM t WHERE rowid BETWEEN 100 AND 160;"
                    "INSERT INTO w SELECT a||b, rowid FROM t"),
      "");
  return content(path);
}

/// Reads everything in every tree, then changes it. Answers may be wrong, but there must be one.
void exercise(FileDatabase& db, uint64_t seed) {
  std::mt19937_64 random(seed);
  if (!db.pager || !db.pager->begin_read()) return;
  const auto trees = schema_trees(db);
  (void)damage(db, trees);
  const std::vector<KeyColumn> columns(2);
  for (const SchemaTree& tree : trees) {
    int steps = 0;
    const auto walk = [&](Cursor& cursor) {
      for (auto more = cursor.first(); more && *more && ++steps < 5000; more = cursor.next()) {
        (void)cursor.payload();
      }
      for (auto more = cursor.last(); more && *more && ++steps < 10000; more = cursor.prev()) {
      }
    };
    if (tree.is_rowid_table) {
      TableCursor cursor(*db.trees, tree.root);
      walk(cursor);
    } else {
      IndexCursor cursor(*db.trees, tree.root, columns);
      walk(cursor);
    }
    (void)db.trees->count(tree.root);
  }
  if (!db.pager->begin_write()) return;
  for (const SchemaTree& tree : trees) {
    bool failed = false;
    for (int i = 0; i < 60 && !failed; ++i) {
      const std::string text = std::to_string(random() % 1000) + std::string(random() % 300, 'z');
      const std::vector<ValueView> values{ValueView::text(text), ValueView::integer(i)};
      ByteVector record;
      record::encode_record(values, record);
      if (tree.is_rowid_table) {
        TableCursor cursor(*db.trees, tree.root);
        failed |= !cursor.insert(RowId{static_cast<int64_t>(random() % 400)}, record);
        const auto landing = cursor.seek(RowId{static_cast<int64_t>(random() % 400)});
        failed |= !landing;
        if (landing && *landing != Landing::End) failed |= !cursor.erase();
      } else {
        IndexCursor cursor(*db.trees, tree.root, columns);
        failed |= !cursor.insert(record);
        const auto landing = cursor.seek(std::span(values).first(1));
        failed |= !landing;
        if (landing && *landing != Landing::End && cursor.next()) {
          if (cursor.is_valid()) failed |= !cursor.erase();
        }
      }
    }
  }
  for (const SchemaTree& tree : trees) (void)db.trees->clear_tree(tree.root);
  db.trees->invalidate_cursors();
  db.pager->rollback();
}

TEST(DamagedFile, NeverCrashesTheReaderNorTheWriter) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("damaged.db");
  for (const uint32_t page_size : {512U, 1024U, 4096U}) {
    const std::string sound = sound_file(folder, page_size);
    std::filesystem::remove(folder.path("sound.db"));
    for (uint64_t seed = 0; seed < 120; ++seed) {
      SCOPED_TRACE("page size " + std::to_string(page_size) + " seed " + std::to_string(seed));
      std::mt19937_64 random(seed * 77 + page_size);
      std::string bytes = sound;
      const uint64_t flips = 1 + random() % 20;
      for (uint64_t i = 0; i < flips; ++i) {
        // Half of them in the first bytes of a page, where headers and cell pointers are.
        const size_t page = random() % (bytes.size() / page_size);
        const size_t at =
            page * page_size + (random() % 2 != 0 ? random() % 32 : random() % page_size);
        if (at < 100) continue;
        const uint64_t flipped = static_cast<unsigned char>(bytes[at]) ^ (1U << random() % 8);
        bytes[at] = static_cast<char>(random() % 3 == 0 ? flipped : random() % 256);
      }
      if (seed % 10 == 9) bytes.resize(bytes.size() - page_size * (1 + random() % 4));
      put(path, bytes);
      FileDatabase db(io::posix_vfs(), path);
      exercise(db, seed);
    }
  }
}

/// A sound file of one table on page 2, whose leaves are pages 3 and up, with `edit` applied.
std::vector<std::string> reported(const std::function<void(std::string&)>& edit,
                                  std::string* reference_says) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("t.db");
  {
    test::ReferenceDb reference(path);
    EXPECT_EQ(
        reference.run("PRAGMA page_size=512; CREATE TABLE t(a);"
                      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<60)"
                      "INSERT INTO t SELECT 'some text of a row' FROM n"),
        "");
  }
  std::string bytes = content(path);
  edit(bytes);
  put(path, bytes);
  *reference_says = test::ReferenceDb(path).run("PRAGMA integrity_check");
  FileDatabase db(io::posix_vfs(), path);
  EXPECT_TRUE(db.pager->begin_read());
  return damage(db, schema_trees(db));
}

TEST(IntegrityCheck, ReportsAsTheReferenceDoes) {
  using Edit = std::function<void(std::string&)>;
  const std::vector<Edit> edits{
      [](std::string&) {},
      // Leaf on page 3: fragments, content start, a pointer beyond the page, a wrong flag.
      [](std::string& b) { b[2 * 512 + 7] = 5; },
      [](std::string& b) { b[2 * 512 + 0] = 3; },
      // A freelist that is not there.
      [](std::string& b) { b[39] = 2; },
  };
  for (size_t i = 0; i < edits.size(); ++i) {
    SCOPED_TRACE(i);
    std::string reference;
    std::vector<std::string> ours = reported(edits[i], &reference);
    std::string lines;
    for (const std::string& line : ours) lines += "\n" + line;
    // The pragma puts a heading before the lines and checks rows after them.
    if (i == 0) {
      EXPECT_EQ(reference, "ok");
      EXPECT_EQ(lines, "");
      continue;
    }
    EXPECT_EQ(reference.substr(0, ("*** in database main ***" + lines).size()),
              "*** in database main ***" + lines);
    EXPECT_FALSE(ours.empty());
  }
}

// The reference walks from right to left and so names other places for these.
TEST(IntegrityCheck, ReportsBadChildren) {
  std::string reference;
  EXPECT_EQ(reported([](std::string& b) { b.replace(512 + 8, 4, std::string("\0\0\0\3", 4)); },
                     &reference),
            (std::vector<std::string>{"On page 2 at right child: 2nd reference to page 3",
                                      "Page 5 is never used"}));
  EXPECT_EQ(reported([](std::string& b) { b.replace(512 + 8, 4, std::string("\0\1\0\0", 4)); },
                     &reference),
            (std::vector<std::string>{"On page 2 at right child: invalid page number 65536",
                                      "Page 5 is never used"}));
}

TEST(IntegrityCheck, StopsAtTheLimit) {
  MemoryDatabase db;
  for (int i = 0; i < 20; ++i) ASSERT_OK(db.pager->allocate());
  std::vector<std::string> out;
  const RootSpec schema{.root = PageNo{1}, .kind = TreeKind::Table, .columns = {}, .name = {}};
  ASSERT_OK(check_database(*db.trees, {&schema, 1}, 3, out));
  EXPECT_EQ(out, (std::vector<std::string>{"Page 2 is never used", "Page 3 is never used",
                                           "Page 4 is never used"}));
}

TEST(IntegrityCheck, ReportsIndexEntriesOutOfOrder) {
  MemoryDatabase db;
  const PageNo root = db.trees->create_tree(TreeKind::Index).value();
  const std::vector<KeyColumn> ascending(1);
  const std::vector<KeyColumn> descending{{&record::binary_collation(), true}};
  IndexCursor cursor(*db.trees, root, descending);
  for (int64_t i = 0; i < 2; ++i) {
    const ValueView value = ValueView::integer(i);
    ByteVector record;
    record::encode_record({&value, 1}, record);
    ASSERT_OK(cursor.insert(record));
  }
  std::vector<std::string> out;
  const std::vector<RootSpec> roots{{PageNo{1}, TreeKind::Table, {}, {}},
                                    {root, TreeKind::Index, ascending, {}}};
  ASSERT_OK(check_database(*db.trees, roots, 100, out));
  EXPECT_EQ(out, (std::vector<std::string>{"On tree page 2 cell 1: Entry out of order"}));
}

}  // namespace
}  // namespace tern::btree
