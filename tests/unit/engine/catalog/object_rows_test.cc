#include "engine/catalog/object_rows.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/record/record.h"

namespace tern::catalog {
namespace {

using record::ValueView;

ObjectRows::Row row(int64_t rowid, std::string_view type, std::string_view name,
                    std::string_view table, int64_t root, std::string_view sql) {
  ByteVector bytes;
  const ValueView values[] = {ValueView::text(type), ValueView::text(name), ValueView::text(table),
                              ValueView::integer(root), ValueView::text(sql)};
  record::encode_record(values, bytes);
  auto out = ObjectRow::read(rowid, bytes);
  EXPECT_TRUE(out);
  return *out;
}

TEST(ObjectRow, SaysWhatTheRecordHolds) {
  const auto table = row(3, "table", "T", "t", 5, "CREATE TABLE t(a)");
  EXPECT_EQ(table->rowid, 3);
  EXPECT_EQ(table->kind, ObjectKind::Table);
  EXPECT_EQ(table->name, "T");
  EXPECT_EQ(table->table, "t");
  EXPECT_EQ(table->root, 5);
  EXPECT_EQ(table->sql, "CREATE TABLE t(a)");
  EXPECT_TRUE(table->is_plain);
  EXPECT_FALSE(row(1, "table", "u", "u", 5, "CREATE TABLE t(a)")->is_plain);
  EXPECT_FALSE(row(1, "table", "t", "u", 5, "CREATE TABLE t(a)")->is_plain);
  EXPECT_TRUE(row(1, "index", "i", "t", 5, "CREATE INDEX i ON T(a)")->is_plain);
  EXPECT_FALSE(row(1, "index", "j", "t", 5, "CREATE INDEX i ON t(a)")->is_plain);
  EXPECT_FALSE(row(1, "index", "i", "u", 5, "CREATE INDEX i ON t(a)")->is_plain);
  EXPECT_FALSE(row(1, "view", "t", "t", 5, "CREATE TABLE t(a)")->is_plain);
  EXPECT_FALSE(row(1, "table", "sqlite_schema", "sqlite_schema", 5, "CREATE TABLE sqlite_schema(a)")
                   ->is_plain);
  EXPECT_TRUE(row(1, "table", "t", "t", 5, "CREATE TABLE t(a References u)")->may_refer);
  EXPECT_FALSE(row(1, "table", "t", "t", 5, "CREATE TABLE t(a UNIQUE)")->may_refer);
  EXPECT_EQ(row(1, "thing", "t", "t", 5, "")->kind, ObjectKind::Other);
}

TEST(ObjectRow, WhatIsNotAsItShouldBeIsEmpty) {
  ByteVector bytes;
  const ValueView values[] = {ValueView::integer(1), ValueView::null(), ValueView::real(1.5),
                              ValueView::text("7")};
  record::encode_record(values, bytes);
  const auto out = ObjectRow::read(9, bytes);
  ASSERT_TRUE(out);
  EXPECT_EQ((*out)->kind, ObjectKind::Other);
  EXPECT_EQ((*out)->name, "");
  EXPECT_EQ((*out)->table, "");
  EXPECT_EQ((*out)->root, 0);
  EXPECT_EQ((*out)->sql, "");
  const ByteVector broken(3, std::byte{0x7f});
  EXPECT_FALSE(ObjectRow::read(9, broken));
}

TEST(ObjectRows, FindsByNameAndByTable) {
  std::vector<ObjectRows::Row> all;
  for (int64_t i = 1; i <= 500; ++i) {
    const std::string n = std::to_string(i);
    all.push_back(row(i, "table", "t" + n, "t" + n, i + 1, "CREATE TABLE t" + n + "(a)"));
  }
  all.push_back(row(501, "index", "T7", "T7", 900, "CREATE INDEX T7 ON t7(a)"));
  all.push_back(row(502, "trigger", "fires", "t7", 0, "CREATE TRIGGER fires ..."));
  const ObjectRows rows(all);
  for (int64_t i = 1; i <= 500; ++i) {
    const std::string n = std::to_string(i);
    const ObjectRow* found = rows.find(ObjectKind::Table, "T" + n);
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->rowid, i);
    EXPECT_EQ(rows.of_table("t" + n).size(), i == 7 ? 3U : 1U);
  }
  EXPECT_EQ(rows.find(ObjectKind::Table, "t501"), nullptr);
  EXPECT_EQ(rows.find(ObjectKind::View, "t7"), nullptr);
  EXPECT_EQ(rows.find(ObjectKind::Index, "t7")->rowid, 501);
  EXPECT_EQ(rows.of_table("t7")[0]->rowid, 7);
  EXPECT_EQ(rows.of_table("t7")[1]->rowid, 501);
  EXPECT_EQ(rows.of_table("t7")[2]->rowid, 502);
  EXPECT_TRUE(rows.of_table("none").empty());
  EXPECT_EQ(rows.root_max(), 900);
  EXPECT_TRUE(rows.has_triggers());
  EXPECT_FALSE(rows.has_doubles());
  all.push_back(row(503, "index", "more", "T7", 9, "CREATE INDEX more ON t7(a)"));
  const ObjectRows longer(all, &rows);
  EXPECT_EQ(longer.find(ObjectKind::Index, "MORE")->rowid, 503);
  EXPECT_EQ(longer.find(ObjectKind::Table, "t500")->rowid, 500);
  EXPECT_EQ(longer.of_table("t7").size(), 4U);
  EXPECT_EQ(longer.of_table("t7")[3]->rowid, 503);
  EXPECT_EQ(rows.find(ObjectKind::Index, "more"), nullptr);
  EXPECT_EQ(rows.of_table("t7").size(), 3U);
  all.push_back(row(504, "table", "T9", "T9", 2, "CREATE TABLE T9(a)"));
  EXPECT_TRUE(ObjectRows(all).has_doubles());
  EXPECT_TRUE(ObjectRows(all, &longer).has_doubles());
  const ObjectRows none({});
  EXPECT_EQ(none.find(ObjectKind::Table, "t"), nullptr);
  EXPECT_TRUE(none.of_table("t").empty());
  EXPECT_FALSE(none.has_triggers());
}

}  // namespace
}  // namespace tern::catalog
