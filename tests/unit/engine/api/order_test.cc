#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tern/tern.h"

namespace tern {
namespace {

// Both '+7' and 7 equal 7.0, but not each other: a row of t3 does not say which of them comes
// first. The order of the index would be that of a. (The reference follows it.)
TEST(Order, WhatEqualsTheSameIsNotAlwaysEqual) {
  Connection db = Connection::open(":memory:").value();
  ASSERT_TRUE(
      db.execute("CREATE TABLE t1(a PRIMARY KEY, d); CREATE TABLE t3(a DOUBLE);"
                 "INSERT INTO t1 VALUES (38.0, 7), ('0x10', '+7'), (1, 7.0);"
                 "INSERT INTO t3 VALUES (7), (8)"));
  auto rows = db.prepare(
      "SELECT quote(x1.a) FROM t3 AS x2 CROSS JOIN t1 AS x1 INDEXED BY sqlite_autoindex_t1_1"
      " WHERE x1.d = x2.a AND x1.a > 0 ORDER BY x2.rowid, x1.d DESC, x1.a");
  ASSERT_TRUE(rows.has_value());
  std::vector<std::string> found;
  while (rows->step().value_or(false)) found.emplace_back(rows->column(0).as_text());
  EXPECT_THAT(found, ::testing::ElementsAre("'0x10'", "1", "38.0"));
}

}  // namespace
}  // namespace tern
