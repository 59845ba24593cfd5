// Whoever watches a statement may stop it.
#include <gtest/gtest.h>

#include <stdexcept>

#include "tern/tern.h"

namespace tern {
namespace {

class Progress : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(
        db_.execute("CREATE TABLE t(v); WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
                    "FROM c WHERE i < "
                    "1000) INSERT INTO t SELECT i FROM c"));
  }
  Connection db_ = Connection::open(":memory:").value();
};

TEST_F(Progress, IsAskedAboutOnceInSoManyRows) {
  int calls = 0;
  db_.set_progress_handler(200, [&] {
    ++calls;
    return false;
  });
  ASSERT_TRUE(db_.execute("SELECT sum(v) FROM t WHERE v > 10"));
  EXPECT_GE(calls, 4);
  EXPECT_LE(calls, 5);
  db_.set_progress_handler(100, nullptr);
  calls = 0;
  ASSERT_TRUE(db_.execute("SELECT sum(v) FROM t WHERE v > 10"));
  EXPECT_EQ(calls, 0);
}

TEST_F(Progress, StopsAStatementOfAnyKind) {
  for (const char* sql :
       {"SELECT sum(v) FROM t", "SELECT a.v FROM t AS a JOIN t AS b ON a.v < b.v",
        "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c) SELECT count(*) FROM c",
        "SELECT DISTINCT v FROM t ORDER BY v DESC", "UPDATE t SET v = v + 1",
        "DELETE FROM t WHERE v > 1", "INSERT INTO t SELECT v FROM t"}) {
    db_.set_progress_handler(200, [] { return true; });
    const Status stopped = db_.execute(sql);
    ASSERT_FALSE(stopped) << sql;
    EXPECT_TRUE(stopped.error().is(ErrorCode::Interrupt)) << sql;
    db_.set_progress_handler(0, nullptr);
    auto count = db_.prepare("SELECT count(*), sum(v) FROM t");
    ASSERT_TRUE(count && count->step().value_or(false));
    EXPECT_EQ(count->column(0).as_integer(), 1000) << sql;
    EXPECT_EQ(count->column(1).as_integer(), 500500) << sql;
  }
}

TEST_F(Progress, AHandlerThatThrowsStops) {
  db_.set_progress_handler(10, []() -> bool { throw std::runtime_error("no"); });
  const Status stopped = db_.execute("SELECT sum(v) FROM t");
  ASSERT_FALSE(stopped);
  EXPECT_TRUE(stopped.error().is(ErrorCode::Interrupt));
}

}  // namespace
}  // namespace tern
