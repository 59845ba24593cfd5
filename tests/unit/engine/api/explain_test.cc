// What is only to be explained must not be carried out.
#include <gtest/gtest.h>

#include "tern/tern.h"

namespace tern {
namespace {

TEST(Explain, ChangesNothing) {
  Connection db = Connection::open(":memory:").value();
  ASSERT_TRUE(db.execute("CREATE TABLE t(a); INSERT INTO t VALUES(1), (2)"));
  for (const char* sql : {"EXPLAIN QUERY PLAN DELETE FROM t", "EXPLAIN QUERY PLAN DROP TABLE t",
                          "EXPLAIN QUERY PLAN INSERT INTO t VALUES(3)",
                          "EXPLAIN QUERY PLAN PRAGMA user_version = 5"}) {
    EXPECT_TRUE(db.execute(sql)) << sql;
  }
  for (const char* sql : {"EXPLAIN DELETE FROM t", "EXPLAIN DROP TABLE t"}) {
    const Status status = db.execute(sql);
    ASSERT_FALSE(status) << sql;
    EXPECT_TRUE(status.error().is(ErrorCode::Unsupported)) << sql;
  }
  auto count = db.prepare("SELECT count(*) + user_version FROM t, pragma_user_version");
  ASSERT_TRUE(count && count->step().value_or(false));
  EXPECT_EQ(count->column(0).as_integer(), 2);
}

}  // namespace
}  // namespace tern
