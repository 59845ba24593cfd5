// What ANALYZE left is advice: a damaged sqlite_stat1 keeps nobody from the data.
#include <gtest/gtest.h>

#include "tern/tern.h"
#include "tests/support/reference_db.h"

namespace tern {
namespace {

TEST(Statistics, DamagedOnesAreNotUsed) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("damaged.db");
  test::ReferenceDb(path).run(
      "CREATE TABLE t(a); INSERT INTO t VALUES(1), (2); CREATE INDEX ti ON t(a); ANALYZE;"
      "PRAGMA writable_schema = ON;"
      "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'ti')"
      " WHERE name = 'sqlite_stat1'");
  const std::string sql = "SELECT count(*), sum(a) FROM t WHERE a > 0";
  ASSERT_EQ(test::ReferenceDb(path).run(sql), "2|3");
  auto db = Connection::open(path);
  ASSERT_TRUE(db) << db.error().message();
  auto row = db->prepare(sql);
  ASSERT_TRUE(row) << row.error().message();
  ASSERT_TRUE(row->step().value_or(false));
  EXPECT_EQ(row->column(0).as_integer(), 2);
  EXPECT_EQ(row->column(1).as_integer(), 3);
  EXPECT_TRUE(db->execute("INSERT INTO t VALUES(3)"));
}

}  // namespace
}  // namespace tern
