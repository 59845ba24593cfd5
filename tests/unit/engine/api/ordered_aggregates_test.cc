// ORDER BY inside calls of aggregates, which the reference does not know yet. Method: results
// worked out by hand.
#include <gtest/gtest.h>

#include "tern/tern.h"

namespace tern {
namespace {

class OrderedAggregates : public ::testing::Test {
 protected:
  void SetUp() override {
    auto opened = Connection::open(":memory:");
    ASSERT_TRUE(opened);
    db_.emplace(std::move(*opened));
    ASSERT_TRUE(
        db_->execute("CREATE TABLE t(id INTEGER PRIMARY KEY, g TEXT, n, s TEXT COLLATE NOCASE)"));
    ASSERT_TRUE(db_->execute(
        "INSERT INTO t VALUES (1,'a',3,'x'),(2,'b',1,'Y'),(3,'a',NULL,'b'),(4,'a',2,'C'),"
        "(5,'b',1,'a'),(6,'a',3,'X')"));
  }
  std::string ask(const std::string& sql) {
    auto query = db_->prepare(sql);
    if (!query) return std::string(query.error().message());
    std::string out;
    while (query->step().value_or(false)) {
      if (!out.empty()) out += ';';
      for (int i = 0; i < query->column_count(); ++i) {
        const ValueView value = query->column(i);
        out += '|';
        if (value.is_integer()) out += std::to_string(value.as_integer());
        if (value.is_text()) out += value.as_text();
        if (value.is_null()) out += "NULL";
      }
    }
    return out;
  }
  std::optional<Connection> db_;
};

TEST_F(OrderedAggregates, TakeTheirRowsInOrder) {
  EXPECT_EQ(ask("SELECT group_concat(id ORDER BY n DESC, id) FROM t"), "|1,6,4,2,5,3");
  EXPECT_EQ(ask("SELECT group_concat(id, '-' ORDER BY n, id DESC) FROM t"), "|3-5-2-4-6-1");
  EXPECT_EQ(ask("SELECT group_concat(id ORDER BY n NULLS LAST, id) FROM t"), "|2,5,4,1,6,3");
  EXPECT_EQ(ask("SELECT json_group_array(s ORDER BY s, id) FROM t"),
            "|[\"a\",\"b\",\"C\",\"x\",\"X\",\"Y\"]");
  EXPECT_EQ(ask("SELECT group_concat(s ORDER BY s COLLATE BINARY) FROM t"), "|C,X,Y,a,b,x");
}

TEST_F(OrderedAggregates, EachGroupAndEachCallHasItsOwnOrder) {
  EXPECT_EQ(
      ask("SELECT g, group_concat(id ORDER BY id DESC), group_concat(id ORDER BY n, id), sum(n "
          "ORDER BY id) FROM t GROUP BY g"),
      "|a|6,4,3,1|3,4,1,6|8;|b|5,2|2,5|2");
}

TEST_F(OrderedAggregates, WithDistinctFilterAndNoRows) {
  EXPECT_EQ(ask("SELECT group_concat(DISTINCT n ORDER BY n DESC) FROM t"), "|3,2,1");
  EXPECT_EQ(ask("SELECT group_concat(id ORDER BY id DESC) FILTER (WHERE g = 'a') FROM t"),
            "|6,4,3,1");
  EXPECT_EQ(ask("SELECT group_concat(id ORDER BY id), count(id ORDER BY id) FROM t WHERE id > 9"),
            "|NULL|0");
  EXPECT_EQ(ask("SELECT count(ORDER BY id), max(n ORDER BY id), id FROM t"), "|6|3|1");
}

TEST_F(OrderedAggregates, AreRefusedElsewhere) {
  EXPECT_EQ(ask("SELECT abs(n ORDER BY id) FROM t"),
            "ORDER BY may not be used with non-aggregate abs()");
  EXPECT_EQ(ask("SELECT sum(n ORDER BY id) OVER () FROM t"),
            "ORDER BY may not be used with non-aggregate sum()");
  EXPECT_EQ(ask("SELECT sum(n ORDER BY nosuch) FROM t"), "no such column: nosuch");
  EXPECT_EQ(ask("SELECT sum(n ORDER BY sum(id)) FROM t"), "misuse of aggregate function sum()");
}

TEST_F(OrderedAggregates, StandInViews) {
  ASSERT_TRUE(db_->execute(
      "CREATE VIEW v AS SELECT group_concat(s, '/' ORDER BY n DESC, id) AS all_s FROM t"));
  EXPECT_EQ(ask("SELECT all_s FROM v"), "|x/X/C/Y/a/b");
  ASSERT_TRUE(db_->execute("ALTER TABLE t RENAME COLUMN n TO number"));
  EXPECT_EQ(ask("SELECT all_s FROM v"), "|x/X/C/Y/a/b");
}

}  // namespace
}  // namespace tern
