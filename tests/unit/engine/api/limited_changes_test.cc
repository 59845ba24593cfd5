#include <gtest/gtest.h>
#include <tern/tern.h>

#include <string>

namespace tern {
namespace {

// A limit that is not kept would cost rows: until it is, these statements do nothing.
TEST(LimitedChanges, AreRefused) {
  Connection db = *Connection::open(":memory:");
  ASSERT_TRUE(db.execute("CREATE TABLE t(a); INSERT INTO t VALUES (1), (2), (3)"));
  for (const std::string sql :
       {"DELETE FROM t LIMIT 1", "DELETE FROM t ORDER BY a LIMIT 1", "UPDATE t SET a = 9 LIMIT 1",
        "UPDATE t SET a = 9 ORDER BY a LIMIT 1 OFFSET 1", "DELETE FROM t WHERE a > 1 LIMIT 0"}) {
    const Status refused = db.execute(sql);
    ASSERT_FALSE(refused) << sql;
    EXPECT_TRUE(refused.error().message().starts_with("not supported yet")) << sql;
  }
  Statement query = *db.prepare("SELECT count(*), sum(a) FROM t");
  ASSERT_TRUE(*query.step());
  EXPECT_EQ(query.column(0).as_integer(), 3);
  EXPECT_EQ(query.column(1).as_integer(), 6);
}

}  // namespace
}  // namespace tern
