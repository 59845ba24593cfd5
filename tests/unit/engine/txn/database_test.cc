// The reference changes a schema, and Database reads it again: what has not changed is the same
// object, and whoever still has an older schema finds it whole.
#include "engine/txn/database.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "engine/io/posix_vfs.h"
#include "tests/support/reference_db.h"

namespace tern::txn {
namespace {

using catalog::Schema;
using SchemaPtr = std::shared_ptr<const Schema>;

class DatabaseSchema : public testing::Test {
 protected:
  void SetUp() override {
    reference_.run(
        "CREATE TABLE one (a PRIMARY KEY, b UNIQUE) WITHOUT ROWID;"
        "CREATE INDEX one_b ON one (b DESC);"
        "CREATE TABLE two (a, b REFERENCES one);"
        "CREATE VIEW seen AS SELECT a FROM two;"
        "CREATE TRIGGER fires INSERT ON two BEGIN SELECT 1; END;"
        "CREATE TRIGGER instead INSTEAD OF INSERT ON seen BEGIN SELECT 1; END");
    auto pager = storage::Pager::open(*storage::DatabaseFile::open(io::posix_vfs(), path_));
    ASSERT_TRUE(pager);
    database_ = std::make_unique<Database>("main", *std::move(pager));
  }

  /// After `sql`, by the reference.
  SchemaPtr schema_after(const std::string& sql) {
    EXPECT_EQ(reference_.run(sql), "") << sql;
    EXPECT_TRUE(database_->pager().begin_read());
    const auto schema = database_->schema();
    EXPECT_TRUE(schema) << schema.error().message();
    database_->end_transaction();
    return schema ? *schema : nullptr;
  }

  /// All that is in `schema` is part of it or of a newer one, and of one that is alive.
  static void expect_whole(const Schema& schema, const Schema& newest) {
    const auto expect_owned = [&](const auto& objects) {
      for (const auto& [name, object] : objects) {
        EXPECT_TRUE(object->schema == &schema || object->schema == &newest) << name;
      }
    };
    expect_owned(schema.tables());
    expect_owned(schema.views());
    expect_owned(schema.triggers());
    for (const auto& [name, index] : schema.indexes()) {
      EXPECT_EQ(schema.find_table(index->table->name), index->table) << name;
    }
  }

  test::TemporaryFolder folder_;
  std::string path_ = folder_.path("x.db");
  test::ReferenceDb reference_{path_};
  std::unique_ptr<Database> database_;
};

TEST_F(DatabaseSchema, KeepsWhatHasNotChanged) {
  const SchemaPtr before = schema_after("");
  const SchemaPtr after = schema_after("CREATE TABLE three (a)");
  ASSERT_NE(before, after);
  EXPECT_EQ(before->find_table("one"), after->find_table("one"));
  EXPECT_EQ(before->find_table("two"), after->find_table("two"));
  EXPECT_EQ(before->find_index("one_b"), after->find_index("one_b"));
  EXPECT_EQ(before->find_view("seen"), after->find_view("seen"));
  EXPECT_EQ(before->find_trigger("fires"), after->find_trigger("fires"));
  EXPECT_EQ(after->find_table("one")->schema, after.get());
  EXPECT_EQ(before->find_table("three"), nullptr);
  EXPECT_EQ(after->find_table("three")->ordinal, after->rows->all().back()->rowid);
  EXPECT_GT(after->find_table("three")->ordinal, after->find_table("two")->ordinal);
  expect_whole(*before, *after);
}

TEST_F(DatabaseSchema, MakesAnewWhatHasAnotherIndexOrTrigger) {
  const SchemaPtr before = schema_after("");
  const SchemaPtr indexed = schema_after("CREATE INDEX two_a ON two (a)");
  EXPECT_NE(before->find_table("two"), indexed->find_table("two"));
  EXPECT_TRUE(before->find_table("two")->indexes.empty());
  EXPECT_EQ(indexed->find_table("two")->indexes.size(), 1U);
  EXPECT_EQ(indexed->find_table("two")->triggers.size(), 1U);
  const SchemaPtr fired = schema_after("CREATE TRIGGER more DELETE ON one BEGIN SELECT 1; END");
  EXPECT_EQ(fired->find_table("two"), indexed->find_table("two"));
  EXPECT_TRUE(indexed->find_table("one")->triggers.empty());
  EXPECT_EQ(fired->find_table("one")->triggers.size(), 1U);
  const SchemaPtr unseen = schema_after("DROP TRIGGER instead");
  EXPECT_TRUE(unseen->find_view("seen")->triggers.empty());
  EXPECT_EQ(fired->find_view("seen")->triggers.size(), 1U);
  for (const SchemaPtr& schema : {before, indexed, fired}) {
    EXPECT_EQ(schema->find_table("two")->columns.size(), 2U);
  }
}

TEST_F(DatabaseSchema, IsNotMistakenByIndexesInAnotherOrder) {
  const SchemaPtr before =
      schema_after("CREATE INDEX two_a ON two (a); CREATE INDEX two_b ON two (b)");
  EXPECT_EQ(before->find_table("two")->indexes.front()->name, "two_b");
  const SchemaPtr after = schema_after("DROP INDEX two_a; CREATE INDEX two_a ON two (a)");
  EXPECT_EQ(after->find_table("two")->indexes.front()->name, "two_a");
  EXPECT_EQ(before->find_table("two")->indexes.front()->name, "two_b");
}

TEST_F(DatabaseSchema, GivesBackWhatWasDropped) {
  const SchemaPtr first = schema_after("");
  SchemaPtr second = schema_after("CREATE TABLE three (a)");
  EXPECT_EQ(first->find_table("two")->schema, second.get());
  const SchemaPtr third = schema_after("DROP TABLE two");
  second.reset();
  ASSERT_NE(first->find_table("two"), nullptr);
  EXPECT_EQ(first->find_table("two")->schema, first.get());
  EXPECT_EQ(first->find_trigger("fires")->schema, first.get());
  EXPECT_EQ(first->find_table("one")->schema, third.get());
  expect_whole(*first, *third);
}

TEST_F(DatabaseSchema, IsAsBeforeWhenTheNextDoesNotLoad) {
  const SchemaPtr first = schema_after("");
  reference_.run(
      "PRAGMA writable_schema = ON;"
      "INSERT INTO sqlite_schema VALUES ('table', 'bad', 'bad', 2, 'CREATE TABLE bad (');"
      "PRAGMA schema_version = 999");
  ASSERT_TRUE(database_->pager().begin_read());
  EXPECT_FALSE(database_->schema());
  database_->end_transaction();
  expect_whole(*first, *first);
}

TEST_F(DatabaseSchema, SharesWithWhatWasForgotten) {
  const SchemaPtr before = schema_after("");
  database_->forget_schema();
  EXPECT_EQ(database_->known_schema(), nullptr);
  const SchemaPtr after = schema_after("");
  EXPECT_NE(before, after);
  EXPECT_EQ(before->find_table("two"), after->find_table("two"));
}

TEST_F(DatabaseSchema, ForgetsStatistics) {
  reference_.run(
      "INSERT INTO two VALUES (1, NULL), (2, NULL); CREATE INDEX two_a ON two (a); ANALYZE");
  const SchemaPtr analyzed = schema_after("");
  EXPECT_TRUE(analyzed->find_index("two_a")->has_statistics);
  const SchemaPtr after = schema_after("DROP TABLE sqlite_stat1");
  EXPECT_EQ(after->find_table("two"), analyzed->find_table("two"));
  EXPECT_FALSE(after->find_index("two_a")->has_statistics);
  EXPECT_FALSE(after->find_table("two")->has_statistics);
}

}  // namespace
}  // namespace tern::txn
