// Operators whose rows do not fit into their memory (engine/exec/work_memory.h) put the rest on
// disk; the answers are the same, in the same order.
#include <gtest/gtest.h>

#include "engine/io/memory_vfs.h"
#include "engine/storage/database_file.h"
#include "tests/support/counting_vfs.h"
#include "tests/support/side_by_side.h"

namespace tern {
namespace {

using testing::run_tern;

class WorkMemory : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const auto file = storage::DatabaseFile::open(vfs_, "/x.db");
    ASSERT_TRUE(file);
    db_.emplace(Connection::open(*file).value());
    ASSERT_TRUE(db_->execute(R"(
      CREATE TABLE t(id INTEGER PRIMARY KEY, k INTEGER, s TEXT);
      WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 40000)
        INSERT INTO t SELECT i, i * 7919 % 30011, 'name ' || (i * 31 % 25013) || ' and more' FROM c;
      UPDATE t SET k = NULL WHERE id % 1000 = 3;
      UPDATE t SET s = printf('%.3000c', 'x') || id WHERE id % 5000 = 7;
    )"));
  }
  bool writes() {
    const std::string calls = vfs_.take();
    return calls.find("pwrite") != std::string::npos;
  }

  io::MemoryVfs memory_;
  test::CountingVfs vfs_{memory_};
  std::optional<Connection> db_;
};

TEST_P(WorkMemory, IsKeptAndTheAnswerTheSame) {
  ASSERT_TRUE(db_->execute("PRAGMA temp_store = memory"));
  vfs_.take();
  const std::string whole = run_tern(*db_, GetParam()).text;
  EXPECT_FALSE(writes());

  ASSERT_TRUE(db_->execute("PRAGMA temp_store = file; PRAGMA cache_size = -100"));
  vfs_.take();
  const std::string spilled = run_tern(*db_, GetParam()).text;
  EXPECT_TRUE(writes());
  EXPECT_GT(whole.size(), 1000u);
  EXPECT_TRUE(whole == spilled);
  EXPECT_TRUE(run_tern(*db_, GetParam()).text == whole) << "when it runs again";
}

INSTANTIATE_TEST_SUITE_P(
    Queries, WorkMemory,
    ::testing::Values("SELECT k, s, id FROM t ORDER BY s, k DESC",
                      "SELECT s FROM t ORDER BY k, id LIMIT 30000 OFFSET 2000",
                      "SELECT k, count(*), group_concat(id), min(s), max(id), s FROM t GROUP BY k",
                      "SELECT s, sum(k), total(id), count(DISTINCT k), id FROM t GROUP BY s",
                      "SELECT DISTINCT s, k FROM t", "SELECT DISTINCT s FROM t ORDER BY s DESC",
                      "SELECT s, k FROM t UNION SELECT s, k + 1 FROM t",
                      "SELECT k FROM t INTERSECT SELECT id FROM t",
                      "SELECT s, id FROM t EXCEPT SELECT s, id FROM t WHERE id % 3 = 1",
                      "SELECT a.id, b.id FROM t AS a JOIN t AS b ON a.s = b.s",
                      "SELECT t.id, x.m FROM t CROSS JOIN (SELECT s || k AS m FROM t LIMIT 30000) "
                      "AS x WHERE t.id < 4"));

}  // namespace
}  // namespace tern
