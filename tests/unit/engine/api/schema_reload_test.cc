// A schema that shares what DDL left alone with the one before is the schema that a first reader
// makes of the same file.
#include <gtest/gtest.h>

#include <random>
#include <sstream>

#include "engine/api/connection_state.h"
#include "engine/catalog/schema.h"
#include "tern/tern.h"

namespace tern {
namespace {

using catalog::Schema;

void describe(std::ostream& out, const catalog::Index& index) {
  out << "    index " << index.name << " root " << index.root.raw << " width " << index.entry_width;
  for (const catalog::LogEstimate rows : index.estimates) out << ' ' << rows;
  out << (index.has_statistics ? " counted" : "") << (index.table ? "" : " of nothing") << '\n';
}

void describe(std::ostream& out, const std::vector<const catalog::Trigger*>& triggers) {
  for (const catalog::Trigger* trigger : triggers) out << "    fires " << trigger->name << '\n';
}

std::string describe(const Schema& schema) {
  std::ostringstream out;
  for (const auto& row : schema.rows->all())
    out << row->rowid << ' ' << row->name << ' ' << row->sql << '\n';
  for (const auto& [name, table] : schema.tables()) {
    out << "table " << name << ' ' << table->sql << " root " << table->root.raw << " at "
        << table->ordinal << " rows " << table->row_estimate << " width " << table->row_width
        << '\n';
    EXPECT_EQ(table->schema, &schema);
    for (const catalog::Index* index : table->all_indexes()) describe(out, *index);
    describe(out, table->triggers);
  }
  for (const auto& [name, index] : schema.indexes())
    out << "index " << name << " of " << index->table->name << '\n';
  for (const auto& [name, view] : schema.views()) {
    out << "view " << name << ' ' << view->sql << '\n';
    EXPECT_EQ(view->schema, &schema);
    describe(out, view->triggers);
  }
  for (const auto& [name, trigger] : schema.triggers()) {
    out << "trigger " << name << " of " << trigger->table << " at " << trigger->ordinal << '\n';
    EXPECT_EQ(trigger->schema, &schema);
  }
  out << (schema.is_regular ? "regular" : "irregular") << '\n';
  return out.str();
}

/// DDL of all sorts; much of it fails, for names that are there already, or are not.
class RandomDdl {
 public:
  explicit RandomDdl(uint64_t seed) : random_(seed) {}

  std::string next() {
    const std::string t = "t" + std::to_string(below(6));
    const std::string other = "T" + std::to_string(below(6));
    const std::string i = "i" + std::to_string(below(8));
    const std::string g = "g" + std::to_string(below(8));
    const std::string v = "v" + std::to_string(below(3));
    switch (below(20)) {
      case 0:
      case 1:
        return "CREATE TABLE " + t + "(a, b UNIQUE, c TEXT)";
      case 2:
        return "CREATE TABLE " + t + "(a PRIMARY KEY, b, c REFERENCES " + other + ") WITHOUT ROWID";
      case 3:
        return "DROP TABLE " + other;
      case 4:
      case 5:
        return "CREATE INDEX " + i + " ON " + t + "(b, a)";
      case 6:
        return "DROP INDEX " + i;
      case 7:
        return "CREATE VIEW " + v + " AS SELECT * FROM " + t;
      case 8:
        return "DROP VIEW " + v;
      case 9:
      case 10:
        return "CREATE TRIGGER " + g + " AFTER INSERT ON " + t + " BEGIN DELETE FROM " + other +
               "; END";
      case 11:
        return "CREATE TRIGGER " + g + " INSTEAD OF INSERT ON " + v + " BEGIN SELECT 1; END";
      case 12:
        return "DROP TRIGGER " + g;
      case 13:
        return "ALTER TABLE " + t + " RENAME TO " + other;
      case 14:
        return "ALTER TABLE " + t + " RENAME b TO d";
      case 15:
        return "INSERT INTO " + t + "(a, c) VALUES (random(), 'c'), (random(), 'c')";
      case 16:
        return below(2) == 0 ? "ANALYZE" : "DELETE FROM sqlite_stat1; ANALYZE sqlite_schema";
      case 17:
        return below(2) == 0 ? "BEGIN" : "COMMIT";
      case 18:
        return below(2) == 0 ? "SAVEPOINT s" : "ROLLBACK TO s";
      default:
        return below(4) == 0 ? "VACUUM" : "ROLLBACK";
    }
  }

 private:
  size_t below(size_t n) { return static_cast<size_t>(random_() % n); }
  std::mt19937_64 random_;
};

/// Both as of one transaction.
void expect_same_schema(Connection& db, const std::string& after) {
  const bool is_open = db.in_transaction();
  if (!is_open) {
    ASSERT_TRUE(db.execute("BEGIN"));
  }
  ASSERT_TRUE(db.state().ensure_reading());
  const auto kept = db.state().schema();
  ASSERT_TRUE(kept);
  const std::string expected = [&] {
    const auto read =
        catalog::load_schema(*(*kept)->trees, "main", nullptr, (*kept)->traits.collations);
    return read ? describe(**read) : std::string(read.error().message());
  }();
  EXPECT_EQ(describe(**kept), expected) << "after " << after;
  if (!is_open) {
    ASSERT_TRUE(db.execute("COMMIT"));
  }
}

TEST(SchemaReload, IsWhatAFirstReaderMakes) {
  int done = 0;
  for (uint64_t seed = 1; seed <= 12; ++seed) {
    auto db = Connection::open(":memory:");
    ASSERT_TRUE(db);
    RandomDdl ddl(seed);
    for (int i = 0; i < 150; ++i) {
      const std::string sql = ddl.next();
      if (db->execute(sql)) ++done;
      expect_same_schema(*db, "seed " + std::to_string(seed) + ": " + sql);
      if (HasFailure()) return;
    }
  }
  EXPECT_GT(done, 300);
}

TEST(SchemaReload, OfRowsUnderOtherNames) {
  auto db = Connection::open(":memory:");
  ASSERT_TRUE(db);
  ASSERT_TRUE(
      db->execute("CREATE TABLE a(x); CREATE TABLE b(y); CREATE INDEX ai ON a(x);"
                  "CREATE TRIGGER ag AFTER INSERT ON a BEGIN SELECT 1; END;"
                  "PRAGMA writable_schema = ON"));
  for (const std::string sql :
       {"UPDATE sqlite_schema SET tbl_name = 'gone' WHERE name = 'ag'",
        "UPDATE sqlite_schema SET name = 'c', tbl_name = 'c' WHERE name = 'b'",
        "UPDATE sqlite_schema SET rowid = 100 WHERE name = 'a'",
        "DELETE FROM sqlite_schema WHERE name = 'ag'"}) {
    ASSERT_TRUE(db->execute(sql)) << sql;
    ASSERT_TRUE(db->execute("CREATE TABLE more(x); DROP TABLE more")) << sql;
    expect_same_schema(*db, sql);
  }
}

}  // namespace
}  // namespace tern
